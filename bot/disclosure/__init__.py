"""Disclosure control: what may be said of a group's answers, and nothing else.

rules     decides one round, all cells at once (the only entry)
cells     teams, merged teams, Encadrement · levels: the partition that carries numbers
direction, bands, blocks, comments, overlap     one rule each
memory    what survives a round · released: the only thing others may draw or send
audit     a certificate a decision, in a hash-chained log
"""
