"""The use cases of a check-in: opening, answering and closing, each with the keys it may hold."""
