"""How much each attack may find, by what a department lets be said."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Final, Literal, TypeAlias

from bot.attacks.season import Record

Profile: TypeAlias = Literal["standard", "strict"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Gates:
    """The most that is allowed of one profile.

    `turnover` is the area under the curve for leavers, joiners and attributes by the weeks known
    on each side. `canary_top` is in multiples of chance, where absences are known.
    """

    turnover: Mapping[int, float]
    caught: float
    canary_top: float = 2.8
    canary_area: float = 0.70
    direction: float = 0.53


GATES: Final[Mapping[Profile, Gates]] = {
    "strict": Gates(turnover={12: 0.62, 26: 0.66}, caught=0.05),
    "standard": Gates(turnover={12: 0.66, 26: 0.73}, caught=0.08),
}


def profile(records: Sequence[Record]) -> Profile:
    """Tell a season's profile: only the standard one has bands."""
    has_bands = any(item.kind == "band" for record in records for item in record.items)
    return "standard" if has_bands else "strict"
