"""How far each unit has come in the questions that invite people to share."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0012"
down_revision = "0011"

_WORDS = sa.Text().with_variant(sa.Text(collation="C"), "postgresql")


def upgrade() -> None:
    """Make the table."""
    op.create_table(
        "prompt_turns",
        sa.Column("unit", _WORDS, nullable=False),
        sa.Column("document", _WORDS, nullable=False),
        sa.PrimaryKeyConstraint("unit", name="pk_prompt_turns"),
    )
