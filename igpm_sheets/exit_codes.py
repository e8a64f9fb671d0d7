"""What the exit codes of the commands mean, for schedulers and scripts."""

DONE = 0
DATA_ERRORS = 1
"""Done, but the data holds errors."""
WRONG_USAGE = 2
"""Wrong usage, settings or policy."""
UNREADABLE = 3
"""A file or service could not be read or written."""
