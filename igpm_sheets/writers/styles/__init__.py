"""How cells look: a template's styles found in another workbook, or added to it."""
