"""Evidence that a refresh keeps an office's workbook whole, seen from outside the program."""
