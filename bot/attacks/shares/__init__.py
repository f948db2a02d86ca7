"""Whose a share is: from its moment, its place, its code, its words, and what is left of it."""
