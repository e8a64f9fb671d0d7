"""Tests of where cells come from: true values at true addresses, or a plain word why not."""
