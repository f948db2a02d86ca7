"""Finds what identifies by its form: numbers, dates of birth, e-mail addresses, mentions.

Checksums decide nothing, since half of the real social security numbers people type are mistyped:
a run of digits that could be one is masked.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, NamedTuple

from bot.text.spans import FILLER, Span, Type

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator


def _anything(_: str) -> bool:
    return True


class _Rule(NamedTuple):
    """The group `value` is personal data, or the whole match, where `accepts` says so."""

    type: Type
    pattern: re.Pattern[str]
    accepts: Callable[[str], bool] = _anything


_MONTH = (
    r"(?i:janv(?:ier)?|f[ée]vr?(?:ier)?|mars|avr(?:il)?|mai|juin|juil(?:let)?|ao[uû]t|sept?"
    r"(?:embre)?"
    r"|oct(?:obre)?|nov(?:embre)?|d[ée]c(?:embre)?|jan(?:uary)?|feb(?:ruary)?|mar(?:ch)?|apr"
    r"(?:il)?|may"
    r"|june?|july?|aug(?:ust)?|september|october|november|december)\b\.?"
)
_DAY = r"(?:\d{1,2}(?:er|st|nd|rd|th)?|premier)"
_CALENDAR_DATE = r"(?:0?[1-9]|[12]\d|3[01])[/.\-](?:0?[1-9]|1[0-2])[/.\-](?:19|20)\d\d(?![/.\-]?\d)"
_NUMERIC_DATE = r"\d{1,4} ?[/.\-] ?\d{1,2} ?[/.\-] ?\d{2,4}(?!\d)"
_FULL_DATE = (
    rf"(?:{_NUMERIC_DATE}|\d{{1,2}} \d{{1,2}} (?:19|20)\d\d|{_DAY} (?:de |of )?{_MONTH}"
    rf"(?:,? \d{{2,4}})?"
    rf"|{_MONTH} {_DAY}(?:,? \d{{4}})?)"
)
_ANY_DATE = (
    rf"(?:{_FULL_DATE}|{_MONTH}(?: \d{{2,4}})?|\d{{8}}|\d{{6}}|\d{{1,2}}[/.\-]\d{{2,4}}|(?:19"
    rf"|20)\d\d)"
)
_OLD_YEAR = r"(?:19\d\d|200\d|201[0-2])"
# The texts social work quotes by their date ("loi du 5 mars 2007") are nobody's birthday.
_NO_LAW = "".join(
    rf"(?<!{word} du )"
    for word in ("loi", "décret", "arrêté", "circulaire", "ordonnance", "accord")
)
_GAP = r"[ .\-/]{0,2}"
_GROUP = r"[ .\-]"
_NUMBER_SIGN = r"(?i:n ?[°º]|n[or]\.?|num[ée]ro|#|r[ée]f(?:[ée]rence)?)[ .:]*"
_CODE = (
    r"(?:[A-Z]{1,5}[ \-/]?)?\d[\dA-Z]*(?:[ \-/._][A-Z]*\d[\dA-Z]*)*(?:[ \-]?[A-Z]\b)?"
    r"(?!\w)(?! ?(?i:€|%|euros?|k€|ans?\b|mois|jours?|heures?|h\b|minutes?|places?|personnes"
    r"|enfants|mesures|familles))"
)
_SHORT_LINE = re.compile(r"1\d\d|11[56] ?\d{3}|3\d{3}|(?:19|20)\d\d")
_DATE_LIKE = re.compile(r"(?:[A-Z]+ )?(?:\d{1,4}[/.\-]\d{1,2}[/.\-]\d{2,4}|\d{1,2}[/.\-]\d{2,4})")
_NEARLY_A_DATE = re.compile(
    r"(?:0?[1-9]|[12]\d|3[01])[/.\-](?:0?[1-9]|1[0-2])[/.\-](?:19|20)?\d\d(?![/.\-]?\d)",
)
_FEWEST_DIGITS = 4
_FEWEST_DIGITS_ALONE = 6


_DIGIT = re.compile(r"\d")
_ALL_DIGITS = frozenset({Type.IBAN, Type.NIR, Type.TEL, Type.FILE})


def _digits(value: str) -> int:
    return sum(letter.isdigit() for letter in value)


def _is_code(value: str) -> bool:
    """Reject helplines (119, 3919, 116 111), years and dates."""
    is_public = _SHORT_LINE.fullmatch(value) or _DATE_LIKE.fullmatch(value)
    return not is_public and _digits(value) >= _FEWEST_DIGITS


def _is_lone_code(value: str) -> bool:
    return _is_code(value) and _digits(value) >= _FEWEST_DIGITS_ALONE


def _is_no_date(value: str) -> bool:
    return not _NEARLY_A_DATE.match(value) and not _SHORT_LINE.fullmatch(value)


def _rule(kind: Type, pattern: str, accepts: Callable[[str], bool] = _anything) -> _Rule:
    return _Rule(kind, re.compile(pattern), accepts)


_RULES = (
    _rule(Type.EMAIL, r"(?<![\w.+%\-])[\w.+%\-]+ ?@ ?[\w\-]+(?:\.[\w\-]+)+"),
    _rule(
        Type.EMAIL,
        r"(?<![\w.+\-])[\w.+\-]+ ?(?i:\(at\)|\[at\]|\barobase\b) ?[\w\-]+ ?(?:\.|(?i:\bpoint\b"
        r"|\bdot\b)) ?"
        r"(?i:[a-z]{2,})",
    ),
    _rule(Type.URL, rf"(?i:https?://|www\.)[^\s<>|{FILLER}]+"),
    _rule(Type.URL, rf"(?<![\w.\-])(?i:(?:[a-z0-9\-]+\.)+(?:com|fr|org|net|io))/[^\s<>|{FILLER}]+"),
    _rule(Type.MENTION, rf"<[@!][^>\n{FILLER}]+>"),
    _rule(Type.MENTION, r"(?<![\w.@])@[^\W_][\w.\-]*(?::[\w.\-]+)?(?<![.\-])"),
    _rule(
        Type.IBAN,
        r"\b[A-Z]{2} ?\d{2}(?:[ \-]?[A-Z0-9]{4}){2,7}(?:[ \-]?[A-Z0-9]{1,4}\b)?",
        _is_lone_code,
    ),
    _rule(Type.IBAN, r"\b(?i:fr) ?\d{2}(?:[ \-]?\d){8,}(?:[ \-]?\w{1,4}\b)?"),
    _rule(
        Type.IBAN,
        r"\b(?i:rib|iban|compte|account)\b[^\d\n]{0,20}?(?P<value>\d(?:[ \-]?[\dA-Z]){7,})",
    ),
    _rule(Type.IBAN, r"(?<!\d)\d{4}(?:[ \-]\d{4}){3}(?!\d)"),
    # Sex, year, month, department (2A, 2B), commune, order, key: 13 or 15 signs.
    _rule(
        Type.NIR,
        rf"(?<!\d)[1-478](?:{_GAP}\d){{4}}{_GAP}(?:\d{_GAP}\d|2{_GAP}[ABab])(?:{_GAP}\d){{6}}"
        rf"(?:[ .\-/(]{{0,3}}\d{_GAP}\d\)?)?(?!\d)",
    ),
    _rule(Type.NIR, r"(?<![\d.,])[12](?:[ .\-]?[\dO]){11,15}(?!\w)"),
    _rule(
        Type.NIR,
        r"(?<![\d.,/] )(?<![\d.,/\-])[12] ?\d\d (?:0[1-9]|1[0-2]) (?:\d\d|2[ABab])"
        r"(?: \d{1,3}){0,3}(?!\d)",
    ),
    _rule(
        Type.NIR,
        rf"\b(?i:nir|n[°º]? ?ss|s[ée]cu|s[ée]curit[ée] sociale|vitale|insee|immatricul\w+"
        rf"|social security)\b"
        rf"[^\d\n{FILLER}]{{0,30}}?(?P<value>\d(?:[ .\-/]{{0,2}}(?:[\dxX*O]|[ABab]"
        rf"(?=[ .\-]?\d))){{3,}})",
        _is_no_date,
    ),
    # 0 800, 0 805 and 0 809 are free public lines, nobody's own.
    _rule(
        Type.TEL,
        rf"(?<![\d+])(?!{_CALENDAR_DATE})(?!0 ?80[059])(?:(?:\+|00) ?33[ .\-]?(?:\(0\)"
        rf"|0)?[ .\-]?|33 ?(?=[67])|(?:\(0\)|0)[ .\-]?)"
        r"[1-9](?:[ .\-/_]{0,3}\d){8}(?!\d)",
    ),
    _rule(Type.TEL, r"(?<!\d)(?:\+|00) ?[1-9]\d{0,2}(?:[ .\-/()]{0,2}\d){6,12}(?!\d)"),
    _rule(Type.TEL, rf"(?<!\d)(?!{_CALENDAR_DATE})0[1-79](?:{_GROUP}?\d){{9,10}}(?!\d)"),
    _rule(Type.TEL, rf"(?<!\d)0[1-79](?:{_GROUP}\d\d){{3}}{_GROUP}?\d?(?!\d)"),
    _rule(Type.TEL, r"(?<!\d)0[67](?: \d\d){2}(?!\d)|(?<!\d)0[67]\d{6,7}(?!\d)"),
    _rule(Type.TEL, rf"(?<!\d)0[1-79](?:{_GROUP}?(?:\d\d|[xX*]{{2}})){{4}}(?!\w)"),
    _rule(Type.TEL, r"(?<![\d.,])(?<!\d )[67](?: \d\d){4}(?!\d)"),
    _rule(
        Type.TEL,
        rf"\b(?i:t[ée]l(?:[ée]phone)?|tph|portable|mobile|phone|gsm|joignable|joindre|(?:r?app"
        rf"|r?ap)eler|contacter|sms|call)\b"
        rf"[^\d\n{FILLER}]{{0,25}}?(?P<value>(?!0 ?80[059]|116 ?\d{{3}}(?!\d))\d"
        rf"(?:{_GAP}\d){{5,}})",
        _is_no_date,
    ),
    _rule(
        Type.DOB,
        rf"\b(?i:n[ée]e?(?:\(e\))?s?|naissance|ddn|dn|dob|birth|birthday|born|anniversaire"
        rf"|anniv)\b[ :.,(]*"
        rf"(?:(?i:à|a|au|aux|de|d'|chez) ?(?:{FILLER}+|[^\W\d_][\w'\-]*),? ){{0,2}}"
        rf"(?:(?i:le|en|vers|du|the|on|in|est|is|c'est|un|fin|début|courant|around)[ :]+){{0,3}}"
        rf"(?P<value>{_ANY_DATE})(?!\w)",
    ),
    _rule(Type.DOB, rf"{FILLER} ?\( ?(?:(?i:le|du) )?(?P<value>{_FULL_DATE})(?!\w)"),
    _rule(
        Type.DOB,
        rf"{_NO_LAW}(?<![\d/.\-])\d{{1,2}}(?:[/.\-]\d{{1,2}}[/.\-]|(?:er)? {_MONTH} ){_OLD_YEAR}"
        rf"(?![\d/\-])",
    ),
    _rule(
        Type.FILE,
        r"\b(?i:dossier|mesure|proc[ée]dure|r[ée]f(?:[ée]rence)?s?|matricule|allocataire"
        r"|identifiant|agdref|pv|minute"
        r"|rg|parquet|ofpra|cnda|passeport|passport|cni|visa|r[ée]c[ée]piss[ée]|titre|carte|caf"
        r"|mdph|ase|aemo|aed|ip"
        r"|ide|cpam|msa|css|ame|siao|case|file|code)\b"
        r"(?:[ :.,(\-]+(?i:[A-Z]{2,5}|allocataire|s[ée]jour|num[ée]ro|dossier"
        r"|n[°º])\b[°º]?){0,3}?[ :.(°º]*"
        rf"(?P<value>{_CODE})",
        _is_code,
    ),
    _rule(
        Type.FILE, rf"\b(?i:dossier|case|file)(?: [A-Z]{{2,5}})? {_NUMBER_SIGN}(?P<value>{_CODE})"
    ),
    _rule(
        Type.FILE,
        rf"(?<!loi )(?<!décret )(?<!\w){_NUMBER_SIGN}(?:(?i:caf|mdph|ase|de dossier|dossier"
        rf"|allocataire)[ :]*)?(?:est |: ?)?"
        rf"(?P<value>{_CODE})",
        _is_code,
    ),
    _rule(
        Type.FILE,
        r"\b\d{2,4}[\-/]\d{5,}\b|\b[A-Z]{1,5}[\-/ ]\d{2,}[\-/]\d{2,}(?:[\-/]\d+)*\b",
        _is_lone_code,
    ),
    _rule(Type.FILE, r"\b[A-Z]{2}[\- ]\d{3}[\- ][A-Z]{2}\b"),
    _rule(Type.FILE, r"\b(?=(?:[A-Z]*\d){4})(?=\d*[A-Z])[A-Z0-9]{7,}\b"),
    _rule(Type.FILE, r"(?<![\d.,])\d{7,}(?!\d| ?(?i:€|euros?|k€))"),
)


def identifiers(text: str) -> Iterator[Span]:
    """Find them in a `plain` text; spans may overlap, in no order."""
    has_digits = _DIGIT.search(text) is not None
    for rule in _RULES:
        if rule.type in _ALL_DIGITS and not has_digits:
            continue
        group = "value" if "value" in rule.pattern.groupindex else 0
        for match in rule.pattern.finditer(text):
            if rule.accepts(match[group]):
                yield Span(start=match.start(group), end=match.end(group), type=rule.type)
