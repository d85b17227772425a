"""/stats: the figures of a period, as text, as a chart, and for supervisors by engineer and as files."""

from collections.abc import Callable, Coroutine
from datetime import datetime
from typing import Any

import structlog
from aiogram import Bot
from aiogram.exceptions import TelegramBadRequest, TelegramForbiddenError
from aiogram.filters import CommandObject
from aiogram.types import CallbackQuery, MaybeInaccessibleMessageUnion, Message

from desk import periods
from desk.house import House
from desk.periods import BadPeriodError, Period, Preset
from desk.ports import Desk
from handlers.group.admission import commander, seated
from handlers.group.members import Group, Members
from handlers.reports.buttons import SUPERVISORS, Show, StatsPress
from handlers.reports.job import Job
from handlers.reports.waiting import Waiting
from handlers.texts import stats as texts

Clock = Callable[[], datetime]
Spawn = Callable[[Coroutine[Any, Any, None]], object]

_log = structlog.get_logger("reports")


class Stats:
    """The handlers of reports. A person has one report made at a time, beside the updates of the group."""

    def __init__(self) -> None:
        self._busy: set[int] = set()

    async def asked(
        self, message: Message, command: CommandObject, bot: Bot, desk: Desk, house: House, members: Members,
        clock: Clock, spawn: Spawn,
    ) -> None:  # fmt: skip
        """/stats, or `/stats 2026-11-01 2026-11-15`."""
        who = await commander(message, bot, house, members)
        if who is None or who.id is None:
            return
        try:
            period = _period(command.args or Preset.WEEK, house, clock)
        except BadPeriodError as error:
            await message.reply(texts.bad_period(error))
            return
        if who.id in self._busy:
            await message.reply(texts.busy())
            return
        waiting = Waiting(bot, message.chat.id, reply_to=message.message_id, thread_id=_thread(message))
        self._begin(spawn, who.id, Job(bot, desk, house, period, clock(), waiting), Show.TEXT)

    async def pressed(
        self, callback: CallbackQuery, callback_data: StatsPress, bot: Bot, desk: Desk, house: House, group: Group,
        members: Members, clock: Clock, spawn: Spawn,
    ) -> None:  # fmt: skip
        """Another period in place of this one, a chart in reply to it, or what only the supervisor gets, in private."""
        seat = await seated(callback, bot, desk, house, group, members)
        if seat is None:
            return
        who, show = callback.from_user.id, callback_data.show
        if show in SUPERVISORS and not seat.supervisor:
            await seat.answer(texts.supervisors_only(), alert=True)
            return
        if who in self._busy:
            await seat.answer(texts.busy(), alert=True)
            return
        try:
            period = _period(callback_data.period, house, clock)
            waiting = _where(seat.bot, seat.chat_id, seat.message_id, _thread(callback.message), show)
            if show in SUPERVISORS:
                waiting = Waiting(bot, who)
                await waiting.begin()
        except BadPeriodError as error:
            await seat.answer(texts.said_of(error), alert=True)
            return
        except (TelegramForbiddenError, TelegramBadRequest):
            await seat.answer(texts.no_private_chat(), alert=True)
            return
        await seat.answer(texts.sent_in_private() if show in SUPERVISORS else "")
        self._begin(spawn, who, Job(bot, desk, house, period, clock(), waiting), show)

    def _begin(self, spawn: Spawn, who: int, job: Job, show: Show) -> None:
        self._busy.add(who)
        spawn(self._make(who, job, show))

    async def _make(self, who: int, job: Job, show: Show) -> None:
        try:
            await job.make(show)
        finally:
            self._busy.discard(who)
        _log.info("report made", show=show.name, days=job.days, by=who)


def _where(bot: Bot, chat_id: int, message_id: int, thread_id: int | None, show: Show) -> Waiting:
    """In the group: in place of the pressed message, or in reply to it."""
    if show is Show.TEXT:
        return Waiting(bot, chat_id, message_id=message_id)
    return Waiting(bot, chat_id, reply_to=message_id, thread_id=thread_id)


def _thread(message: MaybeInaccessibleMessageUnion | None) -> int | None:
    return message.message_thread_id if isinstance(message, Message) and message.is_topic_message else None


def _period(text: str, house: House, clock: Clock) -> Period:
    return periods.read(text, house.regulation.timezone, clock())
