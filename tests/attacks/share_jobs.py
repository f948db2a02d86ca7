"""The attacks on shares, as `make attack` runs them."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Mapping
from datetime import UTC, datetime, timedelta
from functools import partial
from pathlib import Path
from tempfile import TemporaryDirectory

from bot.attacks.score import Score
from bot.attacks.shares import codes
from bot.attacks.shares.written import Written
from bot.chat.outgoing import Facts
from bot.people.contacts import Contacts
from bot.people.model import Directory, RoleGrant
from bot.sharing.service.box import Box
from bot.sharing.service.papers import Safe
from bot.sharing.service.signalling import Signalling
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
        "codes": partial(code_scores, max(round(4200 * share), codes.ENOUGH)),
    }


def season_scores(shape: Sharing) -> list[Score]:
    """Attack the files of a season of shares, copied after every commit.

    A season has too few codes to tell their style; they have a run of their own.
    """
    with TemporaryDirectory(prefix="lien-attack-") as folder:
        asyncio.run(play(Path(folder), shape))
        scores = attacked(Path(folder))
    return [score for name, score in scores.items() if not name.startswith("style of a code")]


def code_scores(count: int) -> list[Score]:
    """Look for a style in the codes that so many signals are given, sent by people in turns."""
    with TemporaryDirectory(prefix="lien-attack-") as folder:
        return codes.style(asyncio.run(_given(Path(folder), count)))


async def _given(folder: Path, count: int) -> list[Written]:
    plain = small_department(40)
    pair = (RoleGrant("t1p2", "referent", "dept"), RoleGrant("t1p3", "referent", "dept"))
    people = Directory(units=plain.units, people=plain.people, grants=(*plain.grants, *pair))
    url, keys = f"sqlite:///{folder}/lien.db", folder / "keys"
    keys.mkdir()
    await upgrade(url)
    database = Database(url)
    units = UnitsOfWork(database)
    safe = Safe(keyring=FileKeyring(keys))
    sending = Signalling(
        unit_of_work=units,
        safe=safe,
        box=Box(unit_of_work=units, safe=safe),
        masked=lambda words, _directory, _language: words,
        contacts=Contacts(),
    )
    authors = [people.people[f"t1p{n}"] for n in range(4, 41)]
    given = []
    for n in range(count):
        author, at = authors[n * 7 % len(authors)], FIRST + timedelta(minutes=n)
        reply = await sending.send(author, people, f"{n:032x}", {"fact": "Midi sauté"}, at)
        assert reply.message is not None
        (facts,) = [part for part in reply.message.parts if isinstance(part, Facts)]
        ((_, code),) = facts.rows
        said = str(code.args["words"])
        given.append(
            Written(week=1, person=author.id, kind="signal", at=at, event=str(n), code=said)
        )
        if n % _IN_A_BOX == 0:
            async with units() as uow:
                for department, batch, _ in await uow.signals.batches():
                    await uow.signals.release(department, batch, ())
                await uow.commit()
    await database.close()
    return given
