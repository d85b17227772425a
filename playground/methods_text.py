"""sendMessage and the other sends without a file."""

from aiogram.methods import SendChatAction, SendContact, SendLocation, SendMessage

from playground import entities, places, sending
from playground.errors import bad
from playground.params import given
from playground.registry import answers
from playground.world import Json, World

ACTIONS = frozenset(
    {"typing", "upload_photo", "record_video", "upload_video", "record_voice", "upload_voice", "upload_document"}
    | {"choose_sticker", "find_location", "record_video_note", "upload_video_note"}
)


@answers(SendMessage)
def send_message(world: World, method: SendMessage) -> Json:
    """A text of 1–4096 characters after its entities are parsed."""
    chat = places.open_chat(world, method.chat_id)
    content = entities.checked_text(method.text, given(method.parse_mode), method.entities)
    return sending.post(world, chat, method, content).json


@answers(SendContact)
def send_contact(world: World, method: SendContact) -> Json:
    """A phone number with a name."""
    if not method.phone_number.strip():
        raise bad("PHONE_NUMBER_INVALID")
    if not method.first_name.strip():
        raise bad("FIRSTNAME_INVALID")
    contact = {"phone_number": method.phone_number, "first_name": method.first_name}
    optional = {"last_name": method.last_name, "vcard": method.vcard}
    contact.update({key: value for key, value in optional.items() if value})
    return sending.deliver(world, method, {"contact": contact}).json


@answers(SendLocation)
def send_location(world: World, method: SendLocation) -> Json:
    """A point on the map."""
    if abs(method.latitude) > 90 or abs(method.longitude) > 180:
        raise bad("wrong latitude or longitude specified")
    point = {"latitude": method.latitude, "longitude": method.longitude}
    return sending.deliver(world, method, {"location": point}).json


@answers(SendChatAction)
def send_chat_action(world: World, method: SendChatAction) -> bool:
    """What the bot is doing just now, shown over the chat."""
    chat = places.open_chat(world, method.chat_id)
    if method.action not in ACTIONS:
        raise bad("wrong parameter action in request")
    places.find_thread(world, chat, method.message_thread_id)
    world.events.emit("action", chat_id=chat.id, action=method.action)
    return True
