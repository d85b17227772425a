"""What a send may say, and what Telegram answers where it may not."""

from typing import Any

import pytest
from aiogram import Bot
from aiogram.exceptions import TelegramBadRequest, TelegramForbiddenError, TelegramUnauthorizedError
from aiogram.types import (
    ForceReply,
    InlineKeyboardButton,
    InlineKeyboardMarkup,
    KeyboardButton,
    MessageEntity,
    ReplyKeyboardMarkup,
    ReplyKeyboardRemove,
    ReplyParameters,
)

from tests.playground.conftest import Raw
from tests.playground.face import Face


def keyboard(**button: Any) -> InlineKeyboardMarkup:
    return InlineKeyboardMarkup(inline_keyboard=[[InlineKeyboardButton(**{"text": "Press", **button})]])


BAD_PARAMETERS: list[tuple[str, dict[str, Any], str]] = [
    ("sendMessage", {"text": "x"}, "chat_id is empty"),
    ("sendMessage", {"chat_id": 1}, "message text is empty"),
    ("sendMessage", {"chat_id": 1, "text": "x"}, "chat not found"),
    ("sendMessage", {"chat_id": "@nobody", "text": "x"}, "chat not found"),
    ("sendMessage", {"chat_id": 1, "text": "x", "colour": "red"}, "unknown parameter colour of the method sendMessage"),
    ("sendMessage", {"chat_id": 1, "text": "x", "reply_markup": "{"}, "can't parse reply keyboard markup JSON object"),
    ("sendMessage", {"chat_id": 1, "text": "x", "reply_markup": "[]"}, "object expected as reply markup"),
    (
        "sendMessage",
        {"chat_id": 1, "text": "x", "reply_markup": {"inline_keyboard": 5}},
        "unknown field inline_keyboard",
    ),
    (
        "sendMessage",
        {"chat_id": 1, "text": "x", "reply_parameters": {"message_id": 1, "x": 2}},
        "unknown field x",
    ),
    ("sendMessage", {"chat_id": 1, "text": "x", "business_connection_id": "b"}, "does not know the parameter"),
    ("sendMessage", {"chat_id": 1, "text": "x", "message_thread_id": "soon"}, "can't parse message_thread_id"),
    ("sendPhoto", {"chat_id": 1}, "there is no photo in the request"),
    ("deleteMessage", {"chat_id": 1}, "message identifier is not specified"),
    ("getChatMember", {"chat_id": 1}, "invalid user_id specified"),
    ("getFile", {}, "file_id not specified"),
    ("sendDice", {"chat_id": 1}, "the playground does not know the method sendDice"),
]


@pytest.mark.parametrize(("method", "params", "error"), BAD_PARAMETERS)
async def test_bad_parameters_are_refused(raw: Raw, method: str, params: dict[str, Any], error: str) -> None:
    answer = await raw(method, **params)
    assert answer["ok"] is False
    assert answer["error_code"] == 400
    assert answer["description"].startswith("Bad Request: ")
    assert error in answer["description"]


async def test_unknown_methods_and_tokens_are_refused(raw: Raw, bot: Bot) -> None:
    assert (await raw("sendMesage", chat_id=1, text="x"))["error_code"] == 404
    assert (await raw("getMe", token="1:unknown"))["description"] == "Unauthorized"
    assert (await raw("GETME"))["ok"]
    stranger = Bot("7:" + "x" * 35, session=bot.session)
    with pytest.raises(TelegramUnauthorizedError):
        await stranger.get_me()


async def test_a_person_must_start_the_bot_first(bot: Bot, face: Face) -> None:
    person = await face.person("Emma")
    with pytest.raises(TelegramForbiddenError, match="bot can't initiate conversation with a user"):
        await bot.send_message(person, "Hello")
    await face.says(person, "/start")
    assert (await bot.send_message(person, "Hello")).chat.id == person


GONE = [({"blocked": True}, "bot was blocked by the user"), ({"deleted": True}, "user is deactivated")]


