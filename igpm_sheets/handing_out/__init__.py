"""Handing out mark sheets: who gets what, in workbooks on disk or in Google Sheets."""
