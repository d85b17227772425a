"""What the clocks do by themselves: who is told what, when, and that it is once."""

from collections.abc import Sequence
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from desk import staff, timers
from desk.conversation import reply, say
from desk.deadlines import fire
from desk.house import House
from desk.model import (
    EventKind,
    HistoryEntry,
    Identity,
    Impact,
    Language,
    Request,
    Resolution,
    Sender,
    Ticket,
    Urgency,
)
from desk.notices import Card, StatusChanged
from desk.notices_deadlines import DeadlineMissed, DeadlineNear, PromiseBroken
from desk.ports import OutboxRow, Work
from desk.ports_timers import Owner, Subject, Timer, TimerKind
from desk.sla import Deadline
from desk.tickets import open_ticket
from storage import Store
from tests.desk.clients import ANDRIY, EMMA, block_bot, said
from tests.support.clock import Clock
from tests.support.regulations import IPMG, PROVIDENCE, kyiv, moscow

GROUP = -1001
BY_IPMG = House(IPMG, GROUP, Language.EN)
BY_PROVIDENCE = House(PROVIDENCE, GROUP, Language.EN)
MINUTE = timedelta(minutes=1)
HOUR = timedelta(hours=1)
SECOND = timedelta(seconds=1)
STEPS = (EventKind.NEAR, EventKind.AT_RISK, EventKind.MISSED)
CLOCKS = (DeadlineNear, DeadlineMissed, PromiseBroken)


def _open(work: Work, house: House, priority: str, client: Sender = EMMA) -> Ticket:
    person = work.people.meet(client)
    who = Identity("Emma Clark", "Alfa TV", "emma@example.com")
    topic = house.regulation.topics[0].key
    request = Request(int(work.now.timestamp()), topic, Impact.DOWN, None, priority, who, "The picture is black", "")
    return open_ticket(work, house, person, request)


def _deliver(work: Work) -> list[OutboxRow]:
    sent: list[OutboxRow] = []
    while rows := work.outbox.claim(50, timedelta(minutes=1)):
        for row in rows:
            work.outbox.sent(row.id, 100 + row.id)
        sent += rows
    return sent


class Desk:
    """One store, one clock, one house."""

    def __init__(self, store: Store, clock: Clock, house: House) -> None:
        self.store, self.clock, self.house = store, clock, house

    async def open(self, priority: str, at: datetime) -> Ticket:
        self.clock.now = at
        ticket = await self.store.run(_open, self.house, priority)
        await self.store.run(_deliver)
        return ticket

    async def told(self, at: datetime) -> list[OutboxRow]:
        """What the clocks have told by then; cards are another matter."""
        return [row for row in await self.everything(at) if isinstance(row.notice, CLOCKS)]

    async def everything(self, at: datetime) -> list[OutboxRow]:
        self.clock.now = at
        for subject in await self.store.read(timers.due):
            await self.store.run(timers.fire, self.house, subject)
        return await self.store.run(_deliver)

    async def kinds(self, at: datetime) -> list[type]:
        return [type(row.notice) for row in await self.told(at)]

    async def do(self, use_case: Any, ticket: Ticket, *args: Any) -> None:
        """An engineer does something; what it tells is not looked at."""
        await self.store.run(use_case, self.house, ANDRIY, ticket.id, *args)
        await self.store.run(_deliver)

    async def history(self, ticket: Ticket) -> Sequence[HistoryEntry]:
        return await self.store.read(lambda work: work.tickets.history(ticket.id))

    async def entries(self, ticket: Ticket) -> list[EventKind]:
        return [one.kind for one in await self.history(ticket) if one.kind in STEPS]


@pytest.fixture
def ipmg(store: Store, clock: Clock) -> Desk:
    return Desk(store, clock, BY_IPMG)


@pytest.fixture
def providence(store: Store, clock: Clock) -> Desk:
    return Desk(store, clock, BY_PROVIDENCE)


