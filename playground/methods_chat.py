"""Chats and their members, pins and the bot's reactions."""

from aiogram.methods import (
    GetChat,
    GetChatAdministrators,
    GetChatMember,
    GetChatMemberCount,
    LeaveChat,
    PinChatMessage,
    SetMessageReaction,
    UnpinAllChatMessages,
    UnpinChatMessage,
)

from playground import acts, members, places
from playground.emoji import REACTIONS
from playground.errors import bad
from playground.registry import answers
from playground.world import ADMINS, PRESENT, Chat, Json, Stored, World

GIFTS = ("unlimited_gifts", "limited_gifts", "unique_gifts", "premium_subscription", "gifts_from_channels")


@answers(GetChat)
def get_chat(world: World, method: GetChat) -> Json:
    """ChatFullInfo."""
    chat = places.find_chat(world, method.chat_id)
    if not chat.private:
        places.present(world, chat)
    info: Json = {**chat.json, "accent_color_id": abs(chat.id) % 7, "max_reaction_count": 11}
    info["accepted_gift_types"] = dict.fromkeys(GIFTS, False)
    pinned = [chat.messages[message_id] for message_id in chat.pinned if message_id in chat.messages]
    if pinned:
        info["pinned_message"] = places.without_reply(pinned[-1].json)
    return info


@answers(GetChatMember)
def get_chat_member(world: World, method: GetChatMember) -> Json:
    """Somebody's status; "left" for a person who was never there."""
    chat = places.find_chat(world, method.chat_id)
    if not chat.private:
        places.present(world, chat)
    user = members.user_of(world, method.user_id)
    if user is None:
        raise bad("PARTICIPANT_ID_INVALID" if chat.json["type"] == "supergroup" else "user not found")
    return members.as_json(user, chat.members.get(method.user_id, "left"))


@answers(GetChatAdministrators)
def get_chat_administrators(world: World, method: GetChatAdministrators) -> list[Json]:
    """The administrators, without other bots."""
    chat = places.find_chat(world, method.chat_id)
    if chat.private:
        raise bad("there are no administrators in the private chat")
    places.present(world, chat)
    found = ((members.user_of(world, u), status) for u, status in chat.members.items() if status in ADMINS)
    return [members.as_json(user, status) for user, status in found if user is not None]


@answers(GetChatMemberCount)
def get_chat_member_count(world: World, method: GetChatMemberCount) -> int:
    """How many are in the chat, the bot included."""
    chat = places.find_chat(world, method.chat_id)
    return sum(status in PRESENT for status in chat.members.values())


@answers(LeaveChat)
def leave_chat(world: World, method: LeaveChat) -> bool:
    """The bot goes."""
    chat = places.open_chat(world, method.chat_id)
    if chat.private:
        raise bad("chat member status can't be changed in private chats")
    members.set_status(world, chat, world.bot, world.bot, "left")
    return True


def _pinnable(world: World, chat_id: int | str) -> Chat:
    chat = places.open_chat(world, chat_id)
    if not chat.private:
        places.administered(world, chat, "manage pinned messages in the chat")
    return chat


@answers(PinChatMessage)
def pin_chat_message(world: World, method: PinChatMessage) -> bool:
    """Pin a message; a service message tells of it."""
    chat = _pinnable(world, method.chat_id)
    stored = places.find_message(chat, method.message_id, "pin")
    if method.message_id in chat.pinned:
        raise bad("CHAT_NOT_MODIFIED")
    chat.pinned.append(method.message_id)
    thread: Json = {key: stored.json[key] for key in ("message_thread_id", "is_topic_message") if key in stored.json}
    service: Json = {"pinned_message": places.without_reply(stored.json), **thread}
    world.post(chat, world.bot, service, silent=bool(method.disable_notification))
    world.chat_changed(chat)
    return True


@answers(UnpinChatMessage)
def unpin_chat_message(world: World, method: UnpinChatMessage) -> bool:
    """Unpin a message, the latest without an id."""
    chat = _pinnable(world, method.chat_id)
    message_id = method.message_id if method.message_id is not None else (chat.pinned or [0])[-1]
    if message_id not in chat.pinned:
        raise bad("message to unpin not found")
    chat.pinned.remove(message_id)
    world.chat_changed(chat)
    return True


@answers(UnpinAllChatMessages)
def unpin_all_chat_messages(world: World, method: UnpinAllChatMessages) -> bool:
    """Unpin everything."""
    chat = _pinnable(world, method.chat_id)
    chat.pinned.clear()
    world.chat_changed(chat)
    return True


@answers(SetMessageReaction)
def set_message_reaction(world: World, method: SetMessageReaction) -> bool:
    """At most one of Telegram's own emoji; none takes it back."""
    chat = places.open_chat(world, method.chat_id)
    stored: Stored = places.find_message(chat, method.message_id, "react")
    reactions = method.reaction or []
    if len(reactions) > 1:
        raise bad("REACTIONS_TOO_MANY")
    if not reactions:
        stored.reactions.pop(world.bot_id, None)
    else:
        emoji = getattr(reactions[0], "emoji", None)
        if emoji not in REACTIONS:
            raise bad("REACTION_INVALID")
        stored.reactions[world.bot_id] = str(emoji)
    acts.show_reactions(world, chat, stored)
    return True
