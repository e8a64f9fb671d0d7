"""The tests: one folder for each part of the package, whole offices in `offices`."""
