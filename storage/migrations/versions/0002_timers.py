"""Timers."""

import sqlalchemy as sa
from alembic import op

revision = "0002"
down_revision = "0001"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Up."""
    op.create_table(
        "timers",
        sa.Column("owner", sa.String(40), nullable=False),
        sa.Column("subject", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("kind", sa.String(40), nullable=False),
        sa.Column("cycle", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("step", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("due_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("state", sa.String(20), nullable=False),
        sa.PrimaryKeyConstraint("owner", "subject", "kind", "cycle", "step", name=op.f("pk_timers")),
        sa.CheckConstraint("state IN ('pending', 'fired', 'passed_over')", name=op.f("ck_timers_state")),
    )
    where = sa.text("state = 'pending'")
    op.create_index("ix_timers_due", "timers", ["due_at"], sqlite_where=where, postgresql_where=where)


def downgrade() -> None:
    """Down."""
    op.drop_table("timers")
