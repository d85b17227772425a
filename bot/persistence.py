"""Direct replies get through a Telegram that is slow, full or down for a moment.

The news of tickets has the outbox; the next question of a form is sent from the handler, and a client who does not get
it is stuck. So a call that certainly took no effect is made again while its update is under way, and one whose fate is
not known once more: a question asked twice harms nobody. The courier decides for itself and is left alone.
"""

import asyncio
from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from typing import Any

from aiogram import Bot
from aiogram.client.session.middlewares.base import BaseRequestMiddleware, NextRequestMiddlewareType
from aiogram.methods import AnswerCallbackQuery, GetUpdates, Response, TelegramMethod
from aiogram.methods.base import TelegramType

from bot.faults import Fault, accepted, classify
from bot.log import logger

_PATIENCE = 40.0
"""Seconds for which an update may wait for Telegram."""
_PRESS_PATIENCE = 10.0
"""A press is answered within seconds or not at all ("query is too old")."""

_log = logger("replies")
_answered: ContextVar[set[str] | None] = ContextVar("answered_presses", default=None)


@contextmanager
def under_way() -> Iterator[set[str]]:
    """For the time of one update: its calls persist; the set holds the presses that were answered."""
    answered: set[str] = set()
    token = _answered.set(answered)
    try:
        yield answered
    finally:
        _answered.reset(token)


class Persistence(BaseRequestMiddleware):
    """A middleware of the bot's session."""

    async def __call__(
        self,
        make_request: NextRequestMiddlewareType[TelegramType],
        bot: Bot,
        method: TelegramMethod[TelegramType],
    ) -> Response[TelegramType]:
        """Make the call; inside `under_way` again where that may help."""
        answered = _answered.get()
        if answered is None or isinstance(method, GetUpdates):
            return await make_request(bot, method)
        patience = _PATIENCE
        if isinstance(method, AnswerCallbackQuery):
            answered.add(method.callback_query_id)
            patience = _PRESS_PATIENCE
        return await _persist(make_request, bot, method, patience)


async def _persist(
    make_request: NextRequestMiddlewareType[Any], bot: Bot, method: TelegramMethod[Any], patience: float
) -> Response[Any]:
    clock = asyncio.get_running_loop().time
    end = clock() + patience
    pause = 1.0
    doubts = 0
    while True:
        try:
            return await make_request(bot, method)
        except Exception as error:
            outcome = classify(error)
            doubts += outcome.fault is Fault.DOUBTFUL
            doubtful = outcome.fault is Fault.DOUBTFUL and accepted(error) is None
            again = outcome.fault in (Fault.WAIT, Fault.DOWN) or (doubtful and doubts == 1)
            pause = outcome.wait if outcome.fault is Fault.WAIT else pause
            if not again or clock() + pause > end:
                raise
            _log.warning("reply waits", call=type(method).__name__, fault=outcome.fault, seconds=pause)
        await asyncio.sleep(pause)
        pause = min(8.0, pause * 2)
