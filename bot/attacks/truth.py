"""What people really answered: attacks are scored on it, and see only the attacker's own."""

from __future__ import annotations

import csv
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from statistics import fmean
from typing import Final, Literal, TypeAlias

from bot.errors import OperatorError

Question: TypeAlias = Literal["charge", "lien"]

CORE: Final[tuple[Question, ...]] = ("charge", "lien")
_COLUMNS: Final = ("week", "person", "charge", "lien", "rotating", "comment")


@dataclass(frozen=True, slots=True, kw_only=True)
class Answer:
    """One ballot; `order` is its place among all rows, which is the order of answering."""

    charge: int | None = field(default=None, repr=False)
    lien: int | None = field(default=None, repr=False)
    comment: str = field(default="", repr=False)
    theme: str = field(default="", repr=False)
    order: int = 0

    def to(self, question: str) -> int | None:
        """Give the answer to a core question, None when it was passed."""
        return self.charge if question == "charge" else self.lien


@dataclass(frozen=True, slots=True, kw_only=True)
class Truth:
    """Everybody's answers: by person, then by week."""

    answers: Mapping[str, Mapping[int, Answer]] = field(repr=False)

    def said(self, person: str, question: str, weeks: Collection[int]) -> list[int]:
        """Give somebody's answers to a question in some weeks, in the order of `weeks`."""
        given = self.answers.get(person, {})
        found = (given[week].to(question) for week in weeks if week in given)
        return [value for value in found if value is not None]

    def mean(self, person: str, questions: Sequence[str], weeks: Collection[int]) -> float:
        """Average somebody's answers, each question weighing the same; nan for none."""
        said = [self.said(person, question, weeks) for question in questions]
        return fmean([fmean(one) for one in said if one]) if any(said) else float("nan")

    def has_answered(self, person: str, week: int) -> bool:
        """Whether they answered a core question."""
        answer = self.answers.get(person, {}).get(week)
        return answer is not None and (answer.charge is not None or answer.lien is not None)

    def respondents(self, people: Collection[str], week: int, question: str) -> int:
        """Count who answered a question in a week."""
        return sum(bool(self.said(person, question, (week,))) for person in people)


def read_truth(path: Path, known: Collection[str]) -> Truth:
    """Read the answers of a season (`A.csv`); a repeated person-week replaces the earlier.

    Raises:
        OperatorError: it cannot be read or makes no sense; with file and line.
    """
    found: dict[str, dict[int, Answer]] = {}
    people = frozenset(known)
    names: list[str] = []
    line = 1
    try:
        with path.open(encoding="utf-8-sig", newline="") as file:
            reader = csv.reader(file, strict=True)
            for cells in reader:
                if not names:
                    names = _columns(cells)
                elif cells:
                    row = dict(zip(names, cells, strict=True))
                    week, person = _whole(row, "week", 1, 5200), row["person"].strip()
                    if person not in people:
                        raise ValueError(f"person {person!r} is not in the roster")  # noqa: TRY301 - told below with its line
                    found.setdefault(person, {})[week] = _answer(row, line)
                line = reader.line_num + 1
    except OSError as error:
        raise OperatorError(f"cannot read {path}: {error.strerror}") from error
    except UnicodeDecodeError as error:
        raise OperatorError(f"{path}, line {line}: not UTF-8") from error
    except (csv.Error, ValueError) as error:
        raise OperatorError(f"{path}, line {line}: {error}") from error
    if not names:
        raise OperatorError(f"{path}, line 1: empty; expected the columns {','.join(_COLUMNS)}")
    return Truth(answers=found)


def _columns(cells: Sequence[str]) -> list[str]:
    names = [cell.strip() for cell in cells]
    missing = [name for name in _COLUMNS if name not in names]
    if missing:
        raise ValueError(f"no column {missing[0]!r}; expected {','.join(_COLUMNS)}")
    return names


def _answer(row: Mapping[str, str], order: int) -> Answer:
    charge, lien = (_step(row, question) for question in CORE)
    return Answer(
        charge=charge,
        lien=lien,
        comment=row["comment"].strip(),
        theme=row.get("theme", "").strip(),
        order=order,
    )


def _step(row: Mapping[str, str], question: str) -> int | None:
    return _whole(row, question, 1, 5) if row[question].strip() else None


def _whole(row: Mapping[str, str], key: str, least: int, most: int) -> int:
    value = row[key].strip()
    if not value.isascii() or not value.isdigit() or not least <= int(value) <= most:
        raise ValueError(f"{key} is {value!r}; expected a whole number from {least} to {most}")
    return int(value)
