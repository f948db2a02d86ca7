"""Who changed what in a department, and when."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0005"
down_revision = "0004"

_WORDS = sa.Text().with_variant(sa.Text(collation="C"), "postgresql")


def upgrade() -> None:
    """Make the table."""
    op.create_table(
        "journal",
        sa.Column("department", _WORDS, nullable=False),
        sa.Column("number", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("person", _WORDS, nullable=False),
        sa.Column("action", _WORDS, nullable=False),
        sa.Column("seal", _WORDS, nullable=False),
        sa.PrimaryKeyConstraint("department", "number", name="pk_journal"),
    )
