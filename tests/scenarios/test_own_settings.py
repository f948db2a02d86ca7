"""What people decide for themselves, and what a department raises, by command and by form."""

from __future__ import annotations

from datetime import time, timedelta
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest

from bot.chat.incoming import FormSubmitted, HomeOpened
from bot.chat.outgoing import Choices, Private, TextField
from tests.fakes.small_department import MONDAY, account, small_department
from tests.scenarios.test_prompts import FIRST, asked, department, started, whom
from tests.scenarios.test_sharing import filled, form_of
from tests.scenarios.world import World, world

THURSDAY = MONDAY + timedelta(days=3, hours=2)
DEPARTMENT = small_department(8)
PARIS = ZoneInfo("Europe/Paris")


async def test_everyone_chooses_the_language_they_are_spoken_to_in(
    tmp_path: Path, sqlite_url: str
) -> None:
    async with world(tmp_path, sqlite_url, DEPARTMENT) as w:
        await w.type("t1p2", "langue anglais")
        await w.advance(THURSDAY)
        spoken = {
            d.to.account.user: d.reader.language
            for d in w.chat.delivered
            if isinstance(d.to, Private)
        }
        assert spoken["t1p2"] == "en"
        assert spoken["t1p3"] == "fr"
        refused = await w.type("t1p2", "langue klingon")
        assert refused.is_refusal
        assert "Klingon".casefold() in w.said(refused).casefold()


@pytest.mark.parametrize(("typed", "hour"), [("mon heure 14h", 14), ("my hour 4pm", 16)])
async def test_the_questions_come_at_the_hour_somebody_chose(
    tmp_path: Path, sqlite_url: str, typed: str, hour: int
) -> None:
    async with world(tmp_path, sqlite_url, DEPARTMENT) as w:
        await w.type("t1p2", typed)
        await w.advance(THURSDAY + timedelta(hours=10))
        asked = {
            d.to.account.user: d.reader.now.astimezone(PARIS).hour
            for d in w.chat.delivered
            if d.kind == "checkins.invitation" and isinstance(d.to, Private)
        }
        assert asked["t1p2"] == hour
        assert asked["t1p3"] == 9


async def test_a_form_keeps_language_and_hour_or_neither(tmp_path: Path, sqlite_url: str) -> None:
    async with world(tmp_path, sqlite_url, DEPARTMENT) as w:
        opened = await w.press("t1p2", "home.preferences")
        assert opened.form is not None
        refused = await sends(w, language="en", hour="25h")
        assert refused
        assert "français" in w.said(await w.type("t1p2", "langue"))
        assert not await sends(w, language="en", hour="14h")
        assert "English" in w.said(await w.type("t1p2", "langue"), "en")


async def test_a_form_opened_before_overwrites_only_what_was_changed_in_it(
    tmp_path: Path, sqlite_url: str
) -> None:
    async with world(tmp_path, sqlite_url, DEPARTMENT) as w:
        await w.type("t1p2", "mon heure 16h")
        opened = form_of(await w.press("t1p2", "home.preferences"))
        shown = filled(opened)
        assert shown == {"language": "fr", "hour": "16h00", "prompts": "yes"}
        await w.type("t1p2", "mon heure 14h")
        await w.type("t1p2", "mon partage non")
        assert not await sends(w, context=opened.context, **{**shown, "language": "en"})
        assert await preferred(w) == ("en", time(14), False)
        await w.type("t1p2", "langue français")
        assert not await sends(w, context=opened.context, **{**shown, "hour": "11h"})
        assert await preferred(w) == ("fr", time(11), False)
        assert not await sends(w, context=opened.context, **{**shown, "hour": ""})
        assert await preferred(w) == ("fr", None, False)


async def test_a_language_left_as_the_form_shows_it_is_the_teams_still(
    tmp_path: Path, sqlite_url: str
) -> None:
    async with world(tmp_path, sqlite_url, DEPARTMENT) as w:
        opened = form_of(await w.press("t1p2", "home.preferences"))
        shown = filled(opened)
        assert not await sends(w, context=opened.context, **{**shown, "hour": "14h"})
        assert await preferred(w) == (None, time(14), True)


@pytest.mark.parametrize(("chosen", "is_asked"), [("no", False), ("yes", True)])
async def test_the_form_takes_back_the_invitation_that_waits_for_who_wants_none(
    tmp_path: Path, sqlite_url: str, chosen: str, *, is_asked: bool
) -> None:
    async with started(tmp_path, sqlite_url, department(prompted_at=time(16, 30))) as w:
        await w.advance(FIRST)
        opened = form_of(await w.press("t1p2", "home.preferences"))
        shown = filled(opened)
        changed = {**shown, "language": "en", "prompts": chosen}
        assert not await sends(w, context=opened.context, **changed)
        await w.advance(FIRST + timedelta(days=6))
        assert ("t1p2" in whom(asked(w))) is is_asked


async def preferred(w: World) -> tuple[str | None, time | None, bool]:
    async with w.lien.unit_of_work() as uow:
        one = (await uow.people.directory()).people["t1p2"]
    return one.language, one.prompted_at, one.accepts_prompts


async def sends(w: World, context: str = "", **values: str) -> bool:
    """Send the form; tell whether it was refused."""
    form = "home.preferences"
    reply = await w.lien.router(
        FormSubmitted(
            event=f"sent-{values}", account=account("t1p2"), form=form, context=context,
            values=values,
        )
    )  # fmt: skip
    assert reply is not None
    return reply.is_refusal


