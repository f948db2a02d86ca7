"""What a digest says, sentence by sentence, whatever its record holds."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from bot.digest.lead import calibrating, change, lead, span, word
from bot.digest.model import CORE, Said, read, said_of, starting
from bot.digest.subject import Setting
from bot.disclosure.released import Number, Reason, Record, Theme, Verbatim
from bot.i18n.text import Text, text


@dataclass(frozen=True, kw_only=True, slots=True)
class Wording:
    """A digest before it is said in a language.

    Args:
        lead: the one sentence that is enough for a reader in a hurry.
        lines: a line a question, as sentences.
        comments: what the comments were about, the most frequent first.
        quotes: comments passed on as they are, apart from everything else.
    """

    title: Text
    lead: Text
    lines: tuple[tuple[Text, ...], ...]
    comments: tuple[Text, ...]
    quotes: tuple[str, ...]
    foot: Text


def compose(record: Record, earlier: Sequence[Record], setting: Setting) -> Wording:
    """Word a record; `earlier` is what was published before about the same cell."""
    said = read(record)
    first = lead(record, said, earlier, setting)
    composer = _Composer(record, earlier, setting)
    is_one_reason = len({s.unsaid for s in said}) == 1 and all(
        s.is_silent and s.unsaid and not s.no_level for s in said
    )
    # A reason that is the same for all was just given.
    lines = () if is_one_reason else tuple(composer.lines(said))
    return Wording(
        title=text("digest.title", subject=setting.subject(record), day=setting.day),
        lead=first,
        lines=lines,
        comments=tuple(_themes(record)),
        quotes=quotes(record),
        foot=text("digest.foot"),
    )


def quotes(record: Record) -> tuple[str, ...]:
    """Return the comments passed on as they are, each on one line, in the record's order."""
    return tuple(" ".join(i.text.split()) for i in record.items if isinstance(i, Verbatim))


def _themes(record: Record) -> Iterator[Text]:
    for level in ("many", "some"):
        themes = tuple(
            text(f"theme.{item.value}")
            for item in record.items
            if isinstance(item, Theme) and item.level == level
        )
        if themes:
            yield text(f"digest.themes.{level}", themes=themes)


@dataclass(frozen=True, slots=True)
class _Composer:
    record: Record
    earlier: Sequence[Record]
    setting: Setting

    def lines(self, said: Sequence[Said]) -> Iterator[tuple[Text, ...]]:
        for one in said:
            yield tuple(self._sentences(one))
        steady = tuple(
            s.question for s in said if s.direction and s.direction.value == "steady" and not s.band
        )
        if steady:
            name = steady[0] if len(steady) == 1 else "both"
            yield (text(f"digest.no_level_told.{name}"),)

    def _sentences(self, said: Said) -> Iterator[Text]:
        named = self._name(said.question)
        if said.direction:
            yield text("digest.line", name=named, said=change(said.direction))
        elif said.number:
            yield self._number(said.number)
            if before := self._before(said.question):
                yield text("digest.before", value=before.value)
        elif said.unsaid:
            yield text("digest.line", name=named, said=self._reason(said, said.unsaid))
        if said.band:
            weeks = span(self.record, said.band, self.setting)
            yield text("digest.band", weeks=weeks, word=word(said.band))
        elif said.no_level:
            yield text(f"digest.no_level.{said.no_level}")

    def _name(self, question: str) -> Text:
        if question in CORE:
            return text(f"digest.name.{question}")
        return text("digest.name.rotating", question=self.setting.label(question))

    def _reason(self, said: Said, reason: Reason) -> Text:
        if reason == "quiet":
            start = starting(self.record, self.earlier, said.question)
            return calibrating(start, self.record, self.setting, "reason")
        if said.band:
            return text("digest.reason.change_too_few")
        return text("digest.reason.too_few")

    def _number(self, number: Number) -> Text:
        size = text(f"digest.size.{number.size_class}")
        if number.question in CORE:
            return text(f"digest.number.{number.question}", value=number.value, size=size)
        named = self._name(number.question)
        return text("digest.number.rotating", name=named, value=number.value, size=size)

    def _before(self, question: str) -> Number | None:
        past = sorted(self.earlier, key=lambda r: r.week, reverse=True)
        found = (said_of(r, question).number for r in past if r.week < self.record.week)
        return next((n for n in found if n), None) if question in CORE else None
