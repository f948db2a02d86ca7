"""Digests: the same immutable text for managers and team, made of released items only.

- model: what a record says of each question; subject: whom it is about
- lead, wording: the first sentence, and the others; views: the text that is kept and shown
- picture, chart: what a chart is drawn from, and its facts in words
- recipients, service: who reads it, when it is made, how it is read again
"""
