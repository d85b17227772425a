"""Those who ever did something to a ticket."""

from collections.abc import Sequence
from typing import Any

from sqlalchemy import Row, bindparam, select
from sqlalchemy.dialects.postgresql import insert  # its ON CONFLICT is compiled by the SQLite dialect too

from desk.model import Actor, Role
from storage.tables import engineers
from storage.unit import Unit

_NEW = insert(engineers)
_ACTED = _NEW.on_conflict_do_update(
    index_elements=[engineers.c.id], set_={name: _NEW.excluded[name] for name in ("name", "acted_at")}
)
_KNOWN = select(engineers).order_by(engineers.c.acted_at.desc()).limit(bindparam("limit"))
_GET = select(engineers).where(engineers.c.id == bindparam("of"))


def _from_row(row: Row[Any]) -> Actor:
    return Actor(Role.ENGINEER, row.id, row.name)


class SqlEngineers:
    """`desk.ports_tools.Engineers`."""

    __slots__ = ("_unit",)

    def __init__(self, unit: Unit) -> None:
        self._unit = unit

    def acted(self, engineer: Actor) -> None:
        """They did something now, under this name."""
        self._unit.execute(_ACTED, {"id": engineer.id, "name": engineer.name, "acted_at": self._unit.now})

    def known(self, limit: int) -> Sequence[Actor]:
        """Who acted last first."""
        return [_from_row(row) for row in self._unit.execute(_KNOWN, {"limit": limit})]

    def get(self, engineer_id: int) -> Actor | None:
        """None: never did anything."""
        row = self._unit.execute(_GET, {"of": engineer_id}).first()
        return None if row is None else _from_row(row)
