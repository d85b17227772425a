"""Where a call goes: the chat, the topic and the message it names, and whether the bot may write there."""

from typing import Any

from playground.errors import ApiError, bad, forbidden
from playground.world import ADMINS, PRESENT, Chat, Json, Stored, World, words

UPGRADED = "group chat was upgraded to a supergroup chat"


def find_chat(world: World, chat_id: int | str) -> Chat:
    """The chat by its id or @username. Raises "chat not found", or the upgrade with the new id."""
    chat = world.chats.get(chat_id) if isinstance(chat_id, int) else _by_username(world, chat_id)
    if chat is None:
        raise bad("chat not found" if chat_id != "" else "chat_id is empty")
    if chat.migrated_to is not None:
        raise bad(UPGRADED, migrate_to_chat_id=chat.migrated_to)
    return chat


def _by_username(world: World, name: str) -> Chat | None:
    """Public groups only: a bot cannot address a person by name."""
    wanted = name.removeprefix("@").lower()
    found = (c for c in world.chats.values() if not c.private and c.json.get("username", "").lower() == wanted)
    return next(found, None) if name.startswith("@") else None


def open_chat(world: World, chat_id: int | str) -> Chat:
    """The chat, where the bot may write. Raises the 403 that says why not."""
    chat = find_chat(world, chat_id)
    if chat.private:
        _check_person(world, chat.id)
    else:
        present(world, chat)
    return chat


def _check_person(world: World, user_id: int) -> None:
    person = world.people[user_id]
    if person.deleted:
        raise forbidden("user is deactivated")
    if person.blocked:
        raise forbidden("bot was blocked by the user")
    if not person.started:
        raise forbidden("bot can't initiate conversation with a user")


def present(world: World, chat: Chat) -> str:
    """The bot's status in a group that it is in. Raises the 403 of one that it left or was thrown out of."""
    status = world.bot_status(chat)
    if status not in PRESENT:
        how = "bot was kicked from" if status == "kicked" else "bot is not a member of"
        raise forbidden(f"{how} the {chat.json['type']} chat")
    return status


def administered(world: World, chat: Chat, act: str) -> None:
    """Raises unless the bot is an administrator there; `act` is what it wanted, as Telegram names it."""
    if present(world, chat) not in ADMINS:
        raise bad(f"not enough rights to {act}")


def find_thread(world: World, chat: Chat, thread_id: int | None) -> int | None:
    """The topic a message goes to, None for General or a chat without topics. Raises as Telegram does."""
    if thread_id is None or thread_id == 0:
        return None
    topic = chat.topics.get(thread_id) if chat.forum else None
    if topic is None:
        if world.trouble.reroute_topics:
            return None
        raise bad("message thread not found")
    if topic.closed and world.bot_status(chat) not in ADMINS:
        raise bad("TOPIC_CLOSED")
    return thread_id


def find_message(chat: Chat, message_id: int | None, act: str) -> Stored:
    """A message of the chat; `act` completes Telegram's "message to … not found"."""
    stored = chat.messages.get(message_id) if message_id is not None else None
    if stored is None:
        raise bad(f"message to {act} not found")
    return stored


def replied(chat: Chat, method: Any) -> Stored | None:
    """The message that a call replies to. Raises "message to be replied not found", unless that is allowed."""
    parameters = getattr(method, "reply_parameters", None)
    message_id = parameters.message_id if parameters else getattr(method, "reply_to_message_id", None)
    if not message_id:
        return None
    if parameters and parameters.chat_id not in (None, chat.id):
        raise bad("the playground does not know replies to other chats")
    stored = chat.messages.get(message_id)
    lenient = parameters.allow_sending_without_reply if parameters else method.allow_sending_without_reply
    if stored is None:
        if lenient is True:
            return None
        raise bad("message to be replied not found")
    quote = parameters.quote if parameters else None
    if quote and quote not in words(stored.json)[0]:
        raise bad("QUOTE_TEXT_INVALID")
    return stored


def without_reply(json: Json) -> Json:
    """A message inside another one: Telegram shows only one level of replies."""
    return {key: value for key, value in json.items() if key != "reply_to_message"}


def thread_fields(chat: Chat, thread_id: int | None, reply: Stored | None) -> Json:
    """The topic and the reply of a message; in a topic Telegram makes its first message the reply of every other."""
    fields: Json = {}
    if thread_id is not None:
        fields = {"message_thread_id": thread_id, "is_topic_message": True}
        reply = reply or chat.messages.get(thread_id)
    if reply is not None:
        fields["reply_to_message"] = without_reply(reply.json)
    return fields


def not_found() -> ApiError:
    """What Telegram answers to a method it does not have."""
    return ApiError(404, "Not Found: method not found")
