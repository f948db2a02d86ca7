"""What a round is frozen with: people, units and thresholds, before anybody answers.

Every threshold here is read from membership, so that a refusal says nothing about answers.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal, TypeAlias

from bot.errors import OperatorError

Profile: TypeAlias = Literal["standard", "strict"]

FLOOR = 5
"""Fewest respondents behind anything said: k, raised by a policy, never lowered."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Policy:
    """How much a department lets be said; chosen before a round opens, frozen with it.

    Args:
        profile: `standard` adds bands to directions, `strict` has directions only.
        k: fewest respondents to a question of a team, 5 or more.

    Raises:
        OperatorError: `k` is under the floor.
    """

    profile: Profile = "standard"
    k: int = FLOOR

    def __post_init__(self) -> None:
        if self.k < FLOOR:
            raise OperatorError(f"k is {self.k}: it can be raised above {FLOOR}, never lowered")

    @property
    def team_roster(self) -> int:
        """Fewest people of a team about which anything is said: 7, so that 2 may be silent."""
        return self.k + 2

    @property
    def band_roster(self) -> int:
        """Fewest people of a team with bands: 8 when k is 5."""
        return self.k + 3

    @property
    def has_bands(self) -> bool:
        """Whether teams get bands at all."""
        return self.profile == "standard"


@dataclass(frozen=True, kw_only=True, slots=True)
class RosterUnit:
    """A unit of the tree; `parent` "" is a root, `merge` "" joins no merge unit.

    `merge` names the merge unit that a small team joins: any name shared by several teams,
    or the id of the team that hosts it.
    """

    id: str
    parent: str = ""
    merge: str = ""


@dataclass(frozen=True, kw_only=True, slots=True)
class RosterPerson:
    """Somebody in their one home unit.

    `manages` holds the units they are in charge of. `eligible` is False for bots, guests,
    people who joined under 30 days ago and absences of four rounds or more.
    """

    id: str
    unit: str
    manages: tuple[str, ...] = ()
    eligible: bool = True


@dataclass(frozen=True, kw_only=True, slots=True)
class Roster:
    """The tree and the people of one department, as they were when the round opened."""

    units: tuple[RosterUnit, ...]
    people: tuple[RosterPerson, ...]


@dataclass(frozen=True, kw_only=True, slots=True)
class FrozenRound:
    """A round as it was opened.

    `week` counts ISO weeks from 1 at the department's first round; blocks are fixed spans of
    it. `rotating` is the id of the week's rotating question, "" when there is none.
    """

    week: int
    rotating: str
    roster: Roster
    policy: Policy
