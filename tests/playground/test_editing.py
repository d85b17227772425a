"""Edits, deletions, copies, and answers to pressed buttons."""

from typing import Any

import pytest
from aiogram import Bot
from aiogram.exceptions import TelegramBadRequest
from aiogram.types import (
    BufferedInputFile,
    InlineKeyboardButton,
    InlineKeyboardMarkup,
    InputMediaPhoto,
    Message,
    ReactionTypeEmoji,
)

from tests.playground.conftest import Clock, picture
from tests.playground.face import Face, RefusedError

BUTTON = InlineKeyboardMarkup(inline_keyboard=[[InlineKeyboardButton(text="Take", callback_data="take")]])
NOT_MODIFIED = "message is not modified: specified new message content and reply markup are exactly the same"


async def test_an_edit_changes_text_and_keyboard(bot: Bot, face: Face, client: int) -> None:
    sent = await bot.send_message(client, "One", reply_markup=BUTTON)
    edited = await bot.edit_message_text("<b>Two</b>", chat_id=client, message_id=sent.message_id, parse_mode="HTML")
    assert isinstance(edited, Message)
    assert (edited.text, edited.reply_markup) == ("Two", None)
    assert edited.edit_date is not None
    shown = (await face.world())["messages"][str(client)][-1]
    assert (shown["text"], shown["edited"], shown["entities"][0]["type"]) == ("Two", True, "bold")


async def test_an_edit_that_changes_nothing_is_refused(bot: Bot, client: int) -> None:
    sent = await bot.send_message(client, "<b>One</b>", parse_mode="HTML", reply_markup=BUTTON)
    same: dict[str, Any] = {"chat_id": client, "message_id": sent.message_id, "reply_markup": BUTTON}
    with pytest.raises(TelegramBadRequest, match=NOT_MODIFIED):
        await bot.edit_message_text(" <strong>One</strong> ", parse_mode="HTML", **same)
    with pytest.raises(TelegramBadRequest, match=NOT_MODIFIED):
        await bot.edit_message_reply_markup(**same)
    await bot.edit_message_reply_markup(chat_id=client, message_id=sent.message_id)
    with pytest.raises(TelegramBadRequest, match=NOT_MODIFIED):
        await bot.edit_message_reply_markup(chat_id=client, message_id=sent.message_id)
    assert await bot.edit_message_text("One", chat_id=client, message_id=sent.message_id)


async def test_only_own_messages_of_the_right_kind_are_edited(bot: Bot, face: Face, client: int) -> None:
    said = await face.says(client, "Mine")
    text = await bot.send_message(client, "Text")
    photo = await bot.send_photo(client, BufferedInputFile(picture(), "a.png"))
    cases = [
        (bot.edit_message_text("x", chat_id=client, message_id=999), "message to edit not found"),
        (bot.edit_message_text("x", chat_id=client, message_id=said["message_id"]), "message can't be edited"),
        (bot.edit_message_text("x", chat_id=client, message_id=photo.message_id), "there is no text in the message"),
        (bot.edit_message_caption(chat_id=client, message_id=text.message_id, caption="x"), "there is no caption"),
        (bot.edit_message_text("x" * 4097, chat_id=client, message_id=text.message_id), "message is too long"),
        (bot.edit_message_text("<b>", chat_id=client, message_id=text.message_id, parse_mode="HTML"), "can't parse"),
        (bot.edit_message_text("x", chat_id=client), "message identifier is not specified"),
    ]
    for call, error in cases:
        with pytest.raises(TelegramBadRequest, match=error):
            await call


async def test_captions_and_files_are_edited(bot: Bot, client: int) -> None:
    sent = await bot.send_photo(client, BufferedInputFile(picture(), "a.png"), caption="One")
    where: dict[str, Any] = {"chat_id": client, "message_id": sent.message_id}
    captioned = await bot.edit_message_caption(**where, caption="Two")
    assert isinstance(captioned, Message)
    assert captioned.caption == "Two"
    media = InputMediaPhoto(media=BufferedInputFile(picture(50, 60), "b.png"), caption="Three")
    edited = await bot.edit_message_media(media, **where)
    assert isinstance(edited, Message)
    assert edited.photo is not None
    assert (edited.photo[-1].width, edited.photo[-1].height, edited.caption) == (50, 60, "Three")
    bare = await bot.edit_message_caption(**where)
    assert isinstance(bare, Message)
    assert bare.caption is None


async def test_deletions_follow_telegrams_rules(bot: Bot, face: Face, clock: Clock, client: int) -> None:
    sent = await bot.send_message(client, "Old")
    said = await face.says(client, "Mine")
    assert await bot.delete_message(client, said["message_id"])
    with pytest.raises(TelegramBadRequest, match="message to delete not found"):
        await bot.delete_message(client, said["message_id"])
    clock.now += 48 * 3600
    with pytest.raises(TelegramBadRequest, match="message can't be deleted for everyone"):
        await bot.delete_message(client, sent.message_id)
    assert await bot.delete_messages(client, [sent.message_id])
    assert sent.message_id in {m["message_id"] for m in (await face.world())["messages"][str(client)]}
    young = [(await bot.send_message(client, "x")).message_id for _ in range(2)]
    assert await bot.delete_messages(client, [*young, 999])
    assert not {m["message_id"] for m in (await face.world())["messages"][str(client)]} & set(young)
    with pytest.raises(TelegramBadRequest, match="too many message identifiers"):
        await bot.delete_messages(client, list(range(1, 102)))


