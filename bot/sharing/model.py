"""Good practice and weak signals as values, and what is decided about them without looking around.

Nothing here names an author: a share has its text, already masked, a team and an ISO week.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date
from typing import Final, Literal, TypeAlias, get_args

from bot.people.model import Directory, Person, Unit

LONGEST_PRACTICE: Final = 1200
LONGEST_ANSWER: Final = 600
"""Characters of each of the three questions; what is longer is a report, with ways of its own."""
REVIEW_WEEKS: Final = 52
SMALLEST_NAMED: Final = 5
"""A share without a name tells a unit of so many people: the floor of everything published."""
ENOUGH_TO_SHUFFLE: Final = 3
OVERDUE_WEEKS: Final = 26
"""How long a card nobody renewed is still found, and said to be old, before it is erased."""
ENDED_WEEKS: Final = 26
"""How long a signal that was closed or hidden can still be followed by its author."""
LONGEST_IN_BOX_WEEKS: Final = 2
SELECTED: Final = 3

State: TypeAlias = Literal["received", "discussed", "action", "closed", "hidden"]
STATES: Final[tuple[State, ...]] = get_args(State)
OVER: Final[frozenset[State]] = frozenset({"closed", "hidden"})
NEEDS_REASON: Final[frozenset[State]] = OVER
By: TypeAlias = Literal["author", "readers"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Card:
    """A good practice as colleagues find it again.

    Args:
        id: random; tells neither who nor when.
        unit: the team whose channel it was posted in.
        week, review: ISO weeks, of appearing and of the next look at whether it still holds.
        signature: the author's name where they chose to sign, "" otherwise.
        useful: how often "utile" was pressed.
    """

    id: str
    department: str
    unit: str
    week: str
    review: str
    theme: str
    words: str = field(repr=False)
    signature: str = field(default="", repr=False)
    useful: int = 0

    def is_due(self, week: str) -> bool:
        """Tell whether somebody should say if it still holds."""
        return week >= self.review


@dataclass(frozen=True, slots=True, kw_only=True)
class Remark:
    """A word of the author or of the trusted readers under a signal."""

    by: By
    words: str = field(repr=False)


@dataclass(frozen=True, slots=True, kw_only=True)
class Signal:
    """A weak signal after its batch was shuffled.

    Args:
        id: random, drawn when it left the box.
        unit: the smallest unit of at least five people around its author.
        week: ISO week in which its batch was released, never that of its writing.
        fact, effect, idea: masked words; effect and idea may be empty.
        reason: why it was closed or hidden.
        outcome: what changed, in words everyone may read in the monthly return.
        is_told: whether a return has said so.
        ended: ISO week in which it was closed or hidden, "" while it is neither.
    """

    id: str
    department: str
    unit: str
    week: str
    theme: str
    fact: str = field(repr=False)
    effect: str = field(default="", repr=False)
    idea: str = field(default="", repr=False)
    state: State = "received"
    reason: str = field(default="", repr=False)
    outcome: str = field(default="", repr=False)
    remarks: tuple[Remark, ...] = field(default=(), repr=False)
    is_told: bool = False
    ended: str = ""

    def is_past(self, week: str, longest_weeks: int) -> bool:
        """Tell whether it is to be erased: six months over, or released too long ago.

        Args:
            week: ISO week of the present.
            longest_weeks: how long anything is kept, whatever became of it.
        """
        is_over = bool(self.ended) and weeks_between(self.ended, week) >= ENDED_WEEKS
        return is_over or weeks_between(self.week, week) >= longest_weeks


def week_of(day: date) -> str:
    """Return a day's ISO week: "2026-W07"; weeks so written sort as they follow one another."""
    year, week, _ = day.isocalendar()
    return f"{year:04d}-W{week:02d}"


def weeks_between(first: str, last: str) -> int:
    """Return how many weeks lie between two ISO weeks."""
    return (_monday(last) - _monday(first)).days // 7


def week_after(week: str, count: int) -> str:
    """Return the ISO week so many weeks later."""
    return week_of(date.fromordinal(_monday(week).toordinal() + 7 * count))


def review_after(week: str) -> str:
    """Return the ISO week in which somebody should say whether a card of a week still holds."""
    return week_after(week, REVIEW_WEEKS)


def may_leave(waiting: int, first: str, now: str) -> bool:
    """Tell whether a batch of shares may be released at the beginning of a week.

    With three there is something to shuffle; fewer wait for company, two weeks at the longest, for
    what nobody reads helps nobody.

    Args:
        waiting: how many are in the box.
        first: ISO week of its first share.
        now: ISO week of the present.
    """
    old = weeks_between(first, now)
    return waiting > 0 and (
        (old >= 1 and waiting >= ENOUGH_TO_SHUFFLE) or old >= LONGEST_IN_BOX_WEEKS
    )


def crowd(directory: Directory, person: Person) -> str:
    """Return the unit a share without a name tells: around its author, of at least five people."""
    for unit in directory.above(person.unit):
        if len(directory.homed(unit.id)) >= SMALLEST_NAMED:
            return unit.id
    return directory.department(person.unit).id


def readers(directory: Directory, unit: str) -> tuple[Person, ...]:
    """Return the trusted pair who read a unit's signals first.

    Whoever manages that unit, or one above or below it, is never among them.
    """
    found = {
        p.id: p for above in directory.above(unit) for p in directory.holders("referent", above.id)
    }
    return tuple(p for _, p in sorted(found.items()) if not directory.manages_around(p.id, unit))


def reading_unit(directory: Directory, unit: str) -> Unit | None:
    """Return the nearest unit, upwards, that has a channel to post in."""
    return next((u for u in directory.above(unit) if u.channel), None)


def _monday(week: str) -> date:
    year, _, number = week.partition("-W")
    return date.fromisocalendar(int(year), int(number), 1)
