"""How updates reach the bot: polling with its rules, and webhooks."""

import asyncio
import time
from collections.abc import AsyncIterator
from typing import Any

import pytest
from aiogram import Bot
from aiogram.exceptions import TelegramBadRequest, TelegramConflictError
from aiogram.methods import GetUpdates
from aiohttp import web

from playground.server import Playground
from tests.playground.face import Face, RefusedError, eventually, started


async def texts(bot: Bot, **how: Any) -> list[str | None]:
    return [update.message.text for update in await bot.get_updates(**how) if update.message]


async def test_updates_stay_until_an_offset_confirms_them(bot: Bot, face: Face, client: int) -> None:
    for text in ("a", "b", "c"):
        await face.says(client, text)
    first = await bot.get_updates(limit=2)
    assert [u.message.text for u in first if u.message] == ["/start", "a"]
    assert [u.update_id for u in await bot.get_updates(limit=2)] == [u.update_id for u in first]
    assert await texts(bot, offset=first[-1].update_id + 1) == ["b", "c"]
    assert await texts(bot, offset=-1) == ["c"]
    assert await texts(bot) == ["c"]


async def test_a_long_poll_ends_when_something_comes(bot: Bot, face: Face, client: int) -> None:
    last = (await bot.get_updates())[-1].update_id
    poll = started(texts(bot, offset=last + 1, timeout=20))
    await asyncio.sleep(0.05)
    assert not poll.done()
    await face.says(client, "now")
    assert await asyncio.wait_for(poll, 2) == ["now"]


async def test_what_comes_while_a_poll_begins_is_not_slept_through(playground: Playground) -> None:
    updates = playground.world.updates
    for pause in range(6):
        poll = started(updates.poll(GetUpdates(timeout=30)))
        for _ in range(pause):
            await asyncio.sleep(0)
        updates.push("message", {"message_id": pause})
        async with asyncio.timeout(5):
            assert [update["message"]["message_id"] for update in await poll] == [pause]
        updates.clear()


async def test_a_poll_ends_with_nothing_after_its_time(bot: Bot) -> None:
    began = time.monotonic()
    assert await bot.get_updates(timeout=1) == []
    assert 0.9 < time.monotonic() - began < 3


async def test_of_two_pollers_the_older_is_told(bot: Bot, face: Face, client: int) -> None:
    last = (await bot.get_updates())[-1].update_id
    older = started(bot.get_updates(offset=last + 1, timeout=20))
    await asyncio.sleep(0.05)
    newer = started(texts(bot, offset=last + 1, timeout=20))
    with pytest.raises(TelegramConflictError, match="terminated by other getUpdates request; make sure that only one"):
        await asyncio.wait_for(older, 2)
    await face.says(client, "to the newer one")
    assert await asyncio.wait_for(newer, 2) == ["to the newer one"]


async def test_rare_kinds_come_only_when_asked_for(bot: Bot, face: Face, client: int) -> None:
    sent = await bot.send_message(client, "Hello")
    thumb = {"from": client, "chat_id": client, "message_id": sent.message_id, "emoji": "👍"}
    await face.call("POST", "reactions", thumb)
    assert [u.event_type for u in await bot.get_updates(offset=-5)] == ["message"]
    await bot.get_updates(allowed_updates=["message_reaction"])
    await face.call("POST", "reactions", {**thumb, "emoji": "🔥"})
    await face.says(client, "not asked for")
    with pytest.raises(RefusedError, match="no such reaction"):
        await face.call("POST", "reactions", {**thumb, "emoji": "✅"})
    reaction = (await bot.get_updates())[-1].message_reaction
    assert reaction is not None
    assert reaction.old_reaction[0].model_dump()["emoji"] == "👍"
    assert reaction.new_reaction[0].model_dump()["emoji"] == "🔥"


async def test_update_ids_grow_over_a_reset(bot: Bot, face: Face, client: int) -> None:
    before = (await bot.get_updates())[-1].update_id
    await face.call("POST", "reset", {})
    assert await bot.get_updates() == []
    await face.says(client, "/start")
    assert (await bot.get_updates())[0].update_id > before


