"""Every command, in both languages, by whoever may and whoever may not."""

from __future__ import annotations

from collections.abc import AsyncIterator
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest
import pytest_asyncio
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from bot.admin.model import COMMANDS
from bot.admin.views import ASK
from bot.chat.incoming import CommandTyped
from bot.chat.outgoing import Choices, Facts, Private
from bot.chat.transcript import transcribe
from bot.people.model import RoleGrant
from tests.fakes.small_department import MONDAY, account, small_department
from tests.scenarios.world import World, world

THURSDAY = MONDAY + timedelta(days=3, hours=2)
DEPARTMENT = small_department(8)


@pytest.mark.parametrize(
    ("typed", "answer"),
    [
        ("aide", "Ce que vous pouvez me demander"),
        ("help", "Ce que vous pouvez me demander"),
        ("AIDE", "Ce que vous pouvez me demander"),
        ("parler", "3114"),
        ("talk", "3114"),
        ("charte", "Une charte."),
        ("planning", "Les prochaines dates"),
        ("planning liste", "Clôture"),
        ("horaires", "lun-ven 8h30-17h30"),
        ("horaires lun-jeu 9h-17h", "lun-jeu 9h-17h"),
        ("horaires quand je veux", "Je n'ai pas compris les horaires"),
        ("absence 2026-02-02/2026-02-06", "lundi 2 février"),
        ("absence demain", "vous êtes en absence le"),
        ("absence un de ces jours", "Je n'ai pas compris l'absence"),
        ("absence", "Aucune absence n'est notée"),
        ("absence lundi", "peut désigner deux jours"),
        ("absence retirer demain", "Aucune absence notée"),
        ("pause jusqu'au 3 mars", "3 mars"),
        ("pause lundi", "peut désigner deux jours"),
        ("pause 15/12", "15 décembre"),
        ("pause jamais", "Je n'ai pas compris"),
        ("pause fin", "La pause est finie"),
        ("digest", "bilan"),
        ("transparence", "Prénom12"),
        ("planing liste", "Vouliez-vous dire /lien planning"),
        ("bonjour", "Je ne connais pas"),
        ("qui a répondu ?", "Je ne sais pas qui a répondu, et personne ne peut le savoir."),
        ("répondre", "Aucune question n'est ouverte"),
    ],
)
async def test_a_command_is_answered_in_words(
    tmp_path: Path, sqlite_url: str, typed: str, answer: str
) -> None:
    async with world(tmp_path, sqlite_url, DEPARTMENT) as w:
        assert answer in w.said(await w.type("t1p2", typed))


@pytest.mark.parametrize("typed", ["planning checkin lundi 9h", "planning digest mercredi 10h"])
async def test_a_command_without_the_right_says_who_has_it_and_changes_nothing(
    tmp_path: Path, sqlite_url: str, typed: str
) -> None:
    async with world(tmp_path, sqlite_url, DEPARTMENT) as w:
        said = w.said(await w.type("t1p2", typed))
        assert "réservée à l'administration" in said
        assert "Anca" in said
        async with w.lien.unit_of_work() as uow:
            (plan,) = await uow.rounds.plans()
        assert plan.opens.weekday == 3


async def test_an_admin_changes_the_rhythm_and_sees_the_next_four_dates(
    tmp_path: Path, database_url: str
) -> None:
    async with world(tmp_path, database_url, DEPARTMENT) as w:
        reply = await w.type("admin", "planning checkin mercredi 10h15")
        assert reply.message is not None
        (dates,) = [part for part in reply.message.parts if isinstance(part, Facts)]
        assert len(dates.rows) == 4
        assert "mercredi 10 h 15" in w.said(reply).replace("\u00a0", " ")


@pytest.mark.parametrize(
    ("typed", "answer"),
    [
        ("planning checkin", "Je n'ai pas compris"),
        ("planning checkin lundi", "Quel moment de la semaine"),
        ("planning checkin 9h", "Quel moment de la semaine"),
        ("planning rappel mardi 10h", "Le rappel tomberait après la clôture"),
        ("planning clôture jeudi 10h", "moins de 24 heures"),
        ("calendrier", "Le calendrier de"),
        ("calendrier fermer un de ces jours", "Je n'ai pas compris les jours"),
        ("calendrier rouvrir demain", "Rien n'est noté"),
        ("planning checkin lundi 10h", "moins de 24 heures"),
        ("planning digest bientôt", "Je n'ai pas compris"),
        ("équipe liste", "Équipe 1"),
    ],
)
async def test_an_admins_mistakes_are_answered_with_what_to_write(
    tmp_path: Path, sqlite_url: str, typed: str, answer: str
) -> None:
    async with world(tmp_path, sqlite_url, DEPARTMENT) as w:
        assert answer in w.said(await w.type("admin", typed))