@pytest.mark.parametrize(("change", "error"), GONE)
async def test_those_who_are_gone_are_forbidden(
    bot: Bot, face: Face, client: int, change: dict[str, bool], error: str
) -> None:
    await face.call("PATCH", f"people/{client}", change)
    for call in (bot.send_message(client, "x"), bot.send_chat_action(client, "typing")):
        with pytest.raises(TelegramForbiddenError, match=error):
            await call


async def test_blocking_is_told_and_can_be_taken_back(bot: Bot, face: Face, client: int) -> None:
    await face.call("PATCH", f"people/{client}", {"blocked": True})
    await face.call("PATCH", f"people/{client}", {"blocked": False})
    changes = [update.my_chat_member for update in await bot.get_updates() if update.my_chat_member]
    assert [(c.old_chat_member.status, c.new_chat_member.status) for c in changes] == [
        ("member", "kicked"),
        ("kicked", "member"),
    ]
    assert await bot.send_message(client, "Welcome back")


BAD_KEYBOARDS: list[tuple[Any, str]] = [
    (keyboard(callback_data=""), "BUTTON_DATA_INVALID"),
    (keyboard(callback_data="x" * 65), "BUTTON_DATA_INVALID"),
    (keyboard(callback_data="ї" * 33), "BUTTON_DATA_INVALID"),
    (keyboard(), "Text buttons are unallowed in the inline keyboard"),
    (keyboard(text=" ", callback_data="x"), "Text must be non-empty"),
    (keyboard(callback_data="x", url="https://example.org"), "exactly one of its fields"),
    (keyboard(url="nowhere"), "is invalid: Wrong HTTP URL"),
    (ForceReply(input_field_placeholder="x" * 65), "placeholder must have 1 to 64"),
    (ReplyKeyboardMarkup(keyboard=[]), "reply keyboard is empty"),
    (
        InlineKeyboardMarkup(inline_keyboard=[[InlineKeyboardButton(text="x", callback_data="x")]] * 101),
        "reply markup is too long",
    ),
]


@pytest.mark.parametrize(("markup", "error"), BAD_KEYBOARDS)
async def test_keyboards_that_telegram_refuses(bot: Bot, client: int, markup: Any, error: str) -> None:
    with pytest.raises(TelegramBadRequest, match=error):
        await bot.send_message(client, "x", reply_markup=markup)


async def test_callback_data_of_64_bytes_is_taken(bot: Bot, client: int) -> None:
    sent = await bot.send_message(client, "x", reply_markup=keyboard(callback_data="ї" * 32))
    assert sent.reply_markup is not None
    assert sent.reply_markup.inline_keyboard[0][0].callback_data == "ї" * 32


async def test_reply_keyboards_are_shown_beside_the_message(bot: Bot, face: Face, client: int) -> None:
    contact = ReplyKeyboardMarkup(keyboard=[[KeyboardButton(text="My phone", request_contact=True)]])
    assert (await bot.send_message(client, "Phone?", reply_markup=contact)).reply_markup is None
    shown = (await face.world())["reply_markup"][str(client)][str(client)]
    assert shown["keyboard"][0][0] == {"text": "My phone", "request_contact": True}
    await bot.send_message(client, "Thanks", reply_markup=ReplyKeyboardRemove())
    assert (await face.world())["reply_markup"][str(client)][str(client)] is None
    await bot.send_message(client, "Why?", reply_markup=ForceReply(selective=True))
    assert (await face.world())["reply_markup"][str(client)][str(client)]["force_reply"] is True
    await face.says(client, "Because")
    assert (await face.world())["reply_markup"][str(client)][str(client)] is None


async def test_a_group_is_not_asked_for_phones(bot: Bot, group: int) -> None:
    markup = ReplyKeyboardMarkup(keyboard=[[KeyboardButton(text="My phone", request_contact=True)]])
    with pytest.raises(TelegramBadRequest, match="phone number can be requested in private chats only"):
        await bot.send_message(group, "Phone?", reply_markup=markup)


