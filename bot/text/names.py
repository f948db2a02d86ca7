"""The names Lien knows: shipped lists, an operator's official list, the workspace's own people."""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from functools import cache
from importlib.resources import files
from typing import TYPE_CHECKING, Self

from bot.text.words import fold

if TYPE_CHECKING:
    from collections.abc import Iterable

_SHORTEST_PART = 3
_PART = re.compile(r"[^\W\d_]+")
# Shorter words of the lists are too often words of another language to be names in lower case.
_SHORTEST_IN_LOWER_CASE = 4


@dataclass(frozen=True, slots=True, kw_only=True)
class Names:
    """Answers whether a word, folded, is a name and how sure that is. Names are held one part each.

    Sources and licences of the shipped lists are in `bot/text/data/README.md`.
    """

    first: frozenset[str]
    family: frozenset[str]
    everyday: frozenset[str]
    roster: frozenset[str] = frozenset()

    def with_roster(self, people: Iterable[str]) -> Self:
        """Also know these people, by the names their chat shows ("Karim B.", "sophie-martin")."""
        return replace(self, roster=self.roster | _parts(people))

    def with_first_names(self, names: Iterable[str]) -> Self:
        """Also know these first names, one part or several each."""
        return replace(self, first=self.first | _parts(names))

    def is_first(self, key: str) -> bool:
        """Tell whether someone may be called so, or an everyday word that is also a first name."""
        return key in self.first or key in self.roster or self._is_compound(key)

    def is_known(self, key: str) -> bool:
        """Tell whether it is a first or a family name, everyday words included."""
        return key in self.family or self.is_first(key)

    def is_sure(self, key: str) -> bool:
        """Tell whether it is a first name and nothing else: masked wherever it has a capital."""
        return self.is_first(key) and key not in self.everyday

    def is_sure_in_lower_case(self, key: str) -> bool:
        """Tell whether it is masked even without a capital."""
        return len(key) >= _SHORTEST_IN_LOWER_CASE and self.is_sure(key)

    def is_family(self, key: str) -> bool:
        """Tell whether it is a family name and no everyday word."""
        return key in self.family and key not in self.everyday

    def _is_compound(self, key: str) -> bool:
        parts = key.split("-")
        return len(parts) > 1 and all(part in self.first or part in self.roster for part in parts)


@cache
def built_in() -> Names:
    """Return the shipped lists, read once (about 25,000 words)."""
    return Names(
        first=_shipped("first_names.txt") | _shipped("added_first_names.txt"),
        family=_shipped("family_names.txt") | _shipped("added_family_names.txt"),
        everyday=_shipped("everyday_names.txt"),
    )


def _shipped(file: str) -> frozenset[str]:
    return frozenset(files("bot.text").joinpath("data", file).read_text("utf-8").split())


def _parts(names: Iterable[str]) -> frozenset[str]:
    parts = (part for name in names for part in _PART.findall(fold(name)))
    return frozenset(part for part in parts if len(part) >= _SHORTEST_PART)