async def test_ipmg_3_3_4_operative_warns_at_60_and_breaks_at_90_minutes_day_and_night(ipmg: Desk) -> None:
    start = kyiv("2026-11-20 02:00")
    ticket = await ipmg.open("operative", start)
    assert await ipmg.kinds(start + 60 * MINUTE - SECOND) == []
    (near,) = await ipmg.told(start + 60 * MINUTE)
    due = (start + 90 * MINUTE).isoformat()
    assert near.notice == DeadlineNear(ticket.id, "first_reaction", due)
    assert (near.chat_id, near.silent, near.urgency) == (GROUP, False, Urgency.CRITICAL.rank)
    assert await ipmg.kinds(start + 81 * MINUTE - SECOND) == []
    (risk,) = await ipmg.told(start + 81 * MINUTE)
    assert (risk.notice, risk.chat_id) == (PromiseBroken(ticket.id, "first_reaction", due), EMMA.id)
    assert await ipmg.kinds(start + 90 * MINUTE - SECOND) == []
    (missed,) = await ipmg.told(start + 90 * MINUTE)
    assert missed.notice == DeadlineMissed(ticket.id, "first_reaction", due)
    assert await ipmg.kinds(start + 900 * HOUR) == []
    assert await ipmg.entries(ticket) == [EventKind.NEAR, EventKind.AT_RISK, EventKind.MISSED]
    assert (await ipmg.history(ticket))[-1].data == {"clock": "first_reaction", "due": due}


async def test_ipmg_3_3_4_once_taken_the_first_reaction_is_silent_and_4_working_hours_run(ipmg: Desk) -> None:
    start = kyiv("2026-11-19 20:00")
    ticket = await ipmg.open("operative", start)
    ipmg.clock.now = start + 30 * MINUTE
    await ipmg.do(staff.take, ticket)
    assert await ipmg.kinds(kyiv("2026-11-20 08:59")) == [], "no first reaction any more; 20:30 + 1.5 h, 1.5 h next day"
    (near,) = await ipmg.told(kyiv("2026-11-20 09:00"))
    assert near.notice == DeadlineNear(ticket.id, "next_reaction", kyiv("2026-11-20 10:00").isoformat())
    assert await ipmg.kinds(kyiv("2026-11-20 09:36")) == [PromiseBroken]
    assert await ipmg.kinds(kyiv("2026-11-20 10:00")) == [DeadlineMissed]


async def test_ipmg_3_3_1_standard_has_12_working_hours_warned_at_9_and_told_at_10_48(ipmg: Desk) -> None:
    await ipmg.open("standard", kyiv("2026-11-19 20:00"))
    for at, kind in (
        ("2026-11-20 14:30", DeadlineNear),  # 2 h on Thursday, from 07:30 on Friday
        ("2026-11-20 16:18", PromiseBroken),
        ("2026-11-20 17:30", DeadlineMissed),
    ):
        assert await ipmg.kinds(kyiv(at) - SECOND) == []
        assert await ipmg.kinds(kyiv(at)) == [kind]


async def test_ipmg_3_2_an_addition_has_its_own_deadline_and_each_new_wait_its_own_warnings(ipmg: Desk) -> None:
    ticket = await ipmg.open("standard", kyiv("2026-11-19 08:00"))
    await ipmg.do(staff.take, ticket)
    for day in (20, 21):
        ipmg.clock.now = kyiv(f"2026-11-{day} 09:00")
        await ipmg.store.run(say, ipmg.house, EMMA, ticket.id, said(f"More, on the {day}th"))
        await ipmg.store.run(_deliver)
        (near,) = await ipmg.told(kyiv(f"2026-11-{day} 18:00"))
        assert isinstance(near.notice, DeadlineNear)
        assert near.notice.clock == "next_reaction"
        await ipmg.do(staff.ask, ticket, "Which channel?")
        await ipmg.store.run(say, ipmg.house, EMMA, ticket.id, said(f"All, on the {day}th"))
        await ipmg.do(reply, ticket, said("We are at it", EMMA, None))
    assert await ipmg.kinds(kyiv("2026-12-20 12:00")) == [], "all is answered"


