"""Long polling: no update is confirmed before it is handled, none is handled twice, and the stop is quick."""

import asyncio
from collections.abc import Awaitable, Callable
from typing import Any

import pytest
from aiogram import Bot, Dispatcher
from aiogram.methods import GetUpdates
from aiogram.types import Message, Update

from bot.polling import Polling
from bot.tasks import Tasks
from tests.support.session import FakeTelegram, connection_refused
from tests.support.updates import Updates, human

EMMA = human(7, "Emma")


class Reader:
    """A dispatcher whose handler is told by the test, and the polling that feeds it."""

    def __init__(self, bot: Bot, telegram: FakeTelegram) -> None:
        self.handled: list[str] = []
        self.telegram = telegram
        self.slow: Callable[[str], Awaitable[None]] | None = None
        self.dispatcher = Dispatcher(disable_fsm=True)
        self.dispatcher.message.register(self._message)
        self.polling = Polling(bot, self.dispatcher, ["message"])
        self.updates = Updates()
        self._tasks = Tasks()
        telegram.delay = 0.01

    async def _message(self, message: Message) -> None:
        if self.slow is not None:
            await self.slow(message.text or "")
        self.handled.append(message.text or "")

    def write(self, *texts: str) -> None:
        """Messages that Telegram has for us."""
        for text in texts:
            update: Update = self.updates.text(EMMA, text)
            self.telegram.updates.append(update.model_dump(mode="json", exclude_none=True, by_alias=True))

    def start(self) -> None:
        self._tasks.start(self.polling.run(), "polling")

    async def end(self, seconds: float = 1) -> None:
        await self.polling.stop(seconds)
        await self._tasks.finish(1)

    def offsets(self) -> list[int]:
        return [call.offset or 0 for call in self.telegram.calls if isinstance(call, GetUpdates)]


@pytest.fixture
def reader(bot: Bot, telegram: FakeTelegram) -> Reader:
    return Reader(bot, telegram)


async def test_updates_are_handled_once_each_and_confirmed(reader: Reader) -> None:
    reader.write("a", "b", "c")
    reader.start()
    await asyncio.sleep(0.2)
    reader.write("d")
    await asyncio.sleep(0.2)
    await reader.end()
    assert reader.handled == ["a", "b", "c", "d"]
    assert reader.telegram.updates == []
    assert max(reader.offsets()) == 5


async def test_an_update_under_way_is_not_confirmed_and_does_not_hold_up_others(reader: Reader) -> None:
    going = asyncio.Event()

    async def slow(text: str) -> None:
        if text == "slow":
            await going.wait()

    reader.slow = slow
    reader.write("slow", "quick")
    reader.start()
    await asyncio.sleep(0.3)
    reader.write("later")
    await asyncio.sleep(0.5)
    assert reader.handled == ["quick", "later"], "each once, though Telegram gives them again and again"
    assert max(reader.offsets()) <= 1, "Telegram is not told of the slow one nor of what came after it"
    assert len(reader.offsets()) < 12, "and is not asked without a pause"
    going.set()
    await asyncio.sleep(0.4)
    await reader.end()
    assert reader.handled == ["quick", "later", "slow"]
    assert reader.telegram.updates == []


async def test_the_stop_finishes_what_was_taken(reader: Reader) -> None:
    async def slow(text: str) -> None:
        await asyncio.sleep(0.3)

    reader.slow = slow
    reader.write("a", "b")
    reader.start()
    await asyncio.sleep(0.1)
    await reader.end()
    assert reader.handled == ["a", "b"]
    assert reader.telegram.updates == [], "the last call confirms them"


async def test_what_does_not_end_in_time_is_left_for_the_next_start(reader: Reader) -> None:
    async def slow(text: str) -> None:
        await asyncio.sleep(0 if text == "a" else 30)

    reader.slow = slow
    reader.write("a", "b")
    reader.start()
    await asyncio.sleep(0.1)
    start = asyncio.get_running_loop().time()
    await reader.end(seconds=0.2)
    assert asyncio.get_running_loop().time() - start < 1.5
    assert [update["message"]["text"] for update in reader.telegram.updates] == ["b"]


async def test_a_telegram_that_is_down_is_asked_again(reader: Reader) -> None:
    reader.telegram.fail(GetUpdates, connection_refused, times=2)
    reader.write("a")
    reader.start()
    await asyncio.sleep(2)
    await reader.end()
    assert reader.handled == ["a"]


async def test_an_error_in_a_handler_confirms_its_update(reader: Reader) -> None:
    async def broken(text: str) -> Any:
        raise ZeroDivisionError

    reader.slow = broken
    reader.write("a")
    reader.start()
    await asyncio.sleep(0.2)
    await reader.end()
    assert reader.telegram.updates == []
