"""What an operator decides before Lien starts: where it keeps things, and which chats it is in."""
