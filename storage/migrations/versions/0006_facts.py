"""What the desk does about itself; cards are refreshed in every status, so the index of one status has no reader."""

import sqlalchemy as sa
from alembic import op

revision = "0006"
down_revision = "0005"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Up."""
    op.drop_index("ix_tickets_unreacted", "tickets")
    op.create_table(
        "facts",
        sa.Column("name", sa.String(40), nullable=False),
        sa.Column("value", sa.Text(), nullable=False),
        sa.Column("reached", sa.BigInteger(), nullable=False),
        sa.Column("done", sa.Boolean(), nullable=False),
        sa.PrimaryKeyConstraint("name", name=op.f("pk_facts")),
    )


def downgrade() -> None:
    """Down."""
    op.drop_table("facts")
    where = sa.text("status = 'created'")
    op.create_index("ix_tickets_unreacted", "tickets", ["queue_at", "id"], sqlite_where=where, postgresql_where=where)
