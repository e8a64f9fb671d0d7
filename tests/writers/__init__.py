"""What the writers put into files, read back by other programs."""
