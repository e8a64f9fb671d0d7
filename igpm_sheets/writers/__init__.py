"""Turns reports into files: new workbooks, tabs of existing ones, Google Sheets."""
