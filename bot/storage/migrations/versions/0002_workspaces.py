"""Tokens of workspaces and people, states of consent, and workspaces that removed Lien."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0002"
down_revision = "0001"

_WORDS = sa.Text().with_variant(sa.Text(collation="C"), "postgresql")
_INSTANT = sa.DateTime(timezone=True)


def upgrade() -> None:
    """Make the tables; PostgreSQL keeps no samples of what is sealed."""
    op.create_table(
        "grants",
        *(sa.Column(name, _WORDS, nullable=False) for name in ("chat", "workspace", "user")),
        sa.Column("sealed", sa.LargeBinary(), nullable=False),
        sa.Column("renewing_until", _INSTANT, nullable=True),
        sa.PrimaryKeyConstraint("chat", "workspace", "user", name="pk_grants"),
    )
    op.create_table(
        "consent_states",
        sa.Column("digest", sa.LargeBinary(), nullable=False),
        sa.Column("purpose", _WORDS, nullable=False),
        sa.Column("good_until", _INSTANT, nullable=False),
        sa.PrimaryKeyConstraint("digest", name="pk_consent_states"),
    )
    op.create_table(
        "departures",
        *(sa.Column(name, _WORDS, nullable=False) for name in ("chat", "workspace")),
        sa.Column("erase_at", _INSTANT, nullable=False),
        sa.PrimaryKeyConstraint("chat", "workspace", name="pk_departures"),
    )
    if op.get_bind().dialect.name == "postgresql":
        for table, column in (("grants", "sealed"), ("consent_states", "purpose")):
            op.execute(f"ALTER TABLE {table} ALTER COLUMN {column} SET STATISTICS 0")
