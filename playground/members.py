"""Membership: the ChatMember objects of the Bot API, and what everybody hears when somebody's status changes."""

from functools import lru_cache
from typing import Any

from aiogram.types import ChatMemberAdministrator, ChatMemberRestricted

from playground.world import ADMINS, PRESENT, Chat, Json, World

STATUSES = ("creator", "administrator", "member", "restricted", "left", "kicked")


@lru_cache(maxsize=2)
def _rights(model: type[Any]) -> dict[str, bool]:
    """Every right that the model requires, granted."""
    return {
        name: True for name, field in model.model_fields.items() if field.is_required() and field.annotation is bool
    }


def as_json(user: Json, status: str) -> Json:
    """The ChatMember object for a status."""
    base: Json = {"status": status, "user": user}
    if status == "creator":
        return {**base, "is_anonymous": False}
    if status == "administrator":
        more = {"can_manage_topics": True, "can_pin_messages": True}  # optional: Telegram names them in supergroups
        return {**base, **_rights(ChatMemberAdministrator), **more, "is_anonymous": False}
    if status == "restricted":
        return {**base, **_rights(ChatMemberRestricted), "until_date": 0}
    if status == "kicked":
        return {**base, "until_date": 0}
    return base


def user_of(world: World, user_id: int) -> Json | None:
    """The User object of a person or of the bot."""
    if user_id == world.bot_id:
        return world.bot
    person = world.people.get(user_id)
    return person.user if person else None


def tell_bot(world: World, chat: Chat, actor: Json, user: Json, change: tuple[str, str]) -> None:
    """my_chat_member for the bot's own status; chat_member for others where the bot is an administrator."""
    old, new = change
    kind = "my_chat_member" if user["id"] == world.bot_id else "chat_member"
    if kind == "chat_member" and world.bot_status(chat) not in ADMINS:
        return
    update = {
        "chat": chat.json,
        "from": actor,
        "date": world.now(),
        "old_chat_member": as_json(user, old),
        "new_chat_member": as_json(user, new),
    }
    world.updates.push(kind, update)


def set_status(world: World, chat: Chat, actor: Json, user: Json, status: str) -> None:
    """Join, leave, promote: the status, the updates and the service message of a group."""
    old = chat.members.get(user["id"], "left")
    if old == status:
        return
    chat.members[user["id"]] = status
    tell_bot(world, chat, actor, user, (old, status))
    if not chat.private and (old in PRESENT) != (status in PRESENT):
        joined = status in PRESENT
        content: Json = {"new_chat_members": [user]} if joined else {"left_chat_member": user}
        stored = world.post(chat, actor, content)
        if world.bot_status(chat) in PRESENT:
            world.updates.push("message", dict(stored.json))
    world.chat_changed(chat)
    person = world.people.get(user["id"])
    if person is not None:
        world.person_changed(person)
