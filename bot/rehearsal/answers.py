"""What people answered in a season, as one file holds it (`A.csv`) or a colleague thinks it up."""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Container, Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from typing import Final, Literal, TypeAlias, get_args

from bot.errors import OperatorError
from bot.text.themes import Theme
from bot.text.words import fold

Keep: TypeAlias = Literal["theme", "verbatim", "none"]

LONGEST_COMMENT: Final = 400
"""What the form takes; a longer comment would be refused by the bot in the middle of a season."""
THEMES: Final = tuple(theme.value for theme in Theme)
LAST_WEEK: Final = 5200

_REQUIRED: Final = ("week", "person", "charge", "lien", "rotating", "comment")
_OPTIONAL: Final = ("keep", "theme")
_STEPS: Final = {"": None, "1": 1, "2": 2, "3": 3, "4": 4, "5": 5}
_KEEPS: Final[dict[str, Keep]] = {"": "theme", **{keep: keep for keep in get_args(Keep)}}


@dataclass(frozen=True, slots=True, kw_only=True)
class Answer:
    """What somebody answered in one week, None for a question they passed.

    Args:
        keep: what becomes of the comment.
        theme: what the comment is about, "" for what its words suggest.
    """

    person: str
    charge: int | None = field(default=None, repr=False)
    lien: int | None = field(default=None, repr=False)
    rotating: int | None = field(default=None, repr=False)
    comment: str = field(default="", repr=False)
    keep: Keep = field(default="theme", repr=False)
    theme: str = field(default="", repr=False)

    def form(self) -> dict[str, str]:
        """Return the values of the check-in form that say the same."""
        return {
            "charge": _said(self.charge),
            "lien": _said(self.lien),
            "rotating": _said(self.rotating),
            "comment": self.comment,
            "keep": self.keep,
            "theme": self.theme,
        }


@dataclass(frozen=True, slots=True, kw_only=True)
class AnswersFile:
    """A season's answers: by week in order, and inside a week in the order of answering."""

    by_week: Mapping[int, tuple[Answer, ...]] = field(repr=False)

    def in_week(self, week: int) -> tuple[Answer, ...]:
        """Return who answered in a week, nobody in a week the file does not have."""
        return self.by_week.get(week, ())


def read_answers(lines: Iterable[str], source: str, people: Container[str]) -> AnswersFile:
    """Read the answers of a season.

    Rows need no order between weeks. A repeated person-week takes the place of the earlier row,
    at the moment of the later one. A comment may hold line breaks inside its quotes.

    Args:
        lines: the file, read once, line by line.
        source: its name, for messages.
        people: who may appear, by id.

    Raises:
        OperatorError: a row makes no sense; the message has its line and what was expected.
    """
    weeks: dict[int, dict[str, Answer]] = {}
    for line, row in _rows(lines, source):
        try:
            week = _week(row["week"])
            answer = _answer(row, people)
        except _Mistake as mistake:
            raise OperatorError(f"{source}, line {line}: {mistake}") from mistake
        weeks.setdefault(week, {}).pop(answer.person, None)
        weeks[week][answer.person] = answer
    return AnswersFile(by_week={week: tuple(weeks[week].values()) for week in sorted(weeks)})


def write_answers(answers: AnswersFile) -> str:
    """Write answers the way `read_answers` reads them back."""
    out = io.StringIO()
    writer = csv.writer(out)
    writer.writerow((*_REQUIRED, *_OPTIONAL))
    for week, given in sorted(answers.by_week.items()):
        for a in given:
            steps = (_said(step) for step in (a.charge, a.lien, a.rotating))
            writer.writerow((week, a.person, *steps, a.comment, a.keep, a.theme))
    return out.getvalue()


class _Mistake(Exception):
    """What is wrong with a row, without its place."""


def _rows(lines: Iterable[str], source: str) -> Iterator[tuple[int, dict[str, str]]]:
    """Yield every row with the number of its first line, under checked column names."""
    reader = csv.reader(lines, strict=True)
    columns: list[str] = []
    line = 1
    try:
        for cells in reader:
            if not columns:
                columns = _columns(cells)
            elif cells:
                yield line, _named(columns, cells)
            line = reader.line_num + 1
    except (csv.Error, UnicodeError, _Mistake) as error:
        raise OperatorError(f"{source}, line {line}: {_reason(error)}") from error
    if not columns:
        raise OperatorError(f"{source} is empty: expected the columns {','.join(_REQUIRED)}")


def _reason(error: Exception) -> str:
    if isinstance(error, UnicodeError):
        return "not UTF-8; expected comma-separated values saved as UTF-8"
    if isinstance(error, csv.Error):
        return f"not comma-separated values ({error})"
    return str(error)


def _columns(cells: list[str]) -> list[str]:
    names = [cell.strip().removeprefix("\ufeff") for cell in cells]
    for missing in (name for name in _REQUIRED if name not in names):
        raise _Mistake(f"no column {missing!r}; expected {','.join(_REQUIRED)}")
    for name in names:
        if name not in {*_REQUIRED, *_OPTIONAL}:
            known = ",".join((*_REQUIRED, *_OPTIONAL))
            raise _Mistake(f"unknown column {name!r}; expected some of {known}")
        if names.count(name) > 1:
            raise _Mistake(f"column {name!r} appears twice; expected it once")
    return names


def _named(columns: list[str], cells: list[str]) -> dict[str, str]:
    if len(cells) != len(columns):
        raise _Mistake(f"{len(cells)} values; expected {len(columns)}, one a column")
    return dict(zip(columns, cells, strict=True))


def _answer(row: Mapping[str, str], people: Container[str]) -> Answer:
    person = row["person"].strip()
    if person not in people:
        raise _Mistake(f"person {person!r} is unknown; expected the id of a [[person]]")
    return Answer(
        person=person,
        charge=_step(row, "charge"),
        lien=_step(row, "lien"),
        rotating=_step(row, "rotating"),
        comment=_comment(row["comment"]),
        keep=_keep(row.get("keep", "")),
        theme=_theme(row.get("theme", "")),
    )


def _week(value: str) -> int:
    value = value.strip()
    if not re.fullmatch(r"[0-9]{1,4}", value) or not 1 <= int(value) <= LAST_WEEK:
        raise _Mistake(f"week is {value!r}; expected a whole number from 1 to {LAST_WEEK}")
    return int(value)


def _step(row: Mapping[str, str], question: str) -> int | None:
    value = row[question].strip()
    if value not in _STEPS:
        raise _Mistake(f"{question} is {value!r}; expected 1, 2, 3, 4, 5 or nothing")
    return _STEPS[value]


def _comment(value: str) -> str:
    words = value.strip()
    if len(words) > LONGEST_COMMENT:
        raise _Mistake(f"a comment of {len(words)} characters; expected {LONGEST_COMMENT} at most")
    return words


def _keep(value: str) -> Keep:
    keep = value.strip()
    if keep not in _KEEPS:
        raise _Mistake(f"keep is {keep!r}; expected theme, verbatim, none or nothing")
    return _KEEPS[keep]


def _theme(value: str) -> str:
    theme = fold(value.strip())
    if theme and theme not in THEMES:
        raise _Mistake(f"theme is {value!r}; expected nothing or one of {', '.join(THEMES)}")
    return theme


def _said(step: int | None) -> str:
    return "" if step is None else str(step)
