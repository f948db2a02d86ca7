"""Keys that exist outside the database, and what they seal."""
