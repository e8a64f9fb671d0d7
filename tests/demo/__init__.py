"""Tests of the fictional office."""
