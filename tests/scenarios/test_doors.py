"""Every door to sharing: behind /lien, at home, in Slack's menus, in an invitation."""

from __future__ import annotations

from datetime import datetime, timedelta
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

import pytest

from bot.chat.ids import MessageRef
from bot.chat.incoming import HomeOpened
from bot.chat.outgoing import Button, Choices, Form, Message, Note, Reply, TextField
from bot.people.model import Directory, RoleGrant
from bot.sharing import practice_views, signal_views
from bot.sharing.model import LONGEST_PRACTICE
from tests.fakes.small_department import account, channel, small_department
from tests.scenarios.slack_world import SlackWorld, slack_world, words
from tests.scenarios.world import world
from tests.waiting import until

PARIS = ZoneInfo("Europe/Paris")
WEDNESDAY = datetime(2026, 1, 7, 10, 0, tzinfo=PARIS)
PAIR = ("t1p2", "t2p2")
POSTED = MessageRef("local", "t1", "1")
MINE = "Mme Bouchard préfère **deux** visios courtes."


def department() -> Directory:
    plain = small_department(4, 4)
    pair = tuple(RoleGrant(person, "referent", "dept") for person in PAIR)
    return Directory(units=plain.units, people=plain.people, grants=(*plain.grants, *pair))


def buttons(message: Message | None) -> list[Button]:
    assert message is not None
    return [b for part in message.parts if isinstance(part, Choices) for b in part.buttons]


def form(reply: Reply) -> Form:
    assert reply.form is not None, reply
    return reply.form


def notes(of: Form) -> set[str]:
    return {field.text.id for field in of.fields if isinstance(field, Note)}


def written(of: Form) -> str:
    return next(field.initial for field in of.fields if isinstance(field, TextField))


async def test_the_fourth_door_leads_to_both_forms(tmp_path: Path, database_url: str) -> None:
    async with world(tmp_path, database_url, department()) as w:
        doors = buttons((await w.type("t1p3", "")).message)
        assert [b.label.id for b in doors] == [
            *("door.answer", "door.share", "door.later_list", "door.talk")
        ]
        inside = buttons((await w.press("t1p3", doors[1].action)).message)
        forms = [form(await w.press("t1p3", b.action, b.value)).name for b in inside]
        assert forms == [practice_views.WRITE, signal_views.WRITE]
        said = await w.type("t1p3", "share")
        assert [b.action for b in buttons(said.message)] == [b.action for b in inside]


async def test_the_bots_own_page_opens_each_form_at_once(tmp_path: Path, database_url: str) -> None:
    async with world(tmp_path, database_url, department()) as w:
        home = await w.lien.router(HomeOpened(event="h", account=account("t1p3")))
        assert home is not None
        found = {b.action: b for b in buttons(home.message)}
        assert form(await w.press("t1p3", found["command.practice"].action)).name == (
            practice_views.WRITE
        )
        assert form(await w.press("t1p3", found["command.signal"].action)).name == (
            signal_views.WRITE
        )


async def test_ones_own_message_becomes_a_practice_with_names_masked(
    tmp_path: Path, database_url: str
) -> None:
    async with world(tmp_path, database_url, department()) as w:
        there = {"channel": channel("t1")}
        mine = form(await w.choose("t1p3", practice_views.FROM_MESSAGE, POSTED, MINE, **there))
        assert written(mine) == "[nom] préfère deux visios courtes."
        long = form(
            await w.choose("t1p3", practice_views.FROM_MESSAGE, POSTED, "a" * 9_000, **there)
        )
        assert len(written(long)) == LONGEST_PRACTICE
        look = form(await w.submit("t1p3", "", {"words": written(mine)}, form=mine.name))
        assert look.name == practice_views.PREVIEW


@pytest.mark.parametrize("author", [account("t1p4"), None])
async def test_words_of_somebody_else_are_never_taken_over(
    tmp_path: Path, sqlite_url: str, author: Any
) -> None:
    async with world(tmp_path, sqlite_url, department()) as w:
        theirs = form(
            await w.choose("t1p3", practice_views.FROM_MESSAGE, POSTED, MINE, author=author)
        )
        assert written(theirs) == ""
        assert "sharing.others_words" in notes(theirs)
        assert "Bouchard" not in str(theirs)


async def test_a_signal_from_a_message_begins_empty_since_its_words_would_tell_who(
    tmp_path: Path, sqlite_url: str
) -> None:
    async with world(tmp_path, sqlite_url, department()) as w:
        opened = form(await w.choose("t1p3", signal_views.FROM_MESSAGE, POSTED, MINE))
        assert written(opened) == ""
        assert {"sharing.other_words", "sharing.not_emergency"} <= notes(opened)
        assert "courtes" not in repr(opened)


async def test_who_is_on_no_roster_is_told_nothing_of_a_message(
    tmp_path: Path, sqlite_url: str
) -> None:
    async with world(tmp_path, sqlite_url, department()) as w:
        refused = await w.choose("nobody", practice_views.FROM_MESSAGE, POSTED, MINE)
        assert refused.is_refusal


def modal(w: SlackWorld, person: str) -> dict[str, Any]:
    view = w.slack.modal(w.users[person])
    assert view is not None
    return view.content


async def opened(w: SlackWorld, person: str) -> dict[str, Any]:
    async def is_there() -> bool:
        return w.slack.modal(w.users[person]) is not None

    await until(is_there)
    view = modal(w, person)
    w.slack.team.views.clear()
    return view


async def test_slacks_shortcuts_and_menus_open_the_forms(tmp_path: Path) -> None:
    async with slack_world(tmp_path, sizes=(8, 7), at=WEDNESDAY, referents=PAIR) as w:
        nadia, team = w.users["t1p3"], w.channels["t1"]
        posted = await w.slack.posts(nadia, MINE, team)
        for callback, name in (
            ("command.practice", practice_views.WRITE),
            ("command.signal", signal_views.WRITE),
        ):
            await w.slack.uses_shortcut(nadia, callback)
            assert (await opened(w, "t1p3"))["callback_id"] == name
        await w.slack.uses_message_shortcut(nadia, practice_views.FROM_MESSAGE, team, posted)
        practice = await opened(w, "t1p3")
        assert "[nom] préfère deux visios courtes." in str(practice)
        await w.slack.uses_message_shortcut(nadia, signal_views.FROM_MESSAGE, team, posted)
        signal = await opened(w, "t1p3")
        assert "courtes" not in str(signal)
        assert "dites-le autrement" in words(signal)


async def test_an_invitation_in_slack_opens_its_form_under_its_question(tmp_path: Path) -> None:
    async with slack_world(tmp_path, sizes=(4, 4), at=WEDNESDAY, referents=PAIR) as w:
        await w.slack.types(w.users["admin"], "/lien", "planning partage jeudi 9h")
        await w.advance(WEDNESDAY + timedelta(days=1))
        nadia = w.users["t1p3"]
        (asked,) = [m for m in w.slack.direct(nadia) if "à l'aise" in words(m)]
        place = w.slack.team.direct(nadia.id)
        await w.slack.presses(nadia, asked, practice_views.OPEN, place)
        view = await opened(w, "t1p3")
        assert "à l'aise" in words(view)
        answer = await w.slack.presses(nadia, asked, "sharing.prompts_never", place)
        await w.connection.finish()
        assert any("ne vous inviterai plus" in words(one) for one in answer.said)
