"""Native PivotTables as parts of a new workbook: what they count, its records, where they show."""
