"""A process that does nothing but tick: `python -m tests.support.ticker DATABASE_URL`, until it is killed."""

import asyncio
import sys

from bot.clock import utc_now
from bot.tick import tick
from storage import open_store
from tests.desk.clients import HOUSE


async def work(url: str) -> None:
    """Quicker than the real process, so that several of them meet at the same timers."""
    store = await open_store(url, clock=utc_now)
    print("ticking")
    while True:
        await tick(store, HOUSE)
        await asyncio.sleep(0.02)


if __name__ == "__main__":
    asyncio.run(work(sys.argv[1]))
