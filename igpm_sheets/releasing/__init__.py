"""What candidates are sent: looked through, written once, recorded, and letters beside it."""