async def test_what_one_sets_does_not_undo_what_an_admin_has_just_changed(
    tmp_path: Path, sqlite_url: str
) -> None:
    async with world(tmp_path, sqlite_url, small_department(4, 4)) as w:
        async with w.lien.unit_of_work() as uow:
            stale = (await uow.people.directory()).people["t1p2"]
        await w.type("admin", "équipe ajouter @local/test/t1p2 Équipe 2")
        settings = w.lien.router.settings
        await settings.language(stale, "anglais", "late")
        async with w.lien.unit_of_work() as uow:
            now = (await uow.people.directory()).people["t1p2"]
        assert (now.unit, now.language) == ("t2", "en")


async def test_confidentiality_is_raised_and_never_lowered(tmp_path: Path, sqlite_url: str) -> None:
    async with world(tmp_path, sqlite_url, DEPARTMENT) as w:
        assert "5 réponses" in w.said(await w.type("admin", "confidentialité"))
        assert (await w.type("t1p2", "confidentialité 7")).is_refusal
        await w.type("admin", "confidentialité 7")
        refused = await w.type("admin", "confidentialité 6")
        assert refused.is_refusal
        assert "jamais abaissé" in w.said(refused)
        assert (await w.type("admin", "confidentialité 21")).is_refusal
        await w.advance(THURSDAY)
        opened = await w.round()
        async with w.lien.unit_of_work() as uow:
            _, policy = await uow.rounds.frozen(opened.id)
        assert policy.k == 7


async def test_a_role_is_taken_back_but_never_the_last_admins(
    tmp_path: Path, sqlite_url: str
) -> None:
    async with world(tmp_path, sqlite_url, DEPARTMENT) as w:
        assert "n'encadre plus" in w.said(
            await w.type("admin", "équipe reprendre @local/test/t1p1 encadrement Équipe 1")
        )
        again = await w.type("admin", "équipe reprendre @local/test/t1p1 encadrement")
        assert again.is_refusal
        last = await w.type("admin", "team revoke @local/test/admin admin")
        assert "dernière personne" in w.said(last)
        async with w.lien.unit_of_work() as uow:
            directory = await uow.people.directory()
        assert [p.id for p in directory.holders("admin", "dept")] == ["admin"]
        assert directory.holders("manager", "t1") == ()


async def test_part_time_is_noted_shown_asked_back_and_obeyed(
    tmp_path: Path, sqlite_url: str
) -> None:
    async with world(tmp_path, sqlite_url, DEPARTMENT) as w:
        assert "Aucun jour" in w.said(await w.type("t1p2", "temps partiel"))
        said = w.said(await w.type("t1p2", "temps partiel le jeudi et le vendredi après-midi"))
        assert "jeudi et vendredi après-midi" in said.replace("\u00a0", " ")
        assert "jeudi" in w.said(await w.type("t1p2", "transparence"))
        await w.type("t1p3", "part time friday")
        await w.advance(THURSDAY + timedelta(days=4))
        asked = {
            d.to.account.user: d.reader.now.astimezone(PARIS)
            for d in w.chat.delivered
            if d.kind == "checkins.invitation" and isinstance(d.to, Private)
        }
        assert (asked["t1p2"].day, asked["t1p2"].hour) == (9, 8)
        assert asked["t1p3"].day == 8
        which = await w.type("t1p4", "temps partiel un mercredi sur deux")
        assert which.message is not None
        (choices,) = [p for p in which.message.parts if isinstance(p, Choices)]
        odd = choices.buttons[1]
        noted = w.said(await w.press("t1p4", odd.action, odd.value))
        assert "mercredi (semaines impaires)" in noted.replace("\u00a0", " ")
        refused = await w.type("t1p2", "temps partiel jamais")
        assert refused.is_refusal
        assert "jours sans travail" in w.said(refused)
        assert "Aucun jour" in w.said(await w.type("t1p2", "temps partiel fin"))


async def test_part_time_is_changed_by_a_form_and_shown_on_ones_page(
    tmp_path: Path, sqlite_url: str
) -> None:
    async with world(tmp_path, sqlite_url, DEPARTMENT) as w:
        await w.type("t1p2", "temps partiel mercredi")
        opened = await w.press("t1p2", "home.part_time")
        assert opened.form is not None
        (field,) = opened.form.fields
        assert isinstance(field, TextField)
        assert field.initial == "mercredi"
        for words, shown in (("lundi matin", "lundi matin"), ("", "")):
            reply = await w.submit("t1p2", "", {"words": words}, "home.part_time")
            assert not reply.is_refusal
            page = await w.lien.router(HomeOpened(event=f"h-{words}", account=account("t1p2")))
            assert page is not None
            said = w.said(page).replace("\u00a0", " ")
            assert ("Vous ne travaillez pas" in said) == bool(shown)
            assert shown in said
        broken = await w.submit("t1p2", "", {"words": "x" * 500}, "home.part_time")
        assert broken.is_refusal


async def test_erase_said_alone_means_ones_own_answer_and_with_a_name_somebody(
    tmp_path: Path, sqlite_url: str
) -> None:
    async with world(tmp_path, sqlite_url, DEPARTMENT) as w:
        assert "il n'y a pas de réponse à effacer" in w.said(await w.type("t1p2", "effacer"))
        await w.advance(THURSDAY)
        asked = await w.type("t1p2", "effacer")
        assert asked.message is not None
        assert "@Karim" not in w.said(asked)
        (choices,) = [p for p in asked.message.parts if isinstance(p, Choices)]
        (button,) = choices.buttons
        assert "effacé" in w.said(await w.press("t1p2", button.action, button.value))
        assert "/lien effacer @Karim" in w.said(await w.type("admin", "erase"))
        refused = await w.type("t1p2", "effacer @Prénom13")
        assert refused.is_refusal
        assert "Anca" in w.said(refused)
        assert "Effacer Prénom13" in w.said(await w.type("admin", "effacer @Prénom13"))
