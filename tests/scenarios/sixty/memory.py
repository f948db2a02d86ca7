"""The set-up in the chat of tests: nothing leaves this process."""

from __future__ import annotations

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from datetime import timedelta
from pathlib import Path

from bot.adapters.local.outgoing import render_reply
from bot.chat.ids import AccountId, ChannelId
from bot.chat.outgoing import Button, Choices, InChannel, Private, Reply, Shown
from bot.chat.transcript import transcribe
from bot.i18n.text import Reader
from bot.scheduling import Timeline
from bot.texts import Texts
from tests.fakes.chat import RecordingChat
from tests.fakes.small_department import MONDAY
from tests.scenarios.office import ADMIN, Office, office_of
from tests.scenarios.sixty import shown
from tests.scenarios.sixty.script import Fills, Named, Presses, Team, Types

TEAMS, SIZE = 5, 12
ASKED = timedelta(days=10, hours=2)  # the Thursday a week after the announcement's
POSTED = timedelta(days=15, hours=2)


class InMemory:
    """`chat.Chat` over the router itself."""

    def __init__(self, office: Office) -> None:
        self.office = office
        self.language = office.language
        self.teams = tuple(
            Team(channel=_channel(t), people=tuple(_person(t, n) for n in range(SIZE)))
            for t in range(TEAMS)
        )
        self._last = Reply()

    async def types(self, move: Types) -> str:
        return await self._read(await self.office.types(move.words))

    async def fills(self, move: Fills) -> str:
        assert self._last.form is not None
        fields = self._last.form.fields
        opened = {f.name: f.initial or "" for f in fields if not isinstance(f, Shown)}
        return await self._read(await self.office.sends(self._last, {**opened, **move.values}))

    async def presses(self, move: Presses) -> str:
        button = _buttons(self._last)[move.nth]
        return await self._read(await self.office.press(button))

    async def until_asked(self) -> None:
        await self._advance(ASKED)

    async def answers(self, person: str, charge: int, lien: int) -> str:
        account = AccountId("local", "demo", person[1:])
        asked = next(
            d for d in reversed(self.office.chat.delivered)
            if d.to == Private(account) and d.kind == "checkins.invitation"
        )  # fmt: skip
        form = await self.office.press(_buttons(Reply(message=asked.message))[0], account)
        values = {"charge": str(charge), "lien": str(lien)}
        done = await self.office.sends(form, values, account)
        return self._said(form) + self._said(done)

    async def until_posted(self) -> None:
        await self._advance(POSTED)

    async def told(self, person: str = "") -> str:
        account = AccountId("local", "demo", person[1:]) if person else ADMIN
        return "\n".join(self._delivered(Private(account)))

    async def posted(self, team: Team) -> list[str]:
        return self._delivered(InChannel(ChannelId("local", "demo", team.channel.typed[1:])))

    def _delivered(self, to: Private | InChannel) -> list[str]:
        found = [d for d in self.office.chat.delivered if d.to == to]
        return [transcribe(d.message, d.reader) for d in found]

    async def _advance(self, by: timedelta) -> None:
        office = self.office
        await Timeline(office.clock, office.lien.services).advance(MONDAY + by)

    async def _read(self, reply: Reply) -> str:
        self._last = reply
        assert not reply.is_refusal, self._said(reply)
        await self.office.settle()
        return self._said(reply)

    def _said(self, reply: Reply) -> str:
        reader = Reader(language=self.language, zone="Europe/Paris", now=self.office.clock.now())
        return shown.all_of(render_reply(reply, reader))


@asynccontextmanager
async def in_memory(folder: Path, url: str, language: str) -> AsyncIterator[InMemory]:
    """Assemble a Lien nobody has set up, in a chat of sixty and an admin."""
    people = [[AccountId("local", "demo", f"{t}-{n}") for n in range(SIZE)] for t in range(TEAMS)]
    channels = {
        ChannelId("local", "demo", f"team-{t}"): (*members, ADMIN)
        for t, members in enumerate(people)
    }
    chat = RecordingChat(
        members_of=channels, accounts=frozenset(a for members in channels.values() for a in members)
    )
    async with office_of(folder, url, language, chat, Texts.packaged()) as office:
        yield InMemory(office)


def _person(team: int, n: int) -> Named:
    return Named(f"@{team}-{n}", f"@{team}-{n}")


def _channel(team: int) -> Named:
    return Named(f"#team-{team}", f"#team-{team}")


def _buttons(reply: Reply) -> tuple[Button, ...]:
    assert reply.message is not None
    return next(part.buttons for part in reply.message.parts if isinstance(part, Choices))