async def test_edits_of_people_are_updates(bot: Bot, face: Face, client: int) -> None:
    said = await face.says(client, "Helo")
    body = {"from": client, "chat_id": client, "message_id": said["message_id"], "text": "Hello /help"}
    await face.call("POST", "edits", body)
    edited = (await bot.get_updates())[-1].edited_message
    assert edited is not None
    assert (edited.text, edited.message_id, edited.edit_date is not None) == ("Hello /help", said["message_id"], True)


class Hook:
    """A bot's webhook that fails as often as it is told to."""

    def __init__(self) -> None:
        self.got: list[tuple[dict[str, Any], str | None]] = []
        self.failures = 0
        self.answer: Any = {}
        self.url = ""

    async def handle(self, request: web.Request) -> web.Response:
        if self.failures:
            self.failures -= 1
            return web.Response(status=500)
        self.got.append((await request.json(), request.headers.get("X-Telegram-Bot-Api-Secret-Token")))
        return web.json_response(self.answer)

    async def received(self, count: int) -> list[str]:
        async def all_here() -> bool:
            return len(self.got) >= count

        await eventually(all_here)
        return [update["message"]["text"] for update, _ in self.got]


@pytest.fixture
async def hook() -> AsyncIterator[Hook]:
    hook = Hook()
    app = web.Application()
    app.router.add_post("/hook", hook.handle)
    runner = web.AppRunner(app, access_log=None)
    await runner.setup()
    await web.TCPSite(runner, "127.0.0.1", 0).start()
    hook.url = f"http://127.0.0.1:{runner.addresses[0][1]}/hook"
    yield hook
    await runner.cleanup()


async def test_a_webhook_gets_updates_with_its_secret(bot: Bot, face: Face, client: int, hook: Hook) -> None:
    await bot.set_webhook(hook.url, secret_token="s3cret")
    await face.says(client, "one")
    assert await hook.received(2) == ["/start", "one"]
    assert {secret for _, secret in hook.got} == {"s3cret"}
    with pytest.raises(TelegramConflictError, match="can't use getUpdates method while webhook is active"):
        await bot.get_updates()
    await bot.delete_webhook()
    await face.says(client, "two")
    assert await texts(bot) == ["two"]


async def test_a_failing_webhook_gets_the_update_again(bot: Bot, face: Face, client: int, hook: Hook) -> None:
    hook.failures = 2
    await bot.set_webhook(hook.url, drop_pending_updates=True)
    await face.says(client, "again")
    assert await hook.received(1) == ["again"]
    info = await bot.get_webhook_info()
    assert info.last_error_message == "Wrong response from the webhook: 500 Internal Server Error"
    assert info.url == hook.url


async def test_a_method_in_the_webhooks_answer_is_run(bot: Bot, face: Face, client: int, hook: Hook) -> None:
    await bot.set_webhook(hook.url, drop_pending_updates=True)
    hook.answer = {"method": "sendMessage", "chat_id": client, "text": "from the answer"}
    await face.says(client, "hello")
    await hook.received(1)

    async def answered() -> bool:
        return bool((await face.world())["messages"][str(client)][-1]["text"] == "from the answer")

    await eventually(answered)


async def test_setting_a_webhook_ends_a_poll(bot: Bot, hook: Hook) -> None:
    poll = started(bot.get_updates(timeout=20))
    await asyncio.sleep(0.05)
    await bot.set_webhook(hook.url)
    with pytest.raises(TelegramConflictError, match="terminated by setWebhook request"):
        await asyncio.wait_for(poll, 2)


@pytest.mark.parametrize(
    ("params", "error"),
    [
        ({"url": "http://example.org/hook"}, "An HTTPS URL must be provided for webhook"),
        ({"url": "https://example.org", "secret_token": "no spaces"}, "secret token contains unallowed characters"),
        ({"url": "https://example.org", "max_connections": 101}, "max_connections must be between 1 and 100"),
    ],
)
async def test_bad_webhooks_are_refused(bot: Bot, params: dict[str, Any], error: str) -> None:
    with pytest.raises(TelegramBadRequest, match=error):
        await bot.set_webhook(**params)


async def test_stopping_ends_polls_and_streams(playground: Playground, bot: Bot, face: Face) -> None:
    poll = started(bot.get_updates(timeout=30))
    stream = await face.session.get(f"{playground.url}/api/events")
    await asyncio.sleep(0.05)
    began = time.monotonic()
    await playground.stop()
    assert time.monotonic() - began < 2
    assert await poll == []
    assert (await stream.content.read()).startswith(b": here")
    stream.close()
