"""Telegram's limits, kept before Telegram has to: about 30 messages a second in all, 1 a second in a private chat with
a little more at once, 20 a minute in a group (core.telegram.org/bots/faq, "My bot is hitting limits").

A Bot API server of one's own has the same limits, for Telegram stands behind it. In a playground nothing is held back.
"""

from collections.abc import Callable
from dataclasses import dataclass


@dataclass(slots=True)
class _Bucket:
    """`size` tokens at most, `rate` new ones a second; may be overdrawn, and then refills from below zero."""

    size: float
    rate: float
    tokens: float
    at: float

    def take(self, now: float, count: int, leave: float = 0.0) -> float:
        """Take `count` tokens; how many seconds to wait before using them, `leave` others being there then."""
        self.tokens = self.left(now) - count
        self.at = now
        return max(0.0, (leave - self.tokens) / self.rate)

    def left(self, now: float) -> float:
        return min(self.size, self.tokens + (now - self.at) * self.rate)

    def full(self, now: float) -> bool:
        return self.left(now) >= self.size


_ALL = (30.0, 30.0)
_PRIVATE = (3.0, 1.0)
_GROUP = (20.0, 20 / 60)
_KEPT = 10_000
_LEFT_ALONE = 10.0
"""Of the budget for all chats, and of a group's, mailings and their progress leave so much to everything else."""


class Pace:
    """Says how long a sending has to wait. `clock` is a monotonic one, in seconds."""

    def __init__(self, clock: Callable[[], float], *, limited: bool) -> None:
        self._clock = clock
        self._limited = limited
        self._all = _Bucket(*_ALL, tokens=_ALL[0], at=clock())
        self._chats: dict[int, _Bucket] = {}

    def wait(self, chat_id: int, count: int = 1, *, urgent: bool = False, spare: bool = False) -> float:
        """Book `count` messages; the seconds until they may go. Urgent ones are booked and go at once.

        `spare`: in a group only where enough is left for others. For all chats together `room` says how many go.
        """
        if not self._limited:
            return 0.0
        now = self._clock()
        leave = _LEFT_ALONE if spare and chat_id < 0 else 0.0
        wait = max(self._all.take(now, count), self._chat(chat_id, now).take(now, count, leave))
        return 0.0 if urgent else wait

    def room(self) -> int:
        """How many messages may go at once with enough left of the budget for all chats."""
        return int(max(0.0, self._all.left(self._clock()) - _LEFT_ALONE)) if self._limited else _KEPT

    def scarce(self) -> bool:
        """Whether what is left of the budget for all chats is not for everything."""
        return self.room() == 0

    def give_back(self, chat_id: int, count: int = 1) -> None:
        """What was booked does not go now."""
        self._all.tokens += count
        if bucket := self._chats.get(chat_id):
            bucket.tokens += count

    def _chat(self, chat_id: int, now: float) -> _Bucket:
        if (bucket := self._chats.get(chat_id)) is None:
            if len(self._chats) >= _KEPT:
                self._chats = {chat: bucket for chat, bucket in self._chats.items() if not bucket.full(now)}
            size, rate = _PRIVATE if chat_id > 0 else _GROUP
            bucket = self._chats[chat_id] = _Bucket(size, rate, tokens=size, at=now)
        return bucket
