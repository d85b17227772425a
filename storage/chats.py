"""Where chats are now, after groups became supergroups."""

from sqlalchemy import bindparam, delete, select, update
from sqlalchemy.dialects.postgresql import insert  # its ON CONFLICT is compiled by the SQLite dialect too

from storage.tables import LIVE, chats, holds, outbox, prompts, tickets
from storage.tables_mailing_prompts import mailing_prompts
from storage.tables_mailings import mailings
from storage.unit import Unit

_CURRENT = select(chats.c.new_id).where(chats.c.old_id == bindparam("old"))
_FORWARD = update(chats).where(chats.c.new_id == bindparam("old")).values(new_id=bindparam("new"))
_NEW = insert(chats)
_REMEMBER = _NEW.on_conflict_do_update(index_elements=[chats.c.old_id], set_={"new_id": _NEW.excluded.new_id})
_OUTBOX = update(outbox).where(outbox.c.chat_id == bindparam("old"), LIVE).values(chat_id=bindparam("new"))
_CARDS = (
    update(tickets)
    .where(tickets.c.card_chat_id == bindparam("old"), tickets.c.card_id.is_not(None))
    .values(card_chat_id=None, card_id=None)
)
_PROMPTS = delete(prompts).where(prompts.c.chat_id == bindparam("old"))
_MAILING_PROMPTS = delete(mailing_prompts).where(mailing_prompts.c.chat_id == bindparam("old"))
_MAILINGS = (
    update(mailings).where(mailings.c.chat_id == bindparam("old")).values(chat_id=bindparam("new"), message_id=None)
)
_HOLDS = delete(holds).where(holds.c.chat_id == bindparam("old"))


class SqlChats:
    """`desk.ports.Chats`."""

    __slots__ = ("_unit",)

    def __init__(self, unit: Unit) -> None:
        self._unit = unit

    def current(self, chat_id: int) -> int:
        """The id a chat has now."""
        known = self._unit.chats
        if chat_id not in known:
            found: int | None = self._unit.execute(_CURRENT, {"old": chat_id}).scalar()
            known[chat_id] = chat_id if found is None else found
        return known[chat_id]

    def migrate(self, old: int, new: int) -> None:
        """What waits goes to the new chat; what names a message of the old one is forgotten.

        A supergroup numbers its messages anew, so an old card's number may be another ticket's card there: tickets lose
        their card (the next change posts it again), prompts go (the button is pressed again), sent rows stay.
        """
        self._unit.chats.clear()
        self._unit.tickets.clear()
        execute = self._unit.execute
        execute(_FORWARD, {"old": old, "new": new})
        execute(_REMEMBER, {"old_id": old, "new_id": new})
        execute(_OUTBOX, {"old": old, "new": new})
        execute(_CARDS, {"old": old})
        execute(_PROMPTS, {"old": old})
        execute(_MAILING_PROMPTS, {"old": old})
        execute(_MAILINGS, {"old": old, "new": new})
        execute(_HOLDS, {"old": old})
        self._unit.woke = True
