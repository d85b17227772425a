"""What a process had on its way when it was killed goes when the next one starts, unless others are at work."""

from datetime import timedelta
from pathlib import Path

from storage import Store, open_store
from storage.locks import Attendance
from tests.storage.samples import put
from tests.support.clock import Clock

LEASE = timedelta(minutes=1)


async def claimed(store: Store) -> list[bool]:
    """Of each row that could be claimed: whether somebody had claimed it before."""
    return [row.again for row in await store.run(lambda work: work.outbox.claim(10, LEASE))]


async def test_what_a_dead_process_had_on_its_way_goes_at_once_and_is_known_to_have_been_under_way(
    tmp_path: Path, clock: Clock
) -> None:
    url = f"sqlite:///{tmp_path}/frontdesk.db"
    killed = await open_store(url, clock=clock)
    await killed.run(put, "on its way")
    assert await claimed(killed) == [False]
    await killed.run(put, "waits", 2)
    await killed.close()
    next_one = await open_store(url, clock=clock)
    assert sorted(await claimed(next_one)) == [False, True]
    await next_one.close()


async def test_what_another_living_process_has_on_its_way_stays_with_it(
    any_store: Store, database_url: str, clock: Clock
) -> None:
    await any_store.run(put, "on its way")
    assert await claimed(any_store) == [False]
    for _ in range(2):
        passing = await open_store(database_url, clock=clock)
        assert await claimed(passing) == []
        await passing.close()
    clock.pass_(LEASE)
    assert await claimed(any_store) == [True]


async def test_the_machines_time_is_what_leases_end_by(tmp_path: Path, clock: Clock) -> None:
    real = Clock(clock() - timedelta(days=30))
    url = f"sqlite:///{tmp_path}/frontdesk.db"
    killed = await open_store(url, clock=clock, real=real)
    await killed.run(put, "on its way")
    assert await claimed(killed) == [False]
    await killed.close()
    next_one = await open_store(url, clock=clock, real=real)
    assert await claimed(next_one) == [True]
    await next_one.close()


async def test_of_two_that_start_together_one_waits_for_what_the_other_ends(tmp_path: Path) -> None:
    first, second = Attendance(tmp_path / "lock"), Attendance(tmp_path / "lock")
    assert first.alone()
    assert not second.alone()
    await first.stay()
    await second.stay()
    third = Attendance(tmp_path / "lock")
    for one in (first, second):
        assert not third.alone()
        one.leave()
    assert third.alone()
    third.leave()
