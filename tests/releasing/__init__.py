"""Feedback released to candidates: private, once, and recorded."""
