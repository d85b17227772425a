"""Timers fire once, the highest passed step alone, and every change puts what is to come in place of what was."""

import asyncio
from datetime import datetime, timedelta

from desk.ports import Work
from desk.ports_timers import Owner, Subject, Timer, TimerKind
from storage import Store
from tests.support.clock import Clock

TICKET = Subject(Owner.TICKET, 1001)
CALL = Subject(Owner.CALL_BACK, 1001)
HOUR = timedelta(hours=1)


def step(number: int, due_at: datetime, *, cycle: int = 0, kind: TimerKind = TimerKind.RESOLUTION) -> Timer:
    """A step of a clock."""
    return Timer(kind, number, cycle, due_at)


async def claim(store: Store, subject: Subject = TICKET) -> list[Timer]:
    """What fires now."""
    return await store.run(lambda work: list(work.timers.claim(subject)))


async def plan(store: Store, *timers: Timer, subject: Subject = TICKET) -> None:
    """These are to come."""
    await store.run(lambda work: work.timers.plan(subject, timers))


async def test_what_has_passed_fires_once_and_nothing_else_does(any_store: Store, clock: Clock) -> None:
    near, late = step(1, clock.now + HOUR), step(3, clock.now + 2 * HOUR)
    await plan(any_store, near, late)
    await plan(any_store, step(1, clock.now), subject=CALL)
    assert await any_store.read(lambda work: list(work.timers.due(9))) == [CALL]
    assert await claim(any_store) == []
    clock.pass_(HOUR)
    assert await any_store.read(lambda work: list(work.timers.due(9))) == [CALL, TICKET]
    assert await any_store.read(lambda work: list(work.timers.due(1))) == [CALL]
    assert await claim(any_store) == [near]
    assert await claim(any_store) == []
    assert await any_store.read(lambda work: list(work.timers.due(9))) == [CALL]
    assert await any_store.read(lambda work: list(work.timers.fired(TICKET))) == [near]


async def test_to_the_second(any_store: Store, clock: Clock) -> None:
    await plan(any_store, step(1, clock.now + timedelta(seconds=1)))
    clock.pass_(timedelta(milliseconds=999))
    assert await claim(any_store) == []
    clock.pass_(timedelta(milliseconds=1))
    assert len(await claim(any_store)) == 1


async def test_after_an_outage_the_highest_step_of_each_clock_fires_alone(any_store: Store, clock: Clock) -> None:
    began = clock.now
    await plan(
        any_store,
        *(step(number, began + number * HOUR) for number in (1, 2, 3)),
        *(step(number, began + number * HOUR, cycle=4) for number in (1, 9)),
        *(step(number, began + number * HOUR, kind=TimerKind.ESCALATION) for number in (1, 2)),
    )
    clock.pass_(5 * HOUR)
    fired = await claim(any_store)
    assert [(one.kind, one.step, one.cycle) for one in fired] == [
        (TimerKind.RESOLUTION, 1, 4),
        (TimerKind.ESCALATION, 2, 0),
        (TimerKind.RESOLUTION, 3, 0),
    ]
    clock.pass_(5 * HOUR)
    assert [(one.step, one.cycle) for one in await claim(any_store)] == [(9, 4)]


async def test_a_new_plan_takes_the_place_of_what_was_to_come_and_never_fires_again_what_has(
    any_store: Store, clock: Clock
) -> None:
    near, late = step(1, clock.now), step(3, clock.now + HOUR)
    await plan(any_store, near, late)
    assert await claim(any_store) == [near]
    moved = step(3, clock.now + 2 * HOUR)
    await plan(any_store, step(1, clock.now + HOUR), moved)
    clock.pass_(HOUR)
    assert await claim(any_store) == [], "the first has fired, the last was put off"
    clock.pass_(HOUR)
    assert await claim(any_store) == [moved]
    await plan(any_store, step(1, clock.now, cycle=7))
    await plan(any_store)
    assert await claim(any_store) == []
    assert await any_store.read(lambda work: work.timers.next_due()) is None


async def test_the_step_that_fires_stands_above_one_that_comes_again_in_a_plan(any_store: Store, clock: Clock) -> None:
    """The third step has fired; a plan that brings the second again, in the past, brings no second message."""
    await plan(any_store, step(3, clock.now))
    assert len(await claim(any_store)) == 1
    await plan(any_store, step(2, clock.now - HOUR), step(3, clock.now - HOUR))
    assert await claim(any_store) == []


async def test_what_fails_is_tried_again_later(any_store: Store, clock: Clock) -> None:
    await plan(any_store, step(1, clock.now), step(3, clock.now + 9 * HOUR))
    await any_store.run(lambda work: work.timers.postpone(TICKET, work.now + HOUR))
    assert await any_store.read(lambda work: list(work.timers.due(9))) == []
    assert await any_store.read(lambda work: work.timers.next_due()) == clock.now + HOUR
    clock.pass_(HOUR)
    assert [one.step for one in await claim(any_store)] == [1]


async def test_of_two_processes_one_fires_each(any_store: Store, second_store: Store, clock: Clock) -> None:
    subjects = [Subject(Owner.TICKET, number) for number in range(40)]

    def begin(work: Work) -> None:
        for subject in subjects:
            work.timers.plan(subject, [step(1, clock.now), step(2, clock.now)])

    await any_store.run(begin)
    fired = await asyncio.gather(*(claim(store, one) for one in subjects for store in (any_store, second_store)))
    assert sorted(len(one) for one in fired) == [0] * len(subjects) + [1] * len(subjects)
    assert {timer.step for one in fired for timer in one} == {2}
