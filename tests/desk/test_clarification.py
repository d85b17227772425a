"""A client who does not answer: reminded, closed with notice, and open again when they answer after all."""

from datetime import timedelta

import pytest

from desk import clarification, closing, conversation, ratings, staff, suspension, timers
from desk.clarification import DESK
from desk.errors import NotAllowedError
from desk.house import House
from desk.model import EventKind, Identity, Impact, Language, Request, Resolution, Status, Ticket
from desk.notices import Card, StatusChanged
from desk.notices_closing import ClosedByDesk, Unanswered
from desk.ports import OutboxRow, Work
from desk.ports_timers import Owner, Subject, Timer, TimerKind
from desk.regulation import Regulation
from desk.tickets import open_ticket
from storage import Store
from tests.desk.clients import ANDRIY, EMMA, block_bot, said, told
from tests.support.clock import Clock
from tests.support.regulations import IPMG, PROVIDENCE

DAY = timedelta(days=1)
OURS = (StatusChanged, Unanswered, ClosedByDesk)


def house(regulation: Regulation, **changes: object) -> House:
    assert regulation.clarification is not None
    rule = regulation.clarification.model_copy(update=changes)
    return House(regulation.model_copy(update={"clarification": rule}), -1001, Language.EN)


def _ask(work: Work, at: House) -> Ticket:
    """Andriy has a question."""
    who = Identity("Emma Clark", "Alfa TV", "emma@example.com")
    regulation = at.regulation
    request = Request(
        int(work.now.timestamp()), regulation.topics[0].key, Impact.QUESTION, None,
        regulation.priority_for(Impact.QUESTION, None), who, "The picture is black", "",
    )  # fmt: skip
    ticket = open_ticket(work, at, work.people.meet(EMMA), request)
    staff.take(work, at, ANDRIY, ticket.id)
    return staff.ask(work, at, ANDRIY, ticket.id, "Which channel?")


async def asked(store: Store, at: House) -> Ticket:
    ticket = await store.run(_ask, at)
    await store.run(told)
    return ticket


async def tick(store: Store, clock: Clock, days: float, at: House) -> list[OutboxRow]:
    """So many days pass; what is told then, but for cards and clocks."""
    clock.pass_(days * DAY)
    for subject in await store.read(timers.due):
        await store.run(timers.fire, at, subject)
    return [row for row in await store.run(told) if isinstance(row.notice, OURS)]


async def now(store: Store, ticket: Ticket) -> Ticket:
    return await store.read(staff.look, ticket.id)


async def kinds(store: Store, ticket: Ticket) -> list[EventKind]:
    return [entry.kind for entry in await store.read(lambda work: work.tickets.history(ticket.id))]


@pytest.mark.parametrize(
    ("regulation", "resolution", "ground"),
    [(IPMG, Resolution.NOT_REPRODUCIBLE, None), (PROVIDENCE, Resolution.REFUSED, "not_enough")],
    ids=["ipmg", "providence 4.6"],
)
async def test_reminded_twice_then_closed_with_notice_and_reopened_by_not_solved(
    store: Store, clock: Clock, regulation: Regulation, resolution: Resolution, ground: str | None
) -> None:
    at = house(regulation)
    ticket = await asked(store, at)
    for days in (1, 2):
        (row,) = await tick(store, clock, days, at)
        assert (type(row.notice), row.chat_id) == (Unanswered, EMMA.id)
    assert await tick(store, clock, 3.9, at) == []
    status, quiet = await tick(store, clock, 0.1, at)
    assert (type(status.notice), status.chat_id) == (StatusChanged, EMMA.id)
    assert (type(quiet.notice), quiet.chat_id, quiet.silent) == (ClosedByDesk, at.group_id, True)
    done = await now(store, ticket)
    assert (done.status, done.resolution, done.ground) == (Status.DONE, resolution, ground)
    history = await store.read(lambda work: work.tickets.history(ticket.id))
    assert history[-1].actor == DESK
    assert history[-1].data["unanswered"] is True
    assert ratings.ended(done, history) is None, "nobody rates what the desk closed"
    reopened = await store.run(closing.reopen_by_client, at, EMMA, ticket.id)
    assert (reopened.status, reopened.assignee_id, reopened.resolution) == (Status.IN_PROGRESS, ANDRIY.id, None)


