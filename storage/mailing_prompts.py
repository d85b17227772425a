"""Messages in the group that wait for a supervisor's words for a mailing."""

from dataclasses import asdict
from typing import Any

from sqlalchemy import Row, bindparam, delete, select
from sqlalchemy.dialects.postgresql import insert  # its ON CONFLICT is compiled by the SQLite dialect too

from desk.ports_mailing_prompts import MailingPrompt
from storage.tables_mailing_prompts import mailing_prompts
from storage.unit import Unit

_NEW = insert(mailing_prompts)
_ADD = _NEW.on_conflict_do_update(
    index_elements=[mailing_prompts.c.chat_id, mailing_prompts.c.message_id],
    set_={column.name: _NEW.excluded[column.name] for column in mailing_prompts.c if not column.primary_key},
)
_THIS = (mailing_prompts.c.chat_id == bindparam("chat"), mailing_prompts.c.message_id == bindparam("message"))
_GET = select(mailing_prompts).where(*_THIS)
_TAKE = delete(mailing_prompts).where(*_THIS).returning(*mailing_prompts.c)
_FORGET = delete(mailing_prompts).where(mailing_prompts.c.mailing_id == bindparam("mailing"))


def _from_row(row: Row[Any] | None) -> MailingPrompt | None:
    if row is None:
        return None
    return MailingPrompt(
        row.chat_id, row.message_id, row.mailing_id, row.engineer_id, row.asked, row.language, row.wizard_id
    )


class SqlMailingPrompts:
    """`desk.ports_mailing_prompts.MailingPrompts`."""

    __slots__ = ("_unit",)

    def __init__(self, unit: Unit) -> None:
        self._unit = unit

    def add(self, prompt: MailingPrompt) -> None:
        """Insert, or replace the one of the same message."""
        self._unit.execute(_ADD, asdict(prompt))

    def get(self, chat_id: int, message_id: int) -> MailingPrompt | None:
        """The prompt, left in place."""
        return _from_row(self._unit.execute(_GET, {"chat": chat_id, "message": message_id}).first())

    def take(self, chat_id: int, message_id: int) -> MailingPrompt | None:
        """The prompt, deleted: of two who take it one gets it."""
        return _from_row(self._unit.execute(_TAKE, {"chat": chat_id, "message": message_id}).first())

    def forget(self, mailing_id: int) -> None:
        """Nothing waits for this mailing any more."""
        self._unit.execute(_FORGET, {"mailing": mailing_id})
