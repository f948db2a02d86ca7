"""What a wellbeing bot never does, recognised when somebody asks for it, so that it can say why."""

from __future__ import annotations

import re
from typing import Final

from bot.admin.model import folded
from bot.i18n.text import Text

_LONGEST: Final = 200
_ANSWERED: Final = r"(?:repondu|repond\b|vote\b|participe|answered|replied|responded|voted)"
_RESULTS: Final = r"\b(?:resultats?|results?|bilan|digest)\b"
_EARLY: Final = r"\b(?:maintenant|avance|avant|provisoires?|partiels?|en cours|now|so far|before)\b"
_LOWER: Final = r"\b(?:abaisser|baisser|diminuer|reduire|descendre|supprimer|enlever|desactiver)\b"
_LOWER_EN: Final = r"\b(?:lower|reduce|decrease|remove|disable)\b"
_FLOOR: Final = r"\b(?:seuil|plancher|minimum|confidentialite|anonymat)\b"
_FLOOR_EN: Final = r"\b(?:floor|threshold|minimum|confidentiality|anonymity)\b"
_ALL: Final = r"l'|la |les |notre |mon |ma |mes |the |our |my "
_PHRASINGS: Final = {
    "early": (
        rf"\b(?:combien|how many)\b.*{_ANSWERED}",
        r"\btaux de (?:reponse|participation)\b|\b(?:response|participation) rate\b",
        rf"{_RESULTS}.*{_EARLY}",
        r"\b(?:early|partial|interim)\b.*\bresults?\b|\bresults?\b.*\bearly\b",
    ),
    "who_answered": (
        rf"\b(?:qui|who)\b.*{_ANSWERED}",
        r"\b(?:liste?r?|list|noms?|names?)\b.*\b(?:non-)?(?:repondants?|respondents?)\b",
        r"\b(?:a-t-(?:il|elle)|est-ce qu\W?\w+)\b.*\brepondu\b|@\S+ a (?:deja )?repondu\b",
        r"\b(?:did|has)\b.*\b(?:answer|answered|reply|replied)\b",
    ),
    "one_person": (
        r"\bhistorique\b|\bhistory\b",
        rf"\b(?:reponses?|scores?|notes?|humeur) d(?:e |')\s*(?!{_ALL})\S+",
        rf"\b(?:answers?|scores?|mood) (?:of|from) (?!{_ALL})|\S+['’]s (?:answers?|scores?|mood)\b",
    ),
    "floor": (
        rf"{_LOWER}.*{_FLOOR}",
        rf"{_LOWER_EN}.*{_FLOOR_EN}",
        r"\b(?:seuil|floor|threshold)\b.*\b[0-4]\b",
    ),
    "ranking": (
        r"\b(?:classement|classer|palmares|comparer|comparaison|rank|ranking|compare|league)\b",
        r"\b(?:meilleure|pire)s? (?:equipe|unite|service)|\b(?:best|worst) (?:team|unit)",
    ),
}
_NEVER: Final = tuple(
    (name, re.compile("|".join(phrasings))) for name, phrasings in _PHRASINGS.items()
)


def refusal(words: str) -> Text | None:
    """Return the sentence for something the bot never does, None for anything else."""
    typed = folded(" ".join(words[:_LONGEST].split()))
    return next((Text(f"never.{name}") for name, asked in _NEVER if asked.search(typed)), None)
