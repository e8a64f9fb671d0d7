"""Reports: what each tab says, as plain tables that any writer can lay out."""
