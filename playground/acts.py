"""What people do in a chat: write, edit, press, react. Each act is shown to everybody and told to the bot."""

import secrets
import zlib
from typing import Any

from aiogram.types import MessageEntity
from pydantic import TypeAdapter, ValidationError

from playground import entities, places
from playground.emoji import REACTIONS
from playground.errors import ApiError, PeopleError
from playground.keyboards import DATA_LIMIT
from playground.world import ADMINS, ANONYMOUS_ADMIN, PRESENT, Chat, Json, Person, Press, Stored, World, words


def person_of(world: World, user_id: Any) -> Person:
    """The acting person. Raises PeopleError."""
    person = world.people.get(user_id) if isinstance(user_id, int) else None
    if person is None:
        raise PeopleError("there is no such person", 404)
    if person.deleted:
        raise PeopleError("this account is deleted")
    return person


def chat_of(world: World, person: Person, chat_id: Any) -> Chat:
    """A chat that the person is in. Raises PeopleError."""
    chat = world.chats.get(chat_id) if isinstance(chat_id, int) else None
    if chat is None or (chat.private and chat.id != person.id):
        raise PeopleError("there is no such chat", 404)
    if chat.migrated_to is not None:
        raise PeopleError("this group became a supergroup")
    if chat.members.get(person.id) not in PRESENT:
        raise PeopleError("this person is not in the group")
    return chat


def message_of(chat: Chat, message_id: Any) -> Stored:
    """A message of the chat. Raises PeopleError."""
    stored = chat.messages.get(message_id) if isinstance(message_id, int) else None
    if stored is None:
        raise PeopleError("there is no such message", 404)
    return stored


def visible_to_bot(world: World, chat: Chat, message: Json) -> bool:
    """Group privacy: an administrator sees everything, else commands, mentions and replies to the bot."""
    status = world.bot_status(chat)
    if chat.private or status in ADMINS:
        return True
    if status not in PRESENT:
        return False
    reply = message.get("reply_to_message", {})
    if reply.get("from", {}).get("id") == world.bot_id:
        return True
    text, marked = words(message)
    name = f"@{world.bot['username']}".lower()
    if name in text.lower():
        return True
    commands = [e for e in marked if e["type"] == "bot_command"]
    return any("@" not in text[e["offset"] : e["offset"] + e["length"]] for e in commands)


def _check_topic(chat: Chat, person: Person, thread_id: Any) -> int | None:
    if thread_id is None:
        return None
    topic = chat.topics.get(thread_id) if isinstance(thread_id, int) else None
    if topic is None:
        raise PeopleError("there is no such topic", 404)
    if topic.closed and chat.members[person.id] not in ADMINS:
        raise PeopleError("this topic is closed")
    return int(thread_id)


def sender_fields(chat: Chat, person: Person, body: Json) -> tuple[Json, Json]:
    """Who a message comes from, as the bot sees it: the person, or their group for an anonymous administrator."""
    if not body.get("as_anonymous_admin"):
        return person.user, {}
    if chat.private or chat.members[person.id] not in ADMINS:
        raise PeopleError("only administrators of a group can be anonymous")
    return ANONYMOUS_ADMIN, {"sender_chat": chat.json}


def write(world: World, body: Json, content: Json) -> Stored:
    """Put a person's message with this content into the chat that `body` names. Raises PeopleError."""
    person = person_of(world, body.get("from"))
    chat = chat_of(world, person, body.get("chat_id"))
    if chat.private and person.blocked:
        raise PeopleError("you blocked this bot; unblock it to write")
    reply = None if body.get("reply_to") is None else message_of(chat, body["reply_to"])
    thread_id = _check_topic(chat, person, body.get("message_thread_id"))
    if thread_id is None and reply is not None and chat.forum:
        thread_id = reply.json.get("message_thread_id")
    sender, extra = sender_fields(chat, person, body)
    if chat.private:
        person.started = True
    fields = {**extra, **places.thread_fields(chat, thread_id, reply), **content}
    stored = world.post(chat, sender, fields)
    _clear_forced_reply(world, chat, person)
    if visible_to_bot(world, chat, stored.json):
        world.updates.push("message", dict(stored.json))
    return stored


def _clear_forced_reply(world: World, chat: Chat, person: Person) -> None:
    keyboard = chat.keyboards.get(person.id)
    if keyboard is not None and "force_reply" in keyboard:
        chat.keyboards[person.id] = None
        world.events.emit("keyboard", chat_id=chat.id, user_id=person.id, reply_markup=None)


