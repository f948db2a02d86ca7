"""How many wrong codes a department's people typed in an hour, and nobody beside them."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0013"
down_revision = "0012"

_WORDS = sa.Text().with_variant(sa.Text(collation="C"), "postgresql")


def upgrade() -> None:
    """Make the table."""
    op.create_table(
        "missed_codes",
        sa.Column("department", _WORDS, nullable=False),
        sa.Column("hour", _WORDS, nullable=False),
        sa.Column("count", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("department", "hour", name="pk_missed_codes"),
        sqlite_with_rowid=False,
    )
