"""A sheet of a template filled with what a report says, as the parts of a workbook."""
