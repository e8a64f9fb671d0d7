"""Tests of the rulebook: its entries, its prices, its settings, and the office's policy file."""
