"""One person who floods the desk is slowed, so that nobody else notices; nothing of theirs is dropped.

A bucket a person, in this process: so many updates at once, then so many a second, in their order. Further parts of an
album cost nothing: Telegram sends them as messages of their own.
"""

import asyncio
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass

from aiogram.types import Update

WINDOW = 10.0
"""Seconds after which all of the burst is free again: what exceeds it goes on at that pace."""
_MOST = 10_000


@dataclass(slots=True)
class _Bucket:
    level: float
    at: float
    told: bool = False
    album: str | None = None


@dataclass(frozen=True, slots=True)
class Slot:
    """When an update's turn is (`clock` seconds); `tell`: the person has to hear that they are slowed."""

    at: float
    tell: bool = False


class Flood:
    """`clock`: seconds that never go back, of the running loop; `burst`: updates that are free, 0: all of them."""

    def __init__(self, clock: Callable[[], float], burst: int = 20, window: float = WINDOW) -> None:
        self._clock = clock
        self._burst = burst
        self._per_second = burst / window
        self._buckets: dict[int, _Bucket] = {}
        self._hurry = asyncio.Event()

    def __len__(self) -> int:
        return len(self._buckets)

    def slot(self, event: Update) -> Slot | None:
        """The turn of an update that has to wait; None: it goes at once. To be asked once, in the order of coming."""
        person = _person(event)
        if person is None or not self._burst:
            return None
        now = self._clock()
        bucket = self._buckets.pop(person, None) or _Bucket(0.0, now)
        self._buckets[person] = bucket
        if len(self._buckets) > _MOST:
            self._forget(now)
        album = event.message.media_group_id if event.message else None
        bucket.level = max(0.0, bucket.level - (now - bucket.at) * self._per_second)
        bucket.at = now
        if bucket.level == 0.0:
            bucket.told = False
        if album is None or album != bucket.album:
            bucket.level += 1
        bucket.album = album
        over = bucket.level - self._burst
        if over <= 0:
            return None
        tell, bucket.told = not bucket.told, True
        return Slot(now + over / self._per_second, tell)

    async def wait(self, slot: Slot) -> None:
        """Until the turn, or until the process is about to stop."""
        with suppress(TimeoutError):
            async with asyncio.timeout(max(0.0, slot.at - self._clock())):
                await self._hurry.wait()

    def hurry(self) -> None:
        """The process stops: what waits goes now, so that it is not lost."""
        self._hurry.set()

    def _forget(self, now: float) -> None:
        """The buckets that are empty by now; where none is, the one that was used longest ago."""
        empty = [one for one, it in self._buckets.items() if it.level <= (now - it.at) * self._per_second]
        for person in empty or [next(iter(self._buckets))]:
            del self._buckets[person]


def _person(event: Update) -> int | None:
    """Who sent it, in their own chat; what happens in groups is nobody's flood."""
    said = event.message or event.edited_message
    if said is not None:
        return said.chat.id if said.chat.type == "private" else None
    press = event.callback_query
    if press is None or press.message is None or press.message.chat.type != "private":
        return None
    return press.from_user.id
