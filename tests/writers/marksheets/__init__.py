"""Rows for mark sheets, put into sheet parts as other programs write them."""
