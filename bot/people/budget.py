"""How much time Lien plans to take of people each week, and what would be too much of it.

Every figure is an estimate, made from the length of what is read at 200 words a minute and from
what a form asks for. None was measured on anybody, and nothing ever is.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Final, TypeAlias

from bot.errors import OperatorError, UserError
from bot.i18n.text import Text, text
from bot.people.model import Directory, Person
from bot.people.prompting import LONGEST_WEEKS, Prompting

_WEEKS_A_YEAR: Final = 52
_MONTHS_A_YEAR: Final = 12
_MINUTE: Final = 60
_STEP: Final = 5


@dataclass(frozen=True, slots=True, kw_only=True)
class Costs:
    """What one of each is planned to take, in seconds.

    By default an invitation is some fifteen words, a reminder ten, a digest with its chart a
    hundred and thirty, a monthly return a hundred; a question is a sentence and a tap.

    Args:
        questions: a week's three questions, the longest that come by turn.
        prompt: an invitation to share, answered.
    """

    questions: int = 15
    prompt: int = 60
    invitation: int = 5
    reminder: int = 3
    digest: int = 40
    monthly: int = 30

    @property
    def weekly(self) -> int:
        """What everybody is asked and reads each week, invitations to share apart."""
        monthly = _upwards(self.monthly * _MONTHS_A_YEAR, _WEEKS_A_YEAR)
        return self.invitation + self.questions + self.reminder + monthly


@dataclass(frozen=True, slots=True, kw_only=True)
class Budget:
    """The most time that may be planned, in seconds a week."""

    costs: Costs = Costs()
    agent: int = 120
    manager: int = 300

    def require_room(self) -> None:
        """Refuse questions that are too much by themselves.

        Raises:
            OperatorError: the sum, the budget, and what to change.
        """
        planned = self.costs.weekly + self.costs.digest
        if planned > self.agent:
            raise OperatorError(
                f"the week's questions and digest are planned to take {planned} s, and the budget "
                f"of an agent is {self.agent} s: shorten them (`seconds` in questions.*.toml), or "
                "raise weekly_seconds_agent"
            )

    def of_agent(self, prompting: Prompting | None) -> int:
        """Return what is planned for somebody in a unit with such a rhythm."""
        return self.costs.weekly + self.costs.digest + self._sharing(prompting)

    def of_manager(self, directory: Directory, person: Person) -> int:
        """Return what is planned for a manager: a digest of each unit, and that of managers.

        The department's fullest rhythm is taken, so that it holds in whichever team they are.
        """
        department = directory.department(person.unit).id
        units = directory.under(department)
        fullest = max(self._sharing(directory.prompting(unit.id)) for unit in units)
        digests = len(_managed(directory, person)) + 1
        return self.costs.weekly + digests * self.costs.digest + fullest

    def fullest(self, directory: Directory, department: str) -> tuple[int, int]:
        """Return what is planned of the busiest unit's people, and of the busiest manager."""
        loads = list(self._loads(directory, department))
        return (
            max(planned for who, planned in loads if isinstance(who, _Unit)),
            max((planned for who, planned in loads if isinstance(who, _Manager)), default=0),
        )

    def of(self, directory: Directory, person: Person) -> int:
        """Return what is planned for somebody."""
        if directory.has_role(person.id, "manager"):
            return self.of_manager(directory, person)
        return self.of_agent(directory.prompting(person.unit))

    def fits(self, directory: Directory, unit: str) -> bool:
        """Tell whether a unit's rhythm leaves its people within the budget."""
        return self.of_agent(directory.prompting(unit)) <= self.agent

    def announced(self, directory: Directory, department: str, since: datetime) -> Prompting:
        """Return a department's rhythm once it is announced: the usual one, unless it was said.

        The usual one comes less often if need be, and not at all if there is no room for it.
        """
        unit, usual = directory.units[department], Prompting(since=since)
        if unit.prompting is not None:
            return unit.prompting
        for weeks in range(usual.weeks, LONGEST_WEEKS + 1):
            lighter = replace(usual, weeks=weeks)
            units = {**directory.units, unit.id: replace(unit, prompting=lighter)}
            if not any(self._above(replace(directory, units=units), department)):
                return lighter
        return replace(usual, moment=None)

    def require(self, before: Directory, after: Directory, department: str) -> None:
        """Refuse a change that plans more than the budget; one that plans less is always welcome.

        Raises:
            UserError: with the sum, the budget, and what to take away.
        """
        was = dict(self._loads(before, department))
        for who, planned in self._above(after, department):
            if planned > was.get(who, 0):
                raise self._refusal(after, who, planned)

    def _above(self, directory: Directory, department: str) -> Iterator[tuple[_Who, int]]:
        for who, planned in self._loads(directory, department):
            if planned > (self.agent if isinstance(who, _Unit) else self.manager):
                yield who, planned

    def _loads(self, directory: Directory, department: str) -> Iterator[tuple[_Who, int]]:
        for unit in directory.under(department):
            yield _Unit(unit.id), self.of_agent(directory.prompting(unit.id))
        for person in directory.homed(department):
            if directory.has_role(person.id, "manager"):
                yield _Manager(person.id), self.of_manager(directory, person)

    def _refusal(self, directory: Directory, who: _Who, planned: int) -> UserError:
        if isinstance(who, _Manager):
            person = directory.people[who.id]
            return UserError(
                "budget.manager_above",
                name=person.name,
                n=len(_managed(directory, person)) + 1,
                planned=duration(planned),
                budget=duration(self.manager),
            )
        said = {"planned": duration(planned), "budget": duration(self.agent)}
        prompting = directory.prompting(who.id)
        for weeks in range(1, LONGEST_WEEKS + 1):
            if prompting and self.of_agent(replace(prompting, weeks=weeks)) <= self.agent:
                return UserError("budget.agent_above", n=weeks, **said)
        return UserError("budget.agent_no_room", **said)

    def _sharing(self, prompting: Prompting | None) -> int:
        if prompting is None or prompting.moment is None:
            return 0
        return _upwards(self.costs.prompt, prompting.weeks)


@dataclass(frozen=True, slots=True)
class _Unit:
    """Whoever is at home in a unit."""

    id: str


@dataclass(frozen=True, slots=True)
class _Manager:
    """Somebody who manages."""

    id: str


_Who: TypeAlias = _Unit | _Manager


def duration(seconds: int) -> Text:
    """Say a planned time, which is never said to the second: it is an estimate."""
    minutes, left = divmod(_upwards(seconds, _STEP) * _STEP, _MINUTE)
    if minutes == 0:
        return text("budget.seconds", seconds=str(left))
    if left == 0:
        return text("budget.minutes", minutes=str(minutes))
    return text("budget.both", minutes=str(minutes), seconds=f"{left:02d}")


def _managed(directory: Directory, person: Person) -> set[str]:
    return {g.unit for g in directory.grants if g.person == person.id and g.role == "manager"}


def _upwards(seconds: int, parts: int) -> int:
    return -(-seconds // parts)
