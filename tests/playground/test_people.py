"""The people's face: the start, the live stream, and what the page relies on."""

import json
from typing import Any

import pytest
from aiogram import Bot
from aiogram.exceptions import TelegramBadRequest
from aiogram.types import BotCommand, BotCommandScopeAllPrivateChats, BotCommandScopeChat, MenuButtonCommands
from aiohttp import ClientResponse

from playground.server import Playground
from tests.playground.face import Face, Json, RefusedError


async def next_event(stream: ClientResponse) -> Json:
    while True:
        line = (await stream.content.readline()).decode()
        assert line, "the stream ended"
        if line.startswith("data: "):
            event: Json = json.loads(line.removeprefix("data: "))
            return event


async def test_the_world_at_the_start(face: Face, playground: Playground) -> None:
    world = await face.world()
    people = [(p["first_name"], p["language_code"], p["engineer"]) for p in world["people"]]
    assert people == [
        ("Олена", "uk", None),
        ("Игорь", "ru", None),
        ("Emma", "en", None),
        ("Андрій", "uk", "creator"),
        ("Мария", "ru", "member"),
    ]
    group = next(chat for chat in world["chats"] if chat["id"] == playground.group_id)
    assert (group["type"], group["title"]) == ("supergroup", "Support engineers")
    assert group["members"][str(world["bot"]["id"])] == "administrator"
    assert all(person["id"] > 2**32 for person in world["people"])


async def test_events_come_live_and_after_a_number(bot: Bot, face: Face, client: int) -> None:
    seen = (await face.world())["last_event"]
    sent = await bot.send_message(client, "Привіт")
    url = f"{face.playground.url}/api/events?after={seen}"
    async with face.session.get(url) as stream:
        event = await next_event(stream)
        assert (event["type"], event["chat_id"], event["message"]["text"]) == ("message", client, "Привіт")
        await bot.edit_message_text("Змінено", chat_id=client, message_id=sent.message_id)
        assert (await next_event(stream))["message"]["edited"] is True
        await bot.delete_message(client, sent.message_id)
        gone = await next_event(stream)
        assert (gone["type"], gone["message_id"]) == ("deleted", sent.message_id)
        await bot.send_chat_action(client, "typing")
        assert await next_event(stream) == {"type": "action", "chat_id": client, "action": "typing"}
        await face.call("PATCH", f"people/{client}", {"language_code": "en"})
        assert (await next_event(stream))["person"]["language_code"] == "en"
        await face.trouble(delay_ms=1)
        assert (await next_event(stream))["trouble"]["delay_ms"] == 1
    async with face.session.get(f"{face.playground.url}/api/events?after=999999") as stream:
        assert (await next_event(stream))["type"] == "reset"


async def test_an_answered_press_pops_up(bot: Bot, face: Face, client: int) -> None:
    sent = await bot.send_message(client, "x")
    query_id = await face.presses(client, client, sent.message_id, "data")
    async with face.session.get(f"{face.playground.url}/api/events") as stream:
        await stream.content.readline()
        await bot.answer_callback_query(query_id, "Taken by Андрій", show_alert=True)
        event = await next_event(stream)
    assert (event["type"], event["user_id"], event["alert"]) == ("answer", client, True)
    assert (event["callback_query_id"], event["text"]) == (query_id, "Taken by Андрій")


async def test_a_contact_is_the_persons_own_or_another(bot: Bot, face: Face, client: int) -> None:
    await face.says(client, None, contact=True)
    await face.says(client, None, contact={"phone_number": "+1", "first_name": "Other"})
    own, other = [update.message for update in await bot.get_updates(offset=-2)]
    assert own is not None
    assert own.contact is not None
    assert (own.contact.user_id, own.contact.phone_number) == (client, "380671234567")
    assert other is not None
    assert other.contact is not None
    assert other.contact.user_id is None


async def test_stickers_places_and_forwards_arrive(bot: Bot, face: Face, client: int) -> None:
    await face.says(client, None, sticker=True)
    await face.says(client, None, location={"latitude": 50.45, "longitude": 30.52})
    await face.says(client, "Seen?", forward_from="Somebody")
    sticker, place, forward = [update.message for update in await bot.get_updates(offset=-3)]
    assert sticker is not None
    assert sticker.sticker is not None
    assert place is not None
    assert place.location is not None
    assert forward is not None
    assert forward.forward_origin is not None
    assert forward.forward_origin.type == "hidden_user"


async def test_a_new_person_can_be_an_engineer(bot: Bot, face: Face, group: int) -> None:
    body = {"first_name": "Ann", "language_code": "en", "client": False, "engineer": "admin"}
    person = await face.call("POST", "people", body)
    assert person["engineer"] == "administrator"
    assert (await bot.get_chat_member(group, person["id"])).status == "administrator"
    assert (await face.says(person["id"], "Hi", group))["from"]["first_name"] == "Ann"