async def test_an_addition_to_what_nobody_took_is_not_warned_of_twice(ipmg: Desk) -> None:
    start = kyiv("2026-11-20 08:00")
    ticket = await ipmg.open("standard", start)
    await ipmg.store.run(say, ipmg.house, EMMA, ticket.id, said("And no sound"))
    await ipmg.store.run(_deliver)
    assert await ipmg.kinds(start + 9 * HOUR) == [DeadlineNear]
    assert sorted(one.__name__ for one in await ipmg.kinds(start + 90 * HOUR)) == ["DeadlineMissed", "PromiseBroken"]


@pytest.mark.parametrize(("priority", "hours"), [("high", 24), ("medium", 48), ("low", 96)])
async def test_providence_5_2_the_time_to_fix_is_clock_time(providence: Desk, priority: str, hours: int) -> None:
    start = moscow("2026-11-20 23:00")
    ticket = await providence.open(priority, start)
    for share, kind in ((0.75, DeadlineNear), (0.9, PromiseBroken), (1, DeadlineMissed)):
        assert await providence.kinds(start + share * hours * HOUR - SECOND) == []
        (row,) = await providence.told(start + share * hours * HOUR)
        assert row.notice == kind(ticket.id, "resolution", (start + hours * HOUR).isoformat())


async def test_providence_5_1_what_waits_for_the_client_is_not_late(providence: Desk) -> None:
    start = moscow("2026-11-20 10:00")
    ticket = await providence.open("high", start)
    await providence.do(staff.take, ticket)
    assert await providence.kinds(start + 18 * HOUR) == [DeadlineNear]
    await providence.do(staff.ask, ticket, "Which version?")
    assert await providence.kinds(start + 500 * HOUR) == []
    await providence.store.run(say, providence.house, EMMA, ticket.id, said("2.1"))
    await providence.store.run(_deliver)
    again = start + 500 * HOUR
    assert await providence.kinds(again + 3 * HOUR) == [], "the warning is not said again"
    assert await providence.kinds(again + 3.6 * HOUR) == [PromiseBroken]
    assert await providence.kinds(again + 6 * HOUR) == [DeadlineMissed]


async def test_a_closed_ticket_is_silent_and_what_was_said_is_not_said_again_when_it_is_reopened(
    providence: Desk,
) -> None:
    start = moscow("2026-11-20 10:00")
    ticket = await providence.open("high", start)
    await providence.do(staff.take, ticket)
    assert await providence.kinds(start + 22 * HOUR) == [DeadlineNear, PromiseBroken], "late by an outage: both sides"
    await providence.do(staff.close, ticket, Resolution.SOLVED, "")
    assert await providence.kinds(start + 50 * HOUR) == []
    await providence.do(staff.reopen, ticket)
    assert await providence.kinds(start + 52 * HOUR - SECOND) == []
    assert await providence.kinds(start + 52 * HOUR) == [DeadlineMissed], "two hours were left; the client knows"
    await providence.do(staff.close, ticket, Resolution.SOLVED, "")
    await providence.do(staff.reopen, ticket)
    assert await providence.kinds(start + 900 * HOUR) == [], "once a promise"


async def test_a_reopened_ticket_whose_time_is_used_up_is_told_to_the_client_with_the_reopening(
    providence: Desk,
) -> None:
    start = moscow("2026-11-20 10:00")
    ticket = await providence.open("high", start)
    await providence.do(staff.take, ticket)
    providence.clock.now = start + 25 * HOUR
    await providence.do(staff.close, ticket, Resolution.SOLVED, "")
    providence.clock.now = start + 30 * HOUR
    await providence.store.run(staff.reopen, providence.house, ANDRIY, ticket.id)
    rows = await providence.everything(providence.clock.now)
    assert [type(row.notice) for row in rows if row.chat_id == EMMA.id] == [StatusChanged]
    assert [type(row.notice) for row in rows if isinstance(row.notice, CLOCKS)] == [DeadlineMissed]


