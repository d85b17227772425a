"""Messages about tickets and their copies (desk/ports_messages.py says what holds)."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import Row, bindparam, case, delete, func, select, union_all, update
from sqlalchemy.dialects.postgresql import insert  # its ON CONFLICT is compiled by the SQLite dialect too

from desk.marks import Mark, Style
from desk.messages import Content, Copy, Message, Said
from desk.model import Actor
from storage.tables import HAS_CARD, KNOWN_MESSAGE, OF_ALBUM, WAITS, copies, messages, outbox, tickets
from storage.unit import Unit

_ADD = insert(messages).on_conflict_do_nothing().returning(messages.c.id)
_GET = select(messages).where(messages.c.id == bindparam("of"))
_WRITTEN = select(messages).where(messages.c.chat_id == bindparam("chat"), messages.c.sent_id == bindparam("sent"))
_HERE = union_all(
    select(messages.c.id).where(messages.c.chat_id == bindparam("chat"), messages.c.sent_id == bindparam("sent")),
    select(copies.c.message_id).where(copies.c.chat_id == bindparam("chat"), copies.c.sent_id == bindparam("sent")),
)
_AT = select(messages).where(messages.c.id.in_(_HERE))
_BY_MESSAGE = select(messages.c.ticket_id).where(messages.c.id.in_(_HERE))
_BY_CARD = (
    select(tickets.c.id)
    .where(tickets.c.card_chat_id == bindparam("chat"), tickets.c.card_id == bindparam("sent"), HAS_CARD)
    .order_by(tickets.c.id.desc())
    .limit(1)
)
_BY_NEWS = (
    select(outbox.c.ticket_id)
    .where(outbox.c.chat_id == bindparam("chat"), outbox.c.message_id == bindparam("sent"), KNOWN_MESSAGE)
    .order_by(outbox.c.id.desc())
    .limit(1)
)
_TICKET_AT = select(
    case(
        (_BY_MESSAGE.exists(), _BY_MESSAGE.scalar_subquery()),
        else_=func.coalesce(_BY_CARD.scalar_subquery(), _BY_NEWS.scalar_subquery()),
    ).label("ticket_id")
)
_OF_ALBUM = (
    select(messages)
    .where(messages.c.chat_id == bindparam("chat"), messages.c.album == bindparam("of_album"), OF_ALBUM)
    .order_by(messages.c.sent_id)
)
_OF_TICKET = select(messages).where(messages.c.ticket_id == bindparam("of")).order_by(messages.c.id)
_FILE = (
    update(messages)
    .where(messages.c.id == bindparam("of"), WAITS)
    .values(ticket_id=bindparam("ticket"), entry_id=bindparam("entry"))
)
_DROP = delete(messages).where(messages.c.id == bindparam("of"), WAITS)
_CHANGE = (
    update(messages)
    .where(messages.c.id == bindparam("of"))
    .values(
        kind=bindparam("new_kind"), text=bindparam("new_text"), data=bindparam("new_data"), edited_at=bindparam("when")
    )
)
_SENT = insert(copies).on_conflict_do_nothing()
_COPIES = (
    select(copies)
    .where(copies.c.message_id == bindparam("of"), copies.c.chat_id == bindparam("chat"))
    .order_by(copies.c.sent_id)
)
_FORGET = delete(messages).where(messages.c.at < bindparam("before"), WAITS)


def _from_row(row: Row[Any] | None) -> Message | None:
    return None if row is None else _message(row)


def _packed(content: Content) -> dict[str, Any]:
    """What the column `data` holds: the content's data, and its marks where it has any."""
    marks = [[mark.style.value, mark.offset, mark.length, mark.value] for mark in content.marks]
    return {**content.data, "marks": marks} if marks else content.data


def _content(row: Row[Any]) -> Content:
    data = dict(row.data)
    marks = tuple(Mark(Style(style), offset, length, value) for style, offset, length, value in data.pop("marks", ()))
    return Content(row.kind, row.text, data, marks)


