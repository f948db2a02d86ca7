"""One transaction over every repository, as each feature's ports describe it."""

from __future__ import annotations

from contextlib import AsyncExitStack
from types import TracebackType
from typing import Self

from sqlalchemy.ext.asyncio import AsyncConnection

from bot.storage.checkins import SqlResults, SqlRounds
from bot.storage.digest import SqlDigests
from bot.storage.edits import SqlEdits
from bot.storage.engine import Database
from bot.storage.inbox import SqlInbox
from bot.storage.journal import SqlJournal
from bot.storage.outbox import SqlOutbox
from bot.storage.people import DirectoryCache, SqlPeople
from bot.storage.quiethours import SqlHolds
from bot.storage.retention import SqlRetention
from bot.storage.sharing import SqlCards, SqlSignals
from bot.storage.traces import SqlTraces
from bot.storage.turns import SqlTurns
from bot.storage.workspaces import SqlDepartures, SqlGrants


class UnitsOfWork:
    """Begins units of work on a database; calling it gives the next one."""

    def __init__(self, database: Database) -> None:
        self._database = database
        self._cache = DirectoryCache()

    def __call__(self) -> SqlUnitOfWork:
        """Give a unit of work that has not begun."""
        return SqlUnitOfWork(self._database, self._cache)


class SqlUnitOfWork:
    """Satisfies the `UnitOfWork` of the outbox and of every feature.

    Others wait from `async with` to `commit`, so nothing slow belongs in between; once committed
    it has no repositories any more. It can be entered again after it was left.
    """

    def __init__(self, database: Database, cache: DirectoryCache) -> None:
        self._database = database
        self._cache = cache
        self._stack = AsyncExitStack()
        self._open: AsyncConnection | None = None

    async def __aenter__(self) -> Self:
        self._open = await self._stack.enter_async_context(self._database.transaction())
        return self

    async def __aexit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self._open = None
        await self._stack.__aexit__(kind, error, trace)

    async def commit(self) -> None:
        """Keep everything and let the next one begin."""
        await self._connection.commit()
        self._open = None
        await self._stack.aclose()

    @property
    def outbox(self) -> SqlOutbox:
        """What is waiting to be said."""
        is_shared = not self._database.is_sqlite
        return SqlOutbox(self._connection, self._database.process, is_shared=is_shared)

    @property
    def inbox(self) -> SqlInbox:
        """Which events were acted on."""
        return SqlInbox(self._connection)

    @property
    def people(self) -> SqlPeople:
        """Who there is."""
        return SqlPeople(self._connection, self._cache)

    @property
    def edits(self) -> SqlEdits:
        """Which admin changed which field lately."""
        return SqlEdits(self._connection)

    @property
    def rounds(self) -> SqlRounds:
        """Plans and rounds."""
        return SqlRounds(self._connection)

    @property
    def results(self) -> SqlResults:
        """What rounds published."""
        return SqlResults(self._connection)

    @property
    def holds(self) -> SqlHolds:
        """Held messages."""
        return SqlHolds(self._connection)

    @property
    def cards(self) -> SqlCards:
        """Good practice."""
        return SqlCards(self._connection, is_sqlite=self._database.is_sqlite)

    @property
    def signals(self) -> SqlSignals:
        """Weak signals."""
        return SqlSignals(self._connection)

    @property
    def turns(self) -> SqlTurns:
        """How far units have come in the questions."""
        return SqlTurns(self._connection)

    @property
    def digests(self) -> SqlDigests:
        """Published records and digests."""
        return SqlDigests(self._connection)

    @property
    def journal(self) -> SqlJournal:
        """What admins changed."""
        return SqlJournal(self._connection)

    @property
    def retention(self) -> SqlRetention:
        """What is kept for a time only."""
        return SqlRetention(self._connection)

    @property
    def traces(self) -> SqlTraces:
        """Marks of what was done."""
        return SqlTraces(self._connection)

    @property
    def grants(self) -> SqlGrants:
        """Sealed tokens and states of consent."""
        return SqlGrants(self._connection)

    @property
    def departures(self) -> SqlDepartures:
        """Workspaces that removed Lien."""
        return SqlDepartures(self._connection, self.people)

    @property
    def _connection(self) -> AsyncConnection:
        if self._open is None:
            raise RuntimeError("this unit of work has not begun, or is over")
        return self._open
