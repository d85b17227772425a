"""A message of Telegram as what the desk keeps of it."""

from typing import Any

from aiogram.types import Message

from desk.messages import Content, Kind, Said
from handlers.marks import marks_of


def content_of(message: Message) -> Content | None:
    """What it is. None: a kind that bots cannot pass on (a poll, a game, a story, …)."""
    text, marks = message.text or message.caption or "", marks_of(message.entities or message.caption_entities)
    if message.text is not None:
        return Content(Kind.TEXT, text, marks=marks)
    if message.photo:
        largest = max(message.photo, key=lambda size: (size.width * size.height, size.file_size or 0))
        return Content(Kind.PHOTO, text, _file(largest), marks)
    if message.animation:  # comes with a document as well
        return Content(Kind.ANIMATION, text, _file(message.animation), marks)
    for kind, file in (
        (Kind.DOCUMENT, message.document),
        (Kind.AUDIO, message.audio),
        (Kind.VOICE, message.voice),
        (Kind.VIDEO, message.video),
        (Kind.VIDEO_NOTE, message.video_note),
        (Kind.STICKER, message.sticker),
    ):
        if file is not None:
            return Content(kind, text, _file(file), marks)
    return _placed(message)


def _placed(message: Message) -> Content | None:
    if message.location is not None:
        place = {"latitude": message.location.latitude, "longitude": message.location.longitude}
        venue = message.venue
        return Content(Kind.LOCATION, f"{venue.title}, {venue.address}" if venue else "", place)
    if message.contact is not None:
        contact = message.contact
        data = {"phone_number": contact.phone_number, "first_name": contact.first_name}
        return Content(Kind.CONTACT, "", data | ({"last_name": contact.last_name} if contact.last_name else {}))
    return None


def said(message: Message) -> Said | None:
    """A message with its place, its album and what it replies to. None: see `content_of`."""
    content = content_of(message)
    if content is None:
        return None
    return Said(content, message.chat.id, message.message_id, message.media_group_id, replied_id(message))


def replied_id(message: Message) -> int | None:
    """The message of this chat that it replies to; the head of a topic, and what stands in another chat, are none."""
    replied = message.reply_to_message
    if replied is None or replied.forum_topic_created is not None or replied.chat.id != message.chat.id:
        return None
    return replied.message_id


def _file(file: Any) -> dict[str, Any]:
    data = {"file_id": file.file_id, "unique_id": file.file_unique_id, "size": file.file_size}
    name = getattr(file, "file_name", None)
    return data | ({"name": name} if name else {})
