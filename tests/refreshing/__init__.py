"""Refreshing the office's workbooks: what is decided, told, kept and logged."""
