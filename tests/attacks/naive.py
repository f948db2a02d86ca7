"""Ways to publish that look careful and are not: each attack must win on one of them."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from statistics import fmean
from typing import Any, TypeAlias

from bot.attacks.people import Person
from tests.attacks.worlds import SKIPPED, Department

Line: TypeAlias = dict[str, Any]
QUESTIONS = ("charge", "lien")


def exact_means(department: Department) -> Iterator[Line]:
    """Publish every unit's exact mean each week, as soon as five answered."""
    yield from _each_week(department, _above)


def by_filter(department: Department) -> Iterator[Line]:
    """Let readers leave any team out of its service, with five answers as the only rule."""

    def groups(department: Department) -> Mapping[tuple[str, ...], list[str]]:
        above: dict[str, list[str]] = defaultdict(list)
        for unit in sorted({person.unit for person in department.people}):
            above[department.chart.parents[unit]].append(unit)
        cells = [
            tuple(sorted({*teams} - {out})) for teams in above.values() for out in (*teams, "")
        ]
        return {cell: list(cell) for cell in cells if len(cell) > 1}

    yield from _each_week(department, groups)


def counting_managers(department: Department) -> Iterator[Line]:
    """Publish as `exact_means` does, managers' ballots among the five."""
    yield from _each_week(department, _teams, with_managers=True)


def counting_newcomers(department: Department) -> Iterator[Line]:
    """Say directions of any team that has seven accounts, were they made yesterday."""
    for line in _each_week(department, _teams, with_newcomers=True):
        items = [
            {"question": item["question"], "kind": "direction", "value": "steady"}
            for item in line["items"]
            if int(item["class"]) >= 5
        ]
        yield line | {"items": items}


def growing_bands(department: Department) -> Iterator[Line]:
    """Say each week in which third of the scale a team has been since the first week."""
    sums: dict[tuple[str, str], list[float]] = defaultdict(list)
    for line in _each_week(department, _teams):
        items = []
        for item in line["items"]:
            past = sums[line["unit"], item["question"]]
            past.append(item["value"])
            word = "favorable" if fmean(past) < 2.7 else "middle"
            word = "difficult" if fmean(past) > 3.3 else word
            weeks = [1, line["week"]]
            items.append(
                {"question": item["question"], "kind": "band", "value": word, "weeks": weeks}
            )
        yield line | {"items": items}


def sorry_when_low(lines: Iterable[Line], department: Department) -> Iterator[Line]:
    """Withhold, out of kindness, what would be embarrassing: a low mean."""
    means = {
        (line["week"], line["unit"], item["question"]): item["value"]
        for line in exact_means(department)
        for item in line["items"]
    }
    for line in lines:
        items = [
            {"question": item["question"], "kind": "withheld", "reason": "too_few"}
            if means.get((line["week"], line["unit"], item.get("question")), 5) < 2.8
            else item
            for item in line["items"]
        ]
        yield line | {"items": items}


def alert_on_anyone(department: Department) -> Iterator[Line]:
    """Say `down` when anybody's answers fell by two points for two weeks."""
    for week in range(3, department.weeks + 1):
        for unit, members in _members(department, week).items():
            fell = any(_fell(department, n, week) for n, _ in members)
            value = "down" if fell else "steady"
            items = [{"question": q, "kind": "direction", "value": value} for q in QUESTIONS]
            yield {"week": week, "unit": unit, "items": items}


def as_they_come(department: Department) -> Iterator[Line]:
    """Publish anew after each answer."""
    for line in exact_means(department):
        for item in line["items"]:
            yield line | {"items": [item]}


def as_written(department: Department) -> Iterator[Line]:
    """Show comments as they came in, each beside its author's answer, and name every theme."""
    order = sorted(range(len(department.people)), key=lambda n: department.hurry.get(n, n))
    for week in range(1, department.weeks + 1):
        for unit, members in _members(department, week).items():
            here = {n for n, _ in members}
            said = [(n, department.comments.get((n, week))) for n in order if n in here]
            items = [
                {"kind": kind, value: comment.text, "question": "lien"}
                for n, comment in said
                if comment
                for kind, value in (("verbatim", "text"), ("theme", "value"))
            ]
            if items:
                yield {"week": week, "unit": unit, "items": items}


def _fell(department: Department, n: int, week: int) -> bool:
    given = department.answers[1, n]
    recent = given[week - 2 : week]
    usual = given[given != SKIPPED]
    heard = recent[recent != SKIPPED]
    return bool(len(heard)) and float(heard.mean()) <= float(usual.mean()) - 2


def _teams(department: Department) -> Mapping[tuple[str, ...], list[str]]:
    return {(unit,): [unit] for unit in {person.unit for person in department.people}}


def _above(department: Department) -> Mapping[tuple[str, ...], list[str]]:
    """Give every unit with the home units below it."""
    found: dict[tuple[str, ...], list[str]] = defaultdict(list)
    for home in department.chart.by_unit:
        unit = home
        while unit:
            found[unit,].append(home)
            unit = department.chart.parents[unit]
    return found


def _members(
    department: Department, week: int, *, managers: bool = False, newcomers: bool = False
) -> Mapping[str, list[tuple[int, Person]]]:
    found: dict[str, list[tuple[int, Person]]] = defaultdict(list)
    for n, person in enumerate(department.people):
        is_new = person.counts_from > week
        if person.is_there(week) and managers >= person.is_manager and newcomers >= is_new:
            found[person.unit].append((n, person))
    return found


def _each_week(
    department: Department,
    groups: Any,
    *,
    with_managers: bool = False,
    with_newcomers: bool = False,
) -> Iterator[Line]:
    cells: Mapping[tuple[str, ...], Sequence[str]] = groups(department)
    for week in range(1, department.weeks + 1):
        members = _members(department, week, managers=with_managers, newcomers=with_newcomers)
        now = department.answers[:, :, week - 1].tolist()
        for cell, homes in sorted(cells.items()):
            people = [n for home in homes for n, _ in members.get(home, ())]
            items = [
                _item(q, [row[n] for n in people if row[n]])
                for q, row in zip(QUESTIONS, now, strict=True)
            ]
            line: Line = {"week": week, "unit": cell[0], "items": [item for item in items if item]}
            if len(cell) > 1:
                line |= {"unit": "", "cell": list(cell)}
            if line["items"]:
                yield line


def _item(question: str, given: Sequence[int]) -> Line:
    if len(given) < 5:
        return {}
    value = round(fmean(given), 2)
    return {"question": question, "kind": "number", "value": value, "class": str(len(given))}
