"""What works with Google Sheets, against the server of `tests.google_server`."""
