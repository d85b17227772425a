"""Who hears when the bot cannot work, and which chats are closed to it."""

from collections.abc import Sequence

from sqlalchemy import bindparam, delete, select
from sqlalchemy.dialects.postgresql import insert  # its ON CONFLICT is compiled by the SQLite dialect too

from desk.model import Colleague
from storage.tables import closed_chats, supervisors
from storage.unit import Unit

_ALL = select(supervisors).order_by(supervisors.c.id)
_ADD = insert(supervisors)
_CLEAR = delete(supervisors)
_SHUT = insert(closed_chats).on_conflict_do_nothing().returning(closed_chats.c.chat_id)
_REOPENED = delete(closed_chats).where(closed_chats.c.chat_id == bindparam("chat"))


class SqlSupervisors:
    """`desk.ports_order.Supervisors`."""

    __slots__ = ("_unit",)

    def __init__(self, unit: Unit) -> None:
        self._unit = unit

    def replace(self, admins: Sequence[Colleague]) -> None:
        """These and nobody else."""
        if list(admins) == list(self.all()):
            return
        self._unit.execute(_CLEAR)
        if admins:
            self._unit.execute(_ADD, [{"id": one.id, "name": one.name} for one in admins])

    def all(self) -> Sequence[Colleague]:
        """By their ids."""
        return [Colleague(row.id, row.name) for row in self._unit.execute(_ALL)]

    def shut(self, chat_id: int) -> bool:
        """False: that was known."""
        row = {"chat_id": chat_id, "since": self._unit.now}
        return self._unit.execute(_SHUT, row).first() is not None

    def reopened(self, chat_id: int) -> bool:
        """False: that was known."""
        return self._unit.execute(_REOPENED, {"chat": chat_id}).rowcount == 1
