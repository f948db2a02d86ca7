"""A department of sixty set up in every chat, by the same words."""
