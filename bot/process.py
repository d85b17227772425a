"""The running process: takes updates, sends news, ticks; and stops within ten seconds with nothing lost."""

import asyncio
from collections.abc import Awaitable, Callable, Sequence
from contextlib import AbstractAsyncContextManager
from typing import Protocol, TypeVar

from aiogram import Bot, Dispatcher
from aiogram.exceptions import TelegramNotFound, TelegramUnauthorizedError

from bot.config import StartError
from bot.courier import Courier, Outlet
from bot.faults import Fault, classify
from bot.jobs import Jobs
from bot.log import logger
from bot.polling import Polling
from bot.tasks import Tasks
from bot.webhook import Webhook
from storage.errors import StorageError

_UPDATES_END = 4.0
_BESIDE_END = 2.0
_NEWS_END = 2.0
"""Seconds that are given, at the stop, to updates under way, what they started, and messages: less than 10 in all."""

_LOCK_PAUSE = 1.0
"""Seconds before the lock of the polling is asked for again from a database that is away."""

T = TypeVar("T")
_log = logger("process")


class ProcessStore(Outlet, Protocol):
    """The part of the store that the process uses."""

    def hold(self, name: str) -> AbstractAsyncContextManager[None]: ...


class Process:
    """`run` returns when `stop` is set and everything has ended.

    `greet` tells Telegram who we are (profile, menu); `beside`: what
    handlers started beside their updates; `hurry` lets go what was made to wait.
    """

    def __init__(
        self,
        bot: Bot,
        dispatcher: Dispatcher,
        store: ProcessStore,
        courier: Courier,
        jobs: Jobs,
        *,
        webhook: Webhook | None,
        beside: Tasks,
        greet: Callable[[], Awaitable[None]],
        hurry: Callable[[], None] = lambda: None,
    ) -> None:
        self._bot = bot
        self._dispatcher = dispatcher
        self._store = store
        self._courier = courier
        self._jobs = jobs
        self._webhook = webhook
        self._beside = beside
        self._greet = greet
        self._hurry = hurry
        self._polling: Polling | None = None
        self._tasks = Tasks()
        self._stop = asyncio.Event()

    async def run(self, stop: asyncio.Event) -> None:
        """StartError: the token is not one, or the port is taken. RuntimeError: a part ended by itself."""
        self._stop = stop
        if self._webhook is not None:
            await self._webhook.start()
        stopped = self._tasks.start(stop.wait(), "stop signal")
        parts = [
            self._tasks.start(self._courier.run(), "courier"),
            self._tasks.start(self._meet_telegram(), "updates"),
        ]
        self._jobs.start()
        try:
            await asyncio.wait((stopped, *parts), return_when=asyncio.FIRST_COMPLETED)
            if not stop.is_set():
                _raise_why(parts)
        finally:
            stop.set()
            await self._end()

    async def _end(self) -> None:
        _log.info("stopping")
        self._hurry()
        self._jobs.stop()
        if self._polling is not None:
            await self._polling.stop(_UPDATES_END)
        if self._webhook is not None:
            await self._webhook.stop()
        await self._beside.finish(_BESIDE_END)
        await self._courier.stop(_NEWS_END)
        await self._tasks.finish(0.2)
        _log.info("stopped")

    async def _meet_telegram(self) -> None:
        """Find out who we are, then take updates until the stop."""
        me = await self._patiently(self._bot.me)
        _log.info("on telegram", bot=me.username, updates="webhook" if self._webhook else "polling")
        self._tasks.start(self._patiently(self._greet), "profile")
        if self._webhook is not None:
            webhook, allowed = self._webhook, self._allowed()
            await self._patiently(lambda: webhook.tell_telegram(allowed))
            await self._stop.wait()
        else:
            await self._patiently(self._bot.delete_webhook)
            await self._poll()

    async def _poll(self) -> None:
        """Only one process polls: the others wait here until its lock is free."""
        while not self._stop.is_set():
            try:
                async with self._store.hold("polling"):
                    self._polling = Polling(self._bot, self._dispatcher, self._allowed())
                    await self._polling.run()
            except StorageError as error:
                _log.error("the polling lock was lost", exc_info=error)
                if self._polling is not None:
                    await self._polling.stop(_UPDATES_END)
                await asyncio.sleep(_LOCK_PAUSE)

    def _allowed(self) -> Sequence[str]:
        """What Telegram shall send: what handlers are there for."""
        return self._dispatcher.resolve_used_update_types()

    async def _patiently(self, call: Callable[[], Awaitable[T]]) -> T:
        """Call until Telegram can be reached. StartError: it does not know the token."""
        pause = 0.5
        while True:
            try:
                return await call()
            except (TelegramUnauthorizedError, TelegramNotFound) as error:
                raise StartError(f"BOT_TOKEN: Telegram does not know this token ({error.message})") from None
            except Exception as error:
                outcome = classify(error)
                if outcome.fault not in (Fault.WAIT, Fault.DOWN, Fault.DOUBTFUL):
                    raise
                pause = float(outcome.wait) or min(30.0, pause * 2)
                _log.warning("telegram cannot be reached", reason=outcome.reason, seconds=pause)
                await asyncio.sleep(pause)


def _raise_why(parts: Sequence[asyncio.Task[None]]) -> None:
    """A part of the process ended though nobody asked it to: say why and end the rest."""
    for part in parts:
        if part.done():
            failure = part.exception()
            raise failure if isinstance(failure, StartError) else RuntimeError(f"{part.get_name()} ended") from failure
