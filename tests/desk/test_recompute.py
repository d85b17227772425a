"""A changed calendar or regulation: every open ticket is reckoned anew, once, and nobody is told of it."""

import asyncio
from collections.abc import Callable
from datetime import date, timedelta
from typing import Any

import pytest

from desk import recompute, staff, timers
from desk.hours import Calendar
from desk.house import House
from desk.model import EventKind, Language, Ticket
from desk.notices_deadlines import DeadlineMissed, PromiseBroken
from desk.ports import Work
from desk.ports_timers import Owner, Subject
from desk.recompute import batch, fingerprint
from desk.regulation import Regulation
from desk.spans import Span
from storage import Store
from tests.desk.clients import ANDRIY, EMMA, HOUSE, IHOR, request, told
from tests.support.clock import Clock
from tests.support.regulations import IPMG, PROVIDENCE, kyiv

HOUR = timedelta(hours=1)


def _with(**changes: Any) -> House:
    return House(IPMG.model_copy(update=changes), HOUSE.group_id, Language.EN)


def _hours(**changes: Any) -> House:
    """IPMG with another support calendar."""
    old = IPMG.support
    parts: dict[str, Any] = {
        "timezone": old.timezone, "week": old.week, "holidays": old.holidays,
        "holiday_hours": old.holiday_hours, "dates": old.dates,
    }  # fmt: skip
    return _with(calendars={**IPMG.calendars, "support": Calendar(**parts | changes)})


def _priority(key: str, **changes: Any) -> House:
    return _with(priorities=tuple(one.model_copy(update=changes) if one.key == key else one for one in IPMG.priorities))


STANDARD = IPMG.priority("standard").first_reaction
CLOSED_TODAY = _hours(dates={date(2026, 11, 20): ()})


async def everything(store: Store, house: House) -> int:
    """As at a start; how many units."""
    units = 1
    while await store.run(batch, house):
        units += 1
    return units


async def due(store: Store) -> list[Subject]:
    """The tickets whose timers have passed."""
    return [one for one in await store.read(timers.due) if one.owner is Owner.TICKET]


async def look(store: Store, ticket: Ticket) -> Ticket:
    return await store.read(staff.look, ticket.id)


@pytest.fixture
async def ticket(store: Store, clock: Clock) -> Ticket:
    """A standard request of ten o'clock, promised for 22:00; the clocks are known to be IPMG's."""
    clock.now = kyiv("2026-11-20 10:00")
    await everything(store, HOUSE)
    made: Ticket = await store.run(request)
    await store.run(told)
    return made


async def test_a_calendar_that_was_changed_moves_the_deadlines_and_their_warnings(
    store: Store, clock: Clock, ticket: Ticket
) -> None:
    assert ticket.clocks.first_reaction_due == kyiv("2026-11-20 22:00")
    await everything(store, CLOSED_TODAY)
    assert (await look(store, ticket)).clocks.first_reaction_due == kyiv("2026-11-22 10:00"), "11 h on Saturday"
    assert await store.run(told) == [], "nobody is told"
    clock.now = kyiv("2026-11-21 17:59")
    assert await due(store) == []
    clock.now = kyiv("2026-11-21 18:00")
    assert await due(store) == [Subject(Owner.TICKET, ticket.id)]


async def test_what_was_said_of_a_promise_is_not_said_again(store: Store, clock: Clock, ticket: Ticket) -> None:
    clock.now = kyiv("2026-11-20 19:00")
    await store.run(timers.fire, HOUSE, Subject(Owner.TICKET, ticket.id))
    await everything(store, CLOSED_TODAY)
    clock.now = kyiv("2026-11-21 18:00")
    assert await store.run(timers.fire, CLOSED_TODAY, Subject(Owner.TICKET, ticket.id)) == 0
    history = await store.read(lambda work: work.tickets.history(ticket.id))
    assert [entry.kind for entry in history] == [EventKind.OPENED, EventKind.NEAR]


async def test_it_is_done_once_by_any_number_of_processes(store: Store, ticket: Ticket) -> None:
    await asyncio.gather(*(everything(store, CLOSED_TODAY) for _ in range(3)))
    changed = await look(store, ticket)
    assert changed.version == ticket.version + 1
    await everything(store, CLOSED_TODAY)
    assert await look(store, ticket) == changed
    await everything(store, HOUSE)
    assert (await look(store, ticket)).clocks == ticket.clocks, "and back again"


