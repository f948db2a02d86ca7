"""The mark that tells whether the database is older than its keys."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0004"
down_revision = "0003"

_WORDS = sa.Text().with_variant(sa.Text(collation="C"), "postgresql")


def upgrade() -> None:
    """Make the table."""
    op.create_table(
        "continuity",
        sa.Column("mark", _WORDS, nullable=False),
        sa.PrimaryKeyConstraint("mark", name="pk_continuity"),
    )
