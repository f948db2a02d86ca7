"""Keeps the questions of one person apart, whatever teams they are in meanwhile.

A team's turn says when the team was asked; somebody who changes teams has been asked by another.
All that tells is the name of what left, which the outbox keeps for two months: whose, in which
week, and how many weeks the team of the time lets pass. Nothing else is kept about anybody.
"""

from __future__ import annotations

from typing import Final

from bot.people.prompting import LONGEST_WEEKS
from bot.sharing.model import week_after

PROMPTED: Final = "sharing.prompt"


def name(person: str, week: str, weeks: int) -> str:
    """Name the question of somebody's ISO week, from a team that lets `weeks` pass."""
    return f"{PROMPTED}/{person}/{week}/{weeks}"


def names(person: str, week: str) -> tuple[str, ...]:
    """Name whatever somebody may have been asked in a week."""
    return tuple(name(person, week, weeks) for weeks in range(1, LONGEST_WEEKS + 1))


def too_near(person: str, week: str, weeks: int, since: str) -> tuple[str, ...]:
    """Name the questions any of which makes one in this week come too soon.

    Of two teams the slower rhythm holds. What was asked before a team's rhythm was changed holds
    by the new one alone, for it was the team's own as a rule, and the change was meant.

    Args:
        person: who would be asked.
        week: ISO week of the question to be.
        weeks: that lie between two of them, as the person's team is asked.
        since: ISO week in which that was said.
    """
    found: list[str] = []
    for back in range(LONGEST_WEEKS):
        before = week_after(week, -back)
        found += [
            name(person, before, theirs)
            for theirs in range(1, LONGEST_WEEKS + 1)
            if back < (max(weeks, theirs) if before > since else weeks)
        ]
    return tuple(found)
