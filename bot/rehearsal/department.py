"""The demo department: five teams, their people, their stories, ready to be played."""

from __future__ import annotations

import re
import tomllib
import unicodedata
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from importlib.resources import files
from typing import Any, Final, TypeAlias

from bot.chat.ids import AccountId, ChannelId
from bot.people.absence import Absence
from bot.people.contacts import Contact, Contacts
from bot.people.hours import parse_hours
from bot.people.model import Directory, Person, RoleGrant, Unit
from bot.rehearsal.mood import Mood, Turn
from bot.rehearsal.words import Words, demo_words

CHAT, WORKSPACE = "local", "demo"
"""Where rehearsals take place: their accounts and channels are of the local chat."""

_Table: TypeAlias = Mapping[str, Any]
_SOURCE: Final = "department.toml"


@dataclass(frozen=True, kw_only=True)
class Department:
    """All that is needed to open the demo.

    Args:
        moods: by unit, what its people answer around.
        blanks: what to put into the blanks of the charter.
        playable: people a visitor can be, the first one to begin with.
        seed: what its simulated colleagues draw from.
    """

    directory: Directory
    moods: Mapping[str, Mood]
    words: Words
    contacts: Contacts
    blanks: Mapping[str, str]
    playable: tuple[str, ...]
    seed: int


def account(person: str) -> AccountId:
    """Name a person's account in the local chat."""
    return AccountId(CHAT, WORKSPACE, person)


def channel(unit: str) -> ChannelId:
    """Name a unit's channel in the local chat."""
    return ChannelId(CHAT, WORKSPACE, unit)


def demo_department(language: str, today: date) -> Department:
    """Set up the demo department in a language, `fr` or `en`.

    Args:
        language: what the bot speaks there; names of teams and people stay as they are.
        today: the day one begins to play, around which somebody is on leave.
    """
    source = files("bot.rehearsal") / "data" / _SOURCE
    read = tomllib.loads(source.read_text("utf-8"))
    return Department(
        directory=Directory(
            units={unit.id: unit for unit in _units(read, language)},
            people={person.id: person for person in _people(read, today)},
            grants=tuple(sorted(_grants(read))),
        ),
        moods={team["id"]: _mood(team) for team in read["team"]},
        words=demo_words(language),
        contacts=Contacts(
            lines=tuple(Contact(name=name, how=how) for name, how in read["contacts"][language])
        ),
        blanks=read["charter"][language],
        playable=tuple(_slug(name) for name in read["playable"]),
        seed=read["seed"],
    )


def _units(read: _Table, language: str) -> Iterator[Unit]:
    root, service = read["department"], read["service"]
    yield Unit(
        id=root["id"],
        name=root["name"],
        channel=channel(root["id"]),
        language=language,
        zone=read["zone"],
        hours=parse_hours(read["hours"]),
    )
    for below, parent in [(service, root), *((team, service) for team in read["team"])]:
        yield Unit(
            id=below["id"], name=below["name"], parent=parent["id"], channel=channel(below["id"])
        )


def _people(read: _Table, today: date) -> Iterator[Person]:
    apart = read["person"]
    for unit, names in _homes(read):
        for name in names:
            yield _person(name, unit, apart.get(name, {}), today)


def _homes(read: _Table) -> Iterator[tuple[str, list[str]]]:
    yield read["department"]["id"], [read["department"]["admin"]]
    yield read["service"]["id"], [read["service"]["manager"]]
    for team in read["team"]:
        yield team["id"], [team["manager"], *team["agents"]]


def _person(name: str, unit: str, apart: _Table, today: date) -> Person:
    leave = apart.get("leave")
    return Person(
        id=_slug(name),
        name=name,
        unit=unit,
        also_in=tuple(apart.get("also_in", ())),
        accounts=(account(_slug(name)),),
        zone=apart.get("zone"),
        region=apart.get("region"),
        hours=parse_hours(apart["hours"]) if "hours" in apart else None,
        absences=(_absence(leave, today),) if leave else (),
    )


def _absence(leave: Mapping[str, int], today: date) -> Absence:
    return Absence(
        first=today + timedelta(days=leave["first"]), last=today + timedelta(days=leave["last"])
    )


def _grants(read: _Table) -> Iterator[RoleGrant]:
    root = read["department"]
    yield RoleGrant(_slug(root["admin"]), "admin", root["id"])
    for name in read["referents"]:
        yield RoleGrant(_slug(name), "referent", root["id"])
    for unit in (read["service"], *read["team"]):
        yield RoleGrant(_slug(unit["manager"]), "manager", unit["id"])


def _mood(team: _Table) -> Mood:
    turns = tuple(Turn(**turn) for turn in team.get("turns", ()))
    return Mood(charge=team["charge"], lien=team["lien"], turns=turns)


def _slug(name: str) -> str:
    plain = unicodedata.normalize("NFKD", name).encode("ascii", "ignore").decode().lower()
    return re.sub(r"[^a-z0-9]+", "-", plain)
