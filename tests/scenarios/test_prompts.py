"""Questions that invite people to share: when, whom, which, once, off for who says so."""

from __future__ import annotations

from contextlib import AbstractAsyncContextManager
from dataclasses import replace
from datetime import UTC, date, datetime, time, timedelta
from itertools import pairwise
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any
from zoneinfo import ZoneInfo

from hypothesis import Phase, given, settings
from hypothesis import strategies as st

from bot.chat.ids import AccountId
from bot.chat.outgoing import Button, Choices, Message, Note, Private
from bot.chat.ports import Delivery
from bot.chat.transcript import transcribe
from bot.errors import Unknown
from bot.i18n.catalog import say
from bot.people.absence import Absence
from bot.people.model import Directory, Person, RoleGrant
from bot.people.moments import WeeklyMoment
from bot.people.prompting import Prompting
from bot.sharing import practice_views, prompt_views
from bot.texts import Texts
from tests.fakes.chat import RecordingChat
from tests.fakes.small_department import MONDAY, channel, small_department
from tests.scenarios.world import World, world

PARIS = ZoneInfo("Europe/Paris")
WEEK = timedelta(weeks=1)
FIRST = datetime(2026, 1, 7, 14, 0, tzinfo=PARIS)
USUAL = Prompting(since=MONDAY)
PROMPTS = Texts.packaged().prompts


def department(prompting: Prompting | None = USUAL, **person: Any) -> Directory:
    """Two teams of four with a pair to read signals; `person` changes Prénom12."""
    plain = small_department(4, 4)
    pair = (RoleGrant("t1p4", "referent", "dept"), RoleGrant("t2p4", "referent", "dept"))
    units = {**plain.units, "dept": replace(plain.units["dept"], prompting=prompting)}
    people = {**plain.people}
    if person:
        people["t1p2"] = replace(people["t1p2"], **person)
    return Directory(units=units, people=people, grants=(*plain.grants, *pair))


def started(
    folder: Path, url: str, directory: Directory, chat: RecordingChat | None = None
) -> AbstractAsyncContextManager[World]:
    channels = {channel(unit): () for unit in ("dept", "t1", "t2")}
    chat = chat or RecordingChat(members_of=dict(channels))
    return world(folder, url, directory, chat=chat)


def asked(w: World) -> list[Delivery]:
    return [d for d in w.chat.delivered if d.kind == "sharing.prompt"]


def whom(deliveries: list[Delivery]) -> list[str]:
    found = [d.to.account for d in deliveries if isinstance(d.to, Private)]
    assert len(found) == len(deliveries), "a question goes to people in private alone"
    return sorted(account.user for account in found)


def words(delivery: Delivery) -> str:
    return transcribe(delivery.message, delivery.reader)


def at_of(deliveries: list[Delivery]) -> set[datetime]:
    return {d.reader.now for d in deliveries}


def buttons(message: Message | None) -> list[Button]:
    assert message is not None
    return [b for part in message.parts if isinstance(part, Choices) for b in part.buttons]


async def test_everybody_is_asked_in_private_every_other_week_and_another_question_each_time(
    tmp_path: Path, database_url: str
) -> None:
    async with started(tmp_path, database_url, department()) as w:
        await w.advance(FIRST - timedelta(minutes=1))
        assert asked(w) == []
        await w.advance(FIRST + 5 * WEEK)
        everyone = sorted(w.directory.people)
        for n in range(3):
            turn = [d for d in asked(w) if d.reader.now == FIRST + 2 * n * WEEK]
            assert whom(turn) == everyone
            assert all(PROMPTS.every[n].words["fr"] in words(d) for d in turn)
        assert len(asked(w)) == 3 * len(everyone)


async def test_a_question_carries_its_own_form_and_the_other_door(
    tmp_path: Path, database_url: str
) -> None:
    async with started(tmp_path, database_url, department(language="en")) as w:
        await w.advance(FIRST)
        prompt = PROMPTS.every[0]
        (theirs,) = [d for d in asked(w) if prompt.words["en"] in words(d)]
        first, other, never = buttons(theirs.message)
        assert (first.action, first.value) == (practice_views.OPEN, prompt.id)
        assert first.style == "primary"
        form = (await w.press("t1p2", first.action, first.value)).form
        assert form is not None
        said = [say(f.text, theirs.reader) for f in form.fields if isinstance(f, Note)]
        assert prompt.words["en"] in said
        signal = (await w.press("t1p2", other.action, other.value)).form
        assert signal is not None
        assert signal.name == "sharing.signal"
        assert prompt.words["en"] not in [
            say(f.text, theirs.reader) for f in signal.fields if isinstance(f, Note)
        ]
        assert never.action == prompt_views.NEVER


