"""Good practice with its full-text index, and the box and file of weak signals."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0008"
down_revision = "0007"

_WORDS = sa.Text().with_variant(sa.Text(collation="C"), "postgresql")


def _text(name: str) -> sa.Column[str]:
    return sa.Column(name, _WORDS, nullable=False)


def upgrade() -> None:
    """Make the tables; the index is the database's own."""
    op.create_table(
        "cards",
        _text("id"),
        _text("department"),
        _text("unit"),
        _text("week"),
        _text("review"),
        _text("theme"),
        _text("words"),
        _text("signature"),
        _text("searched"),
        sa.Column("useful", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_cards"),
        sqlite_with_rowid=False,
    )
    op.create_index("ix_cards_department_week", "cards", ["department", "week"])
    op.create_table(
        "signal_box",
        _text("department"),
        _text("batch"),
        sa.Column("slot", sa.LargeBinary(), nullable=False),
        sa.Column("sealed", sa.LargeBinary(), nullable=False),
        sa.PrimaryKeyConstraint("department", "batch", "slot", name="pk_signal_box"),
        sqlite_with_rowid=False,
    )
    op.create_table(
        "signals",
        _text("id"),
        _text("department"),
        sa.Column("receipt", sa.LargeBinary(), nullable=False),
        sa.Column("sealed", sa.LargeBinary(), nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_signals"),
        sqlite_with_rowid=False,
    )
    op.create_index("ix_signals_department_receipt", "signals", ["department", "receipt"])
    if op.get_bind().dialect.name == "sqlite":
        op.execute(
            "CREATE VIRTUAL TABLE card_words USING fts5"
            "(searched, department UNINDEXED, id UNINDEXED, tokenize = 'unicode61')"
        )
    else:
        op.execute("CREATE INDEX card_words ON cards USING gin (to_tsvector('french', searched))")
