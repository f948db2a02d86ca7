"""Reads the official list of first names given in France, as Insee publishes it."""

from __future__ import annotations

import csv
import re
from collections import Counter
from typing import TYPE_CHECKING, Final

from bot.errors import OperatorError
from bot.text.words import fold

if TYPE_CHECKING:
    from collections.abc import Iterable

_NAME_COLUMNS: Final = ("preusuel", "prenom")
_COUNT_COLUMNS: Final = ("nombre", "valeur")
_FEWEST: Final = 20
"""Rarer names are as often slips of the pen or words ("Chance", "Ange-Noel") as somebody's name."""
_NAME: Final = re.compile(r"[^\W\d_]{2,}(?:['\- ][^\W\d_]+)*")
_SHORTEST: Final = 3


def first_names(lines: Iterable[str]) -> tuple[str, ...]:
    """Return the names of Insee's file that enough people bear, folded and sorted.

    Args:
        lines: the CSV file `nat*.csv` ("sexe;preusuel;annais;nombre") or a later one with the
            columns `prenom` and `valeur`; one year, department and sex a line, summed here.

    Raises:
        OperatorError: there is no column of first names, or no name in it.
    """
    rows = iter(lines)
    header = next(rows, "").lstrip("\ufeff")
    sign = max(";,\t", key=header.count)
    columns = [name.strip(' "').casefold() for name in header.rstrip("\r\n").split(sign)]
    name_at, count_at = _at(columns, _NAME_COLUMNS), _at(columns, _COUNT_COLUMNS)
    if name_at is None or count_at is None:
        raise OperatorError(
            "this is not Insee's file of first names: its first line must name the columns "
            '"preusuel" and "nombre", or "prenom" and "valeur".'
        )
    born = Counter[str]()
    for row in csv.reader(rows, delimiter=sign):
        if len(row) > max(name_at, count_at) and _NAME.fullmatch(row[name_at].strip()):
            born[fold(row[name_at].strip())] += _whole(row[count_at])
    kept = sorted(name for name, n in born.items() if n >= _FEWEST and len(name) >= _SHORTEST)
    if not kept:
        raise OperatorError("this file names the columns of Insee's first names and holds none.")
    return tuple(kept)


def _at(columns: list[str], names: tuple[str, ...]) -> int | None:
    return next((columns.index(name) for name in names if name in columns), None)


def _whole(figure: str) -> int:
    """Read a count as Insee writes it: "12", "12.0", or nothing for what is not disclosed."""
    digits = figure.strip().partition(".")[0]
    return int(digits) if digits.isdecimal() else 0
