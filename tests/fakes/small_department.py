"""A small department for scenarios: two teams of eight, their managers, on one SQLite file."""

from __future__ import annotations

from datetime import UTC, datetime

from bot.chat.ids import AccountId, ChannelId
from bot.people.hours import parse_hours
from bot.people.model import Directory, Person, RoleGrant, Unit

MONDAY = datetime(2026, 1, 5, 7, 0, tzinfo=UTC)


def account(person: str) -> AccountId:
    return AccountId("local", "test", person)


def channel(unit: str) -> ChannelId:
    return ChannelId("local", "test", unit)


def small_department(*sizes: int, language: str = "fr") -> Directory:
    """Build a department of teams of these sizes, each led by its first person."""
    root = Unit(
        id="dept",
        name="Département",
        channel=channel("dept"),
        language=language,
        zone="Europe/Paris",
        hours=parse_hours("lun-ven 8h30-17h30"),
    )
    units = {"dept": root}
    people: dict[str, Person] = {}
    grants = []
    for n, size in enumerate(sizes, 1):
        team = f"t{n}"
        units[team] = Unit(id=team, name=f"Équipe {n}", parent="dept", channel=channel(team))
        for m in range(1, size + 1):
            person = f"{team}p{m}"
            people[person] = Person(
                id=person, name=f"Prénom{n}{m}", unit=team, accounts=(account(person),)
            )
        grants.append(RoleGrant(f"{team}p1", "manager", team))
    people["admin"] = Person(id="admin", name="Anca", unit="dept", accounts=(account("admin"),))
    grants.append(RoleGrant("admin", "admin", "dept"))
    return Directory(units=units, people=people, grants=tuple(grants))
