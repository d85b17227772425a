"""Long polling that loses no update: Telegram is told of an update (the offset) only when it has been handled.

aiogram's own loop confirms a batch while its handlers still run, so a kill in between would lose them. Here the next
call keeps the offset at the oldest update under way; what comes twice by that is left out unread, and what came again
after a restart has its mark.
"""

import asyncio
from collections.abc import Sequence
from contextlib import suppress
from typing import Any

from aiogram import Bot, Dispatcher
from aiogram.methods import GetUpdates, TelegramMethod
from aiogram.types import Update

from bot.faults import Fault, classify
from bot.log import logger
from bot.tasks import Tasks

_LONG = 30
"""Seconds that Telegram may hold a call open when there is nothing new."""
_LOOK = 0.1
"""Seconds between two calls while an update takes its time: Telegram answers at once then, with what it gave before."""
_BREATH = 0.02
"""Seconds between two calls at least while updates are under way, so that a busy bot takes several at once."""
_PATIENCE = 10.0
"""An update under way for longer is confirmed all the same where it would hold up those behind it."""
_ROOM = 50
"""Telegram gives a hundred from the offset on: up to so many behind an old one, new ones still get through."""
_PAUSES = (0.5, 1.0, 2.0, 4.0, 8.0)

_log = logger("polling")


class _RawUpdates(GetUpdates):
    """getUpdates whose answer is not read yet: most of it may have been there before."""

    __returning__ = list[dict[str, Any]]


class Polling:
    """`run` until `stop`."""

    def __init__(self, bot: Bot, dispatcher: Dispatcher, allowed: Sequence[str]) -> None:
        self._bot = bot
        self._dispatcher = dispatcher
        self._allowed = list(allowed)
        self._tasks = Tasks()
        self._under_way: dict[int, float] = {}
        self._next = 0
        self._moved = asyncio.Event()
        self._stopping = asyncio.Event()
        self._failures = 0

    async def run(self) -> None:
        """Take updates and hand them to the dispatcher, each in a task of its own, in their order."""
        while not self._stopping.is_set():
            for raw in await self._ask():
                if raw["update_id"] >= self._next:
                    self._take(raw)
            if self._under_way:
                await self._some_time()

    def _take(self, raw: dict[str, Any]) -> None:
        update_id: int = raw["update_id"]
        self._next = update_id + 1
        self._under_way[update_id] = asyncio.get_running_loop().time()
        self._tasks.start(self._handle(raw), f"update {update_id}")

    async def stop(self, seconds: float) -> None:
        """Take nothing more, finish what was taken within `seconds`, and tell Telegram how far we got."""
        self._stopping.set()
        self._moved.set()
        await self._tasks.finish(seconds)
        if self._next:
            with suppress(Exception):  # it comes again then, and has its mark
                offset = min(self._under_way, default=self._next)
                await self._bot.get_updates(offset=offset, limit=1, timeout=0, request_timeout=1)

    def _offset(self) -> int:
        """The oldest update that must come again if we are killed now, else the next one."""
        patience = asyncio.get_running_loop().time() - _PATIENCE
        waited_for = (
            update_id
            for update_id, since in self._under_way.items()
            if since > patience or self._next - update_id < _ROOM
        )
        return min(waited_for, default=self._next)

    async def _ask(self) -> list[dict[str, Any]]:
        """What is new, or was there before; an empty list after a failure and a pause, and at the stop."""
        call = self._tasks.start(self._call(), "getUpdates")
        stop = self._tasks.start(self._stopping.wait(), "stop of polling")
        await asyncio.wait((call, stop), return_when=asyncio.FIRST_COMPLETED)
        stop.cancel()
        if not call.done():
            call.cancel()
            return []
        answer = call.result()
        if isinstance(answer, Exception):
            await self._fail(answer)
            return []
        self._failures = 0
        return answer

    async def _call(self) -> list[dict[str, Any]] | Exception:
        self._moved.clear()
        call: TelegramMethod[Any] = _RawUpdates(
            offset=self._offset() or None, timeout=0 if self._under_way else _LONG, allowed_updates=self._allowed
        )
        try:
            raw: list[dict[str, Any]] = await self._bot(call, request_timeout=_LONG + 10)
            return raw
        except Exception as error:  # noqa: BLE001  # taken apart by _fail
            return error

    async def _fail(self, error: Exception) -> None:
        outcome = classify(error)
        pause = outcome.wait if outcome.fault is Fault.WAIT else _PAUSES[min(self._failures, len(_PAUSES) - 1)]
        self._failures += 1
        _log.warning("no updates", fault=outcome.fault, reason=outcome.reason, tries=self._failures, seconds=pause)
        with suppress(TimeoutError):
            async with asyncio.timeout(pause):
                await self._stopping.wait()

    async def _handle(self, raw: dict[str, Any]) -> None:
        update_id: int = raw["update_id"]
        try:
            update = Update.model_validate(raw, context={"bot": self._bot})
            await self._dispatcher.feed_update(self._bot, update)
        except asyncio.CancelledError:
            raise  # it stays under way, so that it is not confirmed and comes again at the next start
        except Exception as error:  # noqa: BLE001  # the middleware lets none out; this one must not come for ever
            _log.error("update failed", update_id=update_id, exc_info=error)
        oldest = next(iter(self._under_way))
        del self._under_way[update_id]
        if update_id == oldest:
            self._moved.set()

    async def _some_time(self) -> None:
        """Until Telegram can be told of something that was handled, but not for long."""
        with suppress(TimeoutError):
            async with asyncio.timeout(_LOOK):
                await asyncio.sleep(_BREATH)
                await self._moved.wait()
