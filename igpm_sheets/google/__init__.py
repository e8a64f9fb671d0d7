"""The way to Google Sheets and Drive: addresses, signing in, requests in any weather."""
