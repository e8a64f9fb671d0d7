"""Mark sheets: a workbook an assessor, made from a template, to which rows are added in place."""