async def test_who_says_so_is_asked_no_more_until_they_take_it_back(
    tmp_path: Path, database_url: str
) -> None:
    async with started(tmp_path, database_url, department()) as w:
        await w.advance(FIRST)
        reply = await w.press("t1p3", prompt_views.NEVER)
        (again,) = buttons(reply.message)
        await w.type("t2p3", "mon partage non")
        assert "Je n'ai pas compris" in w.said(await w.type("t2p2", "mon partage peut-être"))
        await w.advance(FIRST + 2 * WEEK)
        later = [d for d in asked(w) if d.reader.now > FIRST]
        assert {"t1p3", "t2p3"}.isdisjoint(whom(later))
        assert "t2p2" in whom(later)
        assert "ne vous invite plus" in w.said(await w.type("t1p3", "transparence"))
        await w.press("t1p3", again.action)
        await w.type("t2p3", "mon partage oui")
        await w.advance(FIRST + 4 * WEEK)
        assert {"t1p3", "t2p3"} <= set(
            whom([d for d in asked(w) if d.reader.now > FIRST + 3 * WEEK])
        )


async def test_what_waits_for_somebody_is_taken_back_when_they_want_no_more(
    tmp_path: Path, database_url: str
) -> None:
    async with started(tmp_path, database_url, department(prompted_at=time(16, 30))) as w:
        await w.advance(FIRST)
        assert "t1p2" not in whom(asked(w))
        await w.type("t1p2", "mon partage non")
        await w.advance(FIRST + timedelta(days=6))
        assert "t1p2" not in whom(asked(w))


async def test_each_is_asked_at_the_hour_they_chose_in_their_hours_never_at_night(
    tmp_path: Path, database_url: str
) -> None:
    late = Prompting(since=MONDAY, moment=WeeklyMoment(2, time(23, 0)))
    async with started(tmp_path, database_url, department(late, prompted_at=time(15, 0))) as w:
        await w.advance(FIRST + timedelta(days=3))
        thursday = datetime(2026, 1, 8, 8, 30, tzinfo=PARIS)
        theirs = [d for d in asked(w) if d.to == Private(AccountId("local", "test", "t1p2"))]
        assert at_of(theirs) == {datetime(2026, 1, 8, 15, 0, tzinfo=PARIS)}
        assert at_of([d for d in asked(w) if d not in theirs]) == {thursday}


async def test_closures_breaks_and_public_holidays_are_left_out(
    tmp_path: Path, database_url: str
) -> None:
    on_holiday = Prompting(since=datetime(2026, 4, 7, tzinfo=UTC), moment=WeeklyMoment(0, time(10)))
    directory = department(on_holiday)
    shut = (Absence(first=date(2026, 4, 20), last=date(2026, 4, 24)),)
    rests = (Absence(first=date(2026, 4, 27), last=date(2026, 5, 1)),)
    units = {
        **directory.units,
        "t1": replace(directory.units["t1"], closures=shut),
        "t2": replace(directory.units["t2"], breaks=rests),
    }
    directory = replace(directory, units=units)
    async with world(
        tmp_path,
        database_url,
        directory,
        at=datetime(2026, 4, 3, 8, tzinfo=UTC),
        chat=RecordingChat(members_of={channel(u): () for u in units}),
    ) as w:
        # 6 April 2026 is Easter Monday: asked before it was said, nothing; 13 April everybody.
        await w.advance(datetime(2026, 5, 5, 12, tzinfo=UTC))
        by_day: dict[date, set[str]] = {}
        for d in asked(w):
            day = d.reader.now.astimezone(PARIS).date()
            by_day.setdefault(day, set()).update({whom([d])[0][:2]})
        assert by_day == {
            date(2026, 4, 13): {"t1", "t2", "ad"},
            date(2026, 4, 27): {"t1", "ad"},
            date(2026, 5, 4): {"t2"},
        }


async def test_nobody_is_asked_twice_when_the_process_dies_in_the_middle_of_sending(
    tmp_path: Path, database_url: str
) -> None:
    directory = department()
    chat = RecordingChat(members_of={channel(u): () for u in directory.units})
    async with started(tmp_path, database_url, directory, chat) as w:
        await w.advance(FIRST - timedelta(minutes=1))
        for _ in range(3):
            chat.fail_next(Unknown("no answer"), "after")
        await w.advance(FIRST)
        clock = w.clock
    async with world(tmp_path, database_url, directory, clock=clock, chat=chat) as w:
        await w.advance(FIRST + timedelta(hours=2))
        assert whom(asked(w)) == sorted(directory.people)
        await w.advance(FIRST + 2 * WEEK)
        texts = {words(d) for d in asked(w) if d.reader.now > FIRST + WEEK}
        assert all(PROMPTS.every[1].words["fr"] in one for one in texts)


