"""What is done by the clock: the time left on cards, forgetting what is old, sweeping pictures without a row."""

import asyncio
from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Protocol

from apscheduler.schedulers.asyncio import AsyncIOScheduler

from bot.clock import Clock
from bot.log import logger
from bot.tick import attend, tick
from desk.conversation import forget_waiting
from desk.house import House
from desk.ports import Desk, Work
from desk.recompute import batch as reckon_batch
from desk.refresh import EVERY as REFRESH_EVERY
from desk.refresh import refresh_cards

_MARKS_KEPT = timedelta(days=7)
"""Telegram keeps an update for 24 hours; a mark must outlive every copy of it."""
_EDITS_KEPT = timedelta(days=7)
"""A card near its deadline is edited every five minutes; nobody asks for each edit of long ago."""
_YOUNGEST_ORPHAN = timedelta(days=1)
"""A picture is written before its row, so that a young file without one may be about to get it."""
_RECKON_AGAIN = timedelta(minutes=1)
"""After which reckoning the open tickets anew is tried again where it failed."""

TICK = 1
"""Seconds between two looks at the timers."""

_log = logger("jobs")


class Sweepable(Protocol):
    """Files that can be swept. Synchronous."""

    def sweep(self, keep: set[str], older_than: datetime) -> int:
        """Remove files that are not in `keep` and were written before that; how many."""


def forget_marks(work: Work) -> int:
    """Forget the marks of updates that cannot come again; how many."""
    return work.updates.purge(work.now - _MARKS_KEPT)


def forget_edits(work: Work) -> int:
    """Forget the edits of cards that were made long ago; how many."""
    return work.outbox.purge(work.now - _EDITS_KEPT)


def known_pictures(work: Work) -> set[str]:
    """The paths that rows know."""
    return work.pictures.paths()


async def _nothing() -> None:
    """Where nobody looks after the group."""


@dataclass(slots=True)
class _Regular:
    """What is done again and again, by the clock that people are shown: a playground's can be moved forward."""

    name: str
    act: Callable[[], Awaitable[None]]
    every: timedelta
    due: datetime


class Jobs:
    """Ticks in this process only; each job may run in several processes at once without harm.

    `real`: the machine's time, where `clock` shows another one.
    """

    def __init__(
        self,
        store: Desk,
        files: Sweepable,
        house: House,
        clock: Clock,
        watch: Callable[[], Awaitable[None]] = _nothing,
        real: Clock | None = None,
    ) -> None:
        self._watch = watch
        self._store = store
        self._files = files
        self._house = house
        self._clock = clock
        self._real = real or clock
        self._reckon_at: datetime | None = clock()
        defaults = {"coalesce": True, "misfire_grace_time": None, "max_instances": 1}
        self._scheduler = AsyncIOScheduler(timezone="UTC", job_defaults=defaults)
        soon = clock() + timedelta(minutes=1)
        self._regular = [
            _Regular("forget", self.forget, timedelta(hours=6), soon),
            _Regular("sweep pictures", self.sweep, timedelta(hours=24), soon),
        ]
        if house.group_id:
            begin = clock() + timedelta(seconds=5)
            self._regular += [
                _Regular("refresh cards", self.refresh, REFRESH_EVERY, soon),
                _Regular("look after the group", self._watch, timedelta(hours=1), begin),
            ]
        self._scheduler.add_job(self.tick, "interval", seconds=TICK, id="tick")
        self._scheduler.add_job(self.attend, "interval", seconds=TICK, id="mailings")
        self._scheduler.add_job(self.begin_due, "interval", seconds=TICK, id="begin what is due")

    def start(self) -> None:
        """Begin to tick."""
        self._scheduler.start()

    def stop(self) -> None:
        """Tick no more; what runs is not waited for and harms nothing when it is cut off."""
        self._scheduler.shutdown(wait=False)

    async def tick(self) -> None:
        """Job: what has passed of the timers; before the first time the open tickets are reckoned anew."""
        if self._reckon_at is not None and self._clock() >= self._reckon_at:
            self._reckon_at = None if await self._reckon() else self._clock() + _RECKON_AGAIN
        await tick(self._store, self._house)

    async def attend(self) -> None:
        """Job: what running mailings need."""
        await attend(self._store)

    async def _reckon(self) -> bool:
        """Whether it is done. A failure must not hold up the timers: a later tick goes on where it stopped."""
        try:
            while await self._store.run(reckon_batch, self._house):
                pass
        except Exception as error:  # noqa: BLE001  # whatever it was: what is due is due
            _log.error("the open tickets were not reckoned anew", exc_info=error)
            return False
        return True

    async def begin_due(self) -> None:
        """Job: what is regular and due begins, each by itself; what goes on since the last time is not begun again."""
        for regular in self._regular:
            now = self._clock()
            if now >= regular.due:
                regular.due = now + regular.every
                self._scheduler.add_job(regular.act, id=regular.name, replace_existing=True)

    async def refresh(self) -> None:
        """Job: the time left, on the cards of open tickets."""
        await self._store.run(refresh_cards, self._house)

    async def forget(self) -> None:
        """Job: old update marks, old edits of cards, and messages whose author never said where they belong."""
        marks = await self._store.run(forget_marks)
        edits = await self._store.run(forget_edits)
        await self._store.run(forget_waiting)
        _log.info("forgotten", marks=marks, edits=edits)

    async def sweep(self) -> None:
        """Job: pictures on the disk without a row. The rows are read first, so that a new picture is never swept."""
        keep = await self._store.read(known_pictures)
        gone = await asyncio.to_thread(self._files.sweep, keep, self._real() - _YOUNGEST_ORPHAN)
        _log.info("pictures swept", count=gone)
