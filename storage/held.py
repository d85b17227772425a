"""Open tickets that somebody has."""

from collections.abc import Sequence

from sqlalchemy import bindparam, func, select

from desk.model import Colleague
from storage.tables import HELD, tickets
from storage.unit import Unit

_OF = select(tickets.c.id).where(HELD, tickets.c.assignee_id == bindparam("engineer")).order_by(tickets.c.id)
_HOLDERS = (
    select(tickets.c.assignee_id, func.max(tickets.c.assignee_name).label("name"))
    .where(HELD)
    .group_by(tickets.c.assignee_id)
    .order_by(tickets.c.assignee_id)
)


class SqlHeld:
    """`desk.ports_order.Held`."""

    __slots__ = ("_unit",)

    def __init__(self, unit: Unit) -> None:
        self._unit = unit

    def of(self, engineer_id: int) -> Sequence[int]:
        """The numbers of theirs, the oldest first."""
        return list(self._unit.execute(_OF, {"engineer": engineer_id}).scalars())

    def holders(self) -> Sequence[Colleague]:
        """Everybody who has one, with a name they took it under."""
        return [Colleague(row.assignee_id, row.name) for row in self._unit.execute(_HOLDERS)]
