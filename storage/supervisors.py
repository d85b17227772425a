"""The admins of the engineers' group as Telegram named them last."""

from collections.abc import Sequence

from sqlalchemy import delete, insert, select

from desk.model import Supervisor
from storage.tables import supervisors
from storage.unit import Unit

_ALL = select(supervisors).order_by(supervisors.c.id)
_ADD = insert(supervisors)
_CLEAR = delete(supervisors)


class SqlSupervisors:
    """`desk.ports_order.Supervisors`."""

    __slots__ = ("_unit",)

    def __init__(self, unit: Unit) -> None:
        self._unit = unit

    def replace(self, admins: Sequence[Supervisor]) -> None:
        """These and nobody else."""
        if list(admins) == list(self.all()):
            return
        self._unit.connection.execute(_CLEAR)
        if admins:
            self._unit.connection.execute(_ADD, [{"id": one.id, "name": one.name} for one in admins])

    def all(self) -> Sequence[Supervisor]:
        """By their ids."""
        return [Supervisor(row.id, row.name) for row in self._unit.connection.execute(_ALL)]
