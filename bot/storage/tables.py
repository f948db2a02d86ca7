"""The tables, as both databases keep them; migrations bring them there.

Values are kept as JSON in text columns (`codec`), beside the columns something is looked up by.
No table notes when a row was written, but for the month of what is let go of by age. Ballots have
no hidden row number on SQLite (`rowid` would tell the order they came in), no sequence, and nothing
that points at a person.
"""

from __future__ import annotations

from datetime import UTC, datetime

from sqlalchemy import (
    Boolean,
    Column,
    DateTime,
    Dialect,
    ForeignKey,
    Index,
    Integer,
    LargeBinary,
    MetaData,
    Table,
    Text,
    TypeDecorator,
)


class Instant(TypeDecorator[datetime]):
    """An aware datetime, kept in UTC and given back in UTC."""

    impl = DateTime(timezone=True)
    cache_ok = True

    def process_bind_param(self, value: datetime | None, _dialect: Dialect) -> datetime | None:
        """Move to UTC; an instant without a zone is a mistake of the program."""
        if value is None:
            return None
        if value.tzinfo is None:
            raise ValueError("an instant needs a zone")
        return value.astimezone(UTC)

    def process_result_value(self, value: datetime | None, _dialect: Dialect) -> datetime | None:
        """Say again that it is UTC: SQLite keeps no zones."""
        if value is None:
            return None
        return value.replace(tzinfo=UTC) if value.tzinfo is None else value.astimezone(UTC)


WORDS = Text().with_variant(Text(collation="C"), "postgresql")
"""Text that both databases order alike, by code point, whatever the server's locale."""

metadata = MetaData(
    naming_convention={
        "pk": "pk_%(table_name)s",
        "fk": "fk_%(table_name)s_%(column_0_name)s",
        "ix": "ix_%(table_name)s_%(column_0_N_name)s",
    }
)


def _key(name: str) -> Column[str]:
    return Column(name, WORDS, primary_key=True)


def _text(name: str) -> Column[str]:
    return Column(name, WORDS, nullable=False)


def _number(name: str) -> Column[int]:
    return Column(name, Integer, nullable=False)


def _flag(name: str) -> Column[bool]:
    return Column(name, Boolean, nullable=False)


def _instant(name: str) -> Column[datetime]:
    return Column(name, Instant, nullable=False)


def _bytes(name: str) -> Column[bytes]:
    return Column(name, LargeBinary, nullable=False)


# Of a settled entry id, kind and outcome are left, with the month once it is noted.
outbox = Table(
    "outbox",
    metadata,
    _key("id"),
    _text("kind"),
    Column("outcome", WORDS),
    Column("position", Integer),
    Column("recipient", WORDS),
    Column("message", WORDS),
    Column("not_before", Instant),
    Column("not_after", Instant),
    Column("collapse_key", WORDS),
    Column("if_waiting", WORDS),
    Column("order_key", WORDS),
    Column("any_hour", Boolean),
    Column("attempts", Integer),
    Column("is_uncertain", Boolean),
    Column("claimed_by", WORDS),
    Column("due_at", Instant),
    Column("month", WORDS),
    Index(None, "not_before", "position"),
    Index(None, "position"),
    Index(None, "order_key", "position"),
    Index(None, "collapse_key"),
    sqlite_with_rowid=False,
)

inbox = Table("inbox", metadata, _key("event"), Column("month", WORDS), sqlite_with_rowid=False)

units = Table("units", metadata, _key("id"), _text("document"))
people = Table("people", metadata, _key("id"), _text("document"))
role_grants = Table("role_grants", metadata, _key("person"), _key("role"), _key("unit"))
directory_revision = Table("directory_revision", metadata, _key("revision"))

plans = Table("plans", metadata, _key("department"), _text("document"))
rounds = Table(
    "rounds",
    metadata,
    _key("id"),
    _text("department"),
    _number("week"),
    _instant("opens_at"),
    _instant("reminds_at"),
    _instant("closes_at"),
    _instant("digest_at"),
    _text("rotating"),
    _text("state"),
    _flag("reminded"),
    _text("roster"),
    _text("policy"),
    Index(None, "department", "opens_at"),
    Index(None, "state"),
)

continuity = Table("continuity", metadata, _key("mark"))

