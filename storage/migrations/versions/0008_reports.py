"""What brings a ticket into a period of a report, by its time; calls by when they were asked for."""

import sqlalchemy as sa
from alembic import op

revision = "0008"
down_revision = "0007"
branch_labels = None
depends_on = None

MARKED = "kind IN ('opened', 'closed', 'refused', 'reopened', 'not_solved', 'rated')"


def upgrade() -> None:
    """Up."""
    where = sa.text(MARKED)
    op.create_index("ix_history_marks", "history", ["at", "id"], sqlite_where=where, postgresql_where=where)
    op.create_index("ix_call_backs_asked", "call_backs", ["asked_at"])


def downgrade() -> None:
    """Down."""
    op.drop_index("ix_call_backs_asked", table_name="call_backs")
    op.drop_index("ix_history_marks", table_name="history")
