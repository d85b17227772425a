"""Keyboards under messages and under the input: what Telegram takes, and who gets to see which."""

import re
from typing import Any

from aiogram.types import (
    ForceReply,
    InlineKeyboardButton,
    InlineKeyboardMarkup,
    KeyboardButton,
    ReplyKeyboardMarkup,
    ReplyKeyboardRemove,
)

from playground.errors import bad
from playground.world import Chat, Json, Stored, World, words

Markup = InlineKeyboardMarkup | ReplyKeyboardMarkup | ReplyKeyboardRemove | ForceReply
BUTTONS_LIMIT = 100  # in one keyboard
PLACEHOLDER_LIMIT = 64
DATA_LIMIT = 64  # bytes of callback data
ACTIONS = tuple(
    name for name in InlineKeyboardButton.model_fields if name not in ("text", "style", "icon_custom_emoji_id")
)
URL = re.compile(
    r"(?:https?://|tg://|mailto:|tel:)?[^\s.]+\.[^\s]+|tg://\S+|mailto:\S+|tel:\S+|https?://\S+", re.IGNORECASE
)


def checked(markup: Markup | None, chat: Chat) -> Json | None:
    """The keyboard as JSON, None for none. Raises ApiError for what Telegram refuses."""
    if markup is None or not markup.model_fields_set:
        return None
    _check_placeholder(getattr(markup, "input_field_placeholder", None))
    if isinstance(markup, InlineKeyboardMarkup):
        buttons = [button for row in markup.inline_keyboard for button in row]
        for button in buttons:
            _check_inline(button)
    elif isinstance(markup, ReplyKeyboardMarkup):
        keys = [key for row in markup.keyboard for key in row]
        if not keys:
            raise bad("reply keyboard is empty")
        for key in keys:
            _check_key(key, chat)
        _check_count(len(keys))
        return markup.model_dump(mode="json", exclude_none=True)
    else:
        return markup.model_dump(mode="json", exclude_none=True)
    _check_count(len(buttons))
    rows = [row for row in markup.model_dump(mode="json", exclude_none=True)["inline_keyboard"] if row]
    return {"inline_keyboard": rows} if rows else None


def _check_placeholder(text: str | None) -> None:
    if text is not None and not 1 <= len(text) <= PLACEHOLDER_LIMIT:
        raise bad(f"input field placeholder must have 1 to {PLACEHOLDER_LIMIT} characters")


def _check_count(buttons: int) -> None:
    if buttons > BUTTONS_LIMIT:
        raise bad("reply markup is too long")


def _check_inline(button: InlineKeyboardButton) -> None:
    if not button.text.strip():
        raise bad("can't parse inline keyboard button: Text must be non-empty")
    actions = [name for name in ACTIONS if getattr(button, name) is not None]
    if not actions:
        raise bad("can't parse inline keyboard button: Text buttons are unallowed in the inline keyboard")
    if len(actions) > 1:
        raise bad(
            f"can't parse inline keyboard button: exactly one of its fields is expected, found {', '.join(actions)}"
        )
    if button.callback_data is not None and not 1 <= len(button.callback_data.encode()) <= DATA_LIMIT:
        raise bad("BUTTON_DATA_INVALID")
    if button.url is not None and not URL.fullmatch(button.url):
        raise bad(f"inline keyboard button URL '{button.url}' is invalid: Wrong HTTP URL")
    if button.copy_text is not None and not 1 <= len(button.copy_text.text) <= 256:
        raise bad("BUTTON_COPY_TEXT_INVALID")


def _check_key(key: KeyboardButton, chat: Chat) -> None:
    if not key.text.strip():
        raise bad("can't parse keyboard button: Text must be non-empty")
    if key.request_contact and not chat.private:
        raise bad("phone number can be requested in private chats only")
    if key.request_location and not chat.private:
        raise bad("location can be requested in private chats only")


def show(world: World, chat: Chat, markup: Json, message: Stored) -> None:
    """Put a reply keyboard, its removal or a forced reply on the screens it is meant for."""
    shown = None if "remove_keyboard" in markup else markup
    for user_id in _readers(world, chat, message.json, selective=bool(markup.get("selective"))):
        chat.keyboards[user_id] = shown
        world.events.emit("keyboard", chat_id=chat.id, user_id=user_id, reply_markup=shown)


def _readers(world: World, chat: Chat, message: Json, *, selective: bool) -> list[int]:
    people = [user_id for user_id in chat.members if user_id in world.people]
    if chat.private or not selective:
        return people
    wanted = {message.get("reply_to_message", {}).get("from", {}).get("id")}
    text, marked = words(message)
    wanted |= {e["user"]["id"] for e in marked if e["type"] == "text_mention"}
    names = {name.lower() for name in re.findall(r"@(\w+)", text)}
    return [u for u in people if u in wanted or world.people[u].user.get("username", "").lower() in names]


def has_button(message: Json, data: str) -> bool:
    """Whether the message really has a button with this callback data."""
    rows: list[list[Any]] = message.get("reply_markup", {}).get("inline_keyboard", [])
    return any(button.get("callback_data") == data for row in rows for button in row)
