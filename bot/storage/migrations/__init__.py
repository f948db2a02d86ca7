"""Brings a database's tables to what this version of Lien expects."""

from __future__ import annotations

from pathlib import Path

from alembic import command
from alembic.config import Config
from alembic.script.revision import ResolutionError
from alembic.util import CommandError
from sqlalchemy import Connection, text

from bot.errors import OperatorError
from bot.storage.engine import Database

_MAY_CHECKPOINT = text("""
    SELECT bool_or(pg_has_role(oid, 'USAGE')) FROM pg_roles
    WHERE rolname = 'pg_checkpoint' OR (rolname = current_user AND rolsuper)
""")


async def upgrade(url: str) -> None:
    """Make or update the tables of a database; up to date, it changes nothing.

    Programs that start together wait for one another; a failure leaves the tables as they were.

    Raises:
        OperatorError: the database cannot be used, its user lacks a privilege without which no
            round could be closed, or a newer version of Lien made its tables.
    """
    database = Database(url)
    try:
        async with database.transaction() as connection:
            if not database.is_sqlite and not await connection.scalar(_MAY_CHECKPOINT):
                user = database.url.username
                raise OperatorError(
                    f"closing a round needs CHECKPOINT: GRANT pg_checkpoint TO {user} "
                    "(PostgreSQL 15 or later)"
                )
            await connection.run_sync(_upgrade)
            await connection.commit()
    finally:
        await database.close()


def _upgrade(connection: Connection) -> None:
    config = Config()
    config.set_main_option("script_location", str(Path(__file__).parent).replace("%", "%%"))
    config.attributes["connection"] = connection
    try:
        command.upgrade(config, "head")
    except CommandError as error:
        if not isinstance(error.__cause__, ResolutionError):
            raise
        raise OperatorError(
            "a newer version of Lien made this database; install that one"
        ) from error
