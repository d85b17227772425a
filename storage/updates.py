"""Marks of processed updates."""

from datetime import datetime

from sqlalchemy import bindparam, delete
from sqlalchemy.dialects.postgresql import insert  # its ON CONFLICT is compiled by the SQLite dialect too

from storage.tables import updates
from storage.unit import Unit

_MARK = insert(updates).on_conflict_do_nothing().returning(updates.c.id)
_PURGE = delete(updates).where(updates.c.at < bindparam("before"))


class SqlUpdates:
    """`desk.ports.Updates`."""

    __slots__ = ("_unit",)

    def __init__(self, unit: Unit) -> None:
        self._unit = unit

    def mark(self, update_id: int) -> bool:
        """False: it was marked before. Two processes that mark one update wait for each other (PostgreSQL)."""
        row = {"id": update_id, "at": self._unit.now}
        return self._unit.execute(_MARK, row).scalar_one_or_none() is not None

    def purge(self, before: datetime) -> int:
        """Forget marks older than `before`; how many."""
        return self._unit.execute(_PURGE, {"before": before}).rowcount
