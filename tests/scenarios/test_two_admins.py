"""Two admins at once: the last one wins on the same field only, and both are told."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from pathlib import Path
from tempfile import TemporaryDirectory

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.chat.outgoing import Form, Private, Reply, TextField
from bot.chat.transcript import transcribe
from bot.people.model import Directory, Person, RoleGrant
from tests.fakes.small_department import MONDAY, account, small_department
from tests.scenarios.world import World, world

NINE = MONDAY + timedelta(hours=2)


def two_admins(language: str = "fr") -> Directory:
    """Give Anca a second admin, Yvonne, and nobody a round before Thursday."""
    one = small_department(4, language=language)
    yvonne = Person(id="other", name="Yvonne", unit="dept", accounts=(account("other"),))
    return replace(
        one,
        people={**one.people, "other": yvonne},
        grants=(*one.grants, RoleGrant("other", "admin", "dept")),
    )


def told(w: World, person: str) -> list[str]:
    """Return what somebody was told about fields they had set."""
    return [
        transcribe(d.message, d.reader).replace("\u00a0", " ").replace("\u202f", " ")
        for d in w.chat.delivered
        if d.kind == "admin.edited" and d.to == Private(account(person))
    ]


def form(reply: Reply) -> Form:
    assert reply.form is not None
    return reply.form


FIELDS = {
    "region": ("calendrier région 59", "calendrier région 67", "« 59 »", "67"),
    "close": ("planning clôture mardi 17h", "planning clôture mardi 18h", "mardi 17 h", "18 h"),
    "channel": ("équipe canal Équipe 1 #a", "équipe canal Équipe 1 #b", "« #a »", "#b"),
    "contact": (
        "contacts ajouter Médecine : poste 1",
        "contacts ajouter Médecine : poste 2",
        "« poste 1 »",
        "poste 2",
    ),
    "least": ("confidentialité 7", "confidentialité 9", "« 7 »", "9"),
    "on call": (
        "astreinte @Prénom12",
        "astreinte retirer @Prénom12",
        "« oui »",
        "Astreinte de Prénom12",
    ),
    "role": (
        "équipe référent @Prénom13",
        "équipe reprendre @Prénom13 référent",
        "« oui »",
        "Prénom13, référent",
    ),
    "person": ("équipe ajouter @Prénom13 Département", "équipe retirer @Prénom13", "« Dép", "rien"),
    "closure": (
        "calendrier fermer du 2 mars au 6 mars",
        "calendrier rouvrir 2 mars",
        "lundi 2 mars au vendredi 6 mars",
        "rien",
    ),
    "evening": ("équipe soir Équipe 1 oui", "équipe soir Équipe 1 non", "« oui »", "non"),
    "sharing": (
        "planning partage Équipe 1 mercredi 10h",
        "planning partage Équipe 1 mercredi 11h chaque mois",
        "Le mercredi à 10 h, toutes les 2 semaines",
        "Le mercredi à 11 h, toutes les 4 semaines",
    ),
    "digest": (
        "planning digest mercredi 10h pour Équipe 1",
        "planning digest mercredi 11h pour Équipe 1",
        "mercredi 10 h",
        "mercredi 11 h",
    ),
}


@pytest.mark.parametrize("field", FIELDS)
async def test_whoever_changes_what_another_set_reads_it_and_so_does_the_other(
    tmp_path: Path, sqlite_url: str, field: str
) -> None:
    first, then, before, after = FIELDS[field]
    async with world(tmp_path, sqlite_url, two_admins(), at=NINE) as w:
        alone = w.said(await w.type("admin", first))
        assert "juste avant vous" not in alone
        await w.advance(NINE + timedelta(minutes=10))
        said = w.said(await w.type("other", then)).replace("\u00a0", " ").replace("\u202f", " ")
        assert "juste avant vous, Anca avait choisi" in said
        assert before in said
        assert told(w, "other") == []
        (heard,) = told(w, "admin")
        assert "Yvonne a changé ce que vous aviez réglé" in heard
        assert after in heard
        assert before not in heard


async def test_it_is_said_in_each_ones_own_language(tmp_path: Path, sqlite_url: str) -> None:
    async with world(tmp_path, sqlite_url, two_admins("en"), at=NINE) as w:
        await w.type("admin", "schedule close tuesday 5pm")
        said = w.said(await w.type("other", "schedule close tuesday 6pm"), "en")
        assert "just before you, Anca had chosen “Tuesday" in said.replace("\u00a0", " ")
        (heard,) = told(w, "admin")
        assert "Yvonne changed what you had set" in heard


async def test_other_fields_the_same_words_and_yesterday_concern_nobody(
    tmp_path: Path, sqlite_url: str
) -> None:
    async with world(tmp_path, sqlite_url, two_admins(), at=NINE) as w:
        await w.type("admin", "planning clôture mardi 17h")
        for typed in ("planning rappel mardi 9h", "planning clôture mardi 17h", "calendrier 59"):
            assert "juste avant" not in w.said(await w.type("other", typed))
        await w.advance(NINE + timedelta(hours=25))
        assert "juste avant" not in w.said(await w.type("other", "planning clôture mardi 18h"))
        assert told(w, "admin") == told(w, "other") == []


async def test_the_one_who_was_told_reads_what_it_is_in_the_end(
    tmp_path: Path, sqlite_url: str
) -> None:
    evening = MONDAY + timedelta(hours=13)
    async with world(tmp_path, sqlite_url, two_admins(), at=evening) as w:
        await w.type("admin", "calendrier région 59")
        for region in ("67", "971", "75"):
            await w.type("other", f"calendrier région {region}")
        await w.advance(evening + timedelta(days=1))
        assert "75" in told(w, "admin")[-1]


async def test_a_form_opened_before_overwrites_only_what_was_changed_in_it(
    tmp_path: Path, sqlite_url: str
) -> None:
    async with world(tmp_path, sqlite_url, two_admins(), at=NINE) as w:
        opened = form(await w.type("other", "installation 2"))
        await w.type("admin", "calendrier région 974")
        # Days later: who set it is still known, for this form was open all along.
        await w.advance(NINE + timedelta(days=3))
        values = {"language": "en", "zone": "Europe/Paris", "region": ""}
        sent = {**values, "region": "67"}
        untouched = await w.submit("other", opened.context, values, opened.name)
        assert untouched.is_refusal or "juste avant" not in w.said(untouched)
        said = w.said(await w.submit("other", opened.context, sent, opened.name))
        assert "Anca avait choisi « 974 »" in said.replace("\u00a0", " ")
        async with w.lien.unit_of_work() as uow:
            unit = (await uow.people.directory()).units["dept"]
        assert (unit.language, unit.region) == ("en", "67")
        await w.settle()
        assert "67" in told(w, "admin")[-1]


async def test_a_rhythm_sent_from_an_old_form_leaves_the_moments_it_showed(
    tmp_path: Path, sqlite_url: str
) -> None:
    async with world(tmp_path, sqlite_url, two_admins(), at=NINE) as w:
        opened = form(await w.type("other", "installation 5"))
        values = {f.name: f.initial for f in opened.fields if isinstance(f, TextField)}
        await w.type("admin", "planning clôture mardi 17h")
        sent = {**values, "reminds": "lundi 10h"}
        said = w.said(await w.submit("other", opened.context, sent, opened.name))
        assert "juste avant" not in said
        async with w.lien.unit_of_work() as uow:
            (plan,) = await uow.rounds.plans()
        assert (plan.closes.weekday, plan.closes.at.hour) == (1, 17)
        assert (plan.reminds.weekday, plan.reminds.at.hour) == (0, 10)
        assert told(w, "admin") == []


async def test_somebody_erased_leaves_no_trace_of_what_they_changed(
    tmp_path: Path, sqlite_url: str
) -> None:
    async with world(tmp_path, sqlite_url, two_admins(), at=NINE) as w:
        await w.type("other", "calendrier région 59")
        await w.type("admin", "équipe ajouter @Yvonne Équipe 1")
        await w.press("admin", "admin.erase", "other")
        async with w.lien.unit_of_work() as uow:
            assert "other" not in (await uow.people.directory()).people
            assert not await uow.edits.of(["region/dept", "home/other"])
        assert "juste avant" not in w.said(await w.type("admin", "calendrier région 67"))


CHANGES = {
    "region": st.sampled_from(["59", "67", "974", "75"]),
    "closes": st.sampled_from(["16", "17", "18"]),
    "least": st.integers(5, 12).map(str),
    "channel": st.sampled_from(["a", "b", "c"]),
}
TYPED = {
    "region": "calendrier région {}",
    "closes": "planning clôture lundi {}h",
    "least": "confidentialité {}",
    "channel": "équipe canal Équipe 1 #{}",
}
STEPS = st.lists(
    st.sampled_from(sorted(CHANGES)).flatmap(
        lambda name: st.tuples(
            st.sampled_from(["admin", "other"]), st.just(name), CHANGES[name], st.integers(0, 30)
        )
    ),
    max_size=10,
)


@settings(max_examples=30, deadline=None)
@given(STEPS)
async def test_the_last_one_wins_field_by_field_and_each_overwritten_one_is_told(
    steps: list[tuple[str, str, str, int]],
) -> None:
    with TemporaryDirectory() as folder:
        url = f"sqlite:///{folder}/lien.sqlite3"
        async with world(Path(folder), url, two_admins(), at=NINE) as w:
            is_now = {"region": "", "closes": "16", "least": "5", "channel": "t1"}
            by: dict[str, list[tuple[str, float]]] = {name: [] for name in is_now}
            hour = 0.0
            for who, name, value, wait in steps:
                hour += wait
                await w.advance(NINE + timedelta(hours=hour))
                reply = await w.type(who, TYPED[name].format(value))
                lowered = name == "least" and int(value) < int(is_now["least"])
                assert reply.is_refusal == lowered
                changes = value != is_now[name] and not lowered
                recent = [(p, at) for p, at in by[name] if hour - at <= 24]
                expected = changes and bool(recent) and recent[-1][0] != who
                assert ("juste avant vous" in w.said(reply)) == expected
                if changes:
                    is_now[name] = value
                    by[name] = [(p, at) for p, at in by[name] if p != who] + [(who, hour)]
            async with w.lien.unit_of_work() as uow:
                unit = (await uow.people.directory()).units["dept"]
                team = (await uow.people.directory()).units["t1"]
                (plan,) = await uow.rounds.plans()
            assert team.channel is not None
            assert {
                "region": unit.region or "",
                "closes": str(plan.closes.at.hour),
                "least": str(unit.least_answers or 5),
                "channel": team.channel.channel,
            } == is_now
