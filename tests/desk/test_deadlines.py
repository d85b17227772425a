"""What the clocks do by themselves: who is told what, when, and that it is once."""

from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import Any

import pytest

from desk import staff, timers
from desk.deadlines import fire
from desk.house import House
from desk.model import (
    Actor,
    EventKind,
    HistoryEntry,
    Identity,
    Impact,
    Language,
    Request,
    Resolution,
    Role,
    Sender,
    Ticket,
    Urgency,
)
from desk.notices import Card, DeadlineMissed, DeadlineNear, PromiseBroken, StatusChanged
from desk.ports import OutboxRow, Work
from desk.ports_timers import Owner, Subject, Timer, TimerKind
from desk.sla import Deadline
from desk.tickets import open_ticket
from storage import Store
from tests.desk.clients import ANDRIY, EMMA, block_bot
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
