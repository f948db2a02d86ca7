from __future__ import annotations

from collections.abc import AsyncIterator, Callable
from contextlib import AbstractAsyncContextManager, AsyncExitStack, asynccontextmanager
from functools import partial
from pathlib import Path

import aiohttp
import pytest
import pytest_asyncio
from slack_sdk.web.async_client import AsyncWebClient

from bot.adapters.local import places
from bot.adapters.local.client import LocalChat
from bot.adapters.local.history import History
from bot.adapters.local.stage import Cast, Channel, Persona
from bot.adapters.slack.api import Api
from bot.adapters.slack.client import SlackChat
from bot.adapters.slack.files import Files
from bot.adapters.slack.pacing import Pace
from bot.adapters.slack.people import People
from bot.chat.ids import AccountId, ChannelId
from bot.chat.outgoing import Ephemeral, InChannel, Paragraph, Private
from bot.chat.ports import ChatPort
from bot.errors import Throttled, Unknown
from tests.contracts.chat_port import Bench, ChatPortContract, delivery
from tests.doubles.slack.people import SlackDouble
from tests.fakes.chat import RecordingChat
from tests.fakes.slack_tokens import OneToken
from tests.homeserver import NAME
from tests.matrix.cast import Arrive
from tests.matrix.stage import Stage, account

LEA, KARIM = (AccountId("local", "demo", user) for user in ("lea", "karim"))
TEAM = ChannelId("local", "demo", "team")
CAST = Cast(
    personas=tuple(
        Persona(account=account, name=account.user, role="agent", unit="Enfance Nord")
        for account in (LEA, KARIM)
    ),
    channels=(Channel(id=TEAM, name="team", members=(LEA, KARIM)),),
)


def local_bench(folder: Path) -> Bench:
    path = folder / "chat.db"
    chat = LocalChat(History(path), CAST)

    async def seen(reader: AccountId, channel: ChannelId | None) -> list[str]:
        place = places.of_channel(channel) if channel else places.with_bot(reader)
        said = chat.history.said_in(place, reader.user)
        return [entry.parts[0]["text"] for entry in said]

    async def restarted() -> ChatPort:
        chat.history.close()
        chat.history = History(path)
        return LocalChat(chat.history, CAST)

    return Bench(chat=chat, member=LEA, other=KARIM, channel=TEAM, seen=seen, restarted=restarted)


def recording_bench(_folder: Path) -> Bench:
    chat = RecordingChat(members_of={TEAM: (LEA, KARIM)}, accounts=frozenset({LEA, KARIM}))

    async def seen(reader: AccountId, channel: ChannelId | None) -> list[str]:
        return [
            str(part.text.args["words"])
            for sent in chat.delivered
            for part in sent.message.parts
            if isinstance(part, Paragraph) and sent_to(sent.to, reader, channel)
        ]

    async def restarted() -> ChatPort:
        return chat

    return Bench(chat=chat, member=LEA, other=KARIM, channel=TEAM, seen=seen, restarted=restarted)


def sent_to(to: object, reader: AccountId, channel: ChannelId | None) -> bool:
    match to:
        case Private(account):
            return channel is None and account == reader
        case InChannel(place):
            return place == channel
        case Ephemeral(place, account):
            return place == channel and account == reader
        case _:
            return False


@asynccontextmanager
async def slack_bench(_folder: Path) -> AsyncIterator[Bench]:
    async with SlackDouble() as slack, AsyncExitStack() as stack:
        lea, karim = (slack.team.add_user(name) for name in ("Léa Martin", "Karim Haddad"))
        team = slack.team.add_channel("enfance-nord", [lea, karim])

        async def restarted() -> ChatPort:
            session = await stack.enter_async_context(aiohttp.ClientSession())
            return slack_chat(slack, session)

        async def seen(reader: AccountId, channel: ChannelId | None) -> list[str]:
            place = slack.team.channels[channel.channel] if channel else None
            place = place or slack.team.direct(reader.user)
            shown = [m for m in place.messages if reader.user in place.members]
            shown += [m for user, m in place.ephemerals if user == reader.user]
            return [m["blocks"][0]["text"]["text"] for m in shown]

        yield Bench(
            chat=await restarted(),
            member=AccountId("slack", slack.team.id, lea.id),
            other=AccountId("slack", slack.team.id, karim.id),
            channel=ChannelId("slack", slack.team.id, team.id),
            seen=seen,
            restarted=restarted,
        )


def slack_chat(slack: SlackDouble, session: aiohttp.ClientSession) -> SlackChat:
    web = AsyncWebClient(base_url=slack.url, session=session, retry_handlers=[])
    api = Api(web=web, tokens=OneToken(slack.bot_token), missing=nobody_mends)
    return SlackChat(
        api=api,
        files=Files(api=api),
        people=People(api=api),
        pace=partial(Pace, interval=0, channel_seconds=0),
    )


async def nobody_mends(team: str, scope: str) -> None:
    raise AssertionError(f"{scope} is missing in {team}")


@asynccontextmanager
async def closing_local(folder: Path) -> AsyncIterator[Bench]:
    made = local_bench(folder)
    yield made
    if isinstance(made.chat, LocalChat):
        made.chat.history.close()


@asynccontextmanager
async def recording(folder: Path) -> AsyncIterator[Bench]:
    yield recording_bench(folder)


class TestChatPort(ChatPortContract):
    @pytest_asyncio.fixture(
        params=[closing_local, recording, slack_bench], ids=["local", "recording", "slack"]
    )
    async def bench(self, request: pytest.FixtureRequest, tmp_path: Path) -> AsyncIterator[Bench]:
        make: Callable[[Path], AbstractAsyncContextManager[Bench]] = request.param
        async with make(tmp_path) as made:
            yield made


class TestMatrixPort(ChatPortContract):
    """The same on a real homeserver, read on people's own clients."""

    @pytest_asyncio.fixture
    async def bench(self, stage: Stage, arrive: Arrive) -> Bench:
        lea, karim = await arrive("lea"), await arrive("karim")
        room = await lea.make_team(karim.user, stage.user)
        await lea.until_joined(room, karim.user, stage.user)
        await karim.until_joined(room, lea.user, stage.user)
        await stage.until_in(room)
        people = {person.user: person for person in (lea, karim)}

        async def seen(reader: AccountId, channel: ChannelId | None) -> list[str]:
            person = people[reader.user]
            place = channel.channel if channel else stage.direct(reader.user)
            if place is None:
                return []
            await person.until_read(place, await stage.said_in(place))
            return person.heard(place, stage.user)

        async def restarted() -> ChatPort:
            return (await stage.restart()).chat

        return Bench(
            chat=stage.device.chat,
            member=account(lea.user),
            other=account(karim.user),
            channel=ChannelId("matrix", NAME, room),
            seen=seen,
            restarted=restarted,
        )


async def test_the_double_shows_nothing_when_it_fails_before() -> None:
    chat = RecordingChat()
    chat.fail_next(Throttled(3))
    with pytest.raises(Throttled):
        await chat.send(delivery("1", Private(LEA), "plus tard"))
    assert chat.delivered == []


async def test_the_double_finds_what_it_showed_when_it_fails_after() -> None:
    chat = RecordingChat()
    chat.fail_next(Unknown("the answer was lost"), "after")
    sent = delivery("1", Private(LEA), "peut-être")
    with pytest.raises(Unknown):
        await chat.send(sent)
    assert await chat.find(sent) is not None
    await chat.send(sent)
    assert chat.delivered == [sent]
