"""Every view as Slack is given it, in both languages: read the files before you keep new ones.

Run with WRITE_VIEWS=1 to write them again.
"""

from __future__ import annotations

import json
import os
from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, date, datetime, time, timedelta
from pathlib import Path
from typing import Any, TypeAlias

import pytest

from bot.adapters.slack.modal import render_form
from bot.adapters.slack.outgoing import Ink, render, render_home, render_modal
from bot.admin import (
    calendar_views,
    home_views,
    proposal_views,
    roster_views,
    steps_views,
    team_views,
    views,
)
from bot.admin.model import COMMANDS
from bot.admin.steps import Progress
from bot.chat.outgoing import Form, Link, Message, Paragraph, Reply
from bot.checkins import planning_views
from bot.checkins import views as checkins
from bot.checkins.model import Round
from bot.digest import views as digests
from bot.digest.ports import Digest
from bot.disclosure.released import Record, Verbatim
from bot.i18n.text import Moment, Reader, plain, text
from bot.people.absence import Absence
from bot.people.finding import LONGEST_NAME
from bot.people.model import Person
from bot.people.moments import WeeklyMoment, read_weekly
from bot.people.prompting import Prompting
from bot.quiethours import views as quiethours
from bot.sharing import practice_views, prompt_views, signal_views
from bot.texts import Texts
from bot.workspaces import views as workspaces
from tests.doubles.slack.blocks import check_message, check_view
from tests.fakes.questions import CONTACTS
from tests.fakes.small_department import small_department

FILES = Path(__file__).parents[1] / "recorded" / "slack_views"
NOW = datetime(2026, 1, 8, 20, 40, tzinfo=UTC)
MORNING = datetime(2026, 1, 9, 7, 30, tzinfo=UTC)
ROUND = Round(
    id="dept-2026W02",
    department="dept",
    week=2,
    opens_at=NOW,
    reminds_at=MORNING,
    closes_at=MORNING + timedelta(days=4),
    digest_at=MORNING + timedelta(days=5),
    rotating=Texts.packaged().questionnaire.rotating[0],
    state="open",
)
WRITER = checkins.FormWriter(questionnaire=Texts.packaged().questionnaire, contacts=CONTACTS)
PROMPTS = Texts.packaged().prompts.every
WORDS = "On en parle demain ?\n<!channel>"
CONSENT = "https://slack.com/oauth/v2/authorize?client_id=1.2&user_scope=chat%3Awrite&state=x"
KARIM = quiethours.Destination(name="Karim", their_time=time(8, 30))
PROMISE = quiethours.Promise(ref="hold1", due_at=MORNING, to=KARIM)
MOVED = quiethours.Promise(ref="hold2", due_at=MORNING, to=KARIM, was_moved=True)
AS_ASKED = quiethours.Promise(ref="hold4", due_at=MORNING, to=KARIM, is_as_asked=True)
NAMED = quiethours.Promise(
    ref="chat|slack|C1|Q1|1767943800", due_at=MORNING, to=KARIM, in_their_name=True
)
LEA = Person(id="lea", name="Léa", unit="t1", accounts=())
DEPARTMENT = small_department(8, 8)
PROGRESS = Progress(undone=("units", "referents", "schedule", "trial", "announcement"))
ANNOUNCEMENT = checkins.announcement(
    date(2026, 1, 15), "dpo@departement.example", Prompting(since=NOW)
)
SHUT = replace(
    DEPARTMENT.units["t1"], closures=(Absence(first=date(2026, 2, 2), last=date(2026, 2, 6)),)
)

DIGEST = Digest(
    id="d1",
    round_id=ROUND.id,
    unit="t1",
    week=2,
    digest_at=NOW,
    record=Record(
        week=2, unit="t1", cell=(), items=tuple(Verbatim(text=f"mot {n}") for n in range(3))
    ),
    text="Équipe 1, semaine 2\n\nLa charge devient plus légère.\n\nLien : pas de changement net."
    "\n\nEn une phrase :\n«\u00a0On se relaie *bien*.\u00a0»\n\nPersonne ne sait qui a répondu.",
    picture="digest-48",
)

