"""Filled sheets put into a package: as new tabs, or in the place of what they held before."""
