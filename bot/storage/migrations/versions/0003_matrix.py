"""What a Matrix device needs kept: its place in the stream, its lease, its rooms."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0003"
down_revision = "0002"

_WORDS = sa.Text().with_variant(sa.Text(collation="C"), "postgresql")


def upgrade() -> None:
    """Make the tables."""
    op.create_table(
        "matrix_devices",
        sa.Column("device", _WORDS, nullable=False),
        sa.Column("token", _WORDS, nullable=True),
        sa.Column("holder", _WORDS, nullable=True),
        sa.Column("held_until", sa.DateTime(timezone=True), nullable=True),
        sa.PrimaryKeyConstraint("device", name="pk_matrix_devices"),
    )
    op.create_table(
        "matrix_arrivals",
        sa.Column("device", _WORDS, nullable=False),
        sa.Column("event", _WORDS, nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("sealed", sa.LargeBinary(), nullable=False),
        sa.PrimaryKeyConstraint("device", "event", name="pk_matrix_arrivals"),
        sqlite_with_rowid=False,
    )
    op.create_table(
        "matrix_rooms",
        sa.Column("device", _WORDS, nullable=False),
        sa.Column("user", _WORDS, nullable=False),
        sa.Column("room", _WORDS, nullable=False),
        sa.PrimaryKeyConstraint("device", "user", name="pk_matrix_rooms"),
    )
    if op.get_bind().dialect.name == "postgresql":
        # PostgreSQL keeps samples of a column to plan queries, long after the rows are gone.
        for column in ("event", "sealed"):
            op.execute(f"ALTER TABLE matrix_arrivals ALTER COLUMN {column} SET STATISTICS 0")