View: TypeAlias = Message | Form | Reply
VIEWS: dict[str, Callable[[str], View]] = {
    "checkins_invitation": lambda of: checkins.invitation(ROUND, "Léa", WRITER.form(ROUND, of)),
    "checkins_reminder": lambda _: checkins.reminder(ROUND),
    "checkins_skipped": lambda _: checkins.skipped(),
    "checkins_void": lambda _: checkins.void(),
    "checkins_void_changed": lambda _: checkins.void_changed(),
    "checkins_form": lambda of: WRITER.form(ROUND, of),
    "checkins_thanks": lambda _: checkins.thanks(ROUND, plain("[NOM] me relaie <bien> & vite.")),
    "checkins_care": lambda _: checkins.care(ROUND, CONTACTS),
    "checkins_erased": lambda _: checkins.erased(ROUND),
    "checkins_not_this_week": lambda _: checkins.not_this_week(),
    "quiethours_kept": lambda _: quiethours.kept([PROMISE]),
    "quiethours_kept_otherwise": lambda _: quiethours.kept([MOVED, NAMED], was_posted=True),
    "quiethours_listed": lambda _: quiethours.listed([PROMISE, NAMED] * 7, is_whole=False),
    "quiethours_none": lambda _: quiethours.listed([]),
    "quiethours_delivery": lambda _: quiethours.delivery(plain("Léa"), WORDS, "kept"),
    "quiethours_delivery_now": lambda _: quiethours.delivery(plain("Léa"), WORDS, "at_once"),
    "quiethours_delivery_late": lambda _: quiethours.delivery(plain("Léa"), WORDS, "late"),
    "quiethours_lost": lambda _: quiethours.lost("Karim"),
    "quiethours_still_useful": lambda _: quiethours.still_useful(PROMISE),
    "quiethours_as_planned": lambda _: quiethours.as_planned(),
    "quiethours_form": lambda _: form_of(quiethours.asking()),
    "quiethours_kept_as_asked": lambda _: quiethours.kept([AS_ASKED]),
    "quiethours_given_back": lambda _: quiethours.given_back(
        text("people.unknown_person", name="Zoé"), "a" * 3000
    ),
    "quiethours_change_form": lambda _: form_of(quiethours.changing("hold1", WORDS)),
    "quiethours_change_draft_form": lambda _: form_of(quiethours.changing("hold1", None)),
    "quiethours_returned": lambda _: quiethours.returned("Karim", WORDS),
    "quiethours_cancelled": lambda _: quiethours.cancelled(),
    "quiethours_leaving": lambda _: quiethours.leaving("Karim"),
    "digest": lambda _: digests.message(DIGEST, "La charge est plus légère depuis deux semaines."),
    "digest_none_yet": lambda _: digests.none_yet(),
    "admin_doors": lambda _: views.doors("Léa"),
    "admin_help": lambda of: views.help_page(COMMANDS, of),
    "admin_unknown": lambda of: views.unknown("pose", COMMANDS[0], of),
    "admin_talk": lambda _: views.talk(CONTACTS, tuple(DEPARTMENT.people.values())[:3]),
    "admin_wants_to_talk": lambda _: views.wants_to_talk("Léa"),
    "admin_transparency": lambda _: views.transparency(
        [text("hours.shown", hours="lun-ven 8h30-17h30")], [], [], "Équipe 1"
    ),
    "admin_team_list": lambda _: views.team_list(DEPARTMENT, DEPARTMENT.units["dept"]),
    "admin_forbidden": lambda of: views.said(
        views.forbidden(
            COMMANDS[-1],
            [person for person in DEPARTMENT.people.values() if person.name == "Anca"],
            of,
        )
    ),
    "steps_checklist": lambda _: steps_views.checklist("Solidarités", PROGRESS),
    "steps_place_form": lambda of: steps_views.place_form(
        DEPARTMENT.units["dept"], of, "Europe/Paris"
    ),
    "steps_units_form": lambda _: steps_views.units_form(),
    "steps_referents_form": lambda _: steps_views.referents_form(),
    "steps_schedule_form": lambda _: steps_views.schedule_form(
        {"opens": "jeudi 9h30", "digest": "mardi 9h30"}
    ),
    "steps_trial": lambda _: steps_views.trial(),
    "steps_blanks_form": lambda _: steps_views.blanks_form({"dpo": "", "instance": "CST"}),
    "steps_before_announcing": lambda _: steps_views.before_announcing(
        ANNOUNCEMENT, Moment(MORNING)
    ),
    "steps_announced": lambda _: steps_views.announced(5, 1, Moment(MORNING)),
    "checkins_announcement": lambda _: ANNOUNCEMENT,
    "planning_which": lambda _: planning_views.which_of(
        "digest", read_weekly("10h", WeeklyMoment(1, time(9))), ""
    ),
    "roster_form": lambda _: roster_views.form(),
    "roster_preview": lambda _: roster_views.preview(
        roster_views.Changes(teams=(DEPARTMENT.units["t1"],), new=(LEA,), moving=(), grants=()),
        "@lea;Équipe 1",
    ),
    "proposal": lambda _: proposal_views.proposal(
        "add", "Nadia", "Léa", DEPARTMENT.units["t1"], "add|n|t1|a/b/c"
    ),
    "calendar": lambda _: calendar_views.calendar(
        DEPARTMENT.units["dept"], [date(2026, 1, 1)], [SHUT], date(2026, 1, 1)
    ),
    "prompts_practice": lambda of: prompt_views.question(PROMPTS[0], of, takes_signals=True),
    "prompts_signal": lambda of: prompt_views.question(PROMPTS[1], of, takes_signals=True),
    "prompts_alone": lambda of: prompt_views.question(PROMPTS[0], of, takes_signals=False),
    "prompts_doors": lambda _: prompt_views.doors(takes_signals=True),
    "prompts_doors_alone": lambda _: prompt_views.doors(takes_signals=False),
    "prompts_never": lambda _: prompt_views.chosen(accepts=False),
    "prompts_again": lambda _: prompt_views.chosen(accepts=True),
    "prompts_which": lambda _: prompt_views.which(
        read_weekly("jeudi", WeeklyMoment(1, time(9))), 4, "É" * LONGEST_NAME
    ),
    "prompts_rhythms": lambda _: prompt_views.rhythms(
        [
            ("Solidarités", Prompting(since=NOW), MORNING),
            *((f"Équipe {n}", Prompting(since=NOW, weeks=4), MORNING) for n in range(30)),
        ]
    ),
    "practice_form_asked": lambda of: practice_views.writing(plain(PROMPTS[0].words[of])),
    "signal_form_asked": lambda of: signal_views.writing(
        plain(CONTACTS.said()), plain(PROMPTS[1].words[of])
    ),
    "home_preferences_form": lambda of: home_views.preferences_form(
        of, "14h", accepts_prompts=True
    ),
    "admin_setup_form": lambda _: team_views.setup_form(CONTACTS),
    "admin_help_lines": lambda _: team_views.help_lines(CONTACTS),
    "home": lambda _: home_views.home(
        LEA,
        text("hours.shown", hours="8h30"),
        kept_by(quiethours.listed([PROMISE] * 14)),
        workspaces.state(is_linked=True),
    ),
    "home_paused": lambda _: home_views.home(
        Person(id="lea", name="Léa", unit="t1", accounts=(), paused_until=date(2026, 1, 20)),
        text("hours.unknown"),
        kept_by(quiethours.listed([])),
    ),
    "home_hours_form": lambda _: home_views.hours_form("lun-ven 8h30-17h30"),
    "home_absence_form": lambda _: home_views.absence_form(),
    "workspaces_lost": lambda _: workspaces.lost(),
    "workspaces_offer": lambda _: workspaces.offer(CONSENT),
    "workspaces_still_waiting": lambda _: workspaces.still_waiting(2),
    "workspaces_unlinked": lambda _: workspaces.unlinked(),
    "workspaces_nothing_to_link": lambda _: workspaces.nothing_to_link(),
    "link": lambda _: Message((Link(text("slack.again"), "https://lien.example.org/x"),)),
    "slack_too_late": lambda _: Message((Paragraph(text("slack.too_late")),)),
    "slack_out_of_use": lambda _: Message((Paragraph(text("slack.out_of_use")),)),
    "slack_failed": lambda _: Message((Paragraph(text("slack.failed")),)),
    "slack_missing_scope": lambda _: Message(
        (Paragraph(text("slack.missing_scope", scope="users:read")),)
    ),
}


