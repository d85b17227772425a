"""What the desk remembers of what it does about itself: of several processes one does it."""

import asyncio

from desk.ports import Work
from desk.ports_facts import Fact
from storage import Store


async def test_a_fact_is_begun_by_whoever_asks_first_and_kept(any_store: Store) -> None:
    assert await any_store.run(lambda work: work.facts.lock("clocks")) == Fact("clocks")
    kept = Fact("clocks", "abc", 1001, done=True)
    await any_store.run(lambda work: work.facts.save(kept))
    assert await any_store.run(lambda work: work.facts.lock("clocks")) == kept
    assert await any_store.run(lambda work: work.facts.lock("others")) == Fact("others")


async def test_of_several_that_count_up_together_none_is_lost(any_store: Store, second_store: Store) -> None:
    def count(work: Work) -> None:
        fact = work.facts.lock("clocks")
        work.facts.save(Fact("clocks", "", fact.reached + 1))

    await asyncio.gather(*(store.run(count) for store in (any_store, second_store) for _ in range(10)))
    assert (await any_store.run(lambda work: work.facts.lock("clocks"))).reached == 20


def _advance(work: Work, to: int) -> bool:
    return work.facts.advance("a", to)


async def test_one_is_the_first_to_come_so_far(any_store: Store, second_store: Store) -> None:
    for to in (5, 6, 9):
        first = await asyncio.gather(*(store.run(_advance, to) for store in (any_store, second_store)))
        assert sorted(first) == [False, True]
    assert not await any_store.run(_advance, 8)