async def test_it_goes_in_batches_and_on_where_it_was_cut_off(
    store: Store, ticket: Ticket, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(recompute, "BATCH", 1)
    second: Ticket = await store.run(request, IHOR)
    assert await store.run(batch, CLOSED_TODAY)
    moved = [(await look(store, one)).clocks != one.clocks for one in (ticket, second)]
    assert moved == [True, False]
    assert await everything(store, CLOSED_TODAY) == 2, "the second, and a look whether there is a third"
    assert (await look(store, second)).clocks != second.clocks
    assert await everything(store, CLOSED_TODAY) == 1


async def test_a_priority_that_is_no_more_leaves_the_clocks_and_done_tickets_are_left_alone(
    store: Store, ticket: Ticket
) -> None:
    done: Ticket = await store.run(request, IHOR)
    done = await store.run(staff.refuse, HOUSE, ANDRIY, done.id, "foul_language")
    await everything(store, _with(priorities=(IPMG.priority("operative"),)))
    assert await look(store, ticket) == ticket
    assert await look(store, done) == done


async def test_a_ticket_that_was_closed_since_it_was_listed_is_left_alone(store: Store, ticket: Ticket) -> None:
    def meanwhile(work: Work) -> bool:
        recompute._reckon(work, CLOSED_TODAY, 5, only_coming=False)
        staff.refuse(work, HOUSE, ANDRIY, ticket.id, "foul_language")
        version = staff.look(work, ticket.id).version
        recompute._reckon(work, CLOSED_TODAY, ticket.id, only_coming=False)
        return staff.look(work, ticket.id).version == version

    assert await store.run(meanwhile)


async def test_where_there_were_no_timers_before_what_passed_long_ago_is_not_told_now(
    store: Store, clock: Clock
) -> None:
    clock.now = kyiv("2026-11-20 10:00")
    late: Ticket = await store.run(request)
    clock.now = kyiv("2026-11-21 10:00")
    young: Ticket = await store.run(request, IHOR)

    def forget(work: Work) -> None:
        for one in (late, young):
            work.timers.plan(Subject(Owner.TICKET, one.id), [])

    await store.run(forget)
    await everything(store, HOUSE)
    assert await due(store) == []
    clock.now = kyiv("2026-11-25 10:00")
    assert await due(store) == [Subject(Owner.TICKET, young.id)]


async def test_what_was_to_be_told_before_the_change_is_told_after_it(
    store: Store, clock: Clock, ticket: Ticket
) -> None:
    clock.now = kyiv("2026-11-21 12:00")
    half = _priority("standard", first_reaction=STANDARD.model_copy(update={"within": 6 * HOUR}))  # type: ignore[union-attr]
    await everything(store, half)
    await store.run(timers.fire, half, Subject(Owner.TICKET, ticket.id))
    rows = await store.run(told)
    assert {type(row.notice) for row in rows} >= {DeadlineMissed, PromiseBroken}
    assert [row.chat_id for row in rows if isinstance(row.notice, PromiseBroken)] == [EMMA.id]


def _words(regulation: Regulation) -> Regulation:
    first = regulation.priorities[0].model_copy(update={"name": {Language.EN: "Other"}, "clause": "9"})
    return regulation.model_copy(update={"priorities": (first, *regulation.priorities[1:]), "prefix": "ABC"})


DIFFERENT: dict[str, Callable[[], House]] = {
    "a target": lambda: _priority("standard", first_reaction=None),
    "a priority": lambda: _with(priorities=IPMG.priorities[:1]),
    "critical": lambda: _priority("standard", critical=True),
    "the zone": lambda: _hours(timezone="Europe/London"),
    "the week": lambda: _hours(week=(*IPMG.support.week[:6], ())),
    "a holiday": lambda: _hours(holidays={date(2026, 12, 25): "Christmas"}),
    "the hours of holidays": lambda: _hours(holiday_hours=(Span(600, 720),)),
    "a date": lambda: CLOSED_TODAY,
    "the chain": lambda: _with(escalation=None),
    "the silence": lambda: _with(clarification=None),
}


@pytest.mark.parametrize("what", DIFFERENT)
def test_the_fingerprint_is_of_what_the_times_depend_on(what: str) -> None:
    assert fingerprint(DIFFERENT[what]().regulation) != fingerprint(IPMG)


def test_the_fingerprint_is_not_of_words_and_always_the_same() -> None:
    assert fingerprint(_words(IPMG)) == fingerprint(IPMG)
    assert fingerprint(PROVIDENCE) == fingerprint(PROVIDENCE.model_copy())
    named = _hours(holidays={date(2026, 12, 25): "Christmas"}), _hours(holidays={date(2026, 12, 25): "Різдво"})
    assert fingerprint(named[0].regulation) == fingerprint(named[1].regulation)
