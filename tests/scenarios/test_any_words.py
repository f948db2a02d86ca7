"""Whatever an admin or anybody types or sends, there is an answer in words and nothing breaks."""

from __future__ import annotations

from collections.abc import AsyncIterator
from itertools import count
from pathlib import Path

import pytest_asyncio
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st

from bot.admin.model import COMMANDS
from bot.admin.steps_views import FORMS
from bot.chat.incoming import ButtonPressed, CommandTyped, FormSubmitted
from bot.chat.outgoing import Reply
from bot.people.model import Directory
from tests.fakes.small_department import account, small_department
from tests.scenarios.world import World, world
from tests.typed import typed

DEPARTMENT = small_department(4)
EVENTS = count()
LEAVES = {"erase", "team_remove"}
"""They would take away whom the next example plays."""
WORDS = st.sampled_from([w for c in COMMANDS if c.name not in LEAVES for w in c.words])
PIECES = st.sampled_from(
    [
        "@Prénom12",
        "@local/test/t1p2",
        "@local/test/nobody",
        "@a/b",
        "#t1",
        "#local/test/t1",
        "Équipe 1",
        "dans",
        "pour",
        "jeudi 9h30",
        "25h",
        "du 3 au 1",
        "31/02",
        "99999999999999",
        "fin",
        "« »",
        "'",
        '"',
        "\\",
        "{n}",
        "%s",
        "\u202e",
        "😀",
        "x" * 10_000,
        "² ٣",
        ":",
        "|",
    ]
)
COMMAND = st.sampled_from([c for c in COMMANDS if c.name not in LEAVES])
TYPED = st.lists(st.one_of(PIECES, st.text(max_size=40)), max_size=4).map(" ".join)
BUTTONS = st.sampled_from(
    [
        "admin.take_in",
        "rights.erase",
        "installation.open",
        "installation.announce",
        "installation.try",
        "planning.choose",
        "calendar.choose",
        "personal.absence",
        "home.pause",
        "proposal.accept",
        "proposal.refuse",
        "home.preferences",
    ]
)
FIELDS = (
    "list",
    "name",
    "channel",
    "manager",
    "one",
    "other",
    "language",
    "zone",
    "region",
    "opens",
)
MANY = settings(
    max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)


@pytest_asyncio.fixture
async def running(tmp_path: Path, sqlite_url: str) -> AsyncIterator[World]:
    async with world(tmp_path, sqlite_url, DEPARTMENT) as w:
        yield w


def fine(w: World, reply: Reply | None) -> None:
    """An answer in words of ours: no failure of the bot's own, no name of an exception."""
    if reply is None or reply.message is None:
        return
    for language in ("fr", "en"):
        said = w.said(reply, language)
        assert "pas marché de mon côté" not in said
        assert "went wrong on my side" not in said
        assert "Error" not in said.replace("x" * 100, "")


@MANY
@given(word=WORDS, rest=TYPED, who=st.sampled_from(["admin", "t1p1", "t1p2"]))
@example(word="confidentialité", rest="²", who="admin")
@example(word="planning digest", rest="mardi 14h pour", who="admin")
@example(word="installation", rest="9" * 5_000, who="admin")
@example(word="équipe reprendre", rest="@Prénom12", who="admin")
async def test_every_command_answers_whatever_follows_it(
    running: World, word: str, rest: str, who: str
) -> None:
    before = (await directory(running)).grants
    reply = await running.lien.router(
        CommandTyped(
            event=f"typed-{next(EVENTS)}",
            account=account(who),
            command="lien",
            words=f"{word} {rest}",
        )
    )
    assert reply is not None
    fine(running, reply)
    if reply.is_refusal:
        assert (await directory(running)).grants == before


@MANY
@given(
    chosen=COMMAND.flatmap(lambda c: st.tuples(st.sampled_from(c.words), typed(c))),
    who=st.sampled_from(["admin", "t1p1", "t1p2"]),
)
async def test_every_command_answers_whatever_its_arguments_are(
    running: World, chosen: tuple[str, str], who: str
) -> None:
    before = (await directory(running)).units
    reply = await running.lien.router(
        CommandTyped(
            event=f"typed-{next(EVENTS)}",
            account=account(who),
            command="lien",
            words=" ".join(chosen),
        )
    )
    assert reply is not None
    fine(running, reply)
    if reply.is_refusal:
        assert (await directory(running)).units == before


@MANY
@given(action=BUTTONS, value=TYPED, who=st.sampled_from(["admin", "t1p2"]))
async def test_every_button_answers_whatever_it_carries(
    running: World, action: str, value: str, who: str
) -> None:
    pressed = ButtonPressed(
        event=f"pressed-{next(EVENTS)}", account=account(who), action=action, value=value
    )
    fine(running, await running.lien.router(pressed))


@MANY
@given(
    form=st.sampled_from(
        [*FORMS, "roster.list", "roster.apply", "home.hours", "home.absence", "home.preferences"]
    ),
    values=st.dictionaries(st.sampled_from(FIELDS), TYPED, max_size=4),
    who=st.sampled_from(["admin", "t1p2"]),
)
async def test_every_form_answers_whatever_it_was_filled_with(
    running: World, form: str, values: dict[str, str], who: str
) -> None:
    sent = FormSubmitted(
        event=f"sent-{next(EVENTS)}", account=account(who), form=form, context="", values=values
    )
    fine(running, await running.lien.router(sent))


async def directory(w: World) -> Directory:
    async with w.lien.unit_of_work() as uow:
        return await uow.people.directory()
