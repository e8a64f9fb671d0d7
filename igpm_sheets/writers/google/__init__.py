"""Our tabs in a Google spreadsheet: drawn as in Excel, sent as requests that change only them."""
