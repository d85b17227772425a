"""Trouble on purpose: what the bot sees, and what took effect."""

import time

import pytest
from aiogram import Bot
from aiogram.exceptions import (
    ClientDecodeError,
    TelegramNetworkError,
    TelegramRetryAfter,
    TelegramServerError,
)

from tests.playground.face import Face


async def shown(face: Face, chat: int) -> list[str]:
    return [message["text"] for message in (await face.world())["messages"][str(chat)] if message["from"]["is_bot"]]


async def test_too_many_requests_names_the_pause(bot: Bot, face: Face, client: int) -> None:
    await face.trouble(rate_limit=7, times=1)
    with pytest.raises(TelegramRetryAfter, match="Too Many Requests: retry after 7") as error:
        await bot.send_message(client, "x")
    assert error.value.retry_after == 7
    assert await bot.send_message(client, "y")
    assert await shown(face, client) == ["y"]
    calls = (await face.call("GET", "calls"))["calls"]
    assert [(call["ok"], call["error_code"]) for call in calls] == [(False, 429), (True, None)]


async def test_server_errors_change_nothing(bot: Bot, face: Face, client: int) -> None:
    await face.trouble(server_error=500)
    with pytest.raises(TelegramServerError):
        await bot.send_message(client, "x")
    await face.trouble(server_error=502)
    with pytest.raises(ClientDecodeError):
        await bot.send_message(client, "x")
    assert await bot.get_updates()
    assert await bot.get_me()
    await face.trouble(server_error=500, methods=["*"])
    with pytest.raises(TelegramServerError):
        await bot.get_me()
    await face.trouble()
    assert await shown(face, client) == []


@pytest.mark.parametrize(("drop", "effect"), [("before", []), ("after", ["x"])])
async def test_a_broken_connection_may_have_had_its_effect(
    bot: Bot, face: Face, client: int, drop: str, effect: list[str]
) -> None:
    await face.trouble(drop=drop, times=1)
    with pytest.raises(TelegramNetworkError):
        await bot.send_message(client, "x")
    assert await shown(face, client) == effect


async def test_a_slow_telegram_answers_late(bot: Bot, face: Face, client: int) -> None:
    await face.trouble(delay_ms=200)
    began = time.monotonic()
    await bot.send_message(client, "x")
    assert time.monotonic() - began >= 0.2


async def test_trouble_may_concern_one_chat(bot: Bot, face: Face, client: int, group: int) -> None:
    await face.trouble(server_error=500, chats=[group])
    assert await bot.send_message(client, "x", reply_markup=None)
    sent = await bot.send_message(client, "Ticket")
    query_id = await face.presses(client, client, sent.message_id, "x")
    assert await bot.answer_callback_query(query_id)
    with pytest.raises(TelegramServerError):
        await bot.send_message(group, "x")
