"""/stats: the figures of a period, as text, as a chart, and for supervisors by engineer and as files."""

from collections.abc import Callable, Coroutine
from datetime import datetime
from enum import StrEnum
from typing import Annotated, Any

import structlog
from aiogram import Bot
from aiogram.filters import CommandObject
from aiogram.filters.callback_data import CallbackData
from aiogram.types import CallbackQuery, InlineKeyboardButton, InlineKeyboardMarkup, Message
from pydantic import Field

from desk import periods
from desk.figures import Figures
from desk.house import House
from desk.periods import BadPeriodError, Period, Preset
from desk.ports import Desk
from handlers.group.admission import commander, seated
from handlers.group.members import Group, Members
from handlers.reports.counting import figures
from handlers.reports.waiting import Waiting
from handlers.texts import stats as texts

Clock = Callable[[], datetime]
Spawn = Callable[[Coroutine[Any, Any, None]], object]

_log = structlog.get_logger("reports")


class Show(StrEnum):
    """What of a period is wanted."""

    TEXT = "t"
    CHART = "c"
    STAFF = "e"
    XLSX = "x"
    CSV = "v"


SUPERVISORS = frozenset({Show.STAFF, Show.XLSX, Show.CSV})
"""What is about engineers, or has people's data; it goes to the supervisor in private."""


class StatsPress(CallbackData, prefix="gs"):
    """`period`: a preset, or the days `20261101-20261115`. Nothing of it is trusted: every press is checked."""

    show: Show
    period: Annotated[str, Field(max_length=24, pattern=r"^[a-z0-9_-]+$")]


class Stats:
    """The handlers of reports. A person has one report counted at a time, beside the updates of the group."""

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
        thread = message.message_thread_id if message.is_topic_message else None
        waiting = Waiting(bot, message.chat.id, reply_to=message.message_id, thread_id=thread)
        job = _Job(bot, desk, house, period, clock(), waiting)
        spawn(self._guarded(who.id, job, job.text))

    async def pressed(
        self, callback: CallbackQuery, callback_data: StatsPress, bot: Bot, desk: Desk, house: House, group: Group,
        members: Members, clock: Clock, spawn: Spawn,
    ) -> None:  # fmt: skip
        """Another period, or the same as something else."""
        seat = await seated(callback, bot, desk, house, group, members)
        if seat is None:
            return
        who, show = callback.from_user.id, callback_data.show
        if show in SUPERVISORS and not seat.supervisor:
            await seat.answer(texts.supervisors_only(), alert=True)
            return
        try:
            period = _period(callback_data.period, house, clock)
        except BadPeriodError as error:
            await seat.answer(texts.said_of(error), alert=True)
            return
        if who in self._busy:
            await seat.answer(texts.busy(), alert=True)
            return
        waiting = Waiting(bot, seat.chat_id, message_id=seat.message_id)
        job = _Job(bot, desk, house, period, clock(), waiting)
        await seat.answer()
        spawn(self._guarded(who, job, job.text))

    async def _guarded(self, who: int, job: "_Job", work: Callable[[], Coroutine[Any, Any, None]]) -> None:
        """One at a time; what fails is said, and logged."""
        if who in self._busy:
            return
        self._busy.add(who)
        try:
            await work()
        except Exception:
            await job.waiting.tell(texts.failed(), now=True)
            raise
        finally:
            self._busy.discard(who)


class _Job:
    """One report for one person."""

    def __init__(self, bot: Bot, desk: Desk, house: House, period: Period, now: datetime, waiting: Waiting) -> None:
        self._bot = bot
        self._desk = desk
        self._house = house
        self._period = period
        self._now = now
        self.waiting = waiting

    async def text(self) -> None:
        """The figures in the message that waits."""
        found = await self._figures()
        await self.waiting.answer(texts.figures(self._house.regulation, found), keyboard(found.period))

    async def _figures(self) -> Figures:
        return await figures(self._desk, self._house.regulation, self._period, self._now, self.waiting)


def keyboard(period: Period) -> InlineKeyboardMarkup:
    """The periods, and what else can be seen of this one."""
    presets = [_button(texts.preset_label(one), StatsPress(show=Show.TEXT, period=one.value)) for one in Preset]
    return InlineKeyboardMarkup(inline_keyboard=[presets[:2], presets[2:4], presets[4:]])


def _period(text: str, house: House, clock: Clock) -> Period:
    return periods.read(text, house.regulation.timezone, clock())


def _button(label: str, press: CallbackData) -> InlineKeyboardButton:
    return InlineKeyboardButton(text=label, callback_data=press.pack())
