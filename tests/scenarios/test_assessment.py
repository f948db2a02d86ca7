"""The impact assessment and the charter say what holds: they change with each setting."""

from __future__ import annotations

import re
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest

from bot.admin.service.assessment import Setting
from bot.chat.outgoing import Document, Note, Reply
from bot.disclosure.roster import Policy
from bot.i18n.catalog import say
from bot.i18n.text import Reader
from bot.people.model import Unit
from bot.texts import Texts
from tests.fakes.small_department import MONDAY, small_department
from tests.scenarios.world import World, world

NINE = MONDAY + timedelta(hours=2)
DEPARTMENT = small_department(8, 8)


def file_of(reply: Reply) -> tuple[str, str]:
    assert reply.message is not None
    (file,) = [part for part in reply.message.parts if isinstance(part, Document)]
    return file.filename, file.content.decode().replace("\u00a0", " ").replace("\u202f", " ")


def left_in(reply: Reply, language: str) -> str:
    assert reply.message is not None
    reader = Reader(language=language, zone="Europe/Paris", now=NINE)
    notes = [say(part.text, reader) for part in reply.message.parts if isinstance(part, Note)]
    return " ".join(notes).replace("\u00a0", " ")


async def written(w: World, words: str = "aipd") -> str:
    return file_of(await w.type("admin", words))[1]


async def test_it_says_how_lien_is_set_in_both_languages(tmp_path: Path, sqlite_url: str) -> None:
    async with world(tmp_path, sqlite_url, DEPARTMENT, at=NINE, texts=Texts.packaged()) as w:
        name, french = file_of(await w.type("admin", "aipd"))
        assert name == "aipd.fr.md"
        for said in (
            "(AIPD) : Département",
            "le lundi 5 janvier",
            "17 personnes dans 2 équipes",
            "Questions : jeudi 9h30. Rappel : lundi 9h30. Clôture : lundi 16h. Bilan : mardi 9h30.",
            "Au moins 5 réponses par question",
            "moins de 7 personnes",
            "| 13 mois, puis effacés",
            "| 2 mois pleins",
            "Base SQLite",
            "pairs de confiance : 0 personne",
            "{Responsable du traitement}",
            "Aucun résultat à moins de 5 réponses, aucun commentaire à moins de 10.",
            "listes d'équipes (13 mois)",
        ):
            assert said in french, said
        name, english = file_of(await w.type("admin", "dpia anglais"))
        assert name == "aipd.en.md"
        for said in (
            "for Département on Monday 5 January",
            "17 people in 2 teams",
            "Thursday 9:30",
            "At least 5 answers to a question",
            "No result under 5 answers, no comment under 10.",
        ):
            assert said in english, said


async def test_it_changes_with_what_admins_set_by_chat(tmp_path: Path, sqlite_url: str) -> None:
    async with world(tmp_path, sqlite_url, DEPARTMENT, at=NINE, texts=Texts.packaged()) as w:
        for typed in (
            "confidentialité 8",
            "contacts ajouter Assistante sociale du personnel : poste 12",
            "équipe référent @Prénom12",
            "équipe référent @Prénom22",
            "équipe retirer @Prénom28",
            "planning clôture mardi 17h",
            "planning digest mercredi 9h",
        ):
            assert not (await w.type("admin", typed)).is_refusal, typed
        french = await written(w)
        for said in (
            "Au moins 8 réponses par question",
            "moins de 10 personnes",
            "Aucun résultat à moins de 8 réponses",
            "Assistante sociale du personnel : poste 12",
            "pairs de confiance : 2 personnes",
            "16 personnes dans 2 équipes",
            "Clôture : mardi 17h. Bilan : mercredi 9h",
        ):
            assert said in french, said
        charter = w.said(await w.type("t1p2", "charte")).replace("\u00a0", " ")
        assert "Aucun résultat à moins de 8 réponses" in charter


async def test_what_the_organisation_has_filled_in_is_filled_in_and_the_rest_is_named(
    tmp_path: Path, sqlite_url: str
) -> None:
    texts = Texts.packaged({"responsable": "Conseil départemental"})
    people = replace(
        DEPARTMENT,
        units={
            **DEPARTMENT.units,
            "dept": replace(DEPARTMENT.units["dept"], charter=(("dpo", "dpo@exemple.fr"),)),
        },
    )
    async with world(tmp_path, sqlite_url, people, at=NINE, texts=texts) as w:
        reply = await w.type("admin", "aipd")
        _, french = file_of(reply)
        assert "**Responsable du traitement.** Conseil départemental." in french
        assert "protection des données (dpo@exemple.fr)" in french
        note = left_in(reply, "fr")
        assert "Base légale" in note
        assert "Responsable" not in note
        count = int(re.findall(r"Il reste (\d+) blancs", note.replace("\u202f", " "))[0])
        assert len(set(re.findall(r"{(.*?)}", french))) == count


async def test_only_an_admin_gets_it(tmp_path: Path, sqlite_url: str) -> None:
    async with world(tmp_path, sqlite_url, DEPARTMENT, at=NINE) as w:
        assert (await w.type("t1p2", "aipd")).is_refusal
        assert (await w.type("admin", "aipd klingon")).is_refusal


@pytest.mark.parametrize(
    ("changes", "expected"),
    [
        ({"policy": Policy(k=6)}, {"reponses": "6", "equipe_min": "8"}),
        ({"kept_for": timedelta(days=731)}, {"mois_bilans": "24"}),
        ({"traces_months": 4}, {"mois_traces": "4"}),
        ({"left_for": timedelta(days=60)}, {"jours_depart": "60"}),
    ],
)
def test_figures_are_those_of_the_configuration(
    changes: dict[str, object], expected: dict[str, str]
) -> None:
    usual = Setting(
        policy=Policy(),
        chats=("slack", "matrix"),
        database="PostgreSQL",
        kept_for=timedelta(days=396),
        traces_months=2,
        left_for=timedelta(days=30),
    )
    unit = Unit(id="d", name="D")
    before, after = usual.numbers(unit), replace(usual, **changes).numbers(unit)  # type: ignore[arg-type]
    assert {n: v for n, v in after.items() if before[n] != v} == expected
    assert usual.numbers(replace(unit, least_answers=9))["reponses"] == "9"
