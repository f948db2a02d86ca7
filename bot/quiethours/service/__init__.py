"""What authors do with messages kept for a working moment, and how these arrive."""