async def test_a_question_that_comes_days_late_is_left_out_and_the_next_one_is_near(
    tmp_path: Path, database_url: str
) -> None:
    directory = department()
    async with started(tmp_path, database_url, directory) as w:
        clock, chat = w.clock, w.chat
    clock.move_to(FIRST + timedelta(days=3))
    async with world(tmp_path, database_url, directory, clock=clock, chat=chat) as w:
        await w.settle()
        assert asked(w) == []
        await w.advance(FIRST + 2 * WEEK)
        assert whom(asked(w)) == sorted(directory.people)
        assert at_of(asked(w)) == {FIRST + WEEK}
        assert all(PROMPTS.every[0].words["fr"] in words(d) for d in asked(w))


async def test_where_nobody_reads_signals_only_practice_is_asked_for(
    tmp_path: Path, database_url: str
) -> None:
    directory = department()
    alone = replace(directory, grants=tuple(g for g in directory.grants if g.role != "referent"))
    async with started(tmp_path, database_url, alone) as w:
        await w.advance(FIRST + 4 * WEEK)
        practice = [p for p in PROMPTS.every if p.kind == "practice"][:3]
        theirs = [d for d in asked(w) if whom([d]) == ["t1p1"]]
        assert [p.words["fr"] in words(d) for p, d in zip(practice, theirs, strict=True)] == [
            True
        ] * 3
        assert {b.action for d in theirs for b in buttons(d.message)} == {
            practice_views.OPEN,
            prompt_views.NEVER,
        }


async def test_an_admin_sets_the_rhythm_of_a_department_and_of_a_team(
    tmp_path: Path, database_url: str
) -> None:
    async with started(tmp_path, database_url, department(None)) as w:
        assert "Jamais" in w.said(await w.type("admin", "planning partage"))
        said = w.said(await w.type("admin", "planning partage jeudi 10h"))
        assert "Le jeudi à 10\u00a0h, toutes les 2 semaines" in said
        assert "demain à 10\u00a0h" not in said
        assert "jeudi 10\u00a0h" in said
        said = w.said(await w.type("admin", "planning partage Équipe 2 mardi 11h chaque mois"))
        assert "Le mardi à 11\u00a0h, toutes les 4 semaines" in said
        assert "demain à 11\u00a0h" in said
        said = w.said(await w.type("t2p1", "planning liste"))
        assert "Invitation à partager" in said
        await w.type("admin", "planning partage équipe 1 non")
        await w.advance(MONDAY + timedelta(days=4))
        assert whom(asked(w)) == ["admin", "t2p1", "t2p2", "t2p3", "t2p4"]
        await w.type("admin", "planning partage non pour Équipe 2")
        await w.type("admin", "planning partage oui pour Équipe 1")
        await w.advance(MONDAY + timedelta(days=20))
        later = [d for d in asked(w) if d.reader.now > MONDAY + timedelta(days=4)]
        assert whom(later) == ["admin", "t1p1", "t1p2", "t1p3", "t1p4"]


async def test_what_cannot_be_a_rhythm_is_refused_and_changes_nothing(
    tmp_path: Path, database_url: str
) -> None:
    async with started(tmp_path, database_url, department()) as w:
        for typed, why in {
            "lune 25h": "Je n'ai pas compris",
            "jeudi 10h pour Marseille": "Marseille",
            "jeudi 10h toutes les 9 semaines": "toutes les 4 semaines au moins",
            "🌙" * 400: "Je n'ai pas compris",
            "'; drop table --": "Je n'ai pas compris",
        }.items():
            assert why in w.said(await w.type("admin", f"planning partage {typed}")), typed
        assert (await w.type("t1p2", "planning partage non")).is_refusal
        assert "Le mercredi à 14\u00a0h" in w.said(await w.type("admin", "planning partage"))
        which = await w.type("admin", "planning partage jeudi une semaine sur trois pour Équipe 1")
        pressed = buttons(which.message)[0]
        said = w.said(await w.press("admin", pressed.action, pressed.value))
        assert "Le jeudi à 9\u00a0h, toutes les 3 semaines" in said
        refused = await w.press("t1p2", pressed.action, pressed.value)
        assert refused.is_refusal


