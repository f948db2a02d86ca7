"""What a command takes is said where it is missing or wrong, and never harms when it is right."""

from __future__ import annotations

from itertools import count
from pathlib import Path

import pytest

from bot.admin.arguments import Argument, Kind
from bot.admin.model import COMMANDS, Command
from bot.chat.outgoing import Note, Reply
from bot.i18n.catalog import say
from bot.i18n.text import Reader, Text
from tests.fakes.small_department import MONDAY, small_department
from tests.scenarios.world import World, world
from tests.typed import WRONG, right

EVENTS = count()
READER = Reader(language="fr", zone="Europe/Paris", now=MONDAY)
NAMED_TEAM = {"team_import", "team_channel", "team_evening", "team_add"}
"""Elsewhere what is no team's name is read as part of what follows, and refused as that."""
TYPED = [c for c in COMMANDS if c.arguments]
NEEDY = [
    c
    for c in TYPED
    if c.arguments[0].is_required and c.name not in {"later", "erase", "team_list_paste"}
]
WRONGS = [
    pytest.param(command, argument, wrong, id=f"{command.name}-{argument.name}-{wrong}")
    for command in TYPED
    for argument in command.arguments
    for wrong in WRONG.get(argument.kind, ())
    if not (argument.kind is Kind.TEAM and command.name not in NAMED_TEAM)
]


def label(argument: Argument) -> str:
    return say(Text(f"argument.{argument.name}"), READER).replace("\u00a0", " ")


def notes(reply: Reply) -> list[str]:
    assert reply.message is not None
    said = [say(part.text, READER) for part in reply.message.parts if isinstance(part, Note)]
    return [note.replace("\u00a0", " ") for note in said]


async def type_(w: World, command: Command, words: str) -> Reply:
    door = "plus-tard" if command.name.startswith("later") else "lien"
    own = "" if door == "plus-tard" else command.words[0]
    return await w.type("admin", f"{own} {words}".strip(), door)


async def test_each_required_argument_that_is_missing_is_named_with_the_whole_command(
    tmp_path: Path, sqlite_url: str
) -> None:
    async with world(tmp_path, sqlite_url, small_department(4)) as w:
        for command in NEEDY:
            reply = await type_(w, command, "")
            assert reply.is_refusal, command.name
            (note,) = notes(reply)
            assert f"Il manque : {label(command.arguments[0])}" in note
            assert f"/lien {command.words[0]} ‹{label(command.arguments[0])}›" in note


@pytest.mark.parametrize(("command", "argument", "wrong"), WRONGS)
async def test_a_wrong_argument_is_named_and_changes_nothing(
    tmp_path: Path, sqlite_url: str, command: Command, argument: Argument, wrong: str
) -> None:
    async with world(tmp_path, sqlite_url, small_department(4)) as w:
        words = " ".join(
            wrong if one == argument else right(one)[0]
            for one in command.arguments
            if one == argument or one.is_required
        )
        before = await everything(w)
        reply = await type_(w, command, words)
        assert reply.is_refusal, w.said(reply)
        assert any(label(argument) in note for note in notes(reply)), w.said(reply)
        assert await everything(w) == before


async def everything(w: World) -> tuple[object, ...]:
    async with w.lien.unit_of_work() as uow:
        people = await uow.people.directory()
        return people.units, people.people, people.grants, await uow.rounds.plans()


@pytest.mark.parametrize("command", TYPED, ids=lambda c: c.name)
async def test_what_is_right_is_never_called_wrong(
    tmp_path: Path, sqlite_url: str, command: Command
) -> None:
    async with world(tmp_path, sqlite_url, small_department(4)) as w:
        for n in range(max(len(right(one)) for one in command.arguments)):
            chosen = [right(one)[n % len(right(one))] for one in command.arguments]
            reply = await type_(w, command, " ".join(chosen))
            said = w.said(reply) if reply.message else ""
            assert "À revoir" not in said, (chosen, said)
            assert "pas marché de mon côté" not in said
