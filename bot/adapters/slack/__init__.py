"""Slack: Socket Mode or signed HTTP, modals, App Home, and messages in people's own names."""