def _message(row: Row[Any]) -> Message:
    return Message(
        id=row.id,
        ticket_id=row.ticket_id,
        entry_id=row.entry_id,
        author=Actor(row.role, row.author_id, row.author_name),
        at=row.at,
        content=_content(row),
        chat_id=row.chat_id,
        message_id=row.sent_id,
        album=row.album,
        reply_to=row.reply_to,
        edited_at=row.edited_at,
    )


class SqlMessages:
    """`desk.ports_messages.Messages`."""

    __slots__ = ("_unit",)

    def __init__(self, unit: Unit) -> None:
        self._unit = unit

    def add(
        self, said: Said, author: Actor, *, ticket_id: int | None, entry_id: int | None, reply_to: int | None
    ) -> Message | None:
        """None: the message of this place is there already."""
        row = {
            "ticket_id": ticket_id,
            "entry_id": entry_id,
            "role": author.role,
            "author_id": author.id,
            "author_name": author.name,
            "at": self._unit.now,
            "kind": said.content.kind,
            "text": said.content.text,
            "data": _packed(said.content),
            "chat_id": said.chat_id,
            "sent_id": said.message_id,
            "album": said.album,
            "reply_to": reply_to,
        }
        new_id = self._unit.execute(_ADD, row).scalar_one_or_none()
        if new_id is None:
            return None
        return Message(
            new_id, ticket_id, entry_id, author, self._unit.now, said.content, said.chat_id, said.message_id,
            said.album, reply_to,
        )  # fmt: skip

    def get(self, message_id: int) -> Message | None:
        """By our own id."""
        return _from_row(self._unit.execute(_GET, {"of": message_id}).first())

    def at(self, chat_id: int, message_id: int) -> Message | None:
        """The message that was written there, or whose copy was sent there."""
        return _from_row(self._unit.execute(_AT, {"chat": chat_id, "sent": message_id}).first())

    def ticket_at(self, chat_id: int, message_id: int) -> int | None:
        """The ticket that it is about; a message that waits for its place is about none."""
        found: int | None = self._unit.execute(_TICKET_AT, {"chat": chat_id, "sent": message_id}).scalar()
        return found

    def written_at(self, chat_id: int, message_id: int) -> Message | None:
        """The message that was written there."""
        return _from_row(self._unit.execute(_WRITTEN, {"chat": chat_id, "sent": message_id}).first())

    def of_album(self, chat_id: int, album: str) -> Sequence[Message]:
        """In the order in which they were written."""
        return [_message(row) for row in self._unit.execute(_OF_ALBUM, {"chat": chat_id, "of_album": album})]

    def of_ticket(self, ticket_id: int) -> Sequence[Message]:
        """The oldest first."""
        return [_message(row) for row in self._unit.execute(_OF_TICKET, {"of": ticket_id})]

    def file(self, message_id: int, ticket_id: int, entry_id: int) -> bool:
        """False: it waits no more."""
        place = {"of": message_id, "ticket": ticket_id, "entry": entry_id}
        return self._unit.execute(_FILE, place).rowcount == 1

    def drop(self, message_id: int) -> None:
        """Forget a waiting message."""
        self._unit.execute(_DROP, {"of": message_id})

    def change(self, message_id: int, content: Content, at: datetime) -> None:
        """It was edited."""
        new = {
            "of": message_id,
            "new_kind": content.kind,
            "new_text": content.text,
            "new_data": _packed(content),
            "when": at,
        }
        self._unit.execute(_CHANGE, new)

    def sent(self, chat_id: int, pairs: Sequence[tuple[int, int]]) -> None:
        """Copies went out to a chat: (our message, Telegram's) pairs."""
        for message_id, sent_id in pairs:
            self._unit.execute(_SENT, {"message_id": message_id, "chat_id": chat_id, "sent_id": sent_id})

    def copies(self, message_id: int, chat_id: int) -> Sequence[Copy]:
        """In the order of sending."""
        rows = self._unit.execute(_COPIES, {"of": message_id, "chat": chat_id})
        return [Copy(row.message_id, row.chat_id, row.sent_id) for row in rows]

    def forget_waiting(self, before: datetime) -> int:
        """Forget what waits for a place since before then; how many."""
        return self._unit.execute(_FORGET, {"before": before}).rowcount
