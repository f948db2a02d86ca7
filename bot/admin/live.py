"""Blanks of the charter and of the impact assessment that the running configuration fills."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from typing import Final

from bot.disclosure import comments, levels
from bot.disclosure.roster import Policy

NUMBERS: Final = (
    "reponses",
    "equipe_min",
    "commentaires",
    "niveau",
    "niveau_effectif",
    "mois_bilans",
    "mois_traces",
    "jours_reglages",
    "jours_depart",
)
_BLANK: Final = re.compile(r"\{([^{}]*)\}")


def thresholds(policy: Policy) -> Mapping[str, str]:
    """Return what is published from how many on, as it holds."""
    return {
        "reponses": str(policy.k),
        "equipe_min": str(policy.team_roster),
        "commentaires": str(comments.RESPONDENTS),
        "niveau": str(levels.RESPONDENTS),
        "niveau_effectif": str(levels.PEOPLE),
    }


def filled(words: str, blank: Callable[[str], str]) -> str:
    """Fill the blanks of a text; `blank` gives "" for what nobody has said yet."""
    return _BLANK.sub(lambda found: blank(found[1]) or found[0], words)


def blanks_in(words: str) -> tuple[str, ...]:
    """Return the names of the blanks that people are to fill, in order, once each."""
    found = (name for name in _BLANK.findall(words) if name not in NUMBERS)
    return tuple(dict.fromkeys(found))
