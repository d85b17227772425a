"""The rules of the Bot API that every call in a test is held to: teremok's, and those it leaves out."""

import html
import re
from collections.abc import Iterator
from typing import Any

from aiogram import Bot
from aiogram.methods import SendMediaGroup, SendMessage, SendPhoto, TelegramMethod
from aiogram.types import InlineKeyboardMarkup, ReplyKeyboardMarkup
from teremok.validation import ApiRuleViolation, validate_method

_ALBUM = range(2, 11)


def _utf16(text: str) -> int:
    return len(text.encode("utf-16-le")) // 2


def _shown(markup: str) -> str:
    return html.unescape(re.sub(r"<[^>]*>", "", markup))


def _too_long_only_by_tags(method: TelegramMethod[Any], description: str) -> bool:
    """teremok counts before parsing; Telegram counts after it."""
    text = getattr(method, "text", None) or getattr(method, "caption", None) or ""
    limit = 1024 if "caption" in description else 4096
    return "too long" in description and getattr(method, "parse_mode", "") is not None and _utf16(_shown(text)) <= limit


def _album(method: SendMediaGroup) -> Iterator[str]:
    if len(method.media) not in _ALBUM:
        yield "Bad Request: an album has 2 to 10 items"
    kinds = {str(item.type.value) for item in method.media}
    if len(kinds - {"video"}) > 1:
        yield "Bad Request: documents cannot be mixed with other media"
    if "animation" in kinds:
        yield "Bad Request: an album has no animations"


def _buttons(method: TelegramMethod[Any]) -> Iterator[str]:
    match getattr(method, "reply_markup", None):
        case InlineKeyboardMarkup(inline_keyboard=rows):
            labels = [button.text for row in rows for button in row]
            if any(len(row) > 8 for row in rows) or len(labels) > 100:
                yield "Bad Request: reply markup is too long"
        case ReplyKeyboardMarkup(keyboard=keys):
            labels = [key.text for row in keys for key in row]
        case _:
            labels = []
    if not all(label.strip() for label in labels):
        yield "Bad Request: text buttons are allowed only with a text"


def broken_rule(bot: Bot, method: TelegramMethod[Any]) -> str | None:
    """Telegram's description of what is wrong with the call, None when nothing is."""
    if isinstance(method, SendMessage) and not _shown(method.text).strip():
        return "Bad Request: message text is empty"
    if isinstance(method, SendMediaGroup):
        for item in method.media:
            single = SendPhoto(chat_id=method.chat_id, photo="x", caption=item.caption, parse_mode=item.parse_mode)
            if broken := broken_rule(bot, single):
                return broken
        if broken := next(_album(method), None):
            return broken
    try:
        validate_method(bot, method)
    except ApiRuleViolation as violation:
        if not _too_long_only_by_tags(method, violation.description):
            return violation.description
    return next(_buttons(method), None)
