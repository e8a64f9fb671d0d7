"""What people keep beside and below the results, moved along with its application."""
