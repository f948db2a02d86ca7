"""A week on a real homeserver, encrypted, answered by text and by polls."""

from __future__ import annotations

from datetime import timedelta
from pathlib import Path
from typing import Any, Protocol

from tests.fakes.small_department import MONDAY, small_department
from tests.homeserver import Homeserver
from tests.matrix.cast import Arrive
from tests.matrix.person import Person
from tests.matrix.whole import Whole, on_homeserver, settle_in, whole

THURSDAY = MONDAY + timedelta(days=3, hours=2, minutes=30)
START = "org.matrix.msc3381.poll.start"
RESPONSE = "org.matrix.msc3381.poll.response"
CANARY = "zqxj canari wvk"
BY_TEXT = ("t1p1", "t1p2", "t1p3")
BY_POLL = ("t1p4", "t1p5", "t1p6")


async def test_a_week_is_answered_by_text_and_by_polls_and_leaves_no_answer_behind(
    homeserver: Homeserver, arrive: Arrive, tmp_path: Path, sqlite_url: str, fresh_name: str
) -> None:
    people = {name: await arrive(name) for name in (*BY_TEXT, *BY_POLL)}
    names = {name: person.user for name, person in people.items()}
    for silent in ("t1p7", "t1p8", "admin"):
        homeserver.register_only(f"{fresh_name}{silent}")
        names[silent] = homeserver.user(f"{fresh_name}{silent}")
    homeserver.register(fresh_name)
    async with whole(tmp_path, sqlite_url, homeserver, fresh_name) as lien:
        manager = people["t1p1"]
        team = await manager.make_team(
            lien.user, *(p.user for p in people.values() if p != manager)
        )
        await manager.until_joined(team, lien.user)
        await settle_in(lien.lien, on_homeserver(small_department(8), names, {"t1": team}))

        await lien.advance(THURSDAY)
        rooms = {name: await invited(person, lien) for name, person in people.items()}
        for n, name in enumerate(BY_TEXT):
            await by_text(people[name], rooms[name], lien, f"{n + 2} {n + 3} - : {CANARY} {n}")
        for name in BY_POLL:
            await by_poll(people[name], rooms[name], lien)
        for name, person in people.items():
            await person.until(lambda p=person, n=name: answers_left(p, rooms[n]) == [], "left")  # type: ignore[misc]

        await lien.advance(THURSDAY + timedelta(days=6))
        reader = people["t1p2"]
        await reader.until(lambda: any("bilan" in s.lower() for s in reader.heard(team, lien.user)))
        for person in people.values():
            assert CANARY not in "".join(person.heard(rooms[who(people, person)], lien.user))
        assert all(person.dark == [] for person in people.values())
    assert not holds(homeserver.folder, CANARY.encode())


def who(people: dict[str, Person], person: Person) -> str:
    return next(name for name, one in people.items() if one is person)


class Spoken(Protocol):
    """A running Lien, by whom people know it."""

    @property
    def user(self) -> str: ...


async def invited(person: Person, lien: Whole, times: int = 1) -> str:
    """Wait for an invitation, the first or a later one, and return the room it came in."""

    def found() -> str | None:
        room = person.room_with(lien.user)
        said = person.heard(room, lien.user) if room else []
        return room if sum("Ma charge de travail" in words for words in said) >= times else None

    await person.until(lambda: found() is not None, "no invitation")
    return found() or ""


async def by_text(person: Person, room: str, lien: Whole, words: str, times: int = 1) -> None:
    await person.say(room, words)
    await person.until(lambda: sealed(person, room, lien) == times, "not sealed")


async def by_poll(person: Person, room: str, lien: Spoken) -> None:
    """Open the form, and tap each poll's third answer."""
    await person.say(room, "1")
    await person.until(lambda: len(polls(person, room)) == 3, "no polls")
    for n, poll in enumerate(polls(person, room), 1):
        picked = poll["content"][START]["answers"][2]["id"]
        content = {
            "m.relates_to": {"rel_type": "m.reference", "event_id": poll["event_id"]},
            RESPONSE: {"answers": [picked]},
        }
        await person.send(room, RESPONSE, content)
        await person.until(lambda n=n: sealed(person, room, lien) == n, "not sealed")  # type: ignore[misc]


def polls(person: Person, room: str) -> list[dict[str, Any]]:
    return [event for event in person.events.get(room, []) if event["type"] == START]


def sealed(person: Person, room: str, lien: Spoken) -> int:
    said = person.heard(room, lien.user)
    return sum("C'est scellé" in words or "réponse est scellée. Vous" in words for words in said)


def answers_left(person: Person, room: str) -> list[str]:
    """List what somebody wrote that was not taken back, but for the word that opens a form."""
    gone = {e.get("redacts") or e["content"].get("redacts") for e in person.events[room]}
    return [
        event["event_id"]
        for event in person.events[room]
        if event["sender"] == person.user
        and "state_key" not in event
        and event["event_id"] not in gone
        and event["content"].get("body") != "1"
    ]


def holds(folder: Path, needle: bytes) -> bool:
    return any(
        needle in path.read_bytes()
        for path in folder.rglob("*")
        if path.is_file() and path.name != "stderr.log"
    )
