"""The topics of the engineers' group, as storage fulfils it: which group has them, and which is a ticket's."""

from dataclasses import dataclass, field
from datetime import datetime
from typing import Protocol


@dataclass(frozen=True, slots=True)
class Topic:
    """A ticket's topic in a group: `thread_id` is Telegram's `message_thread_id`; its name and whether it is closed."""

    ticket_id: int
    chat_id: int
    thread_id: int
    name: str
    closed: bool = False


@dataclass(frozen=True, slots=True)
class Forum:
    """A group with topics. `refused_at`: since when Telegram lets the bot make none, and the engineers were told."""

    chat_id: int
    refused_at: datetime | None = field(default=None)


class Topics(Protocol):
    """Groups with topics, and the topics of tickets there."""

    def forum(self, chat_id: int) -> Forum | None:
        """None: the group has no topics."""

    def save_forum(self, forum: Forum) -> None:
        """Insert or replace."""

    def forget_forum(self, chat_id: int) -> None:
        """The group has no topics any more; the tickets' are remembered, for they may come back."""

    def of(self, ticket_id: int, chat_id: int) -> Topic | None:
        """The ticket's topic in this group."""

    def save(self, topic: Topic) -> None:
        """Insert or replace: a ticket has one topic, wherever it is."""
