"""Tokens that are renewed, lent and lost, and a workspace that removes Lien."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
import pytest_asyncio
from sqlalchemy import func, select

from bot.chat.ids import ChannelId
from bot.chat.outgoing import Message, Paragraph, Private
from bot.errors import Unreachable
from bot.i18n.text import text
from bot.outbox.model import Entry, ToChannel
from bot.storage.engine import Database
from bot.storage.keyring import FileKeyring
from bot.storage.tables import metadata
from bot.storage.unit_of_work import UnitsOfWork
from bot.workspaces.model import ERASED_AFTER, RENEWED_BEFORE, Holder, Token
from bot.workspaces.ports import TokenRefused
from bot.workspaces.service.grants import RENEWAL, Grants
from tests.fakes.small_department import account, small_department
from tests.scenarios.world import world

NOW = datetime(2026, 1, 8, 9, 0, tzinfo=UTC)
LASTS = timedelta(hours=12)
BOT = Holder(chat="slack", workspace="T1")


def token(n: int, lasts: timedelta = LASTS) -> Token:
    return Token(access=f"xoxe.xoxb-{n}", refresh=f"xoxe-{n}", expires_at=NOW + lasts)


@dataclass
class Renewals:
    """Gives the next token once for each refresh token, as a chat does."""

    used: list[str] = field(default_factory=list)
    error: Exception | None = None

    async def __call__(self, holder: Holder, token: Token) -> Token:
        del holder
        if self.error:
            raise self.error
        if token.refresh in self.used:
            raise TokenRefused("used before")
        self.used.append(token.refresh)
        await asyncio.sleep(0)
        return Token(
            access=f"{token.access}+",
            refresh=f"{token.refresh}+",
            expires_at=NOW + LASTS + LASTS,
        )


@pytest.fixture
def renewals() -> Renewals:
    return Renewals()


@pytest.fixture
def keyring(tmp_path: Path) -> FileKeyring:
    (tmp_path / "keys").mkdir(mode=0o700)
    return FileKeyring(tmp_path / "keys")


@pytest_asyncio.fixture
async def database(sqlite_url: str) -> AsyncIterator[Database]:
    opened = Database(sqlite_url)
    yield opened
    await opened.close()


def grants(database: Database, keyring: FileKeyring) -> Grants:
    return Grants(unit_of_work=UnitsOfWork(database), keyring=keyring)


async def test_no_byte_of_a_token_is_on_disk(
    database: Database, keyring: FileKeyring, tmp_path: Path
) -> None:
    await grants(database, keyring).keep(BOT, token(1))
    await database.close()

    assert b"".join(stored(tmp_path))
    assert not [content for content in stored(tmp_path) if b"xoxe" in content]


def stored(folder: Path) -> list[bytes]:
    return [path.read_bytes() for path in folder.rglob("*") if path.is_file()]


async def test_a_token_survives_a_restart(
    database: Database, keyring: FileKeyring, renewals: Renewals
) -> None:
    await grants(database, keyring).keep(BOT, token(1))

    assert await grants(database, keyring).usable(BOT, NOW, renewals) == token(1)


async def test_a_token_is_renewed_an_hour_before_it_runs_out(
    database: Database, keyring: FileKeyring, renewals: Renewals
) -> None:
    kept = grants(database, keyring)
    await kept.keep(BOT, token(1))
    early = NOW + LASTS - RENEWED_BEFORE - timedelta(seconds=1)

    assert await kept.usable(BOT, early, renewals) == token(1)
    renewed = await kept.usable(BOT, early + timedelta(seconds=1), renewals)

    assert renewed is not None
    assert renewed.access == "xoxe.xoxb-1+"
    assert await grants(database, keyring).usable(BOT, NOW, renewals) == renewed


async def test_a_refresh_token_is_used_once_however_many_processes_need_it(
    database: Database, keyring: FileKeyring, renewals: Renewals
) -> None:
    await grants(database, keyring).keep(BOT, token(1))
    late = NOW + LASTS - timedelta(minutes=5)

    found = await asyncio.gather(
        *(grants(database, keyring).usable(BOT, late, renewals) for _ in range(20))
    )

    assert renewals.used == ["xoxe-1"]
    assert {one.access for one in found if one} <= {"xoxe.xoxb-1", "xoxe.xoxb-1+"}


async def test_a_token_that_ran_out_while_another_renews_it_is_waited_for(
    database: Database, keyring: FileKeyring, renewals: Renewals
) -> None:
    await grants(database, keyring).keep(BOT, token(1))
    over = NOW + LASTS
    async with UnitsOfWork(database)() as uow:
        await uow.grants.claim(BOT, over, over + RENEWAL)
        await uow.commit()

    with pytest.raises(Unreachable):
        await grants(database, keyring).usable(BOT, over, renewals)
    assert await grants(database, keyring).usable(BOT, over + RENEWAL, renewals)


async def test_a_renewal_the_chat_cannot_be_asked_for_leaves_the_token_as_it_is(
    database: Database, keyring: FileKeyring, renewals: Renewals
) -> None:
    kept = grants(database, keyring)
    await kept.keep(BOT, token(1))
    renewals.error = Unreachable("down")
    late = NOW + LASTS - timedelta(minutes=5)

    assert await kept.usable(BOT, late, renewals) == token(1)
    renewals.error = None
    assert await kept.usable(BOT, late + RENEWAL, renewals) != token(1)


async def test_a_token_the_chat_will_not_renew_is_forgotten(
    database: Database, keyring: FileKeyring, renewals: Renewals
) -> None:
    kept = grants(database, keyring)
    await kept.keep(BOT, token(1))
    renewals.error = TokenRefused("revoked")

    assert await kept.usable(BOT, NOW + LASTS, renewals) is None
    assert await kept.holders("slack") == ()
    assert await keyring.names("grant/") == ()


async def test_a_token_whose_key_is_lost_is_as_if_it_had_never_been_lent(
    database: Database, keyring: FileKeyring, renewals: Renewals
) -> None:
    await grants(database, keyring).keep(BOT, token(1))
    await keyring.destroy(BOT.key)

    assert await grants(database, keyring).usable(BOT, NOW, renewals) is None


async def test_whoever_lent_a_token_the_chat_took_back_is_told_once(
    tmp_path: Path, sqlite_url: str
) -> None:
    async with world(tmp_path, sqlite_url, small_department(8), at=NOW) as played:
        lending = played.lien.workspaces.lending
        await lending.lend(account("t1p2"), Token(access="xoxp-1"))
        before = played.said(await played.type("t1p2", "transparence"))
        for _ in range(2):
            await lending.lost(account("t1p2"), played.clock.now())
        await played.settle()

        told = [d for d in played.chat.delivered if d.kind == "workspaces.lost"]
        after = played.said(await played.type("t1p2", "transparence"))

    assert [delivery.to for delivery in told] == [Private(account("t1p2"))]
    assert "publier vos messages gardés en votre nom" in before
    assert "publier vos messages gardés en votre nom" not in after


async def test_a_workspace_that_removed_lien_is_erased_thirty_days_later(
    tmp_path: Path, database_url: str
) -> None:
    async with world(tmp_path, database_url, small_department(8, 8), at=NOW) as played:
        workspaces = played.lien.workspaces
        await workspaces.grants.keep(Holder(chat="local", workspace="test"), token(1))
        await played.type("t1p2", "@Prénom13 À demain", command="plus-tard")
        async with played.lien.unit_of_work() as uow:
            await uow.outbox.add(*(later_in(channel) for channel in ("t1", "elsewhere")))
            await uow.commit()
        await played.advance(NOW + timedelta(days=14))
        await workspaces.leaving.left("local", "test", played.clock.now())
        left = played.clock.now()

        await played.advance(left + ERASED_AFTER - timedelta(minutes=1))
        assert await people(played.lien.unit_of_work) == 17
        assert named(tmp_path) or not database_url.startswith("sqlite")
        await played.advance(left + ERASED_AFTER)

        assert await workspaces.grants.holders("local") == ()
        assert await rows(database_url) == {"waiting to be said": 1}
        assert not named(tmp_path)
    assert keys(tmp_path) == []


def named(folder: Path) -> bool:
    """Tell whether somebody's name is in any file, as the database writes it."""
    return any(b"Pr\\u00e9nom13" in content for content in stored(folder))


