"""How many messages of mailings may go now, so that everything else goes as if there were none.

They have places of their own among what is on its way, they leave a part of Telegram's budget alone, and where Telegram
slows them down or does not answer them, they wait by themselves.
"""

import asyncio
from collections.abc import Awaitable, Callable
from datetime import datetime

from bot.clock import Clock
from bot.log import logger
from bot.pace import Pace
from bot.tasks import Tasks
from desk.model import Urgency
from desk.ports import OutboxRow

_MOST = 30
"""Messages of mailings on their way at once."""
_SLOWED_CHATS = 3
"""So many of their chats told to wait at the same time: Telegram slows down the whole mailing."""
BREATH = 0.2
"""Seconds until there is room for a few of them again: one by one each would cost a commit."""

_log = logger("courier")


def of_mailing(row: OutboxRow) -> bool:
    """Whether it may wait for everything else."""
    return row.urgency == Urgency.MAILING.rank


class MailingGate:
    """`answers` asks Telegram something harmless; `doubt_pause`: seconds until it is asked once more."""

    def __init__(
        self, pace: Pace, clock: Clock, tasks: Tasks, answers: Callable[[], Awaitable[bool]], doubt_pause: float
    ) -> None:
        self._pace = pace
        self._clock = clock
        self._tasks = tasks
        self._answers = answers
        self._doubt_pause = doubt_pause
        self._busy = 0
        self._slowed: dict[int, datetime] = {}
        self._until: datetime | None = None
        self._asking: asyncio.Task[None] | None = None

    def room(self) -> int:
        """How many may be taken now."""
        if self._until is not None and self._until <= self._clock():
            self._until = None
        if self._until is not None or (self._asking is not None and not self._asking.done()):
            return 0
        return max(0, min(_MOST - self._busy, self._pace.room()))

    def taken(self, count: int) -> None:
        """So many are on their way."""
        self._busy += count

    def done(self) -> None:
        """One of them is not any more."""
        self._busy -= 1

    def slowed(self, chat_id: int, until: datetime) -> None:
        """Telegram told one of their chats to wait."""
        now = self._clock()
        self._slowed = {chat: end for chat, end in self._slowed.items() if end > now} | {chat_id: until}
        if len(self._slowed) >= _SLOWED_CHATS:
            self._until = min(self._slowed.values())
            self._slowed.clear()
            _log.warning("telegram slows mailings down", until=self._until.isoformat())

    def doubt(self) -> None:
        """One of them was not answered: the others wait until something harmless is, and urgent news do not."""
        if self._asking is None or self._asking.done():
            self._asking = self._tasks.start(self._ask(), "does telegram answer mailings")

    async def _ask(self) -> None:
        while True:
            if await self._answers():
                return
            await asyncio.sleep(self._doubt_pause)
