"""What people write about tickets, as values: each message as what it is, and where its copies are.

Frozen; instants aware and in UTC. How messages find their ticket and the other side is desk/conversation.py's matter.
"""

from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum
from typing import Any

from desk.marks import Marks, spelled_out
from desk.model import Actor


class Kind(StrEnum):
    """The kinds of messages that are passed on, each as what it is."""

    TEXT = "text"
    PHOTO = "photo"
    DOCUMENT = "document"
    ANIMATION = "animation"
    AUDIO = "audio"
    VOICE = "voice"
    VIDEO = "video"
    VIDEO_NOTE = "video_note"
    STICKER = "sticker"
    LOCATION = "location"
    CONTACT = "contact"


CAPTIONED = frozenset({Kind.PHOTO, Kind.DOCUMENT, Kind.ANIMATION, Kind.AUDIO, Kind.VOICE, Kind.VIDEO})
"""Kinds of files that come with a text."""


@dataclass(frozen=True, slots=True)
class Content:
    """`text` is the text or the caption, `marks` how parts of it look.

    `data` by kind: files {"file_id", "unique_id", "name"?};
    LOCATION {"latitude", "longitude"}; CONTACT {"phone_number", "first_name", "last_name"?}; TEXT {}.
    """

    kind: Kind
    text: str = ""
    data: dict[str, Any] = field(default_factory=dict)
    marks: Marks = ()

    @property
    def words(self) -> str:
        """The text for where nothing is bold and no words are links: histories, the form, exports."""
        return spelled_out(self.text, self.marks)

    @property
    def file(self) -> str:
        """Telegram's lasting name of the file; empty: there is none."""
        return str(self.data.get("unique_id", ""))


@dataclass(frozen=True, slots=True)
class Said:
    """A message as Telegram brings it: what, where (`message_id` in `chat_id`), of which album, in reply to what."""

    content: Content
    chat_id: int
    message_id: int | None = None
    album: str | None = None
    replied_id: int | None = None


@dataclass(frozen=True, slots=True)
class Message:
    """A message about a ticket; `ticket_id` and `entry_id` are None while its author is asked which ticket.

    `chat_id` and `message_id` are where it was written. The parts of an album share `album` and one history entry.
    `reply_to` is the message that it replies to, on whichever side.
    """

    id: int
    ticket_id: int | None
    entry_id: int | None
    author: Actor
    at: datetime
    content: Content
    chat_id: int
    message_id: int | None = None
    album: str | None = None
    reply_to: int | None = None
    edited_at: datetime | None = None


@dataclass(frozen=True, slots=True)
class Copy:
    """A message as it was sent to the other side: the bot's message `sent_id` in `chat_id`."""

    message_id: int
    chat_id: int
    sent_id: int