def text_content(text: Any, marked: Any = None, *, caption: bool = False) -> Json:
    """What a person typed, as `marked` says it looks (Telegram's entities), with what Telegram finds in it.

    Raises PeopleError for an empty or too long one.
    """
    if not isinstance(text, str):
        raise PeopleError("the text is missing")
    try:
        given = TypeAdapter(list[MessageEntity]).validate_python(marked or [])
    except ValidationError:
        raise PeopleError("entities are a list of Telegram's MessageEntity") from None
    try:
        return entities.checked_caption(text, None, given) if caption else entities.checked_text(text, None, given)
    except ApiError as error:
        raise PeopleError(error.description.removeprefix("Bad Request: ")) from None


def forward_origin(world: World, source: Any) -> Json:
    """Where a forwarded text comes from: a person by id, or only a name for somebody who hides. Raises PeopleError."""
    if source is None:
        return {}
    if isinstance(source, str):
        return {"forward_origin": {"type": "hidden_user", "date": world.now(), "sender_user_name": source}}
    return {"forward_origin": {"type": "user", "date": world.now(), "sender_user": person_of(world, source).user}}


def edit(world: World, body: Json) -> Stored:
    """A person changes their own text or caption."""
    person = person_of(world, body.get("from"))
    chat = chat_of(world, person, body.get("chat_id"))
    stored = message_of(chat, body.get("message_id"))
    if stored.json["from"]["id"] != person.id:
        raise PeopleError("only own messages can be edited")
    caption = "text" not in stored.json
    content = text_content(body.get("text"), body.get("entities"), caption=caption)
    kept = {k: v for k, v in stored.json.items() if k not in ("text", "entities", "caption", "caption_entities")}
    stored.json = {**kept, **content, "edit_date": world.now()}
    stored.edited = True
    world.changed(chat, stored)
    if visible_to_bot(world, chat, stored.json):
        world.updates.push("edited_message", dict(stored.json))
    return stored


def press(world: World, body: Json) -> str:
    """A person presses a button; what a modified client sends (other data) goes through as on Telegram."""
    person = person_of(world, body.get("from"))
    chat = chat_of(world, person, body.get("chat_id"))
    data, message_id = body.get("data"), body.get("message_id")
    if not isinstance(data, str) or not 1 <= len(data.encode()) <= DATA_LIMIT:
        raise PeopleError(f"callback data has 1 to {DATA_LIMIT} bytes")
    if not isinstance(message_id, int) or not 0 < message_id <= chat.last_id:
        raise PeopleError("there is no such message", 404)
    stored = chat.messages.get(message_id)
    gone = {"chat": chat.json, "message_id": message_id, "date": 0}  # InaccessibleMessage
    query_id = str(secrets.randbits(62))
    world.add_press(query_id, Press(person.id, chat.id, world.clock.real()))
    query = {
        "id": query_id,
        "from": person.user,
        "message": dict(stored.json) if stored else gone,
        "chat_instance": str(zlib.crc32(f"{world.token}{chat.id}".encode())),
        "data": data,
    }
    world.updates.push("callback_query", query)
    world.on_change()
    return query_id


def react(world: World, body: Json) -> Stored:
    """A person puts a reaction on a message, another one, or none."""
    person = person_of(world, body.get("from"))
    chat = chat_of(world, person, body.get("chat_id"))
    stored = message_of(chat, body.get("message_id"))
    emoji = str(body.get("emoji") or "").replace("\ufe0f", "")  # Telegram keeps them without the variation selector
    if emoji and emoji not in REACTIONS:
        raise PeopleError("Telegram has no such reaction")
    old = stored.reactions.pop(person.id, None)
    if emoji:
        stored.reactions[person.id] = emoji
    show_reactions(world, chat, stored)
    if (old or "") != emoji and (chat.private or world.bot_status(chat) in ADMINS):
        update = {
            "chat": chat.json,
            "message_id": stored.json["message_id"],
            "user": person.user,
            "date": world.now(),
            "old_reaction": [{"type": "emoji", "emoji": old}] if old else [],
            "new_reaction": [{"type": "emoji", "emoji": emoji}] if emoji else [],
        }
        world.updates.push("message_reaction", update)
    return stored


def show_reactions(world: World, chat: Chat, stored: Stored) -> None:
    """Show the reactions of a message to everybody."""
    shown = stored.shown()
    world.events.emit("reaction", chat_id=chat.id, message_id=shown["message_id"], reactions=shown["reactions"])
    world.on_change()
