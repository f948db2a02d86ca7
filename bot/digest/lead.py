"""The one sentence a digest begins with: the most useful thing its record says."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Literal, TypeAlias

from bot.digest.model import CORE, LONG_BLOCK, Said, Start, starting
from bot.digest.subject import Setting
from bot.disclosure.released import Band, Direction, Number, Record
from bot.i18n.text import Text, text

Place: TypeAlias = Literal["lead", "reason"]


def lead(record: Record, said: Sequence[Said], earlier: Sequence[Record], setting: Setting) -> Text:
    """Choose what to begin with: a difficult level, a change, a figure, a level, a calm week.

    What is published comes before what is not, and what asks for something before the rest.
    """
    bands = [s.band for s in said if s.band]
    directions = [s.direction for s in said if s.direction]
    moved = [d for d in directions if d.value != "steady"]
    numbers = [s.number for s in said if s.number]
    if any(band.value == "difficult" for band in bands):
        return _levels(record, bands, setting)
    if moved:
        return _moved(moved)
    if numbers:
        return _numbers(numbers)
    if bands:
        return _levels(record, bands, setting)
    if directions:
        return _steady(directions)
    return _silence(record, said, earlier, setting)


def word(band: Band) -> Text:
    """Say a band in its own word: the middle one says less on the short blocks of small teams."""
    if band.value != "middle":
        return text(f"digest.word.{band.value}")
    is_long = band.weeks[1] - band.weeks[0] + 1 >= LONG_BLOCK
    return text("digest.word.fragile") if is_long else text("digest.word.middle")


def calibrating(start: Start | None, record: Record, setting: Setting, place: Place) -> Text:
    """Say how long the way to a first direction still is, as exactly as can be told.

    `place` is where it is said: it leads a digest, or comes after a question's name.
    """
    if start is None:
        return text(f"digest.{place}.starting_again")
    return text(
        f"digest.{place}.starting",
        week=start.week,
        earliest=setting.day_of(start.earliest, record),
    )


def span(record: Record, band: Band, setting: Setting) -> Text:
    """Say which weeks a band is about: "ces 4 dernières semaines", or dates if they are past."""
    first, last = band.weeks
    if last == record.week:
        return text("digest.last_weeks", n=last - first + 1)
    return text(
        "digest.weeks",
        first=setting.day_of(first, record),
        last=setting.day_of(last, record),
    )


def _levels(record: Record, bands: Sequence[Band], setting: Setting) -> Text:
    leading = next((b for b in bands if b.value == "difficult"), bands[0])
    levels = tuple(
        text(f"digest.level.{band.question}", word=word(band))
        for band in bands
        if band.weeks == leading.weeks
    )
    return text("digest.lead.levels", weeks=span(record, leading, setting), levels=levels)


def _moved(moved: Sequence[Direction]) -> Text:
    if len(moved) == 1:
        only = moved[0]
        return text(f"digest.lead.{only.question}", change=change(only))
    by_question = {d.question: d for d in moved}
    return text(
        "digest.lead.both", charge=change(by_question["charge"]), lien=change(by_question["lien"])
    )


def change(direction: Direction) -> Text:
    """Say a direction in the words of its question: "plus lourde", never "en hausse"."""
    return text(f"digest.change.{direction.question}.{direction.value}")


def _numbers(numbers: Sequence[Number]) -> Text:
    core = tuple(_core_numbers(numbers))
    if core:
        return text("digest.lead.numbers", numbers=core)
    return text("digest.lead.rotating", value=numbers[0].value)


def _core_numbers(numbers: Sequence[Number]) -> Iterator[Text]:
    for number in numbers:
        if number.question in CORE:
            yield text(f"digest.figure.{number.question}", value=number.value)


def _steady(directions: Sequence[Direction]) -> Text:
    if len(directions) > 1:
        return text("digest.lead.steady")
    return text(f"digest.lead.steady.{directions[0].question}")


def _silence(
    record: Record, said: Sequence[Said], earlier: Sequence[Record], setting: Setting
) -> Text:
    quiet = next((s.question for s in said if s.unsaid == "quiet"), None)
    if quiet is not None:
        return calibrating(starting(record, earlier, quiet), record, setting, "lead")
    if said:
        return text("digest.lead.too_few")
    return text("digest.lead.comments")
