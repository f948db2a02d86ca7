"""A Slack on this machine, as strict as the real one where an app could be wrong about it.

Written from Slack's public documentation: what a method takes and refuses, what a scope allows,
how long a trigger lives, what Block Kit holds. It keeps what people would see.
"""
