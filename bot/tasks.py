"""The only place that starts asyncio tasks, so that none is lost, fails in silence or outlives the stop."""

import asyncio
from collections.abc import Coroutine
from typing import Any, TypeVar

import structlog

from bot.config import StartError

T = TypeVar("T")
_log = structlog.get_logger(__name__)


class Tasks:
    """Tasks that are kept while they run, have a name, and whose failure is logged.

    A StartError is not: the process ends with its one line.
    """

    def __init__(self) -> None:
        self._running: set[asyncio.Task[Any]] = set()

    def __len__(self) -> int:
        return len(self._running)

    def start(self, work: Coroutine[Any, Any, T], name: str) -> asyncio.Task[T]:
        """Run `work` beside the caller."""
        task = asyncio.create_task(work, name=name)  # noqa: TID251
        self._running.add(task)
        task.add_done_callback(self._ended)
        return task

    async def finish(self, seconds: float) -> None:
        """Wait up to `seconds` for what runs; cancel the rest and wait for that too."""
        if self._running:
            await asyncio.wait(set(self._running), timeout=seconds)
        left = set(self._running)
        for task in left:
            task.cancel()
        if left:
            _log.warning("tasks cancelled", names=sorted(task.get_name() for task in left))
            await asyncio.wait(left, timeout=1)

    def _ended(self, task: asyncio.Task[Any]) -> None:
        self._running.discard(task)
        failure = None if task.cancelled() else task.exception()
        if failure is not None and not isinstance(failure, StartError):
            _log.error("task failed", task=task.get_name(), exc_info=failure)