def later_in(channel: str) -> Entry:
    """Queue a message to a channel, of the workspace that leaves or of another."""
    place = ChannelId("local", "test" if channel != "elsewhere" else "other", channel)
    return Entry(
        id=f"later/{channel}",
        kind="tests.later",
        to=ToChannel(place),
        message=Message((Paragraph(text("checkins.skipped")),)),
        not_before=NOW + timedelta(days=300),
    )


async def test_lien_put_back_in_time_finds_everything_as_it_was(
    tmp_path: Path, sqlite_url: str
) -> None:
    async with world(tmp_path, sqlite_url, small_department(8), at=NOW) as played:
        leaving = played.lien.workspaces.leaving
        await leaving.left("local", "test", NOW)
        await leaving.returned("local", "test")
        await played.advance(NOW + ERASED_AFTER + timedelta(days=1))

        assert await people(played.lien.unit_of_work) == 9


async def people(begin: UnitsOfWork) -> int:
    async with begin() as uow:
        return len((await uow.people.directory()).people)


async def rows(url: str) -> dict[str, int]:
    """Count what is left, table by table, but for what names nobody."""
    harmless = {"certificates", "continuity", "inbox", "outbox", "directory_revision"}
    database = Database(url)
    async with database.transaction() as connection:
        counted = {
            table.name: await connection.scalar(select(func.count()).select_from(table)) or 0
            for table in metadata.tables.values()
            if table.name not in harmless
        }
        counted["waiting to be said"] = (
            await connection.scalar(
                select(func.count()).where(metadata.tables["outbox"].c.message.is_not(None))
            )
            or 0
        )
    await database.close()
    return {name: n for name, n in counted.items() if n}


def keys(folder: Path) -> list[str]:
    """List what opens something: neither the folder's tag nor the marks of continuity do."""
    files = [path for path in (folder / "keys").rglob("*") if path.is_file()]
    return [p.name for p in files if p.name[0].islower() and p.parent.name != "continuity"]
