"""The steps of setting a department up, each known by what is there: nothing else is kept."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final, Literal, TypeAlias

from bot.people.model import Directory, Unit

Step: TypeAlias = Literal[
    "service", "place", "units", "referents", "schedule", "trial", "announcement"
]
STEPS: Final[tuple[Step, ...]] = (
    "service",
    "place",
    "units",
    "referents",
    "schedule",
    "trial",
    "announcement",
)
REFERENTS: Final = 2
"""A pair: one of them may be away, or be who the signal is about."""

PlanState: TypeAlias = Literal["none", "ready", "running"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Progress:
    """How far a department has come.

    Args:
        undone: steps nothing can begin without, in order.
    """

    undone: tuple[Step, ...]

    @property
    def first(self) -> Step | None:
        """Return where to go on."""
        return self.undone[0] if self.undone else None

    def after(self, step: Step) -> Step | None:
        """Return what comes after a step: the next one undone, the trial always among them."""
        later = STEPS[STEPS.index(step) + 1 :]
        return next((one for one in later if one in self.undone), self.first)


def progress(
    directory: Directory, department: Unit, plan: PlanState, *, has_lines: bool
) -> Progress:
    """Find out what is left to do.

    Args:
        directory: everyone.
        department: whose progress it is.
        plan: whether check-ins have a rhythm, and run.
        has_lines: whether there is a help line.
    """
    teams = filled(directory, department)
    done: dict[Step, bool] = {
        "service": has_lines,
        "place": department.region is not None,
        "units": bool(teams) and all(directory.holders("manager", u.id) for u in teams),
        "referents": len(directory.holders("referent", department.id)) >= REFERENTS,
        "schedule": plan != "none",
        "trial": plan == "running",
        "announcement": plan == "running",
    }
    return Progress(undone=tuple(step for step in STEPS if not done[step]))


def filled(directory: Directory, department: Unit) -> Sequence[Unit]:
    """List the teams below a department that have people."""
    return [
        unit
        for unit in directory.under(department.id)
        if unit.id != department.id and any(p.unit == unit.id for p in directory.people.values())
    ]
