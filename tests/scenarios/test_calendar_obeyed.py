"""Everything the bot says by itself comes at a working moment of whoever reads it."""

from __future__ import annotations

from collections import Counter
from datetime import datetime, timedelta
from pathlib import Path
from zoneinfo import ZoneInfo

from bot.chat.outgoing import InChannel, Private
from bot.outbox.model import Recipient, ToChannel, ToPerson
from bot.people.hours import parse_hours
from bot.quiethours.model import is_open
from bot.quiethours.schedules import schedule_of
from bot.wiring import USUAL_HOURS
from tests.fakes.chat import RecordingChat
from tests.fakes.small_department import MONDAY, channel, small_department
from tests.holding.plan import department
from tests.scenarios.test_holds import hold
from tests.scenarios.world import World, world

WEEK = timedelta(weeks=1)


def digests_of(w: World) -> list[tuple[datetime, object]]:
    return [
        (d.reader.now, d.message) for d in w.chat.delivered if d.kind.partition(".")[0] == "digest"
    ]


async def test_invitations_reminders_digests_and_all_else_obey_the_readers_calendar(
    tmp_path: Path, sqlite_url: str
) -> None:
    people, usual = department(), parse_hours(USUAL_HOURS)
    chat = RecordingChat(members_of={u.channel: () for u in people.units.values() if u.channel})
    async with world(tmp_path, sqlite_url, people, chat=chat) as w:
        await w.type("admin", "équipe soir Équipe 1 oui")
        for week in range(3):
            await w.advance(MONDAY + week * WEEK + timedelta(days=3, hours=14))
            await hold(w, "@Prénom34 Un mot", author="t1p2")
            for n in range(1, 9):
                await w.answer(f"t1p{n}", charge="3", lien="4")
            await w.advance(MONDAY + (week + 1) * WEEK)
        await w.advance(MONDAY + 4 * WEEK)
        # A person's calendar decides where they are, a unit's in its channel.
        odd = []
        for d in chat.delivered:
            to: Recipient
            if isinstance(d.to, Private):
                holder = people.holder(d.to.account)
                assert holder is not None
                to = ToPerson(holder.id)
            else:
                assert isinstance(d.to, InChannel)
                to = ToChannel(d.to.channel)
            if not is_open(schedule_of(people, to, usual), d.reader.now):
                odd.append((d.kind, d.reader.now, to))
        assert odd == []
        kinds = Counter(d.kind.partition(".")[0] for d in chat.delivered)
        assert set(kinds) >= {"checkins", "digest", "quiethours"}


async def test_a_closed_team_is_invited_when_it_opens_again_or_not_at_all(
    tmp_path: Path, sqlite_url: str
) -> None:
    people = department()
    async with world(tmp_path, sqlite_url, people) as w:
        # The second round opens on the 15th; the fourth team is shut on the 15th and the 16th.
        await w.advance(MONDAY + 2 * WEEK)
        invited = [
            d.reader.now.astimezone(ZoneInfo("Europe/Paris"))
            for d in w.chat.delivered
            if d.kind == "checkins.invitation"
            and isinstance(d.to, Private)
            and d.to.account.user == "t4p2"
        ]
        assert [(at.day, at.hour) for at in invited][:1] == [(8, 9)]
        assert all(at.day not in {15, 16} for at in invited)


async def test_what_was_kept_or_urgent_changes_no_word_of_a_digest(tmp_path: Path) -> None:
    said = []
    for name, holds in (("with", 12), ("without", 0)):
        folder = tmp_path / name
        folder.mkdir()
        people = small_department(9)
        chat = RecordingChat(members_of={channel("t1"): (), channel("dept"): ()})
        async with world(folder, f"sqlite:///{folder / 'lien.db'}", people, chat=chat) as w:
            for week in range(2):
                await w.advance(MONDAY + week * WEEK + timedelta(days=3, hours=13))
                for n in range(holds):
                    held = await hold(w, "@Prénom14 Encore un message", author=f"t1p{2 + n % 2}")
                    if n % 2:
                        await w.press(f"t1p{2 + n % 2}", "quiethours.send_now", held)
                for n in range(1, 10):
                    await w.answer(f"t1p{n}", charge="4", lien="2")
                await w.advance(MONDAY + (week + 1) * WEEK + timedelta(days=2))
            said.append(digests_of(w))
    assert said[0]
    assert said[0] == said[1]


async def test_who_left_and_a_channel_that_is_gone_give_the_message_back_with_a_reason(
    tmp_path: Path, database_url: str
) -> None:
    people = small_department(8)
    chat = RecordingChat(members_of={channel("t1"): ()})
    evening = MONDAY + timedelta(hours=13)
    async with world(tmp_path, database_url, people, at=evening, chat=chat) as w:
        await hold(w, "@Prénom13 Un mot pour vous")
        await hold(w, "#t1 Un mot pour tout le monde")
        await hold(w, "@Prénom14 Un mot refusé")
        async with w.lien.unit_of_work() as uow:
            await uow.people.remove_people("t1p3")
            await uow.commit()
        chat.members_of.clear()
        chat.accounts = frozenset(
            account for p in people.people.values() if p.id != "t1p4" for account in p.accounts
        )
        await w.advance(MONDAY + timedelta(days=1, hours=2))
        back = [d for d in chat.delivered if d.kind == "quiethours.returned"]
        assert {d.to for d in back} == {Private(people.people["t1p2"].accounts[0])}
        said = {d.message.parts[0].text.id for d in back}  # type: ignore[union-attr]
        assert said == {
            "quiethours.returned_left",
            "quiethours.returned_channel",
            "quiethours.returned_refused",
        }
        assert [d for d in chat.delivered if d.kind == "quiethours.kept"] == []
