"""The time planned of people, as admins and everybody meet it: said, kept to, refused kindly."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from pathlib import Path
from tempfile import TemporaryDirectory

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.errors import OperatorError
from bot.i18n.catalog import LANGUAGES
from bot.people.budget import Budget
from bot.people.model import Directory
from bot.people.prompting import Prompting
from bot.texts import Texts
from tests.fakes.questions import questionnaire
from tests.fakes.small_department import MONDAY, small_department
from tests.scenarios.world import World, world

DEPARTMENT = small_department(3, 3, 3, 3, 3, 3)
TEXTS = Texts(questionnaire=questionnaire(), charter=lambda _: "Une charte.")
BUDGET = Budget(costs=TEXTS.costs)


def plain(words: str) -> str:
    return words.replace("\u00a0", " ").replace("\u202f", " ")


async def now(w: World) -> Directory:
    async with w.lien.unit_of_work() as uow:
        return await uow.people.directory()


async def test_everybody_reads_what_is_planned_of_their_week(
    tmp_path: Path, database_url: str
) -> None:
    async with world(tmp_path, database_url, DEPARTMENT) as w:
        said = plain(w.said(await w.type("t1p2", "planning liste")))
        assert "Temps prévu pour vous : environ 1 min 10 par semaine" in said
        said = plain(w.said(await w.type("admin", "planning partage jeudi 14h")))
        assert "environ 1 min 40 par semaine et par personne, 2 min au plus" in said
        assert "Pour l'encadrement : environ 2 min 20 par semaine, 5 min au plus" in said
        said = plain(w.said(await w.type("t1p2", "planning liste")))
        assert "environ 1 min 40 par semaine" in said


async def test_what_is_above_is_refused_and_nothing_changes(
    tmp_path: Path, database_url: str
) -> None:
    async with world(tmp_path, database_url, DEPARTMENT) as w:
        await w.type("admin", "planning partage jeudi 14h")
        before = await now(w)
        for typed in (
            "planning partage chaque semaine",
            "planning partage Équipe 1 tous les lundis 9h",
        ):
            refused = await w.type("admin", typed)
            assert refused.is_refusal
            assert "environ 2 min 10" in plain(w.said(refused))
            assert "toutes les 2 semaines tient dans ce temps" in plain(w.said(refused))
        for n in range(2, 6):
            assert not (
                await w.type("admin", f"équipe encadrement @Prénom11 Équipe {n}")
            ).is_refusal
        refused = await w.type("admin", "équipe encadrement @Prénom11 Équipe 6")
        assert refused.is_refusal
        assert "7 bilans à lire" in w.said(refused)
        after = await now(w)
        assert after.units == before.units
        assert not after.has_role("t1p1", "manager", "t6")
        assert not (await w.type("admin", "planning partage non")).is_refusal
        # Without invitations, there is still no room for a sixth team.
        assert (await w.type("admin", "équipe encadrement @Prénom11 Équipe 6")).is_refusal


COMMANDS = st.one_of(
    st.builds(
        "planning partage {} {}".format,
        st.sampled_from(["", "Équipe 1", "Équipe 2"]),
        st.sampled_from(
            [
                *("lundi 10h", "non", "oui", "chaque semaine", "mardi 9h une semaine sur trois"),
                *("tous les jeudis 14h", "toutes les 2 semaines", "every four weeks", "monday 9am"),
            ]
        ),
    ),
    st.builds(
        "équipe {} @Prénom{}1 Équipe {}".format,
        st.sampled_from(["encadrement", "ajouter"]),
        st.sampled_from([1, 2]),
        st.integers(1, 6),
    ),
    st.builds("équipe reprendre @Prénom11 encadrement Équipe {}".format, st.integers(1, 6)),
)


@settings(max_examples=25, deadline=None)
@given(st.lists(COMMANDS, min_size=1, max_size=14))
async def test_no_sequence_of_accepted_commands_leads_above_the_budget(typed: list[str]) -> None:
    with TemporaryDirectory() as folder:
        url = f"sqlite:///{folder}/lien.sqlite3"
        async with world(Path(folder), url, DEPARTMENT, texts=TEXTS) as w:
            for words in typed:
                await w.type("admin", words)
                agents, managers = BUDGET.fullest(await now(w), "dept")
                assert agents <= BUDGET.agent
                assert managers <= BUDGET.manager


async def test_a_configuration_that_asks_too_much_does_not_start(
    tmp_path: Path, sqlite_url: str
) -> None:
    asked = questionnaire()
    longer = {
        language: {
            name: replace(question, seconds=60)
            for name, question in asked.by_language["fr"].items()
        }
        for language in LANGUAGES
    }
    texts = replace(TEXTS, questionnaire=replace(asked, by_language=longer))
    with pytest.raises(OperatorError, match="the budget of an agent is 120 s"):
        async with world(tmp_path, sqlite_url, DEPARTMENT, texts=texts):
            pass


async def test_a_rhythm_that_no_longer_fits_the_configuration_waits_until_it_does(
    tmp_path: Path, database_url: str
) -> None:
    asked = replace(
        DEPARTMENT,
        units={
            **DEPARTMENT.units,
            "dept": replace(DEPARTMENT.units["dept"], prompting=Prompting(since=MONDAY)),
        },
    )
    prompts = TEXTS.prompts
    longer = replace(prompts, every=tuple(replace(p, seconds=200) for p in prompts.every))
    async with world(tmp_path, database_url, asked, texts=replace(TEXTS, prompts=longer)) as w:
        await w.advance(MONDAY + timedelta(days=5))
        assert [d for d in w.chat.delivered if d.kind == "sharing.prompt"] == []
        said = plain(w.said(await w.type("admin", "planning partage")))
        assert "trop" in said
        await w.type("admin", "planning partage toutes les 4 semaines")
        await w.advance(MONDAY + timedelta(days=12))
        assert len([d for d in w.chat.delivered if d.kind == "sharing.prompt"]) == len(asked.people)
