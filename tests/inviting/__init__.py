"""A process that invites a department to share, to be killed at any moment."""
