"""A small team chat in the browser: the chat that needs no account."""
