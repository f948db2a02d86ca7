from __future__ import annotations

from datetime import date

import pytest

from bot.chat.ids import AccountId, ChannelId
from bot.people.absence import Absence
from bot.people.hours import parse_hours
from bot.people.model import Directory, Person, RoleGrant, Unit
from bot.storage.engine import Database
from bot.storage.unit_of_work import UnitsOfWork

NORTH = Unit(
    id="north",
    name="Nord",
    channel=ChannelId("slack", "T1", "C1"),
    zone="Europe/Paris",
    region="67",
    hours=parse_hours("lun-ven 8h30-12h 13h30-17h"),
)
TEAM = Unit(id="team", name="Équipe 1", parent="north", merge="small")
ANA = Person(
    id="ana",
    name="Ana",
    unit="team",
    also_in=("north",),
    accounts=(AccountId("slack", "T1", "U1"), AccountId("matrix", "exemple.fr", "@ana:exemple.fr")),
    joined=date(2026, 1, 5),
    absences=(Absence(first=date(2026, 2, 2), last=None),),
)
BEN = Person(id="ben", name="Ben", unit="team", is_counted=False, language="en")


@pytest.fixture
def begin(database: Database) -> UnitsOfWork:
    return UnitsOfWork(database)


async def save(begin: UnitsOfWork, *people: Person) -> None:
    async with begin() as uow:
        await uow.people.save_units(TEAM, NORTH)
        await uow.people.save_people(*people)
        await uow.commit()


async def read(begin: UnitsOfWork) -> Directory:
    async with begin() as uow:
        return await uow.people.directory()


async def test_an_empty_database_has_an_empty_directory(begin: UnitsOfWork) -> None:
    assert await read(begin) == Directory(units={}, people={})


async def test_units_people_and_roles_come_back_as_they_were_saved(begin: UnitsOfWork) -> None:
    await save(begin, BEN, ANA)
    grant = RoleGrant("ana", "manager", "team")
    async with begin() as uow:
        await uow.people.grant(grant, grant, RoleGrant("ben", "admin", "north"))
        await uow.people.grant(grant)
        await uow.commit()
    assert await read(begin) == Directory(
        units={"north": NORTH, "team": TEAM},
        people={"ana": ANA, "ben": BEN},
        grants=(grant, RoleGrant("ben", "admin", "north")),
    )


async def test_the_directory_is_shared_while_nothing_changes(begin: UnitsOfWork) -> None:
    await save(begin, ANA, BEN)
    directory = await read(begin)
    assert await read(begin) is directory
    await save(begin, ANA)
    changed = await read(begin)
    assert changed is not directory
    assert changed.people["ana"] is directory.people["ana"]


async def test_a_transaction_sees_its_own_changes_and_leaves_none_behind(
    begin: UnitsOfWork,
) -> None:
    await save(begin, ANA)
    async with begin() as uow:
        await uow.people.remove_people("ana")
        assert (await uow.people.directory()).people == {}
    assert (await read(begin)).people == {"ana": ANA}


async def test_what_another_process_changes_is_seen_at_once(
    begin: UnitsOfWork, database_url: str
) -> None:
    await save(begin, ANA)
    await read(begin)
    other = Database(database_url)
    await save(UnitsOfWork(other), BEN)
    await other.close()
    assert set((await read(begin)).people) == {"ana", "ben"}


async def test_a_person_is_forgotten_with_their_roles(begin: UnitsOfWork) -> None:
    await save(begin, ANA, BEN)
    async with begin() as uow:
        await uow.people.grant(RoleGrant("ana", "manager", "team"), RoleGrant("ben", "agent", "x"))
        await uow.people.remove_people("ana", "unknown")
        await uow.commit()
    directory = await read(begin)
    assert directory.people == {"ben": BEN}
    assert directory.grants == (RoleGrant("ben", "agent", "x"),)


async def test_a_role_is_taken_back_alone(begin: UnitsOfWork) -> None:
    held = RoleGrant("ana", "manager", "team"), RoleGrant("ana", "manager", "north")
    async with begin() as uow:
        await uow.people.grant(*held)
        await uow.people.revoke(held[0], RoleGrant("ben", "admin", "north"))
        await uow.commit()
    assert (await read(begin)).grants == (held[1],)
