"""Counts the figures of a period in short reads of the store, so that a long report holds up nobody."""

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable, Sequence
from datetime import datetime

from desk import reports
from desk.figures import Figures, Tally
from desk.kept import Case
from desk.periods import Period
from desk.ports import Desk
from desk.regulation import Regulation
from desk.reports import Extent

Progress = Callable[[float], Awaitable[None]]
"""Told again and again how much is done, 0 to 1."""


async def no_progress(_share: float) -> None:
    """Where nobody looks."""


async def figures(
    desk: Desk, regulation: Regulation, period: Period, now: datetime, progress: Progress = no_progress
) -> Figures:
    """The figures of a period. What is counted in a thread is the tickets' clocks: the loop stays free."""
    extent = await desk.read(reports.extent, period)
    tally = Tally(regulation, period, now)
    async for found in pages(desk, period, extent, progress):
        await asyncio.to_thread(_add, tally, found)
    return await asyncio.to_thread(tally.figures, extent.calls)


async def pages(
    desk: Desk, period: Period, extent: Extent, progress: Progress = no_progress
) -> AsyncIterator[Sequence[Case]]:
    """The tickets of a period, each once."""
    read, after = 0, None
    while True:
        page = await desk.read(reports.page, period, after)
        if page.cases:
            yield page.cases
        read += page.read
        await progress(min(1.0, read / extent.marks) if extent.marks else 1.0)
        if page.last is None:
            return
        after = page.last


def _add(tally: Tally, cases: Sequence[Case]) -> None:
    for case in cases:
        tally.add(case)