publications = Table(
    "publications",
    metadata,
    _key("round_id"),
    _text("department"),
    _number("week"),
    _instant("digest_at"),
    _flag("is_reported"),
    Index(None, "is_reported"),
)
records = Table(
    "records",
    metadata,
    _key("round_id"),
    _key("unit"),
    _key("cell"),
    _number("week"),
    _text("document"),
    Index(None, "unit", "cell", "week"),
)
certificates = Table(
    "certificates",
    metadata,
    Column("number", Integer, primary_key=True, autoincrement=False),
    _text("round_id"),
    _text("hash"),
    _text("document"),
)
memories = Table("memories", metadata, _key("department"), _text("public"))
sealed_sums = Table("sealed_sums", metadata, _key("department"), _key("epoch"), _bytes("sealed"))

ballots = Table(
    "ballots",
    metadata,
    _key("round_id"),
    Column("slot", LargeBinary, primary_key=True),
    _bytes("sealed"),
    sqlite_with_rowid=False,
)

holds = Table(
    "holds",
    metadata,
    _key("id"),
    _text("author"),
    _text("recipient"),
    _instant("written_at"),
    _instant("due_at"),
    _bytes("sealed"),
    # Where a draft stands whose words are not kept here.
    Column("draft", WORDS),
    Index(None, "author", "due_at"),
)

# What admins changed by command: an id and a command's name, never words nor whom it was about.
journal = Table(
    "journal",
    metadata,
    _key("department"),
    Column("number", Integer, primary_key=True, autoincrement=False),
    _instant("at"),
    _text("person"),
    _text("action"),
    _text("seal"),
)

# Which admin changed which field, for a week: a second one who changes it is told, and the first.
edits = Table(
    "edits",
    metadata,
    _key("field"),
    _key("person"),
    _instant("at"),
    sqlite_with_rowid=False,
)

digests = Table(
    "digests",
    metadata,
    _key("id"),
    _text("round_id"),
    _text("unit"),
    _number("week"),
    _instant("digest_at"),
    _text("record"),
    _text("text"),
    _text("picture"),
)
digest_subjects = Table(
    "digest_subjects",
    metadata,
    _key("unit"),
    Column("digest", ForeignKey("digests.id"), primary_key=True),
    Index(None, "digest"),
)
pictures = Table("pictures", metadata, _key("name"), _bytes("png"))

# Good practice: no author but a signature they chose, no time but the week. `searched` feeds the
# full-text index, which is each database's own and made by its migration.
cards = Table(
    "cards",
    metadata,
    _key("id"),
    _text("department"),
    _text("unit"),
    _text("week"),
    _text("review"),
    _text("theme"),
    _text("words"),
    _text("signature"),
    _text("searched"),
    _number("useful"),
    Index(None, "department", "week"),
    sqlite_with_rowid=False,
)
# Weak signals: sealed slips until their batch is shuffled, then a sealed file; nobody beside them.
signal_box = Table(
    "signal_box",
    metadata,
    _key("department"),
    _key("batch"),
    Column("slot", LargeBinary, primary_key=True),
    _bytes("sealed"),
    sqlite_with_rowid=False,
)
signals = Table(
    "signals",
    metadata,
    _key("id"),
    _text("department"),
    _bytes("receipt"),
    _bytes("sealed"),
    Index(None, "department", "receipt"),
    sqlite_with_rowid=False,
)

# Which questions each unit was asked: about no person.
prompt_turns = Table("prompt_turns", metadata, _key("unit"), _text("document"))

# Tokens a chat lent, sealed under keys that are not here; `user` is "" for the bot's own.
grants = Table(
    "grants",
    metadata,
    _key("chat"),
    _key("workspace"),
    _key("user"),
    _bytes("sealed"),
    Column("renewing_until", Instant),
)
consent_states = Table(
    "consent_states",
    metadata,
    Column("digest", LargeBinary, primary_key=True),
    _text("purpose"),
    _instant("good_until"),
)
departures = Table("departures", metadata, _key("chat"), _key("workspace"), _instant("erase_at"))

# Of a Matrix device: how far it has read, who drives it, what it has still to act on, and where
# people's direct rooms are. An arrival is a hash and a sealed room: it names nobody.
matrix_devices = Table(
    "matrix_devices",
    metadata,
    _key("device"),
    Column("token", WORDS),
    Column("holder", WORDS),
    Column("held_until", Instant),
)
matrix_arrivals = Table(
    "matrix_arrivals",
    metadata,
    _key("device"),
    _key("event"),
    _number("position"),
    _bytes("sealed"),
    sqlite_with_rowid=False,
)
matrix_rooms = Table("matrix_rooms", metadata, _key("device"), _key("user"), _text("room"))
