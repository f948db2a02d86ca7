"""The first-run guide: from nothing to an announced department, a form at a time."""

from __future__ import annotations

from datetime import timedelta

import pytest

from bot.chat.ids import AccountId
from bot.chat.outgoing import Button, Choices, InChannel, Private, Reply, TextField
from bot.chat.transcript import transcribe
from bot.i18n.text import text
from bot.scheduling import Timeline
from tests.scenarios.office import ADMIN, Office
from tests.scenarios.test_set_up_by_chat import CHANNEL, LINES, TEAM, office

__all__ = ["office"]

SAID = {
    "fr": {
        "place": "Langue, fuseau",
        "trial": "Essai. Ce message",
        "hello": "Bonjour à l'équipe",
        "missing": "Il manque encore une étape",
        "setup": "installation",
        "sharing": "partager une pratique",
    },
    "en": {
        "place": "Language, time zone",
        "trial": "Trial. This message",
        "hello": "Hello, team",
        "missing": "One step is still missing",
        "setup": "setup",
        "sharing": "share a practice",
    },
}
MOMENTS = {
    "opens": "jeudi 9h30",
    "reminds": "lundi 9h30",
    "closes": "lundi 16h",
    "digest": "mardi 9h30",
}


def buttons(reply: Reply) -> list[Button]:
    assert reply.message is not None
    parts = [part for part in reply.message.parts if isinstance(part, Choices)]
    return [button for part in parts for button in part.buttons]


async def press(office: Office, reply: Reply, action: str, value: str = "") -> Reply:
    """Press the button of an answer that does this."""
    (button,) = [
        b for b in buttons(reply) if b.action == action and (not value or b.value == value)
    ]
    return await office.press(button)


async def until(office: Office, step: str) -> Reply:
    """Go through the guide up to a step, and return the answer that offers it."""
    said = await office.submits(await office.types(""), name="Protection", contacts=LINES)
    if step == "place":
        return said
    opened = await press(office, said, "installation.open", "place")
    said = await office.submits(opened, language=office.language, zone="Europe/Paris", region="59")
    if step == "units":
        return said
    opened = await press(office, said, "installation.open", "units")
    preview = await office.submits(
        opened, name="Enfance Nord", channel=f"#{CHANNEL}", manager=f"@{TEAM[0]}"
    )
    said = await press(office, preview, "admin.take_in")
    if step == "referents":
        return said
    opened = await press(office, said, "installation.open", "referents")
    said = await office.submits(opened, one=f"@{TEAM[1]}", other=f"@{TEAM[2]}")
    if step == "schedule":
        return said
    opened = await press(office, said, "installation.open", "schedule")
    assert opened.form is not None
    initial = {f.name: f.initial for f in opened.form.fields if isinstance(f, TextField)}
    assert initial == MOMENTS or office.language == "en"
    return await office.submits(opened, by=ADMIN, **initial)


async def test_a_department_is_set_up_from_the_guide_alone(office: Office) -> None:
    said = await until(office, "trial")
    offered = await press(office, said, "installation.open", "trial")
    await press(office, offered, "installation.try")
    await office.settle()
    (trial,) = [d for d in office.chat.delivered if d.kind == "admin.trial"]
    assert trial.to == Private(ADMIN)
    assert SAID[office.language]["trial"] in transcribe(trial.message, trial.reader)

    preview = await office.types(SAID[office.language]["setup"] + " 7")
    assert SAID[office.language]["hello"] in office.said(preview)
    assert [d for d in office.chat.delivered if d.kind == "checkins.announcement"] == []
    announced_at = office.clock.now()
    done = await press(office, preview, "installation.announce")
    assert not done.is_refusal

    await Timeline(office.clock, office.lien.services).advance(announced_at + timedelta(days=6))
    told = [d.to for d in office.chat.delivered if d.kind == "checkins.announcement"]
    # The team reads it in its channel, the admin, who is in no team, in private.
    assert sorted(map(str, told)) == sorted(map(str, [InChannel(CHANNEL), Private(ADMIN)]))
    assert [d for d in office.chat.delivered if d.kind == "checkins.invitation"] == []
    await Timeline(office.clock, office.lien.services).advance(announced_at + timedelta(days=14))
    invited = {d.to for d in office.chat.delivered if d.kind == "checkins.invitation"}
    assert len(invited) == len(TEAM) + 1
    # The announcement said that people would be invited to share too: from then on, not before.
    (read, _) = [d for d in office.chat.delivered if d.kind == "checkins.announcement"]
    assert SAID[office.language]["sharing"] in transcribe(read.message, read.reader)
    asked = [d for d in office.chat.delivered if d.kind == "sharing.prompt"]
    assert {d.to for d in asked} == invited
    assert all(d.reader.now > announced_at + timedelta(days=7) for d in asked)


