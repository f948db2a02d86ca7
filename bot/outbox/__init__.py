"""Everything the bot says on its own goes through here: once, in order, in working hours."""
