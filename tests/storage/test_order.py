"""Blocks and supervisors, on both databases."""

from dataclasses import replace
from datetime import timedelta

from desk.model import Actor, Block, Colleague, Role, Status
from desk.ports import Work
from storage import Store
from tests.storage.samples import ANN, ticket
from tests.support.clock import Clock

ENGINEER = Actor(Role.ENGINEER, 501, "Андрій <b>")


def block(work: Work, days: int | None) -> Block:
    of = ticket(work) if work.tickets.by_draft(1) is None else work.tickets.by_draft(1)
    assert of is not None
    until = None if days is None else work.now + timedelta(days=days)
    return work.blocks.add(Block(0, ANN.id, of.id, "foul_language", work.now, until, 501, "Андрій <b>"))


async def test_a_block_is_kept_whole_and_stands_until_its_end(any_store: Store, clock: Clock) -> None:
    added = await any_store.run(block, 1)
    assert await any_store.read(lambda work: work.blocks.standing(ANN.id)) == added
    assert await any_store.read(lambda work: work.blocks.all(10)) == [added]
    clock.pass_(timedelta(days=1))
    assert await any_store.read(lambda work: work.blocks.standing(ANN.id)) is None
    assert await any_store.read(lambda work: work.blocks.all(10)) == []


async def test_it_is_answered_once(any_store: Store) -> None:
    added = await any_store.run(block, None)
    assert await any_store.run(lambda work: work.blocks.answer(added.id)) is True
    assert await any_store.run(lambda work: work.blocks.answer(added.id)) is False
    stands = await any_store.read(lambda work: work.blocks.standing(ANN.id))
    assert stands == replace(added, answered=True)


async def test_the_newest_counts_and_lifting_ends_all_that_stand(any_store: Store, clock: Clock) -> None:
    await any_store.run(block, None)
    newer = await any_store.run(block, 7)
    assert await any_store.read(lambda work: work.blocks.standing(ANN.id)) == newer
    assert await any_store.run(lambda work: work.blocks.lift(ANN.id, work.now, ENGINEER)) == 2
    assert await any_store.read(lambda work: work.blocks.standing(ANN.id)) is None
    assert await any_store.run(lambda work: work.blocks.lift(ANN.id, work.now, ENGINEER)) == 0


async def test_supervisors_are_those_named_last(any_store: Store) -> None:
    first, second = Colleague(1, "Olena"), Colleague(7_000_000_000, "Андрій 😱")
    await any_store.run(lambda work: work.supervisors.replace([first, second]))
    await any_store.run(lambda work: work.supervisors.replace([first, second]))
    assert await any_store.read(lambda work: work.supervisors.all()) == [first, second]
    await any_store.run(lambda work: work.supervisors.replace([second]))
    assert await any_store.read(lambda work: work.supervisors.all()) == [second]
    await any_store.run(lambda work: work.supervisors.replace([]))
    assert await any_store.read(lambda work: work.supervisors.all()) == []


async def test_a_chat_is_shut_and_reopened_once(any_store: Store) -> None:
    assert [await any_store.run(lambda work: work.supervisors.shut(-1)) for _ in range(2)] == [True, False]
    assert [await any_store.run(lambda work: work.supervisors.reopened(-1)) for _ in range(2)] == [True, False]
    assert await any_store.run(lambda work: work.supervisors.shut(-1)) is True


async def test_who_holds_what_is_open(any_store: Store) -> None:
    def fill(work: Work) -> None:
        ticket(work, 1, assignee_id=501, assignee_name="Андрій")
        ticket(work, 2)
        ticket(work, 3, assignee_id=501, assignee_name="Андрій")
        ticket(work, 4, assignee_id=502, assignee_name="Олена", status=Status.DONE)
        ticket(work, 5, assignee_id=503, assignee_name="Ira", status=Status.CLARIFICATION)

    await any_store.run(fill)
    assert await any_store.read(lambda work: work.held.of(501)) == [1001, 1003]
    assert await any_store.read(lambda work: work.held.of(502)) == []
    assert await any_store.read(lambda work: work.held.holders()) == [Colleague(501, "Андрій"), Colleague(503, "Ira")]
