"""One message of the bot from a checked call to everybody's screens; every send method ends here."""

from typing import Any

from playground import keyboards, places
from playground.params import given
from playground.world import Chat, Json, Stored, World


def deliver(world: World, method: Any, content: Json) -> Stored:
    """Post what a send method made (`content`) with its chat, topic, reply and keyboard. Raises ApiError."""
    chat = places.open_chat(world, method.chat_id)
    return post(world, chat, method, content)


def post(world: World, chat: Chat, method: Any, content: Json) -> Stored:
    """The same for a chat that is known to be open."""
    reply = places.replied(chat, method)
    thread_id = places.find_thread(world, chat, method.message_thread_id)
    if thread_id is None and reply is not None and chat.forum:
        thread_id = reply.json.get("message_thread_id")
    markup = keyboards.checked(getattr(method, "reply_markup", None), chat)
    fields = {**places.thread_fields(chat, thread_id, reply), **content}
    if given(method.protect_content):
        fields["has_protected_content"] = True
    quote = getattr(getattr(method, "reply_parameters", None), "quote", None)
    if quote and reply is not None:
        fields["quote"] = {"text": quote, "position": method.reply_parameters.quote_position or 0, "is_manual": True}
    if markup is not None and "inline_keyboard" in markup:
        fields["reply_markup"] = markup
        markup = None
    stored = world.post(chat, world.bot, fields, silent=bool(method.disable_notification))
    if markup is not None:
        keyboards.show(world, chat, markup, stored)
    return stored
