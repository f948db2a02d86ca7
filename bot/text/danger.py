"""Hears in a message that somebody may be in danger, so that its author is asked if it can wait.

Like the phrases of distress it is generous and blind to indirect wording: the author alone is
asked, and nothing is kept, counted, logged or routed.
"""

from __future__ import annotations

import re
from typing import Final

from bot.text import crisis
from bot.text.words import fold, plain

_NOT_WORD: Final = re.compile(r"[^a-z0-9]+")
_DANGER: Final = re.compile(
    r"\b(?:(?:en|grave|in|immediate|serious) danger|danger (?:immediat|grave|imminent)"
    r"|mise? en peril|peril imminent|information preoccupante|maltrait\w*|abus sexuels?"
    r"|agressions? sexuelles?|violee?s? par|inceste\w*"
    r"|(?:a|ont|ete|fait|le|la|les|me|nous) frappee?s?|battue?s?|secoue le bebe|bebe secoue"
    r"|violences? (?:conjugale|intrafamiliale|sexuelle|physique)s?"
    r"|menaces? de mort|menace de (?:la|le|les) (?:tuer|frapper)|placement en urgence"
    r"|ordonnance de placement|fugue\w*|disparue?s? depuis|enlevement|sequestre\w*"
    r"|seule?s? (?:a la maison|chez (?:lui|elle|eux)) (?:ce soir|cette nuit)"
    r"|child abuse|abused|beaten|hit (?:her|him|the child|the kids)|sexual (?:abuse|assault)"
    r"|domestic violence|death threats?|ran away|missing since|not safe|unsafe|child protection"
    r")\b"
)


def may_be_danger(text: str) -> bool:
    """Tell whether a message speaks of danger to somebody, its author included."""
    seen = _NOT_WORD.sub(" ", fold(plain(text)))
    graver = crisis.grade(text) not in {None, crisis.Grade.EXHAUSTION}
    return graver or bool(_DANGER.search(seen))
