"""The store: runs a use case as one unit of work, in one transaction and one hop off the event loop."""

import asyncio
from abc import ABC, abstractmethod
from collections.abc import Callable
from contextlib import AbstractAsyncContextManager
from datetime import datetime
from functools import partial
from typing import Concatenate, ParamSpec, TypeVar

from desk.ports import Work
from storage.errors import StorageError
from storage.unit import Moment

P = ParamSpec("P")
T = TypeVar("T")


class Store(ABC):
    """`desk.ports.Desk`. Made by `storage.open_store`; belongs to the event loop that opened it.

    `on_outbox` is called on the event loop after a commit whose unit put or released rows of the outbox.
    """

    def __init__(self, clock: Callable[[], datetime], real: Callable[[], datetime] | None = None) -> None:
        self.on_outbox: Callable[[], None] | None = None
        self._clock = clock
        self._real = real
        self._loop = asyncio.get_running_loop()
        self._closed = False

    async def run(self, use_case: Callable[Concatenate[Work, P], T], /, *args: P.args, **kwargs: P.kwargs) -> T:
        """Run a use case that may write; its result once it is committed. What it raises rolls it back."""
        return await self._submit(partial(_call, use_case, args, kwargs), write=True)

    async def read(self, use_case: Callable[Concatenate[Work, P], T], /, *args: P.args, **kwargs: P.kwargs) -> T:
        """Run a use case that only reads, on one state of the data; the database refuses writing."""
        return await self._submit(partial(_call, use_case, args, kwargs), write=False)

    @abstractmethod
    async def _submit(self, unit: Callable[[Work], T], *, write: bool) -> T: ...

    @abstractmethod
    def hold(self, name: str) -> AbstractAsyncContextManager[None]:
        """Wait for the lock `name` and hold it: of all processes on this database one has it, until it ends or dies.

        StorageError in the block: the connection that holds it was lost (PostgreSQL), so somebody else may have it.
        """

    @abstractmethod
    async def close(self) -> None:
        """Finish what is under way, then close. Nothing may be run afterwards."""

    def _moment(self) -> Moment:
        """What a unit takes for now."""
        now = self._clock()
        return Moment(now, self._real() if self._real else now)

    def _refuse_when_closed(self) -> None:
        if self._closed:
            raise StorageError("the store is closed")

    def _tell_outbox(self) -> None:
        if self.on_outbox is not None:
            self.on_outbox()


def _call(
    use_case: Callable[Concatenate[Work, P], T], args: tuple[object, ...], kwargs: dict[str, object], work: Work
) -> T:
    return use_case(work, *args, **kwargs)  # type: ignore[arg-type]  # checked where run and read are called