async def test_a_selective_keyboard_reaches_only_who_is_meant(bot: Bot, face: Face, group: int) -> None:
    asked = await face.person("Мария")
    question = await face.says(asked, "Which?", group)
    reply = ReplyParameters(message_id=question["message_id"])
    await bot.send_message(group, "This", reply_markup=ForceReply(selective=True), reply_parameters=reply)
    assert list((await face.world())["reply_markup"][str(group)]) == [str(asked)]


async def test_replies_need_their_message(bot: Bot, face: Face, client: int) -> None:
    said = await face.says(client, "Hello")
    answer = await bot.send_message(client, "Yes?", reply_parameters=ReplyParameters(message_id=said["message_id"]))
    assert answer.reply_to_message is not None
    assert answer.reply_to_message.text == "Hello"
    with pytest.raises(TelegramBadRequest, match="message to be replied not found"):
        await bot.send_message(client, "x", reply_parameters=ReplyParameters(message_id=9999))
    lenient = ReplyParameters(message_id=9999, allow_sending_without_reply=True)
    assert (await bot.send_message(client, "x", reply_parameters=lenient)).reply_to_message is None


async def test_plain_entities_are_checked_and_kept(bot: Bot, client: int) -> None:
    sent = await bot.send_message(client, "👍 bold", entities=[MessageEntity(type="bold", offset=3, length=4)])
    assert sent.entities is not None
    assert [(e.type, e.offset, e.length) for e in sent.entities] == [("bold", 3, 4)]
    with pytest.raises(TelegramBadRequest, match="can't parse entities"):
        await bot.send_message(client, "short", entities=[MessageEntity(type="bold", offset=3, length=9)])


async def test_quiet_messages_and_actions_are_shown_as_such(bot: Bot, face: Face, client: int) -> None:
    await bot.send_message(client, "psst", disable_notification=True)
    shown = (await face.world())["messages"][str(client)][-1]
    assert (shown["text"], shown["silent"], shown["edited"]) == ("psst", True, False)
    with pytest.raises(TelegramBadRequest, match="wrong parameter action"):
        await bot.send_chat_action(client, "dancing")


async def test_contact_and_location_arrive(bot: Bot, client: int) -> None:
    sent = await bot.send_contact(client, "+380671234567", "Олена")
    assert sent.contact is not None
    assert sent.contact.phone_number == "+380671234567"
    assert (await bot.send_location(client, 50.45, 30.52)).location is not None
    with pytest.raises(TelegramBadRequest, match="wrong latitude"):
        await bot.send_location(client, 91, 0)


async def test_every_call_is_listed(bot: Bot, face: Face, client: int) -> None:
    before = (await face.call("GET", "calls"))["calls"]
    await bot.send_message(client, "one", reply_markup=keyboard(callback_data="x"))
    with pytest.raises(TelegramBadRequest):
        await bot.send_message(1, "two")
    after = (await face.call("GET", f"calls?after={before[-1]['n'] if before else 0}"))["calls"]
    assert [(c["method"], c["ok"], c["error_code"]) for c in after] == [
        ("sendMessage", True, None),
        ("sendMessage", False, 400),
    ]
    assert after[0]["params"]["chat_id"] == client
    assert after[0]["params"]["reply_markup"]["inline_keyboard"][0][0]["callback_data"] == "x"


async def test_a_link_to_a_person_names_them_whole_and_one_to_a_stranger_is_plain_text(bot: Bot, face: Face) -> None:
    emma = await face.person("Emma")
    await face.says(emma, "/start")
    sent = await bot.send_message(
        emma, f'<a href="tg://user?id={emma}">Emma</a> <a href="tg://user?id=42">X</a>', parse_mode="HTML"
    )
    assert [(entity.type, entity.user and entity.user.first_name) for entity in sent.entities or ()] == [
        ("text_mention", "Emma")
    ]
    edited = await bot.edit_message_text(
        f'<a href="tg://user?id={emma}">She</a>', chat_id=emma, message_id=sent.message_id, parse_mode="HTML"
    )
    assert not isinstance(edited, bool)
    assert [entity.user and entity.user.id for entity in edited.entities or ()] == [emma]
