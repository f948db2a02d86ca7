"""Builds released records in few words, and any record that a round can publish."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import UTC, date, datetime
from functools import partial
from typing import Literal, get_args

from hypothesis import strategies as st

from bot.digest.chart import Chart
from bot.digest.subject import Setting
from bot.digest.views import as_text
from bot.digest.wording import compose
from bot.disclosure.released import (
    Band,
    Direction,
    Item,
    Level,
    Number,
    Reason,
    Record,
    SizeClass,
    Statement,
    Theme,
    Trend,
    Verbatim,
    Withheld,
    Word,
)
from bot.i18n.text import Reader

Language = Literal["fr", "en"]
TUESDAY = datetime(2026, 4, 21, 7, 30, tzinfo=UTC)
LABEL = "J'ai eu le temps de bien faire l'essentiel."
SETTING = Setting(
    units={"t1": "Enfance Nord", "t2": "PMI Les Tilleuls", "dep": "Solidarités"},
    day=date(2026, 4, 21),
    question=lambda _: LABEL,
)
THEMES = (
    *("charge", "isolement", "materiel", "management", "agression"),
    *("horaires", "equipe", "reconnaissance", "autre"),
)


def direction(question: str, value: Trend) -> Direction:
    return Direction(question=question, value=value)


def withheld(question: str, reason: Reason) -> Withheld:
    return Withheld(question=question, reason=reason)


def band(question: str, value: Word, first: int, last: int) -> Band:
    return Band(question=question, value=value, weeks=(first, last))


def number(question: str, value: float) -> Number:
    return Number(question=question, value=value, size_class="30-49")


def team(week: int, *items: Item, unit: str = "t1", cell: tuple[str, ...] = ()) -> Record:
    return Record(week=week, unit=unit, cell=cell, items=items)


def moved(week: int, charge: Trend, lien: Trend, *more: Item) -> Record:
    return team(week, direction("charge", charge), direction("lien", lien), *more)


def silent(week: int, reason: Reason) -> Record:
    return team(week, withheld("charge", reason), withheld("lien", reason))


def reader(language: Language = "fr") -> Reader:
    return Reader(language=language, zone="Europe/Paris", now=TUESDAY)


def told(record: Record, earlier: Sequence[Record] = (), language: Language = "fr") -> str:
    """Say a digest with ordinary spaces, for sentences to be looked for in it."""
    said = as_text(compose(record, earlier, SETTING), reader(language))
    return said.replace("\u00a0", " ").replace("\u202f", " ")


def chart(record: Record, earlier: Sequence[Record] = (), language: Language = "fr") -> Chart:
    return Chart(record=record, earlier=earlier, setting=SETTING, reader=reader(language))


REASONS: st.SearchStrategy[Reason] = st.sampled_from(("too_few", "quiet"))
VERBATIMS = st.lists(
    st.lists(st.sampled_from(["Le", "« remplacement »", "n'est\n\n", "pas", "“arrivé”", ":"]))
    .map(" ".join)
    .filter(str.strip)
    .map(lambda words: Verbatim(text=words)),
    max_size=45,
)


def _core(
    make: Callable[[str], st.SearchStrategy[Statement]],
) -> st.SearchStrategy[tuple[Statement, ...]]:
    return st.tuples(make("charge"), make("lien"))


def _trends(question: str) -> st.SearchStrategy[Statement]:
    moves = st.sampled_from(get_args(Trend)).map(lambda value: direction(question, value))
    return moves | REASONS.map(lambda reason: withheld(question, reason))


def _bands(question: str, week: int) -> st.SearchStrategy[Statement]:
    weeks = st.sampled_from(((week - 3, week), (week - 7, week), (week - 10, week - 3)))
    reasons = st.sampled_from(get_args(Reason))
    return st.builds(
        Band, question=st.just(question), value=st.sampled_from(get_args(Word)), weeks=weeks
    ) | reasons.map(lambda reason: withheld(question, reason))


def _numbers(question: str) -> st.SearchStrategy[Statement]:
    values = st.integers(2, 10).map(lambda half: half / 2)
    sizes = st.sampled_from(get_args(SizeClass))
    said = st.builds(Number, question=st.just(question), value=values, size_class=sizes)
    return said | st.just(withheld(question, "too_few"))


@st.composite
def records(draw: st.DrawFn, week: int = 20) -> Record:
    """Draw a record as `disclosure` makes them: each thing said once, comments last."""
    nothing: st.SearchStrategy[tuple[Statement, ...]] = st.just(())
    if draw(st.booleans()):
        said = (*draw(_core(_trends)), *draw(nothing | _core(partial(_bands, week=week))))
        named = draw(
            st.sampled_from(
                [
                    ("t1", ()),
                    ("dep", ("t1", "t2")),
                    ("", tuple(f"t{n}" for n in range(1, 6))),
                    ("dep", ("encadrement",)),
                ]
            )
        )
    else:
        said = (draw(_numbers("temps")), *draw(nothing | _core(_numbers)))
        named = draw(st.sampled_from([("dep", ()), ("dep", tuple(f"s{n}" for n in range(12)))]))
    levels = st.sampled_from(get_args(Level))
    themes = [
        Theme(value=value, level=draw(levels))
        for value in sorted(draw(st.sets(st.sampled_from(THEMES))))
    ]
    items = dict.fromkeys([*said, *themes, *draw(VERBATIMS)])
    return Record(week=week, unit=named[0], cell=named[1], items=tuple(items))


@st.composite
def histories(draw: st.DrawFn) -> tuple[Record, tuple[Record, ...]]:
    """Draw a record and what was published before it, with weeks in which nothing was."""
    record = draw(records())
    weeks = draw(st.sets(st.integers(1, 19), max_size=6))
    before = (draw(records(week)) for week in sorted(weeks))
    named = (record.unit, record.cell)
    return record, tuple(
        Record(week=r.week, unit=named[0], cell=named[1], items=r.items) for r in before
    )
