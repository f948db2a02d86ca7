"""Lien, a chat bot for the wellbeing and cohesion of social-work teams."""