def form_of(reply: Reply) -> Form:
    assert reply.form is not None
    return reply.form


def kept_by(reply: Reply) -> Message:
    assert reply.message is not None
    return reply.message


def shown(view: View, language: str, name: str) -> Any:
    ink = Ink(
        reader=Reader(language=language, zone="Europe/Paris", now=NOW),
        team="T0LIEN001",
        files={"digest-48": "F0CHART01"},
    )
    if isinstance(view, Form):
        return render_form(view, ink)
    message = kept_by(view) if isinstance(view, Reply) else view
    if name.startswith("home"):
        return render_home(message, ink)
    check_view(render_modal(message, ink))
    return [{"text": page.text, "blocks": list(page.blocks)} for page in render(message, ink)]


@pytest.mark.parametrize("language", ["fr", "en"])
@pytest.mark.parametrize("name", VIEWS)
def test_each_view_is_as_it_was_read_and_within_slacks_limits(name: str, language: str) -> None:
    made = shown(VIEWS[name](language), language, name)
    for one in made if isinstance(made, list) else [made]:
        if "type" in one:
            check_view(one)
        else:
            check_message(one["blocks"])
    path = FILES / language / f"{name}.json"
    written = json.dumps(made, ensure_ascii=False, indent=1) + "\n"
    if os.environ.get("WRITE_VIEWS"):
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(written, encoding="utf-8")

    assert path.read_text(encoding="utf-8") == written


def test_no_file_is_left_of_a_view_that_is_gone() -> None:
    kept = {path.stem for path in FILES.rglob("*.json")}
    assert kept == set(VIEWS)
