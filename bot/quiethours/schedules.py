"""Whose hours decide: those of a person, or those of the unit a channel stands for."""

from __future__ import annotations

from datetime import date, datetime
from zoneinfo import ZoneInfo

from bot.outbox.model import Recipient, ToPerson
from bot.people.hours import WeeklyHours
from bot.people.model import DEFAULT_ZONE, Directory
from bot.quiethours.calendar import ClosedDays, PublicHolidays, public_holidays
from bot.quiethours.model import Schedule


def schedule_of(directory: Directory, to: Recipient, usual: WeeklyHours) -> Schedule:
    """Gather what decides when a recipient is at work: theirs, else their unit's, else `usual`.

    A channel keeps the hours of its unit; one that stands for no unit, and somebody who left,
    have the usual hours and the holidays of all France.
    """
    if isinstance(to, ToPerson):
        person = directory.people.get(to.person)
        if person is None:
            return _unknown(usual)
        return Schedule(
            hours=directory.hours(person) or usual,
            zone=directory.zone(person),
            closed=ClosedDays(
                holidays=public_holidays(directory.region(person)),
                closures=directory.closures(person.unit),
            ),
            absences=person.absences,
            days_off=person.days_off,
        )
    unit = directory.reading(to.channel)
    if unit is None:
        return _unknown(usual)
    return Schedule(
        hours=directory.unit_hours(unit.id) or usual,
        zone=directory.unit_zone(unit.id),
        closed=ClosedDays(
            holidays=public_holidays(directory.unit_region(unit.id)),
            closures=directory.closures(unit.id),
        ),
    )


def is_on_call(directory: Directory, to: Recipient, at: datetime) -> bool:
    """Tell whether what is written to a recipient never waits, on the day it is where they are."""
    if isinstance(to, ToPerson):
        person = directory.people.get(to.person)
        if person is None:
            return False
        return directory.is_on_call(person, _day(directory.zone(person), at))
    unit = directory.reading(to.channel)
    if unit is None:
        return False
    return directory.unit_is_on_call(unit.id, _day(directory.unit_zone(unit.id), at))


def _day(zone: str, at: datetime) -> date:
    return at.astimezone(ZoneInfo(zone)).date()


def _unknown(usual: WeeklyHours) -> Schedule:
    return Schedule(hours=usual, zone=DEFAULT_ZONE, closed=ClosedDays(holidays=PublicHolidays()))
