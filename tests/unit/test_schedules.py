from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime

import pytest

from bot.chat.ids import ChannelId
from bot.outbox.model import Recipient, ToChannel, ToPerson
from bot.people.absence import Absence
from bot.people.hours import parse_hours
from bot.people.model import Directory
from bot.people.oncall import OnCall
from bot.quiethours.model import next_open
from bot.quiethours.schedules import is_on_call, schedule_of
from tests.fakes.small_department import channel, small_department

USUAL = parse_hours("lun-ven 9h-17h")
FRIDAY_EVENING = datetime(2026, 12, 18, 20, 40, tzinfo=UTC)
SHUT = Absence(first=date(2026, 12, 21), last=date(2027, 1, 3))
TEAM, PERSON = ToChannel(channel("t1")), ToPerson("t1p2")
NOBODYS = ToChannel(ChannelId("local", "test", "cantine"))


def department(unit: str = "", **changes: object) -> Directory:
    directory = small_department(3, 3)
    if not unit:
        return directory
    changed = replace(directory.units[unit], **changes)  # type: ignore[arg-type]
    return replace(directory, units={**directory.units, unit: changed})


def opening(directory: Directory, to: Recipient, at: datetime = FRIDAY_EVENING) -> str:
    found = next_open(schedule_of(directory, to, USUAL), at)
    assert found is not None
    return found.isoformat(timespec="minutes")


@pytest.mark.parametrize("to", [TEAM, PERSON])
@pytest.mark.parametrize("shut", ["t1", "dept"])
def test_while_a_team_or_the_whole_department_is_shut_nothing_arrives_there(
    to: Recipient, shut: str
) -> None:
    directory = department(shut, closures=(SHUT,))

    assert opening(directory, to) == "2027-01-04T07:30+00:00"


def test_a_closure_of_one_team_leaves_the_others_open() -> None:
    directory = department("t2", closures=(SHUT,))

    assert opening(directory, TEAM) == "2026-12-21T07:30+00:00"


@pytest.mark.parametrize("to", [ToPerson("gone"), NOBODYS])
def test_who_left_and_a_channel_of_nobodys_have_the_usual_hours(to: Recipient) -> None:
    assert opening(department(), to) == "2026-12-21T08:00+00:00"


@pytest.mark.parametrize("to", [TEAM, PERSON])
def test_region_and_zone_of_the_team_decide_for_its_channel_and_its_people(to: Recipient) -> None:
    directory = department("t1", region="974", zone="Indian/Reunion")
    abolition = datetime(2027, 12, 20, 1, tzinfo=UTC)

    assert opening(directory, to, abolition) == "2027-12-21T04:30+00:00"


@pytest.mark.parametrize("marked", ["t1", "dept"])
def test_a_team_on_call_is_with_its_channel_and_its_people(marked: str) -> None:
    directory = department(marked, on_call=OnCall())

    assert is_on_call(directory, TEAM, FRIDAY_EVENING)
    assert is_on_call(directory, PERSON, FRIDAY_EVENING)
    assert is_on_call(directory, ToPerson("t2p1"), FRIDAY_EVENING) == (marked == "dept")


def test_a_turn_on_call_ends_with_its_last_day_where_the_person_lives() -> None:
    directory = department()
    person = replace(
        directory.people["t1p2"], zone="Indian/Reunion", on_call=OnCall(until=date(2026, 12, 18))
    )
    directory = replace(directory, people={**directory.people, "t1p2": person})

    assert is_on_call(directory, PERSON, datetime(2026, 12, 18, 19, 59, tzinfo=UTC))
    assert not is_on_call(directory, PERSON, datetime(2026, 12, 18, 20, 0, tzinfo=UTC))
    assert not is_on_call(directory, TEAM, datetime(2026, 12, 18, 12, tzinfo=UTC))


@pytest.mark.parametrize("to", [ToPerson("gone"), NOBODYS])
def test_who_left_and_a_channel_of_nobodys_are_not_on_call(to: Recipient) -> None:
    assert not is_on_call(department(), to, FRIDAY_EVENING)
