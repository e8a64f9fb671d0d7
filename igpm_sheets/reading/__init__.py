"""From grids of cells to records: headings found, values understood, faults kept with addresses."""
