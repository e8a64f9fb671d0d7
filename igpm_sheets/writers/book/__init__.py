"""A workbook as it stands in its package: its tabs, names, tables, cells, and references."""
