"""What several processes on one PostgreSQL may not do to each other, with their steps put in order by hand."""

import asyncio
import threading
from collections.abc import AsyncIterator
from datetime import timedelta

import psycopg
import pytest
from sqlalchemy.exc import OperationalError

from desk.model import Urgency
from desk.ports import Work
from storage import StorageError, Store, open_store
from tests.storage.samples import put
from tests.support.clock import Clock
from tests.support.postgres import reachable

pytestmark = pytest.mark.postgres

MINUTE = timedelta(minutes=1)
PATIENCE = 10.0


@pytest.fixture
async def stores(postgres_url: str) -> AsyncIterator[tuple[Store, Store]]:
    """Two, as two processes would have them."""
    one, two = await open_store(postgres_url, clock=Clock()), await open_store(postgres_url, clock=Clock())
    yield one, two
    await one.close()
    await two.close()


def claim(work: Work) -> list[int]:
    """The tickets of the claimed rows."""
    return [row.ticket_id or 0 for row in work.outbox.claim(10, MINUTE)]


async def test_nothing_passes_a_claim_of_its_chat_that_is_not_yet_committed(stores: tuple[Store, Store]) -> None:
    one, two = stores
    claimed, go_on = threading.Event(), threading.Event()

    def slow_claim(work: Work) -> list[int]:
        rows = claim(work)
        claimed.set()
        assert go_on.wait(PATIENCE)
        return rows

    await one.run(put, "reply", 1, Urgency.REPLY, None, 1)
    first = asyncio.ensure_future(one.run(slow_claim))  # noqa: TID251
    assert await asyncio.to_thread(claimed.wait, PATIENCE)
    await two.run(put, "critical", 1, Urgency.CRITICAL, None, 2)
    second = asyncio.ensure_future(two.run(claim))  # noqa: TID251
    await asyncio.sleep(0.2)
    go_on.set()
    assert await first == [1]
    assert await second == []


async def test_a_claim_leaves_alone_what_a_unit_is_about_to_change_and_what_follows_it(
    stores: tuple[Store, Store],
) -> None:
    one, two = stores
    has_put, go_on = threading.Event(), threading.Event()

    def slow_change(work: Work) -> None:
        put(work, "card again", 1, Urgency.CARD, "card", 1)
        has_put.set()
        assert go_on.wait(PATIENCE)

    await one.run(put, "card", 1, Urgency.CARD, "card", 1)
    await one.run(put, "after it", 1, Urgency.CARD, None, 2)
    await one.run(put, "elsewhere", 2, Urgency.CARD, None, 3)
    change = asyncio.ensure_future(one.run(slow_change))  # noqa: TID251
    assert await asyncio.to_thread(has_put.wait, PATIENCE)
    async with asyncio.timeout(PATIENCE / 2):
        assert await two.run(claim) == [3]
    go_on.set()
    await change
    assert await two.run(claim) == [1, 2]


@pytest.mark.parametrize("writes", [True, False])
async def test_a_unit_is_tried_again_on_a_new_connection_when_its_own_was_lost(
    stores: tuple[Store, Store], postgres_url: str, writes: bool
) -> None:
    store, _ = stores
    await asyncio.gather(*(store.run(lambda work: work.updates.mark(1)) for _ in range(8)))
    with psycopg.connect(postgres_url, autocommit=True) as connection:
        connection.execute(
            "SELECT pg_terminate_backend(pid) FROM pg_stat_activity "
            "WHERE datname = current_database() AND pid <> pg_backend_pid()"
        )
    if writes:
        assert await store.run(lambda work: work.updates.mark(2))
    assert await store.read(lambda work: work.outbox.next_due()) is None


async def test_a_unit_waits_for_a_server_that_is_away_for_a_moment(
    stores: tuple[Store, Store], postgres_url: str
) -> None:
    store, _ = stores
    await store.run(lambda work: work.updates.mark(1))
    await asyncio.to_thread(reachable, postgres_url, False)
    waiting = asyncio.ensure_future(store.run(lambda work: work.updates.mark(2)))  # noqa: TID251
    looking = asyncio.ensure_future(store.read(lambda work: work.outbox.next_due()))  # noqa: TID251
    await asyncio.sleep(1)
    assert not waiting.done()
    await asyncio.to_thread(reachable, postgres_url, True)
    async with asyncio.timeout(PATIENCE):
        assert await waiting
        assert await looking is None


async def test_who_waits_for_a_server_that_is_away_does_not_hold_up_the_end(
    stores: tuple[Store, Store], postgres_url: str
) -> None:
    store, _ = stores
    await asyncio.to_thread(reachable, postgres_url, False)
    waiting = asyncio.ensure_future(store.run(lambda work: work.updates.mark(2)))  # noqa: TID251
    await asyncio.sleep(0.2)
    async with asyncio.timeout(2):
        await store.close()
        with pytest.raises((StorageError, OperationalError)):
            await waiting
    await asyncio.to_thread(reachable, postgres_url, True)


async def test_two_units_that_lock_crosswise_both_take_place(stores: tuple[Store, Store]) -> None:
    one, two = stores
    both = threading.Barrier(2)
    tries: list[int] = []

    def cross(work: Work, first: int, second: int) -> None:
        tries.append(first)
        put(work, f"{first}a", 1, Urgency.CARD, f"card{first}", first)
        if len(tries) <= 2:
            both.wait(PATIENCE)
        put(work, f"{first}b", 1, Urgency.CARD, f"card{second}", second)

    await one.run(put, "1", 1, Urgency.CARD, "card1", 1)
    await one.run(put, "2", 1, Urgency.CARD, "card2", 2)
    await asyncio.gather(one.run(cross, 1, 2), two.run(cross, 2, 1))
    assert len(tries) == 3
