"""Lien, a chat bot for the wellbeing and cohesion of social-work teams."""

__version__ = "0.1.0"
