"""Takes what people do with shares to whoever answers it; routing knows this alone."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import TypeAlias

from bot.chat.incoming import FormSubmitted
from bot.chat.outgoing import Reply
from bot.people.model import Directory, Person
from bot.sharing import practice_views as practices
from bot.sharing import reader_views, signal_views
from bot.sharing.service.practising import Practising
from bot.sharing.service.reading import Reading
from bot.sharing.service.signalling import Signalling

Handler: TypeAlias = Callable[[Person, Directory, str, datetime], Awaitable[Reply]]
FORMS = frozenset(
    {
        practices.WRITE,
        practices.PREVIEW,
        signal_views.WRITE,
        signal_views.PREVIEW,
        signal_views.REMARK,
        reader_views.ACT,
    }
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Desk:
    """Good practice and weak signals, as commands, buttons and forms."""

    practising: Practising
    signalling: Signalling
    reading: Reading

    def commands(self) -> Mapping[str, Handler]:
        """Return what answers each command of sharing."""
        return {
            "practice": self._practice,
            "practice_search": self.practising.search,
            "practice_random": lambda p, d, _, now: self.practising.draw(p, d, now),
            "signal": self._signal,
            "follow": self.signalling.follow,
            "signals": lambda p, d, _words, _now: self.reading.show(p, d),
        }

    def buttons(self) -> Mapping[str, Handler]:
        """Return what answers each button of sharing."""
        return {
            practices.OPEN: self._practice,
            practices.USEFUL: lambda p, d, card, _: self.practising.thank(p, d, card),
            practices.RENEW: self.practising.renew,
            signal_views.OPEN: self._signal,
            signal_views.ADD: self.signalling.asking,
            reader_views.READ: lambda p, d, _words, _now: self.reading.show(p, d),
            reader_views.HANDLE: lambda p, d, signal, _: self.reading.handle(p, d, signal),
        }

    async def submitted(
        self, person: Person, directory: Directory, sent: FormSubmitted, now: datetime
    ) -> Reply:
        """Act on one of sharing's `FORMS`.

        Raises:
            UserError: what was written cannot be taken; nothing changed.
        """
        match sent.form:
            case practices.WRITE:
                return await self.practising.look(person, directory, sent.values)
            case practices.PREVIEW:
                return await self.practising.share(
                    person, directory, sent.context, sent.values, now
                )
            case signal_views.WRITE:
                return self.signalling.look(person, directory, sent.values)
            case signal_views.PREVIEW:
                return await self.signalling.send(person, directory, sent.context, sent.values, now)
            case signal_views.REMARK:
                return await self.signalling.add(person, directory, sent.context, sent.values, now)
            case _:
                return await self.reading.decide(person, directory, sent.context, sent.values)

    @staticmethod
    async def _practice(_person: Person, _directory: Directory, _words: str, _: datetime) -> Reply:
        return Reply(form=practices.writing())

    async def _signal(self, person: Person, directory: Directory, _: str, _now: datetime) -> Reply:
        return self.signalling.write(person, directory)
