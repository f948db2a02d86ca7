"""Digests: the same immutable text for managers and team, made of released items only."""
