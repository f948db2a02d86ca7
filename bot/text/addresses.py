"""Finds where people live: French and English postal addresses, complete or not."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from bot.text.spans import FILLER, Span, Type

if TYPE_CHECKING:
    from collections.abc import Iterator

_CAP = "A-ZÀ-ÖØ-Þ"
_NUMBER = r"(?<![\d/.])\d{1,4} ?(?:(?i:bis|ter|quater)\b|[A-Da-d]\b)?"
_STREET = (
    r"(?i:rue|avenue|av\.|ave\b|boulevard|bd|bld|boul\.|all[ée]es?|impasse|imp\.|chemin|square"
    r"|quai|r[ée]sidence|lotissement"
    r"|ruelle|sentier|faubourg|fbg|esplanade|rond-point|promenade|lieu-dit|hameau|venelle"
    r"|passage|mont[ée]e|clos)"
)
# Words with another everyday sense: they need a number and a capital ("3 places", "un cours").
_UNSURE = r"(?i:place|pl\.|cours|cit[ée]|route|rte|voie|mail|cour|villa|domaine|parc|r\.)"
_LINK = r"(?i:de la|de l'|de|du|des|d'|la|le|les|l'|aux|au|en|sur|sous|et|lès|lez)"
_MORE = (
    rf"(?:[ \-]?(?:{_LINK}[ \-]?){{0,2}}[ \-'][{_CAP}][\w'\-]*|[ \-]"
    rf"(?:{_LINK}[ \-]?){{1,2}}[{_CAP}][\w'\-]*)*"
)
_HOLIDAY = (
    r"\d{1,2}(?:er)? (?i:janvier|février|mars|avril|mai|juin|juillet|août|septembre|octobre"
    r"|novembre|décembre)(?: \d{4})?"
)
_LOWER_END = r"(?: [\w'\-]+(?= ?(?:[,.;\n]|$|\d{5}|à )))?"
_ANY_NAME = rf" (?:{_LINK} ?){{0,2}}(?:{_HOLIDAY}|[\w'\-]+{_MORE}{_LOWER_END})"
_PROPER_NAME = rf" (?:{_LINK} ?){{0,2}}(?:{_HOLIDAY}|[{_CAP}][\w'\-]+{_MORE})"
_DOOR = (
    r"(?:[ ,\-]+(?:(?i:b[âa]t(?:iment)?|appartement|appt|app|apt|esc(?:alier)?|porte|hall|bloc"
    r"|entr[ée]e|[ée]tage|bp|cs|cedex)"
    rf"\.? ?(?:n° ?)?[A-Z0-9]+\b|\d+(?:er|[eè]me|e) [ée]tage|(?i:r[ée]sidence"
    rf"|r[ée]s\.){_PROPER_NAME}))*"
)
_CITY = rf"[{_CAP}][\w'\-]*{_MORE}"
_TOWN = rf"(?:[ ,(\-]+\d{{2}} ?\d{{3}}\b(?: (?:{_CITY}|[\w'\-]{{3,}}))?\)?|,? à {_CITY}|, {_CITY})?"
_ENGLISH_STREET = (
    r"(?:Street|St|Road|Rd|Avenue|Ave|Lane|Drive|Close|Court|Way|Place|Square|Terrace|Gardens"
    r"|Crescent|Grove|Hill)\b\.?"
)
_PATTERNS = tuple(
    re.compile(pattern)
    for pattern in (
        rf"{_NUMBER}[ ,]+{_STREET}\b\.?{_ANY_NAME}{_DOOR}{_TOWN}",
        rf"{_NUMBER}[ ,]+{_UNSURE}{_PROPER_NAME}{_DOOR}{_TOWN}",
        (
            rf"\b(?i:habite|loge|dort|vit|domicile|adresse|lives)\b[^.\n\d{FILLER}]{{0,12}}?"
            rf"(?P<value>{_UNSURE}{_PROPER_NAME}{_DOOR}{_TOWN})"
        ),
        rf"\b{_STREET}\.?{_PROPER_NAME}{_DOOR}{_TOWN}",
        rf"(?<![\d.,/\-])\d{{5}} (?!(?i:euros?|eur)\b){_CITY}",
        (
            r"\b(?i:appartement|appt|apt|b[âa]t(?:iment)?)\.? (?:n° ?)?"
            rf"(?:[A-Z]?\d+[A-Z]?|[A-Z])\b(?! (?i:pi[èe]ces?|personnes?)){_DOOR}"
        ),
        (
            rf"(?:(?:Flat|Apartment|Apt|Unit) \w+,? )?\b\d{{1,4}}[A-Da-d]?,? "
            rf"(?:[A-Z][\w'\-]+ ){{1,3}}{_ENGLISH_STREET}(?:, {_CITY})?"
        ),
        r"\b[A-Z]{1,2}\d[A-Z\d]? \d[A-Z]{2}\b",
    )
)


def addresses(text: str) -> Iterator[Span]:
    """Find them in a `plain` text; spans may overlap, in no order."""
    for pattern in _PATTERNS:
        for match in pattern.finditer(text):
            group = "value" if "value" in pattern.groupindex else 0
            yield Span(start=match.start(group), end=match.end(group), type=Type.ADDR)
