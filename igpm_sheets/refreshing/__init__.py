"""Results inside the office's own workbooks: renewed, remembered, logged, watched."""
