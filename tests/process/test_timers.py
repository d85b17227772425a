"""Several processes at the same timers, each killed now and then: every timer fires exactly once."""

import asyncio
import shutil
from collections import Counter
from collections.abc import AsyncIterator
from datetime import datetime, timedelta
from itertools import cycle
from pathlib import Path

import pytest

from bot.clock import utc_now
from desk.model import EventKind, Identity, Impact, Request, Scale
from desk.ports import Work
from desk.tickets import open_ticket
from storage import Store, open_store
from tests.desk.clients import EMMA, HOUSE
from tests.support.clock import Clock
from tests.support.processes import Running

pytestmark = pytest.mark.process

TIMERS = 1000
PARTS, SECONDS = 20, 6.0
"""Over which they pass."""
KILLS = 4
WARNED_AFTER = timedelta(minutes=60)
"""Of a critical request (IPMG 3.3.4)."""


def fill(work: Work, numbers: range) -> None:
    """Critical requests."""
    person, who = work.people.meet(EMMA), Identity("Emma", "Alfa", "emma@example.com")
    for number in numbers:
        open_ticket(
            work, HOUSE, person, Request(number, "access", Impact.DOWN, Scale.ALL, "operative", who, "All dark", "")
        )


async def requests(url: str, opened: datetime) -> None:
    """A thousand, opened one after another over some seconds."""
    clock = Clock(opened)
    store = await open_store(url, clock=clock)
    for part in range(PARTS):
        await store.run(fill, range(part * TIMERS // PARTS, (part + 1) * TIMERS // PARTS))
        clock.pass_(timedelta(seconds=SECONDS / PARTS))
    await store.close()


def passed(work: Work) -> Counter[tuple[int, EventKind]]:
    """How often each step of each ticket fired; the history has no key that would hide a second time."""
    first = work.tickets.of_client(EMMA.id, limit=1)[0].id - TIMERS + 1
    numbers = range(first, first + TIMERS)
    return Counter((number, entry.kind) for number in numbers for entry in work.tickets.history(number))


@pytest.fixture(params=["two on SQLite", pytest.param("three on PostgreSQL", marks=pytest.mark.postgres)])
def place(request: pytest.FixtureRequest, tmp_path: Path) -> tuple[str, int]:
    """The database, and how many processes share it."""
    if request.param == "three on PostgreSQL":
        return request.getfixturevalue("postgres_url"), 3
    path = tmp_path / "timers.db"
    shutil.copyfile(request.getfixturevalue("migrated_file"), path)
    return f"sqlite:///{path}", 2


@pytest.fixture
async def look(place: tuple[str, int]) -> AsyncIterator[Store]:
    """Our own look into it."""
    store = await open_store(place[0], clock=utc_now)
    yield store
    await store.close()


async def test_a_thousand_timers_fire_once_each_whoever_dies(
    place: tuple[str, int], look: Store, tmp_path: Path
) -> None:
    url, count = place
    first = utc_now() + timedelta(seconds=2)
    await requests(url, first - WARNED_AFTER)
    tickers = [
        Running("-m", "tests.support.ticker", url, log=tmp_path / f"{number}.log", ready="ticking")
        for number in range(count)
    ]
    try:
        await asyncio.gather(*(ticker.start() for ticker in tickers))
        for _kill, ticker in zip(range(KILLS), cycle(tickers), strict=False):
            await asyncio.sleep(SECONDS / KILLS)
            await ticker.kill()
            await ticker.start()
        async with asyncio.timeout(60):
            waits = True
            while waits:
                await asyncio.sleep(0.1)
                waits = bool(await look.read(lambda work: work.timers.due(1)))
    finally:
        for ticker in tickers:
            await ticker.kill()
    fired = await look.read(passed)
    assert set(fired.values()) == {1}
    assert sum(kind is EventKind.NEAR for _ticket, kind in fired) == TIMERS
    assert not [ticker.output for ticker in tickers if "a timer failed" in ticker.output]
