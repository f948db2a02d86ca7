"""The tables Lien starts with.

A migration never changes once released, so it repeats what `tables` says instead of importing it.
"""

from __future__ import annotations

from typing import Any

import sqlalchemy as sa
from alembic import op

revision = "0001"
down_revision = None

_WORDS = sa.Text().with_variant(sa.Text(collation="C"), "postgresql")
_INSTANT = sa.DateTime(timezone=True)
_SENSITIVE = {
    "ballots": "slot sealed",
    "holds": "author recipient sealed",
    "outbox": "recipient message collapse_key order_key",
    "people": "document",
    "sealed_sums": "sealed",
}


def upgrade() -> None:
    """Make every table and its indexes."""
    _make_what_is_to_be_said()
    _make_people()
    _make_rounds()
    _make_what_rounds_publish()
    _make_ballots_and_memory()
    _make_digests()
    if op.get_bind().dialect.name == "postgresql":
        _keep_no_samples()


def _make_what_is_to_be_said() -> None:
    op.create_table(
        "outbox",
        *_columns("id kind", _WORDS),
        *_columns("outcome", _WORDS, nullable=True),
        *_columns("position", sa.Integer(), nullable=True),
        *_columns("recipient message", _WORDS, nullable=True),
        *_columns("not_before not_after", _INSTANT, nullable=True),
        *_columns("collapse_key if_waiting order_key", _WORDS, nullable=True),
        *_columns("any_hour", sa.Boolean(), nullable=True),
        *_columns("attempts", sa.Integer(), nullable=True),
        *_columns("is_uncertain", sa.Boolean(), nullable=True),
        *_columns("claimed_by", _WORDS, nullable=True),
        _primary("outbox", "id"),
        sqlite_with_rowid=False,
    )
    _index("outbox", "not_before", "position")
    _index("outbox", "position")
    _index("outbox", "order_key", "position")
    _index("outbox", "collapse_key")
    op.create_table(
        "inbox", *_columns("event", _WORDS), _primary("inbox", "event"), sqlite_with_rowid=False
    )
    op.create_table(
        "holds",
        *_columns("id author recipient", _WORDS),
        *_columns("written_at due_at", _INSTANT),
        *_columns("sealed", sa.LargeBinary()),
        _primary("holds", "id"),
    )
    _index("holds", "author", "due_at")


def _make_people() -> None:
    for table in ("units", "people"):
        op.create_table(table, *_columns("id document", _WORDS), _primary(table, "id"))
    op.create_table(
        "role_grants",
        *_columns("person role unit", _WORDS),
        _primary("role_grants", "person", "role", "unit"),
    )
    op.create_table(
        "directory_revision",
        *_columns("revision", _WORDS),
        _primary("directory_revision", "revision"),
    )


def _make_rounds() -> None:
    op.create_table(
        "plans", *_columns("department document", _WORDS), _primary("plans", "department")
    )
    op.create_table(
        "rounds",
        *_columns("id department", _WORDS),
        *_columns("week", sa.Integer()),
        *_columns("opens_at reminds_at closes_at digest_at", _INSTANT),
        *_columns("rotating state", _WORDS),
        *_columns("reminded", sa.Boolean()),
        *_columns("roster policy", _WORDS),
        _primary("rounds", "id"),
    )
    _index("rounds", "department", "opens_at")
    _index("rounds", "state")


def _make_what_rounds_publish() -> None:
    op.create_table(
        "publications",
        *_columns("round_id department", _WORDS),
        *_columns("week", sa.Integer()),
        *_columns("digest_at", _INSTANT),
        *_columns("is_reported", sa.Boolean()),
        _primary("publications", "round_id"),
    )
    _index("publications", "is_reported")
    op.create_table(
        "records",
        *_columns("round_id unit cell", _WORDS),
        *_columns("week", sa.Integer()),
        *_columns("document", _WORDS),
        _primary("records", "round_id", "unit", "cell"),
    )
    _index("records", "unit", "cell", "week")
    op.create_table(
        "certificates",
        sa.Column("number", sa.Integer(), autoincrement=False, nullable=False),
        *_columns("round_id hash document", _WORDS),
        _primary("certificates", "number"),
    )


def _make_ballots_and_memory() -> None:
    op.create_table(
        "ballots",
        *_columns("round_id", _WORDS),
        *_columns("slot sealed", sa.LargeBinary()),
        _primary("ballots", "round_id", "slot"),
        sqlite_with_rowid=False,
    )
    op.create_table(
        "memories", *_columns("department public", _WORDS), _primary("memories", "department")
    )
    op.create_table(
        "sealed_sums",
        *_columns("department epoch", _WORDS),
        *_columns("sealed", sa.LargeBinary()),
        _primary("sealed_sums", "department", "epoch"),
    )


def _make_digests() -> None:
    op.create_table(
        "digests",
        *_columns("id round_id unit", _WORDS),
        *_columns("week", sa.Integer()),
        *_columns("digest_at", _INSTANT),
        *_columns("record text picture", _WORDS),
        _primary("digests", "id"),
    )
    op.create_table(
        "digest_subjects",
        *_columns("unit digest", _WORDS),
        _primary("digest_subjects", "unit", "digest"),
        sa.ForeignKeyConstraint(["digest"], ["digests.id"], name="fk_digest_subjects_digest"),
    )
    _index("digest_subjects", "digest")
    op.create_table(
        "pictures",
        *_columns("name", _WORDS),
        *_columns("png", sa.LargeBinary()),
        _primary("pictures", "name"),
    )


def _keep_no_samples() -> None:
    # PostgreSQL keeps samples of a column to plan queries, long after the rows are gone.
    for table, columns in _SENSITIVE.items():
        for column in columns.split():
            op.execute(f"ALTER TABLE {table} ALTER COLUMN {column} SET STATISTICS 0")


def _columns(names: str, kind: sa.types.TypeEngine[Any], *, nullable: bool = False) -> list[Any]:
    return [sa.Column(name, kind, nullable=nullable) for name in names.split()]


def _primary(table: str, *columns: str) -> sa.PrimaryKeyConstraint:
    return sa.PrimaryKeyConstraint(*columns, name=f"pk_{table}")


def _index(table: str, *columns: str) -> None:
    op.create_index(f"ix_{table}_{'_'.join(columns)}", table, list(columns))
