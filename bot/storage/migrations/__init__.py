"""Brings a database's tables to what this version of Lien expects."""

from __future__ import annotations

from pathlib import Path

from alembic import command
from alembic.config import Config
from alembic.script.revision import ResolutionError
from alembic.util import CommandError
from sqlalchemy import Connection

from bot.errors import OperatorError
from bot.storage.engine import Database


async def upgrade(url: str) -> None:
    """Make or update the tables of a database; up to date, it changes nothing.

    Programs that start together wait for one another; a failure leaves the tables as they were.

    Raises:
        OperatorError: the database cannot be used, or a newer version of Lien made its tables.
    """
    database = Database(url)
    try:
        async with database.transaction() as connection:
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
