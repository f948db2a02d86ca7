"""Describes a unit's chart: only released facts, in words already said, and the same in a text.

One message a chart: its title is the digest's first sentence. Directions are marks without a
level, bands lie in three named zones, and what was not published is a gap that says so.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from functools import reduce
from itertools import groupby
from typing import TypeAlias

from bot.digest.lead import change, lead, word
from bot.digest.model import CORE, Said, is_level, read, said_of
from bot.digest.picture import Bar, Drawing, Form, Gap, Key, Mark, Panel, Point, Step, Tone, Zone
from bot.digest.subject import Setting
from bot.disclosure.released import Band, Direction, Record, Trend
from bot.i18n.catalog import say
from bot.i18n.text import Reader, Text, plain, text

WEEKS = 16
"""Most weeks drawn: two of the longest blocks."""
FEWEST_COLUMNS = 8
"""Columns from the start, so that a young team's marks do not jump about every week."""
_ZONES: dict[str, tuple[Tone, Tone, Tone]] = {
    "charge": ("difficult", "middle", "favorable"),
    "lien": ("favorable", "middle", "difficult"),
}
"""From the top down: up is heavier, and closer."""
_TONES: dict[tuple[str, Trend], Tone] = {
    ("charge", "up"): "difficult",
    ("charge", "down"): "favorable",
    ("lien", "up"): "favorable",
    ("lien", "down"): "difficult",
}
_TRENDS: tuple[Trend, ...] = ("up", "steady", "down")
_STEPS = (1, 3, 5)
_Told: TypeAlias = tuple[int, int, str]
"""First and last column, and what is said of them."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Chart:
    """One unit's released past, ready to be drawn or told.

    Args:
        record: the week the chart ends with.
        earlier: what was published before about the same cell.
        reader: for whom it is said; language and zone are those of the unit.
    """

    record: Record
    earlier: Sequence[Record]
    setting: Setting
    reader: Reader

    def drawing(self, form: Form) -> Drawing:
        """Describe the picture in one of its two forms."""
        day = text("digest.title", subject=self.setting.subject(self.record), day=self.setting.day)
        weeks = self._weeks
        days = [self._day(self.setting.day_of(week, self.record)) for week in weeks]
        return Drawing(
            form=form,
            caption=self._say(day),
            title=self._say(lead(self.record, read(self.record), self.earlier, self.setting)),
            foot=self._say(text("digest.chart.foot")),
            days=[*days, *[""] * (FEWEST_COLUMNS - len(days))],
            panels=[self._panel(question) for question in CORE],
        )

    def alternative(self) -> str:
        """Tell in words every fact that is drawn, runs of the same week after week as one."""
        drawing = self.drawing("wide")
        panels = [self._in_words(panel, drawing["days"]) for panel in drawing["panels"]]
        return " ".join([self._say(text("digest.alt")), *panels])

    def _in_words(self, panel: Panel, days: Sequence[str]) -> str:
        told = [plain(fact) for fact in self._told(panel, days)]
        facts = reduce(
            lambda before, fact: text("digest.alt.then", facts=before, fact=fact),
            told or [text("digest.chart.nothing")],
        )
        return self._say(text("digest.alt.panel", name=panel["name"], facts=facts))

    @property
    def _weeks(self) -> range:
        first = min([self.record.week, *(r.week for r in self.earlier)])
        return range(max(first, self.record.week - WEEKS + 1), self.record.week + 1)

    def _panel(self, question: str) -> Panel:
        said = {r.week: said_of(r, question) for r in (*self.earlier, self.record)}
        columns = [said.get(week, Said(question=question)) for week in self._weeks]
        as_level = is_level(self.record)
        bands = [s.band for s in said.values() if s.band and s.band.weeks[1] in self._weeks]
        gaps = self._gaps(columns, as_level=as_level)
        keys = [] if as_level else [self._key(question, trend) for trend in _TRENDS]
        if gaps:
            keys.append(Key(shape="gap", tone="middle", words=gaps[0]["words"]))
        return Panel(
            name=self._say(text(f"digest.name.{question}")),
            trend=self._say(text("digest.chart.trend")),
            keys=keys,
            zones=[self._zone(tone, bands[-1]) for tone in _ZONES[question]] if bands else [],
            bars=[self._bar(band) for band in bands],
            marks=list(self._marks(columns)),
            steps=[self._step(question, value) for value in _STEPS] if as_level else [],
            points=list(self._points(columns)),
            gaps=gaps,
        )

    def _key(self, question: str, trend: Trend) -> Key:
        mark = self._mark(0, Direction(question=question, value=trend))
        return Key(shape=mark["shape"], tone=mark["tone"], words=mark["words"])

    def _mark(self, column: int, direction: Direction) -> Mark:
        tone = _TONES.get((direction.question, direction.value), "middle")
        words = self._say(change(direction))
        return Mark(column=column, shape=direction.value, tone=tone, words=words)

    def _marks(self, columns: Sequence[Said]) -> Iterator[Mark]:
        for column, said in enumerate(columns):
            if said.direction:
                yield self._mark(column, said.direction)

    def _points(self, columns: Sequence[Said]) -> Iterator[Point]:
        for column, said in enumerate(columns):
            if said.number:
                words = self._say(text("digest.chart.value", value=said.number.value))
                yield Point(column=column, value=said.number.value, words=words)

    def _gaps(self, columns: Sequence[Said], *, as_level: bool) -> list[Gap]:
        """Find the columns that stay empty; a level says nothing inside a block, which is none."""
        words = self._say(text("digest.chart.nothing"))
        empty = [
            s.number is None and s.unsaid is not None if as_level else s.direction is None
            for s in columns
        ]
        runs = groupby(range(len(columns)), key=lambda column: empty[column])
        found = [list(run) for is_empty, run in runs if is_empty]
        return [Gap(first=run[0], last=run[-1], words=words) for run in found]

    def _bar(self, band: Band) -> Bar:
        first, last = (week - self._weeks.start for week in band.weeks)
        return Bar(first=max(first, 0), last=last, tone=band.value, words=self._say(word(band)))

    def _zone(self, tone: Tone, latest: Band) -> Zone:
        named = Band(question=latest.question, value=tone, weeks=latest.weeks)
        return Zone(tone=tone, words=self._say(word(named)))

    def _step(self, question: str, value: int) -> Step:
        return Step(value=value, words=self._say(text(f"digest.step.{question}.{value}")))

    def _told(self, panel: Panel, days: Sequence[str]) -> Iterator[str]:
        spans = [(m["column"], m["column"], m["words"]) for m in panel["marks"]]
        spans += [(p["column"], p["column"], p["words"]) for p in panel["points"]]
        spans += [(g["first"], g["last"], g["words"]) for g in panel["gaps"]]
        for _, run in groupby(_runs(sorted(spans)), key=lambda span: span[0]):
            alike = [span for _, span in run]
            yield self._span(alike[0][0], alike[-1][1], alike[0][2], days)
        for bar in panel["bars"]:
            words = self._say(text("digest.alt.level", word=bar["words"]))
            yield self._span(bar["first"], bar["last"], words, days)

    def _span(self, first: int, last: int, words: str, days: Sequence[str]) -> str:
        if first == last:
            return self._say(text("digest.alt.day", day=days[first], words=words))
        return self._say(text("digest.alt.days", first=days[first], last=days[last], words=words))

    def _day(self, day: date) -> str:
        month = text(f"digest.month.{day.month}")
        if day.day == 1:
            return self._say(text("digest.day.first", month=month))
        return self._say(text("digest.day", day=day.day, month=month))

    def _say(self, message: Text) -> str:
        return say(message, self.reader)


def _runs(spans: Sequence[_Told]) -> Iterator[tuple[int, _Told]]:
    """Number the runs of spans that follow each other and say the same."""
    number = 0
    for before, span in zip([None, *spans], spans, strict=False):
        if before is not None and (before[1] + 1, before[2]) != (span[0], span[2]):
            number += 1
        yield number, span
