"""Google Sheets: a server of our own that answers as Google's do, and what works with it."""
