"""The rules: pure functions over the records, without files, clocks or data frames."""
