"""Groups with topics, and the topic of each ticket there."""

from dataclasses import asdict

from sqlalchemy import bindparam, delete, select
from sqlalchemy.dialects.postgresql import insert  # its ON CONFLICT is compiled by the SQLite dialect too

from desk.ports_topics import Forum, Topic
from storage.tables import forums, topics
from storage.unit import Unit

_FORUM = select(forums).where(forums.c.chat_id == bindparam("of"))
_NEW_FORUM = insert(forums)
_SAVE_FORUM = _NEW_FORUM.on_conflict_do_update(
    index_elements=[forums.c.chat_id], set_={"refused_at": _NEW_FORUM.excluded.refused_at}
)
_FORGET_FORUM = delete(forums).where(forums.c.chat_id == bindparam("of"))
_OF = select(topics).where(topics.c.ticket_id == bindparam("of"), topics.c.chat_id == bindparam("chat"))
_NEW = insert(topics)
_SAVE = _NEW.on_conflict_do_update(
    index_elements=[topics.c.ticket_id],
    set_={name: _NEW.excluded[name] for name in ("chat_id", "thread_id", "name", "closed")},
)


class SqlTopics:
    """`desk.ports_topics.Topics`."""

    __slots__ = ("_unit",)

    def __init__(self, unit: Unit) -> None:
        self._unit = unit

    def forum(self, chat_id: int) -> Forum | None:
        """None: the group has no topics."""
        row = self._unit.execute(_FORUM, {"of": chat_id}).first()
        return None if row is None else Forum(row.chat_id, row.refused_at)

    def save_forum(self, forum: Forum) -> None:
        """Insert or replace."""
        self._unit.execute(_SAVE_FORUM, asdict(forum))

    def forget_forum(self, chat_id: int) -> None:
        """The group has no topics any more."""
        self._unit.execute(_FORGET_FORUM, {"of": chat_id})

    def of(self, ticket_id: int, chat_id: int) -> Topic | None:
        """The ticket's topic in this group."""
        row = self._unit.execute(_OF, {"of": ticket_id, "chat": chat_id}).first()
        return None if row is None else Topic(row.ticket_id, row.chat_id, row.thread_id, row.name, row.closed)

    def save(self, topic: Topic) -> None:
        """Insert or replace: a ticket has one topic."""
        self._unit.execute(_SAVE, asdict(topic))
