"""The attacks on shares, as `make attack` runs them."""

from __future__ import annotations

import asyncio
import secrets
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from functools import partial
from pathlib import Path
from tempfile import TemporaryDirectory

from bot.attacks.boxes import Key
from bot.attacks.score import Score
from bot.attacks.shares import codes, slips
from bot.attacks.shares.batches import BOX, rows_of
from bot.attacks.shares.written import Written
from bot.attacks.sqlitefile import Row
from bot.chat.outgoing import Facts, Message
from bot.people.contacts import Contacts
from bot.people.model import Directory, Person, RoleGrant
from bot.sharing.model import LONGEST_ANSWER
from bot.sharing.ports import Slip
from bot.sharing.practice_views import SIGNED, WORDS
from bot.sharing.service.box import Box
from bot.sharing.service.papers import Paper, Safe
from bot.sharing.service.practising import Practising
from bot.sharing.service.signalling import Signalling
from bot.sharing.signal_views import ANSWERS
from bot.storage.engine import Database
from bot.storage.keyring import FileKeyring
from bot.storage.migrations import upgrade
from bot.storage.unit_of_work import UnitsOfWork
from tests.attacks.shared import Sharing, attacked, play
from tests.fakes.small_department import small_department

FIRST = datetime(2026, 1, 7, 9, 0, tzinfo=UTC)
_IN_A_BOX = 100


def jobs(share: float) -> Mapping[str, Callable[[], list[Score]]]:
    """Name every run; `share` of their whole size."""
    return {
        "shares": partial(season_scores, Sharing(weeks=max(round(8 * share), 4), signals=26)),
        "codes-and-slips": partial(sent_scores, max(round(4200 * share), codes.ENOUGH)),
    }


def season_scores(shape: Sharing) -> list[Score]:
    """Attack the files of a season of shares, copied after every commit.

    A season has too few codes and slips to tell their style; they have a run of their own.
    """
    with TemporaryDirectory(prefix="lien-attack-") as folder:
        asyncio.run(play(Path(folder), shape))
        scores = attacked(Path(folder))
    left = ("style of a code", slips.NAME)
    return [score for name, score in scores.items() if not name.startswith(left)]


def sent_scores(count: int) -> list[Score]:
    """Look for a style in the codes and slips of so many signals, and of as many practices."""
    with TemporaryDirectory(prefix="lien-attack-") as folder:
        return asyncio.run(_sent(Path(folder), count))


async def _sent(folder: Path, count: int) -> list[Score]:
    plain = small_department(40)
    pair = (RoleGrant("t1p2", "referent", "dept"), RoleGrant("t1p3", "referent", "dept"))
    people = Directory(units=plain.units, people=plain.people, grants=(*plain.grants, *pair))
    url, keys = f"sqlite:///{folder}/lien.db", folder / "keys"
    keys.mkdir()
    await upgrade(url)
    database = Database(url)
    desk = _Desk.opened(UnitsOfWork(database), people, keys)
    authors = [people.people[f"t1p{n}"] for n in range(4, 41)]
    given, boxes = list[Written](), list[Mapping[Key, Row]]()
    kinds = ["signal", "practice"] * count
    secrets.SystemRandom().shuffle(kinds)
    for n, kind in enumerate(kinds):
        author, at = authors[n * 7 % len(authors)], FIRST + timedelta(minutes=n)
        given.append(await desk.send(kind, author, at))
        if n % (2 * _IN_A_BOX) == 0 or n == 2 * count - 1:
            boxes.append({(row.values["slot"],): row for row in rows_of(folder, BOX)})
            await desk.empty()
    await database.close()
    owners: dict[Key, Written] = {
        (slot,): one for slot, one in zip(desk.safe.slots, given, strict=True)
    }
    return [*codes.style(given), slips.attack(boxes, owners)]


@dataclass(frozen=True, kw_only=True)
class _Telling(Safe):
    """A safe that tells in which slot each slip went, as nothing else does."""

    slots: list[bytes] = field(default_factory=list)

    async def slip(self, department: str, batch: str, draft: str, paper: Paper) -> Slip:
        sealed = await super().slip(department, batch, draft, paper)
        self.slots.append(sealed.slot)
        return sealed


@dataclass(frozen=True)
class _Desk:
    """Sends shares by the forms, words of any length, and empties the box."""

    units: UnitsOfWork
    people: Directory
    safe: _Telling
    signalling: Signalling
    practising: Practising

    @classmethod
    def opened(cls, units: UnitsOfWork, people: Directory, keys: Path) -> _Desk:
        safe = _Telling(keyring=FileKeyring(keys))
        box = Box(unit_of_work=units, safe=safe)
        signalling = Signalling(
            unit_of_work=units, safe=safe, box=box, masked=_as_written, contacts=Contacts()
        )
        practising = Practising(unit_of_work=units, box=box, masked=_as_written)
        return cls(units, people, safe, signalling, practising)

    async def send(self, kind: str, author: Person, at: datetime) -> Written:
        """Write, look and send."""
        length = 1 + secrets.randbelow(LONGEST_ANSWER - 1)
        if kind == "signal":
            values = dict.fromkeys(ANSWERS, "é" * length)
            form = self.signalling.look(author, self.people, values).form
            assert form is not None
            reply = await self.signalling.send(author, self.people, form.context, values, at)
        else:
            values = {WORDS: "é" * 2 * length, SIGNED: "no"}
            form = (await self.practising.look(author, self.people, values)).form
            assert form is not None
            reply = await self.practising.share(author, self.people, form.context, values, at)
        assert reply.message is not None
        code = _code(reply.message) if kind == "signal" else ""
        return Written(week=1, person=author.id, kind=kind, at=at, event=form.context, code=code)

    async def empty(self) -> None:
        async with self.units() as uow:
            for department, batch, _ in await uow.signals.batches():
                await uow.signals.release(department, batch, ())
            await uow.commit()


def _as_written(words: str, _directory: Directory, _language: str) -> str:
    return words


def _code(message: Message) -> str:
    (facts,) = [part for part in message.parts if isinstance(part, Facts)]
    ((_, code),) = facts.rows
    return str(code.args["words"])
