"""What the publishing rules leave to be seen: how often, how soon, how wrongly, how fast.

Simulated departments answer week after week through `decide` itself. A person's answer is
3 + trait + weekly noise (s.d. 0.75 each, so that a team of 8 has a standard error of 0.38),
rounded and cut to 1-5; 75 % answer; 20 % leave in a year, each replaced the week after by
somebody who counts from their fifth week. Run it with `python -m benchmarks.utility`.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field
from random import Random
from time import perf_counter

from bot.disclosure.answers import Answers
from bot.disclosure.cells import cells
from bot.disclosure.memory import Memory
from bot.disclosure.released import Band, Direction, Record
from bot.disclosure.roster import FrozenRound, Policy, Roster, RosterPerson, RosterUnit
from bot.disclosure.rules import decide

TRAIT = NOISE = 0.75
ANSWERING = 0.75
WEEKLY_LEAVING = 1 - 0.8 ** (1 / 52)
UNCOUNTED_WEEKS = 4


@dataclass
class Department:
    """Teams of one size under services of ten, whose people come and go."""

    seed: int
    teams: int
    size: int
    churn: bool = True
    born: int = 0
    posts: dict[str, list[tuple[str, float, int]]] = field(default_factory=dict)

    def __post_init__(self) -> None:
        self.chance = Random(self.seed)  # noqa: S311 - simulated people, no secret
        for team in range(self.teams):
            self.posts[f"t{team}"] = [self._person(1 - UNCOUNTED_WEEKS) for _ in range(self.size)]

    def _person(self, week: int) -> tuple[str, float, int]:
        self.born += 1
        return f"p{self.born}", self.chance.gauss(0, TRAIT), week

    def roster(self, week: int) -> Roster:
        """Freeze a week's roster, after those who leave have been replaced."""
        services = sorted({self._service(team) for team in self.posts})
        units = [RosterUnit(id="d"), *(RosterUnit(id=one, parent="d") for one in services)]
        people = []
        for team, posts in self.posts.items():
            units.append(RosterUnit(id=team, parent=self._service(team)))
            for index, (_, _, since) in enumerate(posts):
                if self.churn and since < week and self.chance.random() < WEEKLY_LEAVING:
                    posts[index] = self._person(week + 1)
            people += [
                RosterPerson(id=name, unit=team, eligible=week - since >= UNCOUNTED_WEEKS)
                for name, _, since in posts
                if since <= week
            ]
        return Roster(units=tuple(units), people=tuple(people))

    def answers(self, roster: Roster, shift: float) -> dict[str, Answers]:
        """Give the ballots of those who answer; `shift` moves everybody's lien."""
        traits = {name: trait for posts in self.posts.values() for name, trait, _ in posts}
        return {
            person.id: Answers(
                charge=self._answer(traits[person.id]), lien=self._answer(traits[person.id] + shift)
            )
            for person in roster.people
            if self.chance.random() < ANSWERING
        }

    def _answer(self, level: float) -> int:
        return min(5, max(1, round(3 + level + self.chance.gauss(0, NOISE))))

    @staticmethod
    def _service(team: str) -> str:
        return f"s{int(team[1:]) // 10}"


def season(
    department: Department, weeks: int, *, drop: float = 0.0, drop_week: int = 0
) -> Iterator[Record]:
    """Play a season; from `drop_week` on, everybody's lien is lower by `drop`."""
    memory, policy = Memory(), Policy()
    for week in range(1, weeks + 1):
        roster = department.roster(week)
        given = department.answers(roster, -drop if 0 < drop_week <= week else 0.0)
        heard = {
            cell.id: [given[person] for person in cell.members if person in given]
            for cell in cells(roster, policy)
        }
        frozen = FrozenRound(week=week, rotating="", roster=roster, policy=policy)
        decision = decide(memory, frozen, heard)
        memory = Memory.recalled(decision.memory.public(), decision.memory.secrets())
        yield from decision.records


def calm_year(size: int, teams: int = 200) -> None:
    seen: Counter[str] = Counter()
    last: dict[tuple[str, str], str] = {}
    for record in season(Department(1, teams, size), 52):
        if not record.unit.startswith("t"):
            continue
        for item in record.items:
            if isinstance(item, Direction):
                seen[item.value] += 1
                about = record.unit, item.question
                seen["began"] += item.value == "down" and last.get(about) != "down"
                last[about] = item.value
            elif isinstance(item, Band):
                seen["band"] += 1
                seen["band weeks"] += item.weeks[1] - item.weeks[0] + 1
    said, lines = seen["up"] + seen["steady"] + seen["down"], 2 * teams
    print(
        f"n={size}: direction in {said / lines / 52:.0%} of team-weeks, "
        f"{seen['band weeks'] / lines / 52:.0%} of team-weeks in a band; a year and question: "
        f"{seen['down'] / lines:.2f} weeks of false down, in {seen['began'] / lines:.2f} runs"
    )


def lasting_drop(size: int, drop: float, teams: int = 300) -> None:
    """Count the teams told `down` within 4 and 8 weeks of a drop in an unbroken epoch."""
    start = 21
    told: dict[str, int] = {}
    for record in season(Department(2, teams, size, churn=False), 28, drop=drop, drop_week=start):
        if record.week >= start and Direction(question="lien", value="down") in record.items:
            told.setdefault(record.unit, record.week - start + 1)
    four, eight = (sum(weeks <= limit for weeks in told.values()) / teams for limit in (4, 8))
    print(f"n={size}, drop {drop}: told within 4 weeks {four:.0%}, within 8 {eight:.0%}")


def speed() -> None:
    begun = perf_counter()
    records = list(season(Department(3, 200, 10), 52))
    taken = perf_counter() - begun
    print(f"2,000 people, 52 weeks, simulated and decided: {len(records)} records in {taken:.1f} s")


if __name__ == "__main__":
    for people in (8, 12):
        calm_year(people)
    for people in (8, 12):
        for fallen in (0.6, 1.0):
            lasting_drop(people, fallen)
    speed()
