"""Edits and deletions of messages."""

from typing import Any

from aiogram.methods import (
    DeleteMessage,
    DeleteMessages,
    EditMessageCaption,
    EditMessageMedia,
    EditMessageReplyMarkup,
    EditMessageText,
)

from playground import entities, keyboards, media, places
from playground.errors import bad
from playground.params import given
from playground.registry import answers
from playground.world import ADMINS, Chat, Json, Stored, World

NOT_MODIFIED = (
    "message is not modified: specified new message content and reply markup are exactly the same "
    "as a current content and reply markup of the message"
)
DELETABLE_FOR = 48 * 3600  # seconds
TEXT_FIELDS = ("text", "entities")
CAPTION_FIELDS = ("caption", "caption_entities")


def _own(world: World, method: Any) -> tuple[Chat, Stored]:
    """The bot's own message that a call edits."""
    if method.chat_id is None:
        raise bad("chat_id is empty")
    if method.message_id is None:
        raise bad("message identifier is not specified")
    chat = places.open_chat(world, method.chat_id)
    stored = places.find_message(chat, method.message_id, "edit")
    if stored.json["from"]["id"] != world.bot_id or "forum_topic_created" in stored.json:
        raise bad("message can't be edited")
    return chat, stored


def _replace(world: World, chat: Chat, stored: Stored, names: tuple[str, ...], content: Json, markup: Any) -> Json:
    """Put new content and the new inline keyboard in; an edit that changes nothing is an error."""
    content, keyboard = world.with_mentions(content), keyboards.checked(markup, chat)
    if keyboard is not None and "inline_keyboard" not in keyboard:
        raise bad("inline keyboard expected")
    kept = {key: value for key, value in stored.json.items() if key not in (*names, "reply_markup")}
    fresh = {**kept, **content} if keyboard is None else {**kept, **content, "reply_markup": keyboard}
    if fresh == stored.json:
        raise bad(NOT_MODIFIED)
    stored.json = {**fresh, "edit_date": world.now()}
    stored.edited = stored.edited or bool(names)
    world.changed(chat, stored)
    return stored.json


@answers(EditMessageText)
def edit_message_text(world: World, method: EditMessageText) -> Json:
    """A new text for a text message."""
    chat, stored = _own(world, method)
    if method.text is None:
        raise bad("message text is empty")
    content = entities.checked_text(method.text, given(method.parse_mode), method.entities)
    if "text" not in stored.json:
        raise bad("there is no text in the message to edit")
    return _replace(world, chat, stored, TEXT_FIELDS, content, method.reply_markup)


@answers(EditMessageCaption)
def edit_message_caption(world: World, method: EditMessageCaption) -> Json:
    """A new caption, or none, for a message with a file."""
    chat, stored = _own(world, method)
    content = entities.checked_caption(method.caption, given(method.parse_mode), method.caption_entities)
    if not media.captioned(stored.json):
        raise bad("there is no caption in the message to edit")
    return _replace(world, chat, stored, CAPTION_FIELDS, content, method.reply_markup)


@answers(EditMessageReplyMarkup)
def edit_message_reply_markup(world: World, method: EditMessageReplyMarkup) -> Json:
    """Another inline keyboard, or none."""
    chat, stored = _own(world, method)
    return _replace(world, chat, stored, (), {}, method.reply_markup)


@answers(EditMessageMedia)
def edit_message_media(world: World, method: EditMessageMedia) -> Json:
    """Another file with another caption."""
    chat, stored = _own(world, method)
    names = media.present(stored.json)
    if not names and "text" not in stored.json:
        raise bad("message can't be edited")
    if "media_group_id" in stored.json and method.media.type not in ("photo", "video") and "photo" in names:
        raise bad("type of file mismatch")
    content = media.of_input(world, method.media)
    return _replace(world, chat, stored, (*names, *TEXT_FIELDS, *CAPTION_FIELDS), content, method.reply_markup)


def _deletable(world: World, chat: Chat, stored: Stored) -> bool:
    """Own messages for 48 hours, a client's in a private chat too, in a group those of others as administrator."""
    admin = not chat.private and world.bot_status(chat) in ADMINS
    own = stored.json["from"]["id"] == world.bot_id
    fresh = world.now() - stored.json["date"] < DELETABLE_FOR
    return admin or (fresh and (own or chat.private))


@answers(DeleteMessage)
def delete_message(world: World, method: DeleteMessage) -> bool:
    """Take one message away for everybody."""
    chat = places.open_chat(world, method.chat_id)
    if not _deletable(world, chat, places.find_message(chat, method.message_id, "delete")):
        raise bad("message can't be deleted for everyone")
    world.remove(chat, method.message_id)
    return True


@answers(DeleteMessages)
def delete_messages(world: World, method: DeleteMessages) -> bool:
    """Take up to 100 messages away; those that are not there, or not deletable, are passed over."""
    chat = places.open_chat(world, method.chat_id)
    if not method.message_ids:
        raise bad("message identifiers are not specified")
    if len(method.message_ids) > 100:
        raise bad("too many message identifiers specified")
    for message_id in method.message_ids:
        stored = chat.messages.get(message_id)
        if stored is not None and _deletable(world, chat, stored):
            world.remove(chat, message_id)
    return True
