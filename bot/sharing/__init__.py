"""Sharing: good practice and weak signals, and what became of them."""