async def test_a_changed_priority_is_a_new_promise_with_its_own_warnings(providence: Desk) -> None:
    start = moscow("2026-11-20 10:00")
    ticket = await providence.open("low", start)
    assert await providence.kinds(start + 72 * HOUR) == [DeadlineNear]
    await providence.do(staff.set_priority, ticket, "medium")
    rows = await providence.told(start + 72 * HOUR)
    due = (start + 48 * HOUR).isoformat()
    assert [row.notice for row in rows] == [DeadlineMissed(ticket.id, "resolution", due)], "its client has read it"
    await providence.do(staff.set_priority, ticket, "low")
    assert await providence.kinds(start + 72 * HOUR) == [DeadlineNear]
    assert await providence.kinds(start + 90 * HOUR) == [PromiseBroken]


async def test_after_an_outage_only_the_highest_step_fires_and_the_client_hears_once_that_it_was_missed(
    ipmg: Desk,
) -> None:
    start = kyiv("2026-11-20 10:00")
    ticket = await ipmg.open("operative", start)
    rows = await ipmg.told(start + 9 * HOUR)
    about = (ticket.id, "first_reaction", (start + 90 * MINUTE).isoformat())
    assert {row.notice for row in rows} == {DeadlineMissed(*about), PromiseBroken(*about)}
    assert await ipmg.entries(ticket) == [EventKind.MISSED]
    assert await ipmg.kinds(start + 99 * HOUR) == []


async def test_after_a_short_outage_the_engineers_are_warned_with_the_client(ipmg: Desk) -> None:
    start = kyiv("2026-11-20 10:00")
    ticket = await ipmg.open("operative", start)
    assert sorted(kind.__name__ for kind in await ipmg.kinds(start + 85 * MINUTE)) == ["DeadlineNear", "PromiseBroken"]
    assert await ipmg.entries(ticket) == [EventKind.NEAR, EventKind.AT_RISK]


@pytest.mark.parametrize(("at", "silent"), [("2026-11-20 12:00", False), ("2026-11-20 23:30", True)])
async def test_the_group_is_not_woken_at_night_but_for_what_is_critical(
    providence: Desk, at: str, silent: bool
) -> None:
    await providence.open("medium", moscow(at) - 36 * HOUR)
    (near,) = await providence.told(moscow(at))
    assert (near.silent, near.urgency) == (silent, Urgency.REPLY.rank)
    await providence.open("high", moscow(at) - 18 * HOUR)
    (near,) = await providence.told(moscow(at))
    assert near.silent is (silent and not PROVIDENCE.priority("high").critical)


async def test_the_card_shows_the_new_state_and_waits_for_all_other_news(ipmg: Desk) -> None:
    start = kyiv("2026-11-20 10:00")
    await ipmg.open("operative", start)
    rows = await ipmg.everything(start + 60 * MINUTE)
    kinds = [type(row.notice) for row in rows]
    assert kinds.index(DeadlineNear) < kinds.index(Card)
    assert kinds.count(Card) == 1
    assert [row.silent for row in rows if isinstance(row.notice, Card)] == [True]


async def test_a_client_who_cannot_be_reached_is_told_nothing_and_the_history_says_nothing_of_it(ipmg: Desk) -> None:
    start = kyiv("2026-11-20 10:00")
    ticket = await ipmg.open("operative", start)
    await ipmg.store.run(block_bot)
    assert await ipmg.kinds(start + 60 * MINUTE) == [DeadlineNear]
    assert await ipmg.kinds(start + 81 * MINUTE) == []
    assert await ipmg.kinds(start + 90 * MINUTE) == [DeadlineMissed]
    assert await ipmg.entries(ticket) == [EventKind.NEAR, EventKind.MISSED]


async def test_nothing_is_said_again_when_the_history_is_replayed(providence: Desk) -> None:
    start = moscow("2026-11-20 10:00")
    ticket = await providence.open("high", start)
    for share in (0.75, 0.9, 1):
        await providence.told(start + share * 24 * HOUR)
    for number in range(5):
        await providence.store.run(say, providence.house, EMMA, ticket.id, said(f"Any news? {number}"))
        assert await providence.kinds(start + (25 + number) * HOUR) == []


