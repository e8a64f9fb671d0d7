"""Tests of the package format, mirroring the package."""
