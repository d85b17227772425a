"""The messages about tickets, as the desk needs them of storage."""

from collections.abc import Sequence
from datetime import datetime
from typing import Protocol

from desk.messages import Content, Copy, Message, Said
from desk.model import Actor


class Messages(Protocol):
    """Messages about tickets, and where their copies are."""

    def add(
        self, said: Said, author: Actor, *, ticket_id: int | None, entry_id: int | None, reply_to: int | None
    ) -> Message | None:
        """Insert. None: the message of this place is there already."""

    def get(self, message_id: int) -> Message | None:
        """By our own id."""

    def at(self, chat_id: int, message_id: int) -> Message | None:
        """The message that was written there, or whose copy was sent there."""

    def ticket_at(self, chat_id: int, message_id: int) -> int | None:
        """The ticket that any message of a chat is about: written there, passed on to there, its card, or news."""

    def written_at(self, chat_id: int, message_id: int) -> Message | None:
        """The message that was written there."""

    def of_album(self, chat_id: int, album: str) -> Sequence[Message]:
        """The parts that have come, in the order in which they were written."""

    def of_ticket(self, ticket_id: int) -> Sequence[Message]:
        """The oldest first."""

    def file(self, message_id: int, ticket_id: int, entry_id: int) -> bool:
        """A waiting message belongs to this ticket. False: it waits no more."""

    def drop(self, message_id: int) -> None:
        """Forget a waiting message."""

    def change(self, message_id: int, content: Content, at: datetime) -> None:
        """It was edited."""

    def sent(self, chat_id: int, pairs: Sequence[tuple[int, int]]) -> None:
        """Copies went out to a chat: (our message, Telegram's) pairs."""

    def copies(self, message_id: int, chat_id: int) -> Sequence[Copy]:
        """Where a message is in a chat, in the order of sending."""

    def forget_waiting(self, before: datetime) -> int:
        """Forget what waits for a place since before then; how many."""
