"""Takes what people do with shares to whoever answers it; routing knows this alone."""

from __future__ import annotations

from dataclasses import dataclass

from bot.chat.outgoing import Reply
from bot.clock import Clock
from bot.i18n.text import Text, plain, text
from bot.people.asking import Asked, Rows, for_admins
from bot.sharing import practice_views as practices
from bot.sharing import prompt_views, reader_views, signal_views
from bot.sharing.model import readers
from bot.sharing.service.practising import Practising
from bot.sharing.service.prompting import PromptService
from bot.sharing.service.reading import Reading
from bot.sharing.service.rhythms import Rhythms
from bot.sharing.service.signalling import Signalling


@dataclass(frozen=True, slots=True, kw_only=True)
class Desk:
    """Good practice and weak signals, as commands, buttons and forms."""

    clock: Clock
    practising: Practising
    signalling: Signalling
    reading: Reading
    prompting: PromptService
    rhythms: Rhythms

    def rows(self) -> Rows:
        """Return what answers each command, button and form of sharing."""
        now, practising, signalling = self.clock.now, self.practising, self.signalling
        reading = self.reading
        return Rows(
            commands={
                "share": _doors,
                "practice": self._practice,
                "practice_search": lambda a: practising.search(
                    a.person, a.directory, a.words, now()
                ),
                "practice_random": lambda a: practising.draw(a.person, a.directory, now()),
                "signal": self._signal,
                "follow": lambda a: signalling.follow(a.person, a.directory, a.words, now()),
                "signals": lambda a: reading.show(a.person, a.directory),
                "schedule_prompts": lambda a: self.rhythms.set(a, now()),
                "my_prompts": lambda a: self._choose(a, accepts=None),
            },
            buttons={
                practices.OPEN: self._practice,
                prompt_views.CHOOSE: for_admins(lambda a: self.rhythms.set(a, now())),
                prompt_views.NEVER: lambda a: self._choose(a, accepts=False),
                prompt_views.AGAIN: lambda a: self._choose(a, accepts=True),
                practices.USEFUL: lambda a: practising.thank(a.person, a.directory, a.words),
                practices.RENEW: lambda a: practising.renew(a.person, a.directory, a.words, now()),
                signal_views.OPEN: self._signal,
                signal_views.ADD: lambda a: signalling.asking(
                    a.person, a.directory, a.words, now()
                ),
                reader_views.READ: lambda a: reading.show(a.person, a.directory),
                reader_views.HANDLE: lambda a: reading.handle(a.person, a.directory, a.words),
            },
            messages={
                practices.FROM_MESSAGE: self._practice_of,
                signal_views.FROM_MESSAGE: self._signal_of,
            },
            forms={
                practices.WRITE: lambda a: practising.look(a.person, a.directory, a.values),
                practices.PREVIEW: lambda a: practising.share(
                    a.person, a.directory, a.context, a.values, now()
                ),
                signal_views.WRITE: self._look,
                signal_views.PREVIEW: lambda a: signalling.send(
                    a.person, a.directory, a.context, a.values, now()
                ),
                signal_views.REMARK: lambda a: signalling.add(
                    a.person, a.directory, a.context, a.values, now()
                ),
                reader_views.ACT: lambda a: reading.decide(
                    a.person, a.directory, a.context, a.values, now()
                ),
            },
        )

    async def _practice_of(self, asked: Asked) -> Reply:
        is_theirs = asked.author == asked.account
        return self.practising.from_message(
            asked.person, asked.directory, asked.words, is_theirs=is_theirs
        )

    async def _signal_of(self, asked: Asked) -> Reply:
        """Open an empty form: the words of a message would tell whose signal it is."""
        said = text("sharing.other_words")
        return self.signalling.write(asked.person, asked.directory, said)

    async def _signal(self, asked: Asked) -> Reply:
        return self.signalling.write(asked.person, asked.directory, self._question(asked))

    async def _look(self, asked: Asked) -> Reply:
        return self.signalling.look(asked.person, asked.directory, asked.values)

    async def _practice(self, asked: Asked) -> Reply:
        return Reply(form=practices.writing(self._question(asked)))

    async def _choose(self, asked: Asked, *, accepts: bool | None) -> Reply:
        """Ask somebody no more, or again: as a button says, or the words behind a command."""
        return await self.prompting.choose(asked, self.clock.now(), accepts=accepts)

    def _question(self, asked: Asked) -> Text | None:
        """Return the question a press answers; what else was typed or pressed is none."""
        prompt = self.prompting.prompts.find(asked.words)
        return plain(prompt.words[asked.directory.language(asked.person)]) if prompt else None


async def _doors(asked: Asked) -> Reply:
    takes_signals = bool(readers(asked.directory, asked.person.unit))
    return prompt_views.doors(takes_signals=takes_signals)
