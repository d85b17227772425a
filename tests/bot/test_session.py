"""The fake Telegram itself: it answers plausibly and lets no broken rule pass."""

import pytest
from aiogram import Bot
from aiogram.exceptions import TelegramBadRequest, TelegramForbiddenError, TelegramNetworkError
from aiogram.methods import GetMe, SendMessage
from aiogram.types import InputMediaPhoto

from tests.support.session import FakeTelegram, connection_refused, refusal


async def test_calls_are_answered_with_what_the_bot_api_returns(bot: Bot, telegram: FakeTelegram) -> None:
    message = await bot.send_message(7, "<b>Hi</b>")
    album = await bot.send_media_group(-5, [InputMediaPhoto(media="a"), InputMediaPhoto(media="b")])
    member = await bot.get_chat_member(-5, 1)
    me = await bot.get_me()
    assert (message.chat.type, message.message_id) == ("private", telegram.message_id_of(telegram.of(SendMessage)[0]))
    assert (len(album), member.status, me.username) == (2, "left", "frontdesk_bot")
    telegram.members[1] = "administrator"
    assert (await bot.get_chat_member(-5, 1)).status == "administrator"
    assert (await bot.get_chat(-5)).title == "Engineers"
    assert await bot.set_my_commands([]) is True


async def test_a_broken_rule_is_refused_and_remembered(bot: Bot) -> None:
    session = FakeTelegram()
    bot.session = session
    with pytest.raises(TelegramBadRequest):
        await bot.send_message(7, "<b>open")
    with pytest.raises(TelegramBadRequest):
        await bot.send_media_group(-5, [InputMediaPhoto(media="a", caption="x" * 1025), InputMediaPhoto(media="b")])
    with pytest.raises(AssertionError, match="can't parse entities"):
        session.check()


async def test_length_counts_after_parsing(bot: Bot, telegram: FakeTelegram) -> None:
    await bot.send_message(7, "<b>" + "x" * 4096 + "</b>")
    assert len(telegram.calls) == 1


async def test_it_fails_as_told_and_only_so_often(bot: Bot, telegram: FakeTelegram) -> None:
    telegram.fail(SendMessage, refusal(403, "Forbidden: bot was blocked by the user"), chat_id=7)
    telegram.fail(GetMe, connection_refused, after=True)
    await bot.send_message(8, "to another")
    with pytest.raises(TelegramForbiddenError):
        await bot.send_message(7, "blocked")
    await bot.send_message(7, "again")
    with pytest.raises(TelegramNetworkError):
        await bot.get_me()
    assert len(telegram.of(SendMessage)) == 2
    assert len(telegram.of(GetMe)) == 1
