"""Who works here, where, when, and in which language."""
