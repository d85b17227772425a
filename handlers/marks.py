"""How Telegram marks parts of a text, as the desk keeps it.

Left out is what must not or cannot be sent anew: a mention by id (it would call somebody on the other side, or show
their account), custom emoji (bots may not send them; the plain emoji is in the text), what Telegram finds by itself.
"""

import re
from collections.abc import Sequence

from aiogram.enums import MessageEntityType
from aiogram.types import MessageEntity

from desk.marks import Mark, Marks, Style

_STYLES = {
    MessageEntityType.BOLD: Style.BOLD,
    MessageEntityType.ITALIC: Style.ITALIC,
    MessageEntityType.UNDERLINE: Style.UNDERLINE,
    MessageEntityType.STRIKETHROUGH: Style.STRIKETHROUGH,
    MessageEntityType.SPOILER: Style.SPOILER,
    MessageEntityType.CODE: Style.CODE,
    MessageEntityType.PRE: Style.BLOCK,
    MessageEntityType.BLOCKQUOTE: Style.QUOTE,
    MessageEntityType.EXPANDABLE_BLOCKQUOTE: Style.QUOTE,
    MessageEntityType.TEXT_LINK: Style.LINK,
}
_ADDRESS = re.compile(r"(https?|ftp|mailto|tel):", re.IGNORECASE)
"""Addresses inside Telegram (`tg:`) are none: one of them mentions people."""


def marks_of(entities: Sequence[MessageEntity] | None) -> Marks:
    """In the order of the text."""
    found = [mark for entity in entities or () if (mark := _mark(entity)) is not None]
    return tuple(sorted(found, key=lambda mark: (mark.offset, -mark.length)))


def _mark(entity: MessageEntity) -> Mark | None:
    style = _STYLES.get(MessageEntityType(entity.type)) if entity.type in set(MessageEntityType) else None
    if style is None or entity.length <= 0 or entity.offset < 0:
        return None
    value = ""
    if style is Style.LINK:
        value = entity.url or ""
        if not _ADDRESS.match(value):
            return None
    elif style is Style.BLOCK:
        value = entity.language or ""
    return Mark(style, entity.offset, entity.length, value)
