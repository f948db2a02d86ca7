"""What people and time do with shares."""
