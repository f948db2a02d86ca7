"""What cannot be kept: a sentence and a choice, and nothing that was written is lost."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, datetime, timedelta
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest

from bot.chat.ids import MessageRef
from bot.chat.outgoing import Button, Choices, Document, Quote, Reply
from bot.people.absence import Absence
from bot.people.hours import WeeklyHours
from bot.people.model import Directory, Person
from tests.fakes.drafts import WrittenDrafts
from tests.fakes.small_department import small_department
from tests.scenarios.world import World, world

PARIS = ZoneInfo("Europe/Paris")
EVENING = datetime(2026, 1, 6, 21, 40, tzinfo=PARIS)
DEPARTMENT = small_department(8)
NEVER = replace(DEPARTMENT.people["t1p3"], hours=WeeklyHours(days=((),) * 7))
AWAY = replace(DEPARTMENT.people["t1p3"], absences=(Absence(first=date(2026, 1, 1), last=None),))


def having(person: Person) -> Directory:
    return replace(DEPARTMENT, people={**DEPARTMENT.people, person.id: person})


def given_back(reply: Reply) -> str:
    assert reply.message is not None
    for part in reply.message.parts:
        if isinstance(part, Quote):
            return str(part.words.args["words"])
        if isinstance(part, Document):
            return part.content.decode()
    return ""


def choices(reply: Reply) -> list[Button]:
    assert reply.message is not None
    return [b for p in reply.message.parts if isinstance(p, Choices) for b in p.buttons]


def arrived(w: World) -> list[datetime]:
    return [d.reader.now.astimezone(PARIS) for d in w.chat.delivered if d.kind == "quiethours.kept"]


@pytest.mark.parametrize(
    "typed",
    [
        "bonjour",
        "@Prénom13",
        "@Zoé bonjour",
        "#cantine bonjour",
        "#dept bonjour",
        "@Prénom13 [hier 9h] bonjour",
        "@Prénom13 [dans 400 jours] bonjour",
        "@Prénom13 " + "a" * 40_000,
    ],
)
async def test_what_is_refused_is_handed_back_whole_with_a_way_on(
    tmp_path: Path, sqlite_url: str, typed: str
) -> None:
    async with world(tmp_path, sqlite_url, DEPARTMENT, at=EVENING) as w:
        refused = await w.type("t1p2", typed, command="plus-tard")
        assert refused.is_refusal
        assert given_back(refused) == typed
        (way_on,) = choices(refused)
        assert (await w.press("t1p2", way_on.action)).form is not None
        await w.advance(EVENING + timedelta(days=2))
        assert arrived(w) == []


async def test_where_the_command_stays_in_the_conversation_nothing_is_repeated(
    tmp_path: Path, sqlite_url: str
) -> None:
    command = MessageRef("local", "room", "$1")
    async with world(tmp_path, sqlite_url, DEPARTMENT, at=EVENING, drafts=WrittenDrafts({})) as w:
        refused = await w.type("t1p2", "@Zoé bonjour", command="plus-tard", message=command)
        assert refused.is_refusal
        assert given_back(refused) == ""


@pytest.mark.parametrize(
    ("person", "sentence"), [(NEVER, "aucun horaire"), (AWAY, "sans date de retour")]
)
async def test_who_is_never_at_work_is_asked_about_and_gets_it_at_the_moment_chosen(
    tmp_path: Path, database_url: str, person: Person, sentence: str
) -> None:
    async with world(tmp_path, database_url, having(person), at=EVENING) as w:
        refused = await w.type("t1p2", "@Prénom13 Bonsoir", command="plus-tard")
        assert sentence in w.said(refused)
        assert "Choisissez un moment" in w.said(refused)
        assert given_back(refused) == "@Prénom13 Bonsoir"
        kept = await w.type("t1p2", "@Prénom13 [jeudi 14h] Bonsoir", command="plus-tard")
        assert "l'heure que vous avez choisie" in w.said(kept)
        (change,) = [b for b in choices(kept) if b.action == "quiethours.change"]
        values = {"words": "Bonsoir encore", "when": ""}
        await w.submit("t1p2", change.value, values, form="quiethours.changed")
        await w.advance(EVENING + timedelta(days=7))
        assert arrived(w) == [datetime(2026, 1, 8, 14, tzinfo=PARIS)]