def _fire(work: Work, house: House, ticket: Ticket, kind: TimerKind, step: int, cycle: int = 0) -> None:
    fire(work, house, Subject(Owner.TICKET, ticket.id), Timer(kind, step, cycle, work.now))


FIRST = TimerKind.FIRST_REACTION


@pytest.mark.parametrize(
    ("kind", "step", "cycle"),
    [
        (FIRST, Deadline.MISSED, 0),  # it passes only later
        (FIRST, Deadline.NEAR, 1),  # another promise
        (TimerKind.RESOLUTION, Deadline.MISSED, 0),  # a clock that does not run
        (TimerKind.NEXT_REACTION, Deadline.NEAR, 0),
    ],
)
async def test_a_step_that_has_not_passed_by_the_present_state_does_nothing(
    ipmg: Desk, kind: TimerKind, step: int, cycle: int
) -> None:
    ticket = await ipmg.open("operative", kyiv("2026-11-20 10:00"))
    ipmg.clock.pass_(60 * MINUTE)
    await ipmg.store.run(_fire, ipmg.house, ticket, kind, step, cycle)
    assert [row for row in await ipmg.store.run(_deliver) if isinstance(row.notice, CLOCKS)] == []
    await ipmg.store.run(_fire, ipmg.house, ticket, FIRST, Deadline.NEAR)
    assert len(await ipmg.store.run(_deliver)) == 2, "this one has: the warning, and the card"


async def test_nothing_fires_for_what_is_done_gone_or_of_a_priority_that_is_no_more(ipmg: Desk) -> None:
    ticket = await ipmg.open("operative", kyiv("2026-11-20 10:00"))
    ipmg.clock.pass_(60 * MINUTE)
    others = tuple(one for one in IPMG.priorities if one.key != ticket.priority)
    without = House(IPMG.model_copy(update={"priorities": others}), GROUP, Language.EN)
    await ipmg.store.run(_fire, without, ticket, FIRST, Deadline.NEAR)
    await ipmg.store.run(fire, ipmg.house, Subject(Owner.TICKET, 5), Timer(FIRST, 1, 0, ipmg.clock.now))
    await ipmg.do(staff.refuse, ticket, "foul_language")
    await ipmg.store.run(_fire, ipmg.house, ticket, FIRST, Deadline.NEAR)
    assert await ipmg.store.run(_deliver) == []


@pytest.mark.parametrize(
    ("opened", "near", "missed"),
    [
        # the clocks go back at 04:00: the hour from 03:00 comes twice
        ("2026-10-25T02:30:00+03:00", "2026-10-25T03:30:00+03:00", "2026-10-25T03:00:00+02:00"),
        # and forward at 03:00: the hour from 03:00 is left out
        ("2027-03-28T02:30:00+02:00", "2027-03-28T04:30:00+03:00", "2027-03-28T05:00:00+03:00"),
    ],
)
async def test_the_nights_of_the_clock_change_in_kyiv_have_their_real_minutes(
    ipmg: Desk, opened: str, near: str, missed: str
) -> None:
    at = {name: datetime.fromisoformat(text) for name, text in (("near", near), ("missed", missed))}
    await ipmg.open("operative", datetime.fromisoformat(opened).astimezone(UTC))
    for name, kind in (("near", DeadlineNear), ("missed", DeadlineMissed)):
        assert await ipmg.kinds(at[name].astimezone(UTC) - SECOND) in ([], [PromiseBroken])
        assert await ipmg.kinds(at[name].astimezone(UTC)) == [kind]


@pytest.mark.parametrize(("day", "missed"), [("2026-10-24", "2026-10-25 19:30"), ("2027-03-27", "2027-03-28 19:30")])
async def test_working_hours_over_the_night_of_the_clock_change_are_those_of_the_wall_clock(
    ipmg: Desk, day: str, missed: str
) -> None:
    """Saturday until 20:00, Sunday from 09:00: an hour and a half before the night, ten and a half after it."""
    await ipmg.open("standard", kyiv(f"{day} 18:30"))
    await ipmg.told(kyiv(missed) - SECOND)
    assert await ipmg.kinds(kyiv(missed)) == [DeadlineMissed]