async def test_a_changed_rhythm_never_asks_twice_in_the_weeks_between(
    tmp_path: Path, database_url: str
) -> None:
    async with started(tmp_path, database_url, department()) as w:
        await w.advance(FIRST)
        for day in ("jeudi 10h", "vendredi 9h", "mercredi 15h"):
            await w.type("admin", f"planning partage {day}")
            await w.advance(w.clock.now() + timedelta(days=1))
        await w.advance(FIRST + 2 * WEEK)
        assert at_of([d for d in asked(w) if whom([d]) == ["t1p1"]]) == {FIRST}
        await w.advance(FIRST + 2 * WEEK + timedelta(hours=1))
        assert len([d for d in asked(w) if whom([d]) == ["t1p1"]]) == 2


RHYTHMS = st.tuples(
    st.sampled_from(["", "Équipe 1 ", "Équipe 2 "]),
    st.sampled_from(["lundi 8h", "mercredi 23h", "vendredi 17h", "samedi 10h", "oui", "non"]),
    st.sampled_from(["", " toutes les 2 semaines", " toutes les 3 semaines", " chaque mois"]),
    st.integers(0, 12),  # days until the next change
)


# An example plays weeks: what fails is shown as it was found, for making it smaller takes minutes.
@settings(max_examples=5, deadline=None, phases=[Phase.explicit, Phase.reuse, Phase.generate])
@given(st.lists(RHYTHMS, min_size=1, max_size=6))
async def test_whatever_the_rhythm_nobody_is_asked_twice_in_two_weeks_nor_out_of_hours(
    changes: list[tuple[str, str, str, int]],
) -> None:
    with TemporaryDirectory() as folder:
        url = f"sqlite:///{folder}/lien.db"
        # The clocks go forward on 29 March 2026, inside what is played.
        begin = datetime(2026, 3, 2, 8, tzinfo=PARIS)
        directory = department(Prompting(since=begin))
        chat = RecordingChat(members_of={channel(u): () for u in directory.units})
        async with world(Path(folder), url, directory, at=begin, chat=chat) as w:
            for n, (team, moment, weeks, later) in enumerate(changes):
                await moved(w, "t1p3", ("t2", "t1")[n % 2])
                said = weeks if moment not in {"oui", "non"} else ""
                reply = await w.type("admin", f"planning partage {team}{moment}{said}")
                assert not reply.is_refusal
                await w.advance(w.clock.now() + timedelta(days=later, hours=5))
            await w.advance(w.clock.now() + timedelta(weeks=3))
            for person in directory.people:
                theirs = [d for d in asked(w) if whom([d]) == [person]]
                at = [d.reader.now.astimezone(PARIS) for d in theirs]
                assert all(one.weekday() < 5 and 8 <= one.hour < 18 for one in at)
                # Out of hours it waits for the next working day, at most three days later.
                assert all(b - a >= timedelta(days=7) for a, b in pairwise(at))
                weeks_of = [one.isocalendar()[1] for one in at]
                assert len(set(weeks_of)) == len(weeks_of)
                # Who changes teams may meet again what the other team was not asked yet.
                assert len({words(d) for d in theirs}) == len(theirs) or person == "t1p3"


async def moved(w: World, person: str, unit: str) -> None:
    async with w.lien.unit_of_work() as uow:
        known = (await uow.people.directory()).people[person]
        await uow.people.save_people(replace(known, unit=unit))
        await uow.commit()


async def test_guests_and_people_on_a_pause_are_left_alone(
    tmp_path: Path, database_url: str
) -> None:
    directory = department(paused_until=date(2026, 1, 9))
    guest = Person(
        id="guest",
        name="Zoé",
        unit="t1",
        accounts=(AccountId("local", "test", "guest"),),
        is_counted=False,
    )
    directory = replace(directory, people={**directory.people, "guest": guest})
    async with started(tmp_path, database_url, directory) as w:
        await w.advance(FIRST)
        assert {"guest", "t1p2"}.isdisjoint(whom(asked(w)))


async def test_an_admin_reads_the_next_question_before_anyone(
    tmp_path: Path, database_url: str
) -> None:
    async with started(tmp_path, database_url, department()) as w:
        await w.type("admin", "essai partage")
        (tried,) = [d for d in w.chat.delivered if d.kind == "admin.trial"]
        assert PROMPTS.every[0].words["fr"] in words(tried)
        await w.advance(FIRST)
        assert PROMPTS.every[0].words["fr"] in words(asked(w)[0])
