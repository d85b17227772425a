"""Reads for reports, on both databases: pages of tickets by what happened in a period, and a few counts."""

from datetime import datetime, timedelta

import pytest
from sqlalchemy.exc import DBAPIError

from desk import digests, timers
from desk.digests import SUBJECT
from desk.house import House
from desk.model import Actor, CallBackState, CallBackTask, Clocks, EventKind, Language, Role, Status
from desk.notices_reports import OfReports
from desk.ports import Work
from desk.ports_reports import Calls, CasePage
from desk.ports_timers import Timer, TimerKind
from storage import Store, open_for_reading
from tests.storage.samples import ANN, meet, ticket
from tests.support.clock import MONDAY_NOON, Clock
from tests.support.regulations import IPMG

K = EventKind
WHO = Actor(Role.ENGINEER, 5, "Андрій")
NOON = MONDAY_NOON
HOUR = timedelta(hours=1)


def live(work: Work, number: int, *events: tuple[EventKind, timedelta]) -> int:
    """A ticket with these entries, each so long after NOON."""
    opened = ticket(work, number, created_at=NOON + events[0][1])
    for kind, after in events:
        work.tickets.log(opened.id, NOON + after, kind, WHO, {"stars": number} if kind is K.RATED else {})
    return opened.id


def seed(work: Work) -> list[int]:
    meet(work)
    return [
        live(work, 1, (K.OPENED, -HOUR), (K.CLOSED, HOUR), (K.REOPENED, 2 * HOUR), (K.CLOSED, 3 * HOUR)),
        live(work, 2, (K.OPENED, 0 * HOUR), (K.NOTED, HOUR)),
        live(work, 3, (K.OPENED, -HOUR), (K.TAKEN, HOUR)),
        live(work, 4, (K.OPENED, -HOUR), (K.REFUSED, 5 * HOUR)),
        live(work, 5, (K.OPENED, -HOUR), (K.CLOSED, -HOUR), (K.RATED, HOUR), (K.RATED, 2 * HOUR)),
    ]  # fmt: skip


START, END = NOON, NOON + 5 * HOUR


def read_all(work: Work, limit: int, start: datetime = START, end: datetime = END) -> list[CasePage]:
    pages, after = [], None
    while True:
        pages.append(work.reports.page(start, end, after, limit))
        after = pages[-1].last
        if after is None:
            return pages


async def test_every_ticket_of_the_period_comes_once_with_its_whole_history(any_store: Store) -> None:
    first, second, _third, _fourth, fifth = await any_store.run(seed)
    marks = await any_store.read(lambda work: work.reports.count(START, END))
    assert marks == 6
    for limit in (1, 2, 3, 100):
        pages = await any_store.read(read_all, limit)
        cases = [case for page in pages for case in page.cases]
        assert sorted(case.ticket.id for case in cases) == sorted([first, second, fifth])
        assert sum(page.read for page in pages) == marks
        whole = next(case for case in cases if case.ticket.id == first)
        assert [entry.kind for entry in whole.history] == [K.OPENED, K.CLOSED, K.REOPENED, K.CLOSED]


async def test_an_empty_period_has_no_tickets(any_store: Store) -> None:
    await any_store.run(seed)
    pages = await any_store.read(read_all, 10, END + 9 * HOUR, END + 10 * HOUR)
    assert pages == [CasePage([], 0, None)]


async def test_different_tickets_and_last_ratings_are_counted(any_store: Store) -> None:
    await any_store.run(seed)

    def counts(work: Work) -> tuple[int, int, list[int]]:
        reports = work.reports
        closed = reports.tickets([K.CLOSED, K.REFUSED], START, END)
        return reports.tickets([K.OPENED], START, END), closed, list(reports.stars(START, END))

    assert await any_store.read(counts) == (1, 1, [5])


async def test_calls_are_counted_by_when_they_were_asked_for(any_store: Store, clock: Clock) -> None:
    def ask(work: Work) -> None:
        meet(work)
        for asked, due, state, done in (
            (0, 1, CallBackState.CALLED, 1),
            (1, 2, CallBackState.CALLED, 3),
            (2, 3, CallBackState.WAITING, None),
            (3, 9, CallBackState.WAITING, None),
            (7, 8, CallBackState.WAITING, None),
        ):
            done_at = None if done is None else NOON + done * HOUR
            work.call_backs.add(
                CallBackTask(0, ANN.id, "+380672446444", NOON + asked * HOUR, NOON + due * HOUR, state, done_at=done_at)
            )

    await any_store.run(ask)
    clock.now = NOON + 4 * HOUR
    assert await any_store.read(lambda work: work.reports.calls(START, END)) == Calls(4, 2, 1, 2)
    assert await any_store.read(lambda work: work.reports.calls(END + 4 * HOUR, END + 5 * HOUR)) == Calls()


async def test_the_nearest_deadlines_are_those_to_come(any_store: Store) -> None:
    def open_some(work: Work) -> list[int]:
        meet(work)
        dues = [NOON + 2 * HOUR, NOON - HOUR, NOON + HOUR, None]
        made = [ticket(work, number + 1, clocks=Clocks(first_reaction_due=due)).id for number, due in enumerate(dues)]
        ticket(work, 9, status=Status.DONE, clocks=Clocks(first_reaction_due=NOON + HOUR))
        return made

    made = await any_store.run(open_some)
    found = await any_store.read(lambda work: [one.id for one in work.reports.nearest(2)])
    assert found == [made[2], made[0]]


def _told(work: Work) -> int:
    rows = work.outbox.claim(50, timedelta(minutes=1))
    return sum(isinstance(row.notice, OfReports) for row in rows)


async def test_two_processes_tell_a_digest_once_whoever_plans_meanwhile(
    any_store: Store, second_store: Store, clock: Clock
) -> None:
    house = House(IPMG, -1001, Language.EN)
    await any_store.run(digests.settle, house)
    clock.pass_(timedelta(days=8))
    await second_store.run(digests.settle, house)
    fired = [
        await any_store.run(timers.fire, house, SUBJECT),
        await second_store.run(timers.fire, house, SUBJECT),
    ]
    await second_store.run(digests.settle, house)
    assert fired == [2, 0]
    assert await any_store.run(_told) == 2
    pending = await any_store.read(lambda work: [one.kind for one in work.timers.pending(SUBJECT)])
    assert sorted(pending) == [TimerKind.DAILY, TimerKind.WEEKLY]


async def test_pending_timers_come_by_their_time(any_store: Store) -> None:
    later, sooner = Timer(TimerKind.DAILY, 1, 1, NOON + HOUR), Timer(TimerKind.WEEKLY, 1, 1, NOON)
    await any_store.run(lambda work: work.timers.plan(SUBJECT, [later, sooner]))
    assert await any_store.read(lambda work: work.timers.pending(SUBJECT)) == [sooner, later]


async def test_a_reader_beside_the_bot_reads_and_is_refused_to_write(
    any_store: Store, database_url: str, clock: Clock
) -> None:
    await any_store.run(seed)
    reader = await open_for_reading(database_url, clock=clock)
    try:
        assert await reader.read(lambda work: work.reports.count(START, END)) == 6
        await any_store.run(lambda work: live(work, 6, (K.OPENED, HOUR)))
        assert await reader.read(lambda work: work.reports.count(START, END)) == 7
        with pytest.raises(DBAPIError, match=r"read-?only"):
            await reader.run(lambda work: work.updates.mark(1))
    finally:
        await reader.close()
