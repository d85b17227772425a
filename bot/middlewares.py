"""What every update passes before it meets a handler.

One lock a chat, first come first served; the desk, which marks the update in the unit that writes its effect; the
texts' context; and the boundary where errors end: what is expected is swallowed, anything else is logged with its
traceback and the person gets an apology. One line of log an update.
"""

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from typing import Any, Concatenate, ParamSpec, TypeVar

from aiogram import BaseMiddleware, Bot
from aiogram.dispatcher.event.bases import UNHANDLED, CancelHandler, SkipHandler
from aiogram.dispatcher.middlewares.user_context import EVENT_CONTEXT_KEY, EventContext
from aiogram.methods import TelegramMethod
from aiogram.types import TelegramObject, Update
from aiogram.utils.i18n import I18n
from structlog.contextvars import bound_contextvars

from bot.apology import apologise, ask_for_patience
from bot.faults import Fault, classify
from bot.flood import Flood, Slot
from bot.log import logger
from bot.persistence import under_way
from desk.errors import AlreadyProcessedError
from desk.house import House
from desk.ports import Desk, Work
from desk.updates import once

P = ParamSpec("P")
T = TypeVar("T")
Handler = Callable[[TelegramObject, dict[str, Any]], Awaitable[Any]]
_log = logger("updates")
_EXPECTED = frozenset({Fault.BLOCKED, Fault.STALE, Fault.SAME, Fault.NO_MESSAGE, Fault.NO_CHAT, Fault.NO_REPLY})
_TELEGRAMS = frozenset({Fault.WAIT, Fault.DOWN, Fault.DOUBTFUL})


class UpdateDesk:
    """`desk.ports.Desk` for one update: the first unit that writes marks it too, so that it takes effect once."""

    def __init__(self, store: Desk, update_id: int) -> None:
        self._store = store
        self._update_id = update_id
        self._marked = False

    async def run(self, use_case: Callable[Concatenate[Work, P], T], /, *args: P.args, **kwargs: P.kwargs) -> T:
        """Run a use case that may write. AlreadyProcessedError: the update took effect before."""
        if self._marked:
            return await self._store.run(use_case, *args, **kwargs)
        result = await self._store.run(once, self._update_id, use_case, *args, **kwargs)
        self._marked = True
        return result

    async def read(self, use_case: Callable[Concatenate[Work, P], T], /, *args: P.args, **kwargs: P.kwargs) -> T:
        """Run a use case that only reads; marks nothing."""
        return await self._store.read(use_case, *args, **kwargs)


class ChatLocks:
    """One at a time in a chat, in the order of coming. Nothing is kept of a chat in which nothing is under way.

    (aiogram's SimpleEventIsolation does the same and keeps a lock of every chat for ever.)
    """

    def __init__(self) -> None:
        self._locks: dict[int, tuple[asyncio.Lock, int]] = {}

    def __len__(self) -> int:
        return len(self._locks)

    @asynccontextmanager
    async def hold(self, chat_id: int) -> AsyncIterator[None]:
        lock, users = self._locks.get(chat_id) or (asyncio.Lock(), 0)
        self._locks[chat_id] = (lock, users + 1)
        try:
            async with lock:
                yield
        finally:
            lock, users = self._locks[chat_id]
            if users == 1:
                del self._locks[chat_id]
            else:
                self._locks[chat_id] = (lock, users - 1)


class UpdateMiddleware(BaseMiddleware):
    """Outer middleware on `Dispatcher.update`."""

    def __init__(self, store: Desk, i18n: I18n, house: House, flood: Flood | None = None) -> None:
        self._store = store
        self._i18n = i18n
        self._house = house
        self._flood = flood
        self.locks = ChatLocks()

    async def __call__(self, handler: Handler, event: TelegramObject, data: dict[str, Any]) -> Any:
        """Lead the update to its handler; nothing but a cancellation gets out."""
        assert isinstance(event, Update)
        clock = asyncio.get_running_loop().time
        came = clock()
        where: EventContext = data[EVENT_CONTEXT_KEY]
        slot = self._flood.slot(event) if self._flood is not None else None
        with bound_contextvars(update_id=event.update_id), self._i18n.context(), under_way() as answered:
            async with self.locks.hold(where.chat_id or where.user_id or 0):
                if slot and self._flood is not None:
                    await self._slow_down(self._flood, slot, data["bot"], event)
                outcome = await self._handle(handler, event, data)
                await _answer_press(data["bot"], event, answered)
            _log.info("update", kind=_kind(event), outcome=outcome, ms=round((clock() - came) * 1000, 1))

    async def _slow_down(self, flood: Flood, slot: Slot, bot: Bot, event: Update) -> None:
        """Wait for the turn of an update; whoever floods hears it once, and nothing of theirs is dropped."""
        if slot.tell:
            try:
                await ask_for_patience(bot, event, self._store, self._i18n, self._house)
            except Exception as error:  # noqa: BLE001  # it is only a courtesy
                _log.info("flood not answered", reason=classify(error).reason)
        await flood.wait(slot)

    async def _handle(self, handler: Handler, event: Update, data: dict[str, Any]) -> str:
        """How it ended, in a word for the log."""
        data["desk"] = UpdateDesk(self._store, event.update_id)
        try:
            result = await handler(event, data)
            if isinstance(result, TelegramMethod):
                await data["bot"](result)
        except AlreadyProcessedError:
            return "seen before"
        except (SkipHandler, CancelHandler):
            return "ignored"
        except Exception as error:  # noqa: BLE001  # the boundary
            return await self._after(error, event, data)
        return "ignored" if result is UNHANDLED else "handled"

    async def _after(self, error: Exception, event: Update, data: dict[str, Any]) -> str:
        outcome = classify(error)
        if outcome.fault in _EXPECTED:
            _log.info("reply not taken", fault=outcome.fault, reason=outcome.reason)
            return "reply not taken"
        if outcome.fault in _TELEGRAMS:
            _log.warning("reply lost", fault=outcome.fault, reason=outcome.reason)
            return "reply lost"
        _log.error("update failed", exc_info=error)
        try:
            await apologise(data["bot"], event, self._store, self._i18n, self._house)
        except Exception as second:  # noqa: BLE001  # there is nobody left to tell
            _log.warning("apology failed", reason=classify(second).reason)
        return "failed"


def _kind(event: Update) -> str:
    return next(iter(event.model_fields_set - {"update_id"}), "unknown")


async def _answer_press(bot: Bot, event: Update, answered: set[str]) -> None:
    """No button is left with its hour-glass."""
    press = event.callback_query
    if press is None or press.id in answered:
        return
    try:
        await bot.answer_callback_query(press.id)
    except Exception as error:  # noqa: BLE001  # too late, or Telegram is down: the hour-glass ends by itself
        _log.info("press not answered", reason=classify(error).reason)
