"""Tests of reading: headings, values, trackers and mark sheets, with true addresses."""
