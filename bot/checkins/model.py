"""Rounds, their rhythm and their questions, and what is due when."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta
from typing import Literal, TypeAlias

from bot.errors import UserError
from bot.people.moments import WeeklyMoment

State: TypeAlias = Literal["open", "closing", "decided", "closed", "void", "skipped"]
UNFINISHED: tuple[State, ...] = ("open", "closing", "decided")
LEAST_OPEN = timedelta(hours=24)
LEAST_DAYS_ON_ROSTER = 30
CORE = ("charge", "lien")
_WEEK = timedelta(days=7)
_A_MONDAY = date(2024, 1, 1)


@dataclass(frozen=True, slots=True, kw_only=True)
class Plan:
    """When a department is asked, reminded, closed and told, every week.

    The default leaves a worked week behind the questions and spoils no Friday evening.

    Args:
        since: when the plan was made or changed; nothing before it is caught up on.
    """

    department: str
    since: datetime
    opens: WeeklyMoment = WeeklyMoment(3, time(9, 30))
    reminds: WeeklyMoment = WeeklyMoment(0, time(9, 30))
    closes: WeeklyMoment = WeeklyMoment(0, time(16, 0))
    digest: WeeklyMoment = WeeklyMoment(1, time(9, 30))
    is_running: bool = True


@dataclass(frozen=True, slots=True, kw_only=True)
class Round:
    """One check-in of one ISO week of one department; its roster is frozen apart.

    Args:
        week: weeks since the department's first round, which is 1.
        rotating: identifier of the week's third question.
        reminded: whether the one reminder has been queued.
    """

    id: str
    department: str
    week: int
    opens_at: datetime
    reminds_at: datetime
    closes_at: datetime
    digest_at: datetime
    rotating: str
    state: State
    reminded: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Question:
    """A question in one language.

    Args:
        labels: the words of steps 1 to 5.
        heading: what the question is about, such as "Ces sept derniers jours".
        has_not_applicable: whether "sans objet" is offered beside "je passe".
        seconds: planned for reading and answering it: an estimate, never measured on anybody.
    """

    id: str
    label: str
    labels: tuple[str, ...]
    heading: str | None
    has_not_applicable: bool = False
    seconds: int = 5


@dataclass(frozen=True, slots=True, kw_only=True)
class Questionnaire:
    """Every question in every language, as the configuration words them."""

    by_language: Mapping[str, Mapping[str, Question]] = field(repr=False)
    rotating: tuple[str, ...]

    def question(self, name: str, language: str) -> Question:
        """Return a question in a language."""
        return self.by_language[language][name]

    def rotating_for(self, week: int) -> str:
        """Return the week's third question: each comes once in a cycle."""
        return self.rotating[(week - 1) % len(self.rotating)]

    @property
    def seconds(self) -> int:
        """What a week's questions are planned to take, the longest that come by turn."""
        each = {
            name: max(of[name].seconds for of in self.by_language.values())
            for name in (*CORE, *self.rotating)
        }
        return sum(each[name] for name in CORE) + max(each[name] for name in self.rotating)


def apart(first: WeeklyMoment, then: WeeklyMoment) -> timedelta:
    """Return how long after a weekly moment another one comes, less than a week."""
    start, end = (
        datetime.combine(_A_MONDAY + timedelta(days=m.weekday), m.at) for m in (first, then)
    )
    return (end - start) % _WEEK


def require_time(plan: Plan) -> None:
    """Refuse a rhythm that leaves too little time to answer.

    Raises:
        UserError: under a day between opening and close, or a reminder that is not between them.
    """
    if apart(plan.opens, plan.closes) < LEAST_OPEN:
        raise UserError("planning.too_short", hours=int(LEAST_OPEN.total_seconds() // 3600))
    if not timedelta() < apart(plan.opens, plan.reminds) < apart(plan.opens, plan.closes):
        raise UserError("planning.reminder_outside")


def round_id(department: str, opens_at: datetime) -> str:
    """Name the round of an ISO week, so that a week can never open twice."""
    year, week, _ = opens_at.isocalendar()
    return f"{department}-{year}W{week:02d}"


def worth_opening(now: datetime, closes_at: datetime) -> bool:
    """Tell whether enough time is left to open late; otherwise the week is skipped, and said."""
    return closes_at - now >= LEAST_OPEN
