"""People, units and roles as values, and the questions everyone asks about them."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, replace
from datetime import date, time
from functools import cached_property
from typing import Literal, TypeAlias

from bot.chat.ids import AccountId, ChannelId
from bot.people.absence import Absence
from bot.people.contacts import Contact, Contacts
from bot.people.hours import WeeklyHours
from bot.people.oncall import OnCall
from bot.people.prompting import Prompting

Role: TypeAlias = Literal["agent", "manager", "referent", "admin"]
DEFAULT_LANGUAGE = "fr"
DEFAULT_ZONE = "Europe/Paris"


@dataclass(frozen=True, slots=True, kw_only=True)
class Unit:
    """A team, a service or a department: a node of the tree.

    Args:
        parent: the unit above, None for a department.
        merge: name of the merge unit a small team joins for its digest.
        channel: where the unit reads what concerns it.
        language, zone, region, hours: defaults for its people; None: as the unit above.
        region: French department number as people say it ("67"), which decides public holidays.
        contacts: whom people can talk to; a department's are those of everyone in it.
        charter: what fills the blanks of a department's charter, by their names.
        closures: days it is shut, with everything below it; a whole organisation is shut by
            closing each of its departments.
        on_call: what is written to it, or to anyone at home in it, never waits.
        breaks: days on which nobody in it is asked anything; work goes on.
        digest_moment: weekday (Monday is 0) and time its own digest is posted at; None: when its
            department says.
        least_answers: fewest answers a department lets anything be said from; 0: as configured.
        offers_to_keep: whether people who write late in its channel are asked if it can wait.
        prompting: when its people are asked what they would share; None: as the unit above.
    """

    id: str
    name: str
    parent: str | None = None
    merge: str | None = None
    channel: ChannelId | None = None
    language: str | None = None
    zone: str | None = None
    region: str | None = None
    hours: WeeklyHours | None = None
    contacts: tuple[Contact, ...] = ()
    closures: tuple[Absence, ...] = ()
    on_call: OnCall | None = None
    breaks: tuple[Absence, ...] = ()
    digest_moment: tuple[int, time] | None = None
    least_answers: int = 0
    offers_to_keep: bool = False
    charter: tuple[tuple[str, str], ...] = ()
    prompting: Prompting | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Person:
    """Somebody on a roster, with what they chose for themselves.

    Args:
        unit: the home unit: the one they count in.
        also_in: other units whose messages they receive.
        accounts: preferred account first.
        joined: first day on the roster; None: there from the first set-up.
        is_counted: False for guests and bots, who are never part of a figure.
        paused_until: last day without prompts from the bot.
        language, zone, region, hours: their own; None: as their unit.
        on_call: what is written to them never waits.
        prompted_at: the time of day they chose to be asked at; None: as soon as questions open.
        accepts_offers: False for who asked not to be asked about their late messages.
        accepts_prompts: False for who asked not to be asked what they would share.
    """

    id: str
    name: str
    unit: str
    also_in: tuple[str, ...] = ()
    accounts: tuple[AccountId, ...] = ()
    joined: date | None = None
    is_counted: bool = True
    paused_until: date | None = None
    absences: tuple[Absence, ...] = ()
    language: str | None = None
    zone: str | None = None
    region: str | None = None
    hours: WeeklyHours | None = None
    on_call: OnCall | None = None
    accepts_offers: bool = True
    accepts_prompts: bool = True
    prompted_at: time | None = None


@dataclass(frozen=True, slots=True, order=True)
class RoleGrant:
    """A role somebody holds over a unit and everything under it."""

    person: str
    role: Role
    unit: str


@dataclass(frozen=True, kw_only=True)
class Directory:
    """Everyone and every unit at one moment; never changed, so it can be shared and cached."""

    units: Mapping[str, Unit]
    people: Mapping[str, Person]
    grants: tuple[RoleGrant, ...] = ()
    _by_account: dict[AccountId, str] = field(init=False, repr=False, default_factory=dict)
    _by_channel: dict[ChannelId, Unit] = field(init=False, repr=False, default_factory=dict)

    def __post_init__(self) -> None:
        for person in self.people.values():
            self._by_account.update(dict.fromkeys(person.accounts, person.id))
        self._by_channel.update({u.channel: u for u in self.units.values() if u.channel})

    def holder(self, account: AccountId) -> Person | None:
        """Return whose account this is, None for somebody nobody put on a roster."""
        found = self._by_account.get(account)
        return self.people[found] if found else None

    def reading(self, channel: ChannelId) -> Unit | None:
        """Return the unit a channel stands for, None for a channel of nobody's."""
        return self._by_channel.get(channel)

    def above(self, unit: str) -> Iterator[Unit]:
        """Walk from a unit to its department, the unit itself first."""
        current: str | None = unit
        while current is not None:
            found = self.units[current]
            yield found
            current = found.parent

    def department(self, unit: str) -> Unit:
        """Return the root a unit hangs under."""
        *_, root = self.above(unit)
        return root

    @cached_property
    def departments(self) -> tuple[Unit, ...]:
        """Every root unit, by id."""
        return tuple(u for _, u in sorted(self.units.items()) if u.parent is None)

    def under(self, unit: str) -> tuple[Unit, ...]:
        """Return a unit and everything below it, by id."""
        return tuple(
            u for _, u in sorted(self.units.items()) if any(a.id == unit for a in self.above(u.id))
        )

    def homed(self, unit: str) -> tuple[Person, ...]:
        """Return whose home is in a unit or below it, by id."""
        inside = {u.id for u in self.under(unit)}
        return tuple(p for _, p in sorted(self.people.items()) if p.unit in inside)

    def members(self, unit: str) -> tuple[Person, ...]:
        """Return who belongs to exactly this unit, home or not, by id."""
        return tuple(
            p for _, p in sorted(self.people.items()) if unit == p.unit or unit in p.also_in
        )

    def holders(self, role: Role, unit: str) -> tuple[Person, ...]:
        """Return who holds a role over exactly this unit, by id."""
        ids = sorted({g.person for g in self.grants if g.role == role and g.unit == unit})
        return tuple(self.people[i] for i in ids if i in self.people)

    def has_role(self, person: str, role: Role, unit: str | None = None) -> bool:
        """Tell whether somebody holds a role, over a unit or one above it if one is given."""
        held = {g.unit for g in self.grants if g.person == person and g.role == role}
        return bool(held) if unit is None else any(u.id in held for u in self.above(unit))

    def manages_around(self, person: str, unit: str) -> bool:
        """Tell whether somebody manages a unit, one above it, or one below it."""
        below = {u.id for u in self.under(unit)}
        held = {g.unit for g in self.grants if g.person == person and g.role == "manager"}
        return self.has_role(person, "manager", unit) or not below.isdisjoint(held)

    def language(self, person: Person) -> str:
        """Return the language to speak to somebody."""
        return person.language or self.unit_language(person.unit)

    def unit_language(self, unit: str) -> str:
        """Return the language of a unit's channel and digests."""
        return next((u.language for u in self.above(unit) if u.language), DEFAULT_LANGUAGE)

    def contacts(self, unit: str, configured: Contacts) -> Contacts:
        """Return the help lines of a unit's department, the configured ones while it has none."""
        return Contacts(lines=self.department(unit).contacts) or configured

    def zone(self, person: Person) -> str:
        """Return the IANA zone somebody lives in."""
        return person.zone or self.unit_zone(person.unit)

    def unit_zone(self, unit: str) -> str:
        """Return the IANA zone a unit keeps its schedules in."""
        return next((u.zone for u in self.above(unit) if u.zone), DEFAULT_ZONE)

    def region(self, person: Person) -> str | None:
        """Return the region whose public holidays somebody has."""
        return person.region or self.unit_region(person.unit)

    def unit_region(self, unit: str) -> str | None:
        """Return the region whose public holidays a unit has."""
        return next((u.region for u in self.above(unit) if u.region), None)

    def hours(self, person: Person) -> WeeklyHours | None:
        """Return somebody's working hours, None if neither they nor their unit said."""
        return person.hours or self.unit_hours(person.unit)

    def unit_hours(self, unit: str) -> WeeklyHours | None:
        """Return a unit's working hours, None if nobody said."""
        return next((u.hours for u in self.above(unit) if u.hours), None)

    def closures(self, unit: str) -> tuple[Absence, ...]:
        """Return the days a unit is shut, those of the units above it included."""
        return tuple(shut for u in self.above(unit) for shut in u.closures)

    def rests(self, unit: str, day: date) -> bool:
        """Tell whether nobody in a unit is asked anything on a day: it is shut, or on a break."""
        return any(away.covers(day) for u in self.above(unit) for away in (*u.closures, *u.breaks))

    def prompting(self, unit: str) -> Prompting | None:
        """Return when a unit is asked what it would share, None where nobody ever said."""
        said = [u.prompting for u in self.above(unit) if u.prompting]
        own = next((n for n, one in enumerate(said) if one.is_own), None)
        if own is None:
            return None
        return replace(said[own], since=max(one.since for one in said[: own + 1]))

    def is_on_call(self, person: Person, day: date) -> bool:
        """Tell whether somebody, or the unit they are at home in, is on call on a day of theirs."""
        mine = person.on_call is not None and person.on_call.covers(day)
        return mine or self.unit_is_on_call(person.unit, day)

    def unit_is_on_call(self, unit: str, day: date) -> bool:
        """Tell whether a unit or one above it is on call on a day."""
        return any(u.on_call is not None and u.on_call.covers(day) for u in self.above(unit))
