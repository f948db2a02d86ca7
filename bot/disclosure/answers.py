"""What one ballot brings to a cell: answers with nobody beside them."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Literal

CORE = ("charge", "lien")
"""The two questions asked every week, in the order they are published."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Comment:
    """Words their author agreed to pass on, names already masked.

    With `keep` "theme" the text is never published. A comment its author kept back does not
    come here at all. `theme` is "" when none was picked.
    """

    text: str = field(repr=False)
    theme: str = field(repr=False)
    keep: Literal["theme", "verbatim"] = "theme"


@dataclass(frozen=True, kw_only=True, slots=True)
class Answers:
    """One opened ballot, 1-5 a question, None when skipped."""

    charge: int | None = field(default=None, repr=False)
    lien: int | None = field(default=None, repr=False)
    rotating: int | None = field(default=None, repr=False)
    comment: Comment | None = field(default=None, repr=False)

    @property
    def is_response(self) -> bool:
        """Whether it counts among the respondents: a core question was answered."""
        return self.charge is not None or self.lien is not None
