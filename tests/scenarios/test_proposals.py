"""A manager edits their own team: only with an admin's yes, and never in secret."""

from __future__ import annotations

from datetime import timedelta
from pathlib import Path

import pytest

from bot.chat.incoming import ButtonPressed
from bot.chat.outgoing import Choices, InChannel, Private, Reply
from bot.chat.ports import Delivery
from bot.chat.transcript import transcribe
from bot.people.model import Directory
from tests.fakes.chat import RecordingChat
from tests.fakes.small_department import MONDAY, account, small_department
from tests.scenarios.world import World, world

DEPARTMENT = small_department(8, 8)
MORNING = MONDAY + timedelta(hours=3)
NEW = "@local/test/nouvelle"
TEAM = DEPARTMENT.units["t1"].channel


def reachable() -> RecordingChat:
    assert TEAM is not None
    return RecordingChat(members_of={TEAM: ()})


async def roster(w: World) -> Directory:
    async with w.lien.unit_of_work() as uow:
        return await uow.people.directory()


def sent(w: World) -> list[Delivery]:
    return [d for d in w.chat.delivered if d.kind == "admin.proposal"]


def asked(w: World) -> Delivery:
    (proposal,) = [d for d in sent(w) if d.to == Private(account("admin"))]
    return proposal


async def decide(w: World, number: int, by: str = "admin") -> Reply:
    (choices,) = [p for p in asked(w).message.parts if isinstance(p, Choices)]
    button = choices.buttons[number]
    reply = await w.lien.router(
        ButtonPressed(
            event=f"decided-{number}-{by}-{len(w.chat.delivered)}", account=account(by),
            action=button.action, value=button.value,
        )
    )  # fmt: skip
    assert reply is not None
    await w.settle()
    return reply


async def test_what_a_manager_proposes_waits_for_a_yes_and_is_announced(
    tmp_path: Path, sqlite_url: str
) -> None:
    async with world(tmp_path, sqlite_url, DEPARTMENT, at=MORNING, chat=reachable()) as w:
        answer = w.said(await w.type("t1p1", f"équipe ajouter {NEW}"))
        assert "Rien n'est changé avant leur accord" in answer
        assert (await roster(w)).people.keys() == DEPARTMENT.people.keys()
        refused = await decide(w, 0, by="t1p1")
        assert refused.is_refusal
        done = w.said(await decide(w, 0))
        assert "fait partie de Équipe 1" in done.replace("d'Équipe", "de Équipe")
        (person,) = [p for p in (await roster(w)).people.values() if p.name == "Nouvelle"]
        assert person.unit == "t1"
        told = {d.to: transcribe(d.message, d.reader) for d in sent(w)}
        assert TEAM is not None
        for to in (InChannel(TEAM), Private(account("t1p1"))):
            assert "l'a proposé" in told[to]
        again = w.said(await decide(w, 0))
        assert "déjà fait" in again


async def test_a_no_leaves_the_team_as_it_is_and_the_manager_knows(
    tmp_path: Path, sqlite_url: str
) -> None:
    async with world(tmp_path, sqlite_url, DEPARTMENT, at=MORNING, chat=reachable()) as w:
        await w.type("t1p1", "team remove @local/test/t1p2")
        await decide(w, 1)
        assert "t1p2" in (await roster(w)).people
        (told,) = [d for d in sent(w) if d.to == Private(account("t1p1"))]
        assert "laisser" in transcribe(told.message, told.reader)


async def test_a_yes_takes_somebody_off_the_team(tmp_path: Path, sqlite_url: str) -> None:
    async with world(tmp_path, sqlite_url, DEPARTMENT, at=MORNING, chat=reachable()) as w:
        await w.type("t1p1", "équipe retirer @local/test/t1p2")
        await decide(w, 0)
        assert "t1p2" not in (await roster(w)).people
        assert any(isinstance(d.to, InChannel) for d in sent(w))


@pytest.mark.parametrize(
    ("by", "typed"),
    [
        ("t1p1", f"équipe ajouter {NEW} Équipe 2"),
        ("t1p1", "équipe retirer @local/test/t2p3"),
        ("t1p1", "équipe retirer @local/test/personne"),
        ("t1p1", "équipe ajouter"),
        ("t1p2", f"équipe ajouter {NEW}"),
        ("t1p2", "équipe retirer @local/test/t1p3"),
        ("t1p1", "équipe csv"),
    ],
)
async def test_nobody_proposes_for_a_team_that_is_not_theirs(
    tmp_path: Path, sqlite_url: str, by: str, typed: str
) -> None:
    async with world(tmp_path, sqlite_url, DEPARTMENT) as w:
        assert (await w.type(by, typed)).is_refusal
        assert sent(w) == []
