"""PivotTables as parts of a workbook."""
