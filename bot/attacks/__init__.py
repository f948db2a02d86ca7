"""The adversary: reads what a season left on disk and says how well it can guess.

score      what an attack found, beside chance and the gate · season, people, truth     its inputs
One module an attack; it knows nothing of how the artefacts were written.
"""