async def test_a_level_that_the_regulation_has_no_more_keeps_nobody_waiting_for_ever(
    store: Store, clock: Clock
) -> None:
    at = house(IPMG)
    ticket = await asked(store, at)
    left = tuple(one for one in IPMG.priorities if one.key != ticket.priority)
    changed = House(at.regulation.model_copy(update={"priorities": left}), at.group_id, Language.EN)
    for days in (1, 2):
        assert [type(row.notice) for row in await tick(store, clock, days, changed)] == [Unanswered]
    assert [type(row.notice) for row in await tick(store, clock, 4, changed)] == [StatusChanged, ClosedByDesk]
    assert (await now(store, ticket)).status is Status.DONE


async def test_an_answer_ends_it_and_the_next_question_begins_it_anew(store: Store, clock: Clock) -> None:
    at = house(IPMG)
    ticket = await asked(store, at)
    assert len(await tick(store, clock, 1, at)) == 1
    await store.run(conversation.say, at, EMMA, ticket.id, said("Channel 5"))
    await store.run(told)
    assert await tick(store, clock, 10, at) == []
    await store.run(staff.ask, at, ANDRIY, ticket.id, "And since when?")
    await store.run(told)
    assert [type(row.notice) for row in await tick(store, clock, 1, at)] == [Unanswered]


async def test_after_an_outage_nobody_is_closed_out_without_a_reminder(store: Store, clock: Clock) -> None:
    at = house(IPMG)
    ticket = await asked(store, at)
    assert [type(row.notice) for row in await tick(store, clock, 30, at)] == [Unanswered]
    assert await tick(store, clock, 3.9, at) == []
    assert [type(row.notice) for row in await tick(store, clock, 0.1, at)] == [StatusChanged, ClosedByDesk]
    assert (await kinds(store, ticket)).count(EventKind.REMINDED) == 1


async def test_a_suspension_that_the_client_cannot_lift_lasts(store: Store, clock: Clock) -> None:
    at = house(PROVIDENCE)
    ticket = await asked(store, at)
    await store.run(suspension.suspend, at, ANDRIY, ticket.id, "development")
    await store.run(told)
    assert await tick(store, clock, 60, at) == []


async def test_who_cannot_be_reached_is_not_written_to_and_closed_all_the_same(store: Store, clock: Clock) -> None:
    at = house(IPMG)
    ticket = await asked(store, at)
    await store.run(block_bot)
    for days in (1, 2):
        assert await tick(store, clock, days, at) == []
    assert [type(row.notice) for row in await tick(store, clock, 4, at)] == [ClosedByDesk]
    assert (await now(store, ticket)).status is Status.DONE


async def test_a_regulation_that_does_not_close_only_reminds(store: Store, clock: Clock) -> None:
    at = house(IPMG, close_after=None, resolution=None, explanation=None)
    ticket = await asked(store, at)
    assert len(await tick(store, clock, 1, at)) == 1
    assert len(await tick(store, clock, 2, at)) == 1
    assert await tick(store, clock, 60, at) == []
    assert (await now(store, ticket)).status is Status.CLARIFICATION


async def test_a_timer_that_no_longer_fits_does_nothing(store: Store, clock: Clock) -> None:
    at = house(IPMG)
    ticket = await asked(store, at)
    never = House(IPMG.model_copy(update={"clarification": None}), -1001, Language.EN)
    endless = house(IPMG, close_after=None)

    def fire(work: Work, to: House, of: int, step: int, cycle: int) -> None:
        timer = Timer(TimerKind.CLARIFICATION, step, cycle, work.now)
        clarification.fire(work, to, Subject(Owner.TICKET, of), timer)

    before = await kinds(store, ticket)
    for to, of, step, cycle in ((never, ticket.id, 1, 2), (at, ticket.id + 1, 1, 2), (at, ticket.id, 1, 1)):
        await store.run(fire, to, of, step, cycle)
    await store.run(fire, endless, ticket.id, 1, 2)
    await store.run(fire, endless, ticket.id, 4, 2)
    assert await kinds(store, ticket) == [*before, EventKind.REMINDED]
    await store.run(conversation.say, at, EMMA, ticket.id, said("Channel 5"))
    await store.run(fire, at, ticket.id, 1, 2)
    assert (await kinds(store, ticket))[-1] is EventKind.ANSWERED


async def test_what_an_engineer_refused_on_another_ground_stays_closed(store: Store) -> None:
    at = house(PROVIDENCE)
    ticket = await asked(store, at)
    await store.run(staff.refuse, at, ANDRIY, ticket.id, "out_of_scope")
    with pytest.raises(NotAllowedError):
        await store.run(closing.reopen_by_client, at, EMMA, ticket.id)
    assert Card in {type(row.notice) for row in await store.run(told)}
