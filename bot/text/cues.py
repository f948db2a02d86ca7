"""The words around names, which say whether a capital, or a lower-case word, is a person."""

from __future__ import annotations

import tomllib
from dataclasses import dataclass, fields
from functools import cache
from importlib.resources import files


@dataclass(frozen=True, slots=True, kw_only=True)
class Cues:
    """Sets of folded words; what each means is said in `bot/text/data/cues.toml`."""

    civilities: frozenset[str]
    roles: frozenset[str]
    of_a_place: frozenset[str]
    qualifiers: frozenset[str]
    belongings: frozenset[str]
    speech: frozenset[str]
    institutions: frozenset[str]
    kinds: frozenset[str]
    not_names: frozenset[str]
    openers: frozenset[str]
    labels: frozenset[str]
    trades: frozenset[str]
    particles: frozenset[str]
    place_words: frozenset[str]
    determiners: frozenset[str]
    verbs: frozenset[str]
    plural_verbs: frozenset[str]
    after_a: frozenset[str]
    places: frozenset[str]


@cache
def cues() -> Cues:
    """Return the shipped cues, read once."""
    shipped = tomllib.loads(files("bot.text").joinpath("data", "cues.toml").read_text("utf-8"))
    return Cues(**{field.name: frozenset(shipped[field.name].split()) for field in fields(Cues)})
