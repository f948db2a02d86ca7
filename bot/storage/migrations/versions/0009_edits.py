"""Which admin changed which field lately."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0009"
down_revision = "0008"

_WORDS = sa.Text().with_variant(sa.Text(collation="C"), "postgresql")


def upgrade() -> None:
    """Make the table."""
    op.create_table(
        "edits",
        sa.Column("field", _WORDS, nullable=False),
        sa.Column("person", _WORDS, nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("field", "person", name="pk_edits"),
        sqlite_with_rowid=False,
    )