async def test_others_messages_in_a_group_go_only_by_an_administrator(bot: Bot, face: Face) -> None:
    room = await face.group(bot_status="member")
    owner = await face.person("Андрій")
    said = await face.says(owner, "Mine", room["id"])
    with pytest.raises(TelegramBadRequest, match="message can't be deleted for everyone"):
        await bot.delete_message(room["id"], said["message_id"])
    body = {"chat_id": room["id"], "user_id": bot.id, "status": "administrator"}
    await face.call("POST", "members", body)
    assert await bot.delete_message(room["id"], said["message_id"])


async def test_copies_have_no_author_and_forwards_have_an_origin(bot: Bot, face: Face, client: int, group: int) -> None:
    said = await face.says(client, "My words to @somebody")
    copy = await bot.copy_message(group, client, said["message_id"])
    forward = await bot.forward_message(group, client, said["message_id"])
    shown = {m["message_id"]: m for m in (await face.world())["messages"][str(group)]}[copy.message_id]
    assert (shown["text"], shown["from"]["id"]) == ("My words to @somebody", bot.id)
    assert "forward_origin" not in shown
    assert forward.forward_origin is not None
    assert forward.forward_origin.type == "user"
    for act, call in (("copy", bot.copy_message), ("forward", bot.forward_message)):
        with pytest.raises(TelegramBadRequest, match=f"message to {act} not found"):
            await call(group, client, 999)


async def test_a_copy_may_have_another_caption(bot: Bot, face: Face, client: int, group: int) -> None:
    [photo] = await face.sends(client, [("a.png", picture())], "photo", caption="Old")
    await bot.copy_message(group, client, photo["message_id"], caption="<b>New</b>", parse_mode="HTML")
    shown = (await face.world())["messages"][str(group)][-1]
    assert shown["caption"] == "New"
    assert shown["photo"][-1]["file_unique_id"] == photo["photo"][-1]["file_unique_id"]


async def test_several_messages_are_copied_in_order(bot: Bot, face: Face, client: int, group: int) -> None:
    album = await face.sends(client, [("a.png", picture()), ("b.png", picture(color="blue"))], "photo")
    ids = [message["message_id"] for message in album]
    copies = await bot.copy_messages(group, client, ids)
    shown = (await face.world())["messages"][str(group)][-2:]
    assert [m["message_id"] for m in shown] == [c.message_id for c in copies]
    assert shown[0]["media_group_id"] == shown[1]["media_group_id"] != album[0]["media_group_id"]
    with pytest.raises(TelegramBadRequest, match="strictly increasing order"):
        await bot.copy_messages(group, client, ids[::-1])


async def press(bot: Bot, face: Face, person: int) -> str:
    sent = await bot.send_message(person, "Ticket", reply_markup=BUTTON)
    return await face.presses(person, person, sent.message_id, "take")


async def test_a_press_arrives_and_is_answered_once(bot: Bot, face: Face, client: int) -> None:
    query_id = await press(bot, face, client)
    query = (await bot.get_updates())[-1].callback_query
    assert query is not None
    assert (query.id, query.data, query.from_user.id) == (query_id, "take", client)
    assert await bot.answer_callback_query(query_id, "Yours", show_alert=True)
    with pytest.raises(TelegramBadRequest, match="query is too old and response timeout expired or query ID is"):
        await bot.answer_callback_query(query_id)


async def test_a_press_is_not_answered_late_or_at_length(bot: Bot, face: Face, clock: Clock, client: int) -> None:
    query_id = await press(bot, face, client)
    with pytest.raises(TelegramBadRequest, match="MESSAGE_TOO_LONG"):
        await bot.answer_callback_query(query_id, "x" * 201)
    with pytest.raises(TelegramBadRequest, match="URL_INVALID"):
        await bot.answer_callback_query(query_id, url="https://example.org")
    clock.now += 16 * 60
    with pytest.raises(TelegramBadRequest, match="query is too old"):
        await bot.answer_callback_query(query_id)
    with pytest.raises(TelegramBadRequest, match="query is too old"):
        await bot.answer_callback_query("1234")


async def test_a_modified_client_presses_what_it_likes(bot: Bot, face: Face, client: int) -> None:
    sent = await bot.send_message(client, "Ticket", reply_markup=BUTTON)
    await bot.delete_message(client, sent.message_id)
    await face.presses(client, client, sent.message_id, "forged")
    query = (await bot.get_updates())[-1].callback_query
    assert query is not None
    assert query.data == "forged"
    assert query.message is not None
    assert query.message.date == 0
    with pytest.raises(RefusedError):
        await face.presses(client, client, sent.message_id, "x" * 65)


async def test_the_bot_reacts_with_telegrams_own_emoji(bot: Bot, face: Face, client: int) -> None:
    said = await face.says(client, "Hello")
    ok: list[Any] = [ReactionTypeEmoji(emoji="👍")]
    assert await bot.set_message_reaction(client, said["message_id"], ok)
    shown = (await face.world())["messages"][str(client)][-1]
    assert shown["reactions"] == [{"emoji": "👍", "user_ids": [bot.id]}]
    cases: list[tuple[list[Any], int, str]] = [
        ([ReactionTypeEmoji(emoji="✅")], said["message_id"], "REACTION_INVALID"),
        (ok * 2, said["message_id"], "REACTIONS_TOO_MANY"),
        (ok, 999, "message to react not found"),
    ]
    for reaction, message_id, error in cases:
        with pytest.raises(TelegramBadRequest, match=error):
            await bot.set_message_reaction(client, message_id, reaction)
    await bot.set_message_reaction(client, said["message_id"])
    assert (await face.world())["messages"][str(client)][-1]["reactions"] == []