async def test_the_doors_lead_to_what_they_say(tmp_path: Path, sqlite_url: str) -> None:
    async with world(tmp_path, sqlite_url, DEPARTMENT) as w:
        await w.advance(THURSDAY)
        reply = await w.type("t1p2", "")
        assert reply.message is not None
        (doors,) = [part for part in reply.message.parts if isinstance(part, Choices)]
        answered = [await w.press("t1p2", door.action, door.value) for door in doors.buttons]
        assert answered[0].form is not None
        assert "partager" in w.said(answered[1])
        assert "aucun message" in w.said(answered[2])
        assert "3114" in w.said(answered[3])


async def test_asking_to_talk_sends_a_name_to_a_trusted_person_and_nothing_else(
    tmp_path: Path, database_url: str
) -> None:
    trusted = RoleGrant("t1p3", "referent", "dept")
    directory = replace(DEPARTMENT, grants=(*DEPARTMENT.grants, trusted))
    async with world(tmp_path, database_url, directory) as w:
        await w.advance(THURSDAY)
        card = await w.answer("t1p2", charge="5", lien="1", comment="Je n'en peux plus.")
        assert card.message is not None
        (choices,) = [part for part in card.message.parts if isinstance(part, Choices)]
        door = await w.press("t1p2", choices.buttons[0].action)
        assert "Prénom13 est là pour écouter" in w.said(door)
        assert "Rien d'autre n'a été transmis" in w.said(await w.press("t1p2", ASK, "t1p3"))
        (request,) = [d for d in w.chat.delivered if d.kind == "care.request"]
        assert request.to == Private(account("t1p3"))
        said = transcribe(request.message, request.reader)
        assert "Prénom12 souhaite vous parler" in said
        assert "peux plus" not in said
        refused = await w.press("t1p2", ASK, "t1p4")
        assert "Rien n'a été envoyé" in w.said(refused)


async def test_a_button_never_runs_a_command_that_needs_a_role(
    tmp_path: Path, sqlite_url: str
) -> None:
    async with world(tmp_path, sqlite_url, DEPARTMENT) as w:
        await w.advance(THURSDAY)
        for command in COMMANDS:
            if command.who is not None:
                reply = await w.lien.router(w.pressing("t1p2", f"command.{command.name}"))
                assert reply is None


async def test_somebody_on_no_roster_is_told_whom_to_ask(tmp_path: Path, sqlite_url: str) -> None:
    async with world(tmp_path, sqlite_url, DEPARTMENT) as w:
        assert "Je ne vous connais pas encore" in w.said(await w.type("stranger", "aide"))


async def test_transparency_says_the_same_before_and_after_answering(
    tmp_path: Path, sqlite_url: str
) -> None:
    async with world(tmp_path, sqlite_url, DEPARTMENT) as w:
        await w.advance(THURSDAY)
        before = w.said(await w.type("t1p2", "transparence"))
        await w.answer("t1p2", charge="4", lien="2")
        assert w.said(await w.type("t1p2", "transparence")) == before
        assert "Un bulletin scellé à votre place, rempli ou vide" in before


async def test_transparency_counts_what_is_kept_about_the_team_at_that_moment(
    tmp_path: Path, database_url: str
) -> None:
    async with world(tmp_path, database_url, DEPARTMENT) as w:
        assert "Rien encore." in w.said(await w.type("t1p2", "transparence"))
        for week in range(2):
            await w.advance(THURSDAY + timedelta(weeks=week))
            for person in DEPARTMENT.people:
                await w.answer(person, charge="4", lien="2")
        await w.advance(THURSDAY + timedelta(weeks=2))
        said = w.said(await w.type("t1p2", "transparence"))
        assert "2 bilans publiés" in said
        assert "3 semaines" in said
        assert "scellés pour un groupe" in said


async def test_an_english_speaker_is_answered_in_english(tmp_path: Path, sqlite_url: str) -> None:
    directory = small_department(8, language="en")
    async with world(tmp_path, sqlite_url, directory) as w:
        for typed, answer in (
            ("help", "What you can ask me"),
            ("schedule", "The next dates"),
            ("hours mon-thu 9:00-17:00", "mon-thu 9:00-17:00"),
            ("schedule checkin monday 9:00", "for those who administer Lien"),
        ):
            assert answer in w.said(await w.type("t1p2", typed), "en")


@pytest_asyncio.fixture
async def running(tmp_path: Path, sqlite_url: str) -> AsyncIterator[World]:
    async with world(tmp_path, sqlite_url, DEPARTMENT) as w:
        yield w


@settings(
    max_examples=40, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(
    typed=st.text(max_size=300)
    | st.sampled_from([c.words[0] for c in COMMANDS]).flatmap(
        lambda word: st.text(max_size=60).map(lambda rest: f"{word} {rest}")
    )
)
async def test_whatever_is_typed_there_is_an_answer_in_words(running: World, typed: str) -> None:
    for command in ("lien", "plus-tard"):
        reply = await running.lien.router(
            CommandTyped(event=typed, account=account("t1p2"), command=command, words=typed)
        )
        assert reply is not None
        said = running.said(reply) if reply.message else ""
        assert "pas marché de mon côté" not in said
