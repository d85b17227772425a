"""copyMessage(s) and forwardMessage(s)."""

from typing import Any

from aiogram.methods import CopyMessage, CopyMessages, ForwardMessage, ForwardMessages

from playground import entities, media, places, sending
from playground.errors import bad
from playground.params import given
from playground.registry import answers
from playground.world import Chat, Json, Stored, World

CONTENT = ("text", "entities", "caption", "caption_entities", "contact", "location", *media.KINDS)
MANY = 100


def _content(stored: Stored, act: str) -> Json:
    """What of a message can be sent again; service messages cannot."""
    content = {key: stored.json[key] for key in CONTENT if key in stored.json}
    if not content:
        raise bad(f"the message can't be {act}")
    return content


def _origin(stored: Stored) -> Json:
    """Where a forwarded message comes from; one that was forwarded before keeps its origin."""
    json = stored.json
    if "forward_origin" in json:
        return dict(json["forward_origin"])
    if "sender_chat" in json:
        return {"type": "chat", "date": json["date"], "sender_chat": json["sender_chat"]}
    return {"type": "user", "date": json["date"], "sender_user": json["from"]}


def _source(world: World, method: Any) -> Chat:
    chat = places.find_chat(world, method.from_chat_id)
    if not chat.private:
        places.present(world, chat)
    return chat


@answers(CopyMessage)
def copy_message(world: World, method: CopyMessage) -> Json:
    """The same content as a message of the bot; a given caption takes the place of the old one."""
    source = _source(world, method)
    chat = places.open_chat(world, method.chat_id)
    content = _content(places.find_message(source, method.message_id, "copy"), "copied")
    if method.caption is not None and media.captioned(content):
        content = {key: value for key, value in content.items() if not key.startswith("caption")}
        content |= entities.checked_caption(method.caption, given(method.parse_mode), method.caption_entities)
    return {"message_id": sending.post(world, chat, method, content).json["message_id"]}


@answers(ForwardMessage)
def forward_message(world: World, method: ForwardMessage) -> Json:
    """The message with its origin."""
    source = _source(world, method)
    chat = places.open_chat(world, method.chat_id)
    stored = places.find_message(source, method.message_id, "forward")
    content = {**_content(stored, "forwarded"), "forward_origin": _origin(stored)}
    return sending.post(world, chat, method, content).json


def _several(world: World, method: Any) -> list[Stored]:
    """The messages that are there, in the order of the chat; identifiers must grow, as Telegram asks."""
    ids = method.message_ids
    if not ids:
        raise bad("message identifiers are not specified")
    if len(ids) > MANY:
        raise bad("too many messages to forward")
    if ids != sorted(set(ids)):
        raise bad("message identifiers must be in a strictly increasing order")
    source = _source(world, method)
    found = [source.messages[message_id] for message_id in ids if message_id in source.messages]
    if not found:
        raise bad("there are no messages to forward")
    return found


def _albums(found: list[Stored]) -> dict[str, str]:
    """New album ids for those albums that go along."""
    old = {stored.json["media_group_id"] for stored in found if "media_group_id" in stored.json}
    return {group: str(int(group) ^ 1) for group in old}


def _resend(world: World, method: Any, act: str, *, forward: bool) -> list[Json]:
    found = _several(world, method)
    chat = places.open_chat(world, method.chat_id)
    albums = _albums(found)
    sent = []
    for stored in found:
        content = _content(stored, act)
        if "media_group_id" in stored.json:
            content["media_group_id"] = albums[stored.json["media_group_id"]]
        if forward:
            content["forward_origin"] = _origin(stored)
        sent.append({"message_id": sending.post(world, chat, method, content).json["message_id"]})
    return sent


@answers(CopyMessages)
def copy_messages(world: World, method: CopyMessages) -> list[Json]:
    """Up to 100 messages, albums kept together."""
    return _resend(world, method, "copied", forward=False)


@answers(ForwardMessages)
def forward_messages(world: World, method: ForwardMessages) -> list[Json]:
    """Up to 100 messages with their origins, albums kept together."""
    return _resend(world, method, "forwarded", forward=True)
