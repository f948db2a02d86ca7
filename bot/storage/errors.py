"""What storage refuses, and what a failing database means to whoever runs it."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

from sqlalchemy import URL
from sqlalchemy.exc import DBAPIError, IntegrityError

from bot.errors import LienError, OperatorError

# SQLite tells its reasons in words only. None of these sentences carries a stored value.
_SQLITE_REASONS = {
    "unable to open database file": "its folder is missing or may not be written",
    "file is not a database": "the file is not a database; was another file named by mistake?",
    "malformed": "the file is damaged; restore a backup",
    "database is locked": "another program holds it; stop that program and try again",
    "database or disk is full": "the disk is full",
    "readonly database": "it may not be written",
    "disk i/o error": "the disk fails",
    "no such": "its tables are missing or old; run `lien db upgrade`",
}

# PostgreSQL's codes (appendix A of its manual), by prefix; "" is a connection that failed.
_POSTGRESQL_REASONS = {
    "": "the server cannot be reached; is it running, and is its address right?",
    "28": "the server refuses this user or password",
    "3D": "the server has no database of that name",
    "42501": "this user lacks a privilege: it must own its tables and hold `pg_checkpoint`",
    "42P01": "its tables are missing; run `lien db upgrade`",
    "42703": "its tables are old; run `lien db upgrade`",
    "53100": "the disk of the server is full",
    "53": "the server is out of resources",
    "55P03": "another program holds it; stop that program and try again",
    "57": "the server is stopping or starting; try again",
}


_NO_CODES = "SQLite"


class AlreadyKept(LienError):
    """Something that never changes once kept was to be kept again with other content."""


@contextmanager
def explained(url: URL) -> Iterator[None]:
    """Turn what a database driver raises into a sentence that says what to do.

    Broken constraints pass through: they are mistakes of the program.

    Raises:
        OperatorError: the database cannot be used.
    """
    try:
        yield
    except IntegrityError:
        raise
    except DBAPIError as error:
        shown = url.render_as_string(hide_password=True)
        raise OperatorError(f"cannot use the database {shown}: {_reason(error)}") from error


def _reason(error: DBAPIError) -> str:
    words = str(error.orig).lower()
    code = getattr(error.orig, "sqlstate", _NO_CODES)
    if code is _NO_CODES:
        found = [reason for sign, reason in _SQLITE_REASONS.items() if sign in words]
    elif code:
        found = [_POSTGRESQL_REASONS[code[:n]] for n in (5, 2) if code[:n] in _POSTGRESQL_REASONS]
    else:
        found = [_connection_reason(words)]
    # The driver's own words may quote a stored value, so they stay in the cause.
    return found[0] if found else f"it answered {type(error.orig).__name__}"


def _connection_reason(words: str) -> str:
    """Find out why a connection failed: psycopg gives no code before it is established."""
    if "password" in words or "authentication" in words or "no pg_hba.conf" in words:
        return _POSTGRESQL_REASONS["28"]
    if "does not exist" in words:
        return _POSTGRESQL_REASONS["3D" if "database" in words else "28"]
    return _POSTGRESQL_REASONS[""]
