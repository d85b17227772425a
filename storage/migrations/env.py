"""Alembic runs this for every command; the connection comes from storage/migrate.py, and so does the transaction."""

from alembic import context

from storage.search_index import NAMES
from storage.tables import metadata


def _compared(name: str | None, _kind: str, _parents: object) -> bool:
    """Everything but the full-text index, which Alembic cannot describe (tests/storage/test_migrations.py does)."""
    return not (name or "").startswith(NAMES)


context.configure(
    connection=context.config.attributes["connection"],
    target_metadata=metadata,
    include_name=_compared,
    render_as_batch=True,  # SQLite changes a table by making it anew
    transactional_ddl=True,
)
with context.begin_transaction():
    context.run_migrations()
