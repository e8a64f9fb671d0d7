"""Tests of the rules: known answers in tables, properties, and what the core may not touch."""
