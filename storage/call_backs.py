"""The calls that clients asked for."""

from collections.abc import Sequence
from dataclasses import asdict, replace
from typing import Any

from sqlalchemy import bindparam, insert, or_, select, update

from desk.model import CallBackState, CallBackTask
from storage.tables import call_backs
from storage.unit import Unit

_INSERT = insert(call_backs).returning(call_backs.c.id)
_GET = select(call_backs).where(call_backs.c.id == bindparam("of"))
_LOCK = _GET.with_for_update()
_OF_PERSON = select(call_backs).where(call_backs.c.person_id == bindparam("of")).order_by(call_backs.c.id)
_WAITING = (
    select(call_backs)
    .where(
        call_backs.c.person_id == bindparam("of"),
        or_(call_backs.c.state == CallBackState.WAITING, call_backs.c.again_at.is_not(None)),
    )
    .order_by(call_backs.c.id.desc())
    .limit(1)
)
_FIELDS = tuple(column.name for column in call_backs.c if column.name != "id")
_SAVE = update(call_backs).where(call_backs.c.id == bindparam("of")).values({name: bindparam(name) for name in _FIELDS})


class SqlCallBacks:
    """`desk.ports_service.CallBacks`."""

    __slots__ = ("_unit",)

    def __init__(self, unit: Unit) -> None:
        self._unit = unit

    def add(self, task: CallBackTask) -> CallBackTask:
        """Insert; with its id."""
        number: int = self._unit.execute(_INSERT, _to_row(task)).scalar_one()
        return replace(task, id=number)

    def get(self, task_id: int) -> CallBackTask | None:
        """By number."""
        return self._one(_GET, task_id)

    def lock(self, task_id: int) -> CallBackTask | None:
        """`get`, and hold the row until the unit ends."""
        return self._one(_LOCK if self._unit.writable else _GET, task_id)

    def save(self, task: CallBackTask) -> None:
        """Write every field. RuntimeError: there is none with this id."""
        if self._unit.execute(_SAVE, _to_row(task) | {"of": task.id}).rowcount != 1:
            raise RuntimeError(f"no call-back {task.id}")

    def waiting(self, person_id: int) -> CallBackTask | None:
        """The person's newest that is still to be made."""
        return self._one(_WAITING, person_id)

    def of_person(self, person_id: int) -> Sequence[CallBackTask]:
        """All of them, the oldest first."""
        rows = self._unit.execute(_OF_PERSON, {"of": person_id})
        return [CallBackTask(**row._asdict()) for row in rows]

    def _one(self, statement: Any, of: int) -> CallBackTask | None:
        row = self._unit.execute(statement, {"of": of}).first()
        return None if row is None else CallBackTask(**row._asdict())


def _to_row(task: CallBackTask) -> dict[str, Any]:
    return {name: value for name, value in asdict(task).items() if name != "id"}
