"""What holds when several work on one database at the same time."""

import asyncio
from collections import Counter
from collections.abc import Sequence
from dataclasses import replace
from datetime import timedelta

import pytest
from sqlalchemy.exc import IntegrityError

from desk.model import Answers, Urgency
from desk.ports import OutboxRow, Work
from storage import Store
from tests.storage.samples import ANN, draft, meet, put, ticket
from tests.support.clock import Clock

MINUTE = timedelta(minutes=1)


def add_one(work: Work, ticket_id: int) -> None:
    """Read, then write what was read and one more."""
    read = work.tickets.lock(ticket_id)
    assert read is not None
    work.tickets.save(replace(read, assignee_id=(read.assignee_id or 0) + 1))


def answer_one(work: Work) -> None:
    """The same on the form."""
    read = work.drafts.of(ANN.id)
    assert read is not None
    work.drafts.save(replace(read, revision=read.revision + 1, answers=Answers(problem="x")))


async def test_twenty_who_read_and_then_write_all_leave_their_mark(any_store: Store, second_store: Store) -> None:
    opened = await any_store.run(ticket)
    form = await any_store.run(draft)
    stores = (any_store, second_store) * 10
    await asyncio.gather(*(store.run(add_one, opened.id) for store in stores))
    await asyncio.gather(*(store.run(answer_one) for store in stores))
    found = await any_store.read(lambda work: work.tickets.get(opened.id))
    assert found is not None
    assert (found.assignee_id, found.version) == (20, 21)
    answered = await any_store.read(lambda work: work.drafts.of(ANN.id))
    assert answered is not None
    assert answered.revision == form.revision + 20


def send(work: Work, draft_id: int) -> int:
    """What pressing Send does: the ticket that is there already, or a new one."""
    known = work.tickets.by_draft(draft_id)
    return known.id if known else ticket(work, draft_id).id


async def test_two_taps_on_send_make_one_ticket(any_store: Store, second_store: Store) -> None:
    await any_store.run(meet)
    for draft_id in range(1, 11):
        made = await asyncio.gather(any_store.run(send, draft_id), second_store.run(send, draft_id))
        assert made[0] == made[1]
    assert await any_store.read(lambda work: work.tickets.count_of_client(ANN.id)) == 10


async def test_a_new_person_who_writes_twice_at_once_is_met_once(any_store: Store, second_store: Store) -> None:
    assert await asyncio.gather(*(store.run(meet) for store in (any_store, second_store) * 4)) == [ANN.id] * 8


async def test_an_update_that_comes_to_two_processes_is_marked_once(any_store: Store, second_store: Store) -> None:
    for update in range(10):
        marks = await asyncio.gather(*(store.run(mark, update) for store in (any_store, second_store)))
        assert sorted(marks) == [False, True]


def mark_sent(work: Work, rows: Sequence[OutboxRow]) -> None:
    """All of them went out."""
    for row in rows:
        work.outbox.sent(row.id, row.id)


def mark(work: Work, number: int) -> bool:
    """An update that was processed."""
    return work.updates.mark(number)


async def test_two_who_claim_at_once_get_each_row_once_and_keep_every_chats_order(
    any_store: Store, second_store: Store
) -> None:
    def fill(work: Work) -> None:
        for number in range(60):
            put(work, f"k{number}", number % 6)

    await any_store.run(fill)
    seen: list[int] = []
    under_way: Counter[int] = Counter()

    async def courier(store: Store) -> None:
        while rows := await store.run(lambda work: work.outbox.claim(4, MINUTE)):
            chats = {row.chat_id for row in rows}
            under_way.update(chats)
            assert max(under_way.values()) == 1
            await asyncio.sleep(0)
            seen.extend(row.id for row in rows)
            under_way.subtract(chats)
            await store.run(mark_sent, rows)

    while len(seen) < 60:
        await asyncio.gather(*(courier(store) for store in (any_store, second_store) * 2))
    assert Counter(seen) == Counter(range(1, 61))
    for chat in range(6):
        ours = [number for number in seen if (number - 1) % 6 == chat]
        assert ours == sorted(ours)


async def test_news_that_a_waiting_row_serves_are_not_claimed_before_they_are_committed(
    any_store: Store, second_store: Store
) -> None:
    opened = await any_store.run(ticket)
    await any_store.run(put, "first", 1, Urgency.CARD, "card")
    told: list[str] = []

    def change(work: Work, name: str) -> None:
        read = work.tickets.lock(opened.id)
        assert read is not None
        work.tickets.save(replace(read, assignee_name=name))
        put(work, name, 1, Urgency.CARD, "card")

    def tell(work: Work) -> None:
        for row in work.outbox.claim(10, MINUTE):
            shown = work.tickets.get(opened.id)
            assert shown is not None
            told.append(shown.assignee_name)
            work.outbox.sent(row.id, 1)

    for number in range(20):
        await asyncio.gather(any_store.run(change, f"n{number}"), second_store.run(tell))
    await second_store.run(tell)
    assert told[-1] == "n19"


async def test_a_unit_that_fails_takes_back_only_itself(any_store: Store) -> None:
    def unit(work: Work, number: int) -> int:
        work.updates.mark(number)
        if number % 3 == 0:
            raise LookupError(number)
        if number % 3 == 1:
            ticket(work, 1)  # the second one breaks a constraint
        return number

    results = await asyncio.gather(*(any_store.run(unit, n) for n in range(30)), return_exceptions=True)
    kept = {n for n, result in enumerate(results) if result == n}
    assert {n for n in kept if n % 3 == 2} == set(range(2, 30, 3))
    assert [n % 3 for n in kept].count(1) == 1
    assert [n % 3 for n in kept].count(0) == 0
    assert all(isinstance(results[n], LookupError if n % 3 == 0 else IntegrityError) for n in set(range(30)) - kept)
    fresh = {n for n in range(30) if await any_store.run(mark, n)}
    assert fresh == set(range(30)) - kept


async def test_what_read_runs_cannot_write(any_store: Store) -> None:
    with pytest.raises(Exception, match=r"(?i)read.?only"):
        await any_store.read(lambda work: work.updates.mark(1))
    assert await any_store.run(lambda work: work.updates.mark(1))


async def test_now_is_one_instant_in_a_unit(any_store: Store, clock: Clock) -> None:
    def unit(work: Work) -> bool:
        before = work.now
        clock.pass_(MINUTE)
        return work.now == before

    assert await any_store.run(unit)


async def test_a_unit_whose_caller_was_cancelled_does_not_harm_the_others(any_store: Store) -> None:
    waiting = [asyncio.ensure_future(any_store.run(mark, n)) for n in range(5)]  # noqa: TID251
    await asyncio.sleep(0)
    waiting[2].cancel()
    results = await asyncio.gather(*waiting, return_exceptions=True)
    assert [result for n, result in enumerate(results) if n != 2] == [True] * 4
