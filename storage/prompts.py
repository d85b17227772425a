"""Messages in the group that wait for an engineer's reply."""

from typing import Any

from sqlalchemy import Row, bindparam, delete, select
from sqlalchemy.dialects.postgresql import insert  # its ON CONFLICT is compiled by the SQLite dialect too

from desk.model import EngineerPrompt
from storage.tables import prompts
from storage.unit import Unit

_NEW = insert(prompts)
_ADD = _NEW.on_conflict_do_update(
    index_elements=[prompts.c.chat_id, prompts.c.message_id],
    set_={name: _NEW.excluded[name] for name in ("ticket_id", "engineer_id", "action", "data")},
)
_THIS = (prompts.c.chat_id == bindparam("chat"), prompts.c.message_id == bindparam("message"))
_GET = select(prompts).where(*_THIS)
_TAKE = delete(prompts).where(*_THIS).returning(*prompts.c)


def _from_row(row: Row[Any] | None) -> EngineerPrompt | None:
    if row is None:
        return None
    return EngineerPrompt(row.chat_id, row.message_id, row.ticket_id, row.engineer_id, row.action, row.data)


class SqlPrompts:
    """`desk.ports.Prompts`."""

    __slots__ = ("_unit",)

    def __init__(self, unit: Unit) -> None:
        self._unit = unit

    def add(self, prompt: EngineerPrompt) -> None:
        """Insert, or replace the one of the same message."""
        row = {
            "chat_id": prompt.chat_id,
            "message_id": prompt.message_id,
            "ticket_id": prompt.ticket_id,
            "engineer_id": prompt.engineer_id,
            "action": prompt.action,
            "data": prompt.data,
        }
        self._unit.execute(_ADD, row)

    def take(self, chat_id: int, message_id: int) -> EngineerPrompt | None:
        """The prompt, deleted: of two who take it one gets it."""
        return _from_row(self._unit.execute(_TAKE, {"chat": chat_id, "message": message_id}).first())

    def get(self, chat_id: int, message_id: int) -> EngineerPrompt | None:
        """The prompt, left in place."""
        return _from_row(self._unit.execute(_GET, {"chat": chat_id, "message": message_id}).first())