REFUSED: list[tuple[str, str, Any]] = [
    ("POST", "people", {"first_name": " "}),
    ("POST", "people", {"language_code": "en"}),
    ("PATCH", "people/1", {"blocked": True}),
    ("POST", "messages", {"from": 1, "chat_id": 1, "text": "x"}),
    ("POST", "messages", {"from": 5100000001, "chat_id": 5100000001, "text": "  "}),
    ("POST", "messages", {"from": 5100000001, "chat_id": 5100000001, "text": "x" * 4097}),
    ("POST", "messages", {"from": 5100000001, "chat_id": 5100000001, "text": "x", "reply_to": 9}),
    ("POST", "edits", {"from": 5100000001, "chat_id": 5100000001, "message_id": 9, "text": "x"}),
    ("POST", "presses", {"from": 5100000001, "chat_id": 5100000001, "message_id": 9, "data": "x"}),
    ("POST", "reactions", {"from": 5100000001, "chat_id": 5100000001, "message_id": 9, "emoji": "👍"}),
    ("POST", "chats", {"type": "channel", "title": "x", "members": []}),
    ("POST", "chats/-1/migrate", {}),
    ("DELETE", "topics/-1/5", None),
    ("PUT", "trouble", {"server_error": 418}),
    ("PUT", "trouble", {"weather": "rain"}),
    ("PUT", "trouble", {"delay_ms": -1}),
    ("POST", "members", {"chat_id": 1, "user_id": 5100000001, "status": "member"}),
]


@pytest.mark.parametrize(("verb", "path", "body"), REFUSED)
async def test_what_a_messenger_does_not_let_people_do(face: Face, verb: str, path: str, body: Any) -> None:
    with pytest.raises(RefusedError) as refusal:
        await face.call(verb, path, body)
    assert refusal.value.status in (400, 404)


async def test_a_person_who_blocked_the_bot_writes_nothing(face: Face, client: int) -> None:
    await face.call("PATCH", f"people/{client}", {"blocked": True})
    with pytest.raises(RefusedError, match="unblock"):
        await face.says(client, "x")


async def test_a_page_of_another_site_may_do_nothing(face: Face) -> None:
    url = f"{face.playground.url}/api/reset"
    async with face.session.post(url, json={}, headers={"Origin": "https://example.org"}) as response:
        assert response.status == 403
    async with face.session.post(url, data="{}", headers={"Content-Type": "text/plain"}) as response:
        assert response.status == 415


async def test_commands_and_descriptions_reach_the_page(bot: Bot, face: Face, client: int) -> None:
    await bot.set_my_commands([BotCommand(command="new", description="New request")])
    private = BotCommandScopeAllPrivateChats()
    await bot.set_my_commands([BotCommand(command="new", description="Нова")], scope=private, language_code="uk")
    await bot.set_my_description("Support", language_code="en")
    await bot.set_my_name("Front desk of ours")
    shown = (await face.world())["bot"]
    assert {lang: listed[0]["description"] for lang, listed in shown["commands"].items()} == {
        "": "New request",
        "uk": "Нова",
    }
    assert (shown["description"], shown["first_name"]) == ({"en": "Support"}, "Front desk of ours")
    assert (await bot.get_my_commands(scope=private, language_code="uk"))[0].description == "Нова"
    assert await bot.get_my_commands(scope=private) == []
    assert await bot.delete_my_commands()
    assert (await bot.get_my_description(language_code="ru")).description == ""
    assert (await bot.get_my_name()).name == "Front desk of ours"
    assert await bot.set_chat_menu_button(chat_id=client, menu_button=MenuButtonCommands())
    assert (await bot.get_chat_menu_button(chat_id=client)).type == "commands"
    assert await bot.set_my_commands([], scope=BotCommandScopeChat(chat_id=client))


BAD_PROFILES: list[tuple[str, dict[str, Any], str]] = [
    ("set_my_commands", {"commands": [BotCommand(command="New", description="x")]}, "BOT_COMMAND_INVALID"),
    ("set_my_commands", {"commands": [BotCommand(command="new", description="")]}, "BOT_COMMAND_DESCRIPTION_INVALID"),
    ("set_my_commands", {"commands": [], "language_code": "ukr"}, "invalid language code specified"),
    ("set_my_commands", {"commands": [], "scope": BotCommandScopeChat(chat_id=1)}, "chat not found"),
    ("set_my_name", {"name": "x" * 65}, "bot name is too long"),
    ("set_my_description", {"description": "x" * 513}, "bot description is too long"),
    ("set_my_short_description", {"short_description": "x" * 121}, "bot short description is too long"),
]


@pytest.mark.parametrize(("method", "params", "error"), BAD_PROFILES)
async def test_profiles_that_telegram_refuses(bot: Bot, method: str, params: dict[str, Any], error: str) -> None:
    with pytest.raises(TelegramBadRequest, match=error):
        await getattr(bot, method)(**params)
