"""What only one process may do holds a lock, and gives it up when it dies."""

import asyncio
import signal
import sys
import textwrap
from pathlib import Path

import psycopg
import pytest

from storage import StorageError, Store
from storage.database_locks import hold_in_database

PATIENCE = 10.0


async def hold_and_note(store: Store, notes: list[str], name: str, lock: str = "polling") -> None:
    """Hold `lock` for a moment."""
    async with store.hold(lock):
        notes.append(f"{name} in")
        await asyncio.sleep(0.05)
        notes.append(f"{name} out")


async def test_one_holds_a_lock_and_the_other_waits(any_store: Store, second_store: Store) -> None:
    notes: list[str] = []
    async with asyncio.timeout(PATIENCE):
        await asyncio.gather(hold_and_note(any_store, notes, "a"), hold_and_note(second_store, notes, "b"))
    assert notes in (["a in", "a out", "b in", "b out"], ["b in", "b out", "a in", "a out"])


async def test_locks_of_other_names_are_free_and_what_the_block_raises_comes_out(
    any_store: Store, second_store: Store
) -> None:
    notes: list[str] = []

    async def fail() -> None:
        async with any_store.hold("polling"), asyncio.timeout(PATIENCE):
            await hold_and_note(second_store, notes, "b", "another")
            raise LookupError("from the block")

    with pytest.raises(LookupError, match="from the block"):
        await fail()
    async with asyncio.timeout(PATIENCE):
        await hold_and_note(second_store, notes, "b")
    assert len(notes) == 4


async def test_who_waits_for_a_lock_can_be_cancelled(any_store: Store, second_store: Store) -> None:
    async with any_store.hold("polling"):
        with pytest.raises(TimeoutError):
            async with asyncio.timeout(0.3):
                await hold_and_note(second_store, [], "b")


HOLDER = """
import asyncio, sys
from datetime import UTC, datetime
from storage import open_store

async def main():
    store = await open_store(sys.argv[1], clock=lambda: datetime(2026, 1, 1, tzinfo=UTC))
    async with store.hold("polling"):
        print("held", flush=True)
        await asyncio.sleep(60)

asyncio.run(main())
"""


async def test_a_lock_is_free_once_its_holder_is_killed(any_store: Store, database_url: str) -> None:
    root = Path(__file__).parents[2]
    holder = await asyncio.create_subprocess_exec(
        sys.executable, "-c", textwrap.dedent(HOLDER), database_url, cwd=root, stdout=asyncio.subprocess.PIPE
    )
    assert holder.stdout is not None
    try:
        assert await asyncio.wait_for(holder.stdout.readline(), PATIENCE) == b"held\n"
        with pytest.raises(TimeoutError):
            async with asyncio.timeout(0.3), any_store.hold("polling"):
                pass
    finally:
        holder.send_signal(signal.SIGKILL)
        await holder.wait()
    async with asyncio.timeout(PATIENCE), any_store.hold("polling"):
        pass


def end_lock_connections(url: str) -> None:
    """End every connection that holds an advisory lock, as a server that fails does."""
    with psycopg.connect(url, autocommit=True) as connection:
        connection.execute("SELECT pg_terminate_backend(pid) FROM pg_locks WHERE locktype = 'advisory' AND granted")


@pytest.mark.postgres
async def test_a_holder_learns_that_its_connection_is_lost(postgres_url: str) -> None:
    async def hold() -> None:
        async with asyncio.timeout(PATIENCE), hold_in_database(postgres_url, "polling", watch_seconds=0.05):
            await asyncio.to_thread(end_lock_connections, postgres_url)
            await asyncio.sleep(2 * PATIENCE)

    with pytest.raises(StorageError, match="holds the lock polling was lost"):
        await hold()
