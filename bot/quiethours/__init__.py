"""After hours: messages wait politely until the recipient is next at work."""
