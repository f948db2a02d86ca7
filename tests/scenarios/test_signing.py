"""People choose whether their kept messages appear under their own name, and change their mind."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path

import pytest

from bot.chat.incoming import HomeOpened
from bot.chat.outgoing import Choices, Link, Reply
from bot.clock import SimulatedClock
from bot.errors import Unreachable
from bot.workspaces.views import ANYWAY, LINK, UNLINK
from tests.fakes.authors import RecordingAuthors
from tests.fakes.small_department import MONDAY, account, small_department
from tests.scenarios.world import World, world

LEA = "t1p2"
MORNING = MONDAY + timedelta(days=1)


@dataclass
class SilentAuthors(RecordingAuthors):
    """People's names in a chat that does not answer."""

    async def has_linked(self, account: object) -> bool:
        raise Unreachable(f"nobody answers for {type(account).__name__}")


def links(reply: Reply) -> list[str]:
    assert reply.message is not None
    return [part.address for part in reply.message.parts if isinstance(part, Link)]


def buttons(reply: Reply) -> list[tuple[str, str]]:
    assert reply.message is not None
    rows = [part for part in reply.message.parts if isinstance(part, Choices)]
    return [(button.action, button.value) for row in rows for button in row.buttons]


async def home(played: World) -> Reply:
    reply = await played.lien.router(HomeOpened(event="home", account=account(LEA)))
    assert reply is not None
    return reply


async def test_whoever_asks_is_given_an_address_of_their_own(
    tmp_path: Path, sqlite_url: str
) -> None:
    authors = RecordingAuthors(SimulatedClock(MONDAY))
    async with world(tmp_path, sqlite_url, small_department(8), authors=authors) as played:
        typed, pressed = await played.type(LEA, "relier"), await played.press(LEA, LINK)

    assert [LEA in address for address in links(typed) + links(pressed)] == [True, True]
    assert links(typed) != links(pressed)


async def test_the_home_says_under_which_name_messages_appear(
    tmp_path: Path, sqlite_url: str
) -> None:
    authors = RecordingAuthors(SimulatedClock(MONDAY))
    async with world(tmp_path, sqlite_url, small_department(8), authors=authors) as played:
        before = buttons(await home(played))
        authors.linked.add(account(LEA))
        after = buttons(await home(played))

    assert (LINK, "") in before
    assert (UNLINK, "") in after


async def test_where_nobody_can_link_the_home_says_nothing_and_a_command_says_so(
    tmp_path: Path, sqlite_url: str
) -> None:
    async with world(tmp_path, sqlite_url, small_department(8)) as played:
        shown = buttons(await home(played))
        said = [played.said(await played.type(LEA, words)) for words in ("relier", "délier")]

    assert not {LINK, UNLINK} & {action for action, _ in shown}
    assert all("pas de compte à relier" in line for line in said)


async def test_taking_it_back_warns_of_what_could_not_be_cancelled_any_more(
    tmp_path: Path, sqlite_url: str
) -> None:
    authors = RecordingAuthors(SimulatedClock(MONDAY))
    authors.linked.add(account(LEA))
    await authors.schedule(account(LEA), "place", "À demain", MORNING)
    async with world(tmp_path, sqlite_url, small_department(8), authors=authors) as played:
        warned = await played.type(LEA, "délier")
        still = await authors.has_linked(account(LEA))
        gone = await played.press(LEA, UNLINK, ANYWAY)

    assert "Un message attend encore" in played.said(warned)
    assert still
    assert "C'est repris" in played.said(gone)
    assert not await authors.has_linked(account(LEA))


async def test_taking_back_what_was_never_given_is_no_mistake(
    tmp_path: Path, sqlite_url: str
) -> None:
    authors = RecordingAuthors(SimulatedClock(MONDAY))
    async with world(tmp_path, sqlite_url, small_department(8), authors=authors) as played:
        assert "C'est repris" in played.said(await played.type(LEA, "délier"))


@pytest.mark.parametrize("words", ["relier", "link"])
async def test_a_chat_that_does_not_answer_is_said_and_leaves_the_home_whole(
    tmp_path: Path, sqlite_url: str, words: str
) -> None:
    authors = SilentAuthors(SimulatedClock(MONDAY))
    async with world(tmp_path, sqlite_url, small_department(8), authors=authors) as played:
        said = played.said(await played.type(LEA, words))
        shown = buttons(await home(played))

    assert "ne répond pas pour l'instant" in said
    assert shown
    assert not {LINK, UNLINK} & {action for action, _ in shown}


async def test_whoever_is_erased_is_not_linked_any_more(tmp_path: Path, sqlite_url: str) -> None:
    authors = RecordingAuthors(SimulatedClock(MONDAY))
    authors.linked.add(account(LEA))
    async with world(tmp_path, sqlite_url, small_department(8), authors=authors) as played:
        name = played.directory.people[LEA].name
        asked = await played.type("admin", f"effacer @{name}")
        (sure, *_) = buttons(asked)
        await played.press("admin", *sure)

    assert not await authors.has_linked(account(LEA))
