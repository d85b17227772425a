"""What the bot has not confirmed yet: the queue of updates and getUpdates with its rules."""

import asyncio
from collections import deque
from typing import Any

from aiogram.methods import GetUpdates
from aiogram.types import Update

from playground.errors import bad, conflict

KINDS = frozenset(name for name in Update.model_fields if name != "update_id")
OPT_IN = frozenset({"chat_member", "message_reaction", "message_reaction_count"})
TERMINATED = "terminated by other getUpdates request; make sure that only one bot instance is running"
WEBHOOK_ACTIVE = "can't use getUpdates method while webhook is active; use deleteWebhook to delete the webhook first"


class UpdateQueue:
    """Updates in order; ids only grow, also over a reset, so that a bot never takes a new one for an old one."""

    def __init__(self, first_id: int) -> None:
        self.next_id = first_id
        self.pending: deque[dict[str, Any]] = deque()
        self.allowed: frozenset[str] = KINDS - OPT_IN
        self.webhook_active = False
        self._arrived = asyncio.Event()
        self._stirred = asyncio.Event()  # the same for the webhook: who waits clears only what nobody else waits for
        self._poll: object | None = None
        self._closed = False

    def wants(self, kind: str) -> bool:
        """Whether the bot asked for updates of this kind (allowed_updates)."""
        return kind in self.allowed

    def push(self, kind: str, payload: dict[str, Any]) -> None:
        """Queue an update, unless the bot did not ask for its kind."""
        if kind not in self.allowed:
            return
        self.pending.append({"update_id": self.next_id, kind: payload})
        self.next_id += 1
        self.wake()

    def allow(self, kinds: list[str] | None) -> None:
        """Take over allowed_updates; None keeps the setting, an empty list means the default."""
        if kinds is None:
            return
        self.allowed = frozenset(kinds) & KINDS if kinds else KINDS - OPT_IN

    def clear(self) -> None:
        """Forget what is pending (drop_pending_updates)."""
        self.pending.clear()

    def confirm(self, offset: int) -> None:
        """Forget everything before `offset`; a negative one counts from the end."""
        if offset < 0:
            while len(self.pending) > -offset:
                self.pending.popleft()
            return
        while self.pending and self.pending[0]["update_id"] < offset:
            self.pending.popleft()

    async def wait(self, seconds: float) -> None:
        """Until something is pending, somebody calls `wake`, or the time is over."""
        if self.pending:
            return
        self._arrived.clear()
        try:
            await asyncio.wait_for(self._arrived.wait(), seconds)
        except TimeoutError:
            return

    async def changed(self) -> None:
        """Until something arrives or the way of delivery changes."""
        self._stirred.clear()
        await self._stirred.wait()

    def done(self, update: dict[str, Any]) -> None:
        """The webhook took this update."""
        if self.pending and self.pending[0] is update:
            self.pending.popleft()

    def wake(self) -> None:
        """End every waiting poll (an update, stop, a new poll, a webhook)."""
        self._arrived.set()
        self._stirred.set()

    def close(self) -> None:
        """The playground stops: no poll waits any more."""
        self._closed = True
        self.wake()

    async def poll(self, method: GetUpdates) -> list[dict[str, Any]]:
        """getUpdates: confirm, wait at most `timeout` seconds, answer up to `limit` updates; the newest poller wins."""
        if self.webhook_active:
            raise conflict(WEBHOOK_ACTIVE)
        limit = 100 if method.limit is None else method.limit
        if method.timeout is not None and method.timeout < 0:
            raise bad("timeout must be non-negative")
        mine = object()
        self._poll = mine
        self.wake()
        self.allow(method.allowed_updates)
        if method.offset is not None:
            self.confirm(method.offset)
        if not self.pending and method.timeout and not self._closed:
            await self.wait(min(method.timeout, 50))
        if self.webhook_active:
            raise conflict("terminated by setWebhook request")
        if self._poll is not mine:
            raise conflict(TERMINATED)
        self._poll = None
        return [update for update, _ in zip(self.pending, range(max(1, min(limit, 100))), strict=False)]