async def test_the_guide_is_left_and_taken_up_by_another_admin(office: Office) -> None:
    await until(office, "referents")
    word = SAID[office.language]["setup"]
    promote = {"fr": "équipe admin", "en": "team admin"}[office.language]
    await office.types(f"{promote} @{TEAM[3]}")
    taken_up = await office.types(word, by=TEAM[3])
    (going_on,) = buttons(taken_up)
    assert going_on.value == "referents"


@pytest.mark.parametrize("step", ["place", "units", "referents", "schedule"])
async def test_nothing_is_announced_while_a_step_is_missing(office: Office, step: str) -> None:
    await until(office, step)
    refused = await office.press(
        Button(action="installation.announce", label=text("steps.announce"))
    )
    assert refused.is_refusal
    assert SAID[office.language]["missing"] in office.said(refused)
    await office.settle()
    assert [d for d in office.chat.delivered if d.kind == "checkins.announcement"] == []


@pytest.mark.parametrize(
    ("step", "values"),
    [
        ("place", {"language": "de", "zone": "Europe/Paris", "region": "59"}),
        ("place", {"language": "fr", "zone": "Europe/Nulle-Part", "region": "59"}),
        ("place", {"language": "fr", "zone": "Europe/Paris", "region": "999"}),
        ("place", {}),
        ("units", {"name": "", "channel": f"#{CHANNEL}", "manager": f"@{TEAM[0]}"}),
        ("units", {"name": "Nord", "channel": "#nulle-part", "manager": f"@{TEAM[0]}"}),
        ("units", {"name": "Nord", "channel": "", "manager": f"@{TEAM[0]}"}),
        ("units", {"name": "Nord", "channel": f"#{CHANNEL}", "manager": "@personne"}),
        ("units", {"name": "x" * 5000, "channel": f"#{CHANNEL}", "manager": f"@{TEAM[0]}"}),
        ("referents", {"one": f"@{TEAM[1]}", "other": f"@{TEAM[1]}"}),
        ("referents", {"one": "", "other": f"@{TEAM[1]}"}),
        # Whoever manages the team cannot read its signals first.
        ("referents", {"one": f"@{TEAM[1]}", "other": f"@{TEAM[0]}"}),
        ("schedule", {**MOMENTS, "opens": "lundi 10h"}),
        ("schedule", {**MOMENTS, "reminds": "mardi 10h"}),
        ("schedule", {**MOMENTS, "digest": "bientôt"}),
    ],
)
async def test_a_form_that_cannot_be_kept_is_refused_and_changes_nothing(
    office: Office, step: str, values: dict[str, str]
) -> None:
    said = await until(office, step)
    opened = await press(office, said, "installation.open", step)
    before = await office.directory()
    refused = await office.submits(opened, by=ADMIN, **values)
    assert refused.is_refusal
    assert len(office.said(refused)) < 400
    after = await office.directory()
    assert (after.people, after.units, after.grants) == (before.people, before.units, before.grants)
    async with office.lien.unit_of_work() as uow:
        assert await uow.rounds.plans() == ()


@pytest.mark.parametrize("who", [TEAM[4], TEAM[0]])
async def test_a_step_sent_by_somebody_else_changes_nothing(office: Office, who: AccountId) -> None:
    said = await until(office, "referents")
    opened = await press(office, said, "installation.open", "referents")
    before = await office.directory()
    refused = await office.submits(opened, by=who, one=f"@{TEAM[4]}", other=f"@{TEAM[0]}")
    assert refused.is_refusal
    assert (await office.directory()).grants == before.grants
