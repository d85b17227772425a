"""The chain over the real store: who is told at which minute, what stops it, and who may hold it."""

import dataclasses
from collections.abc import Callable, Sequence
from datetime import timedelta
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from desk import escalation, rights, staff, timers
from desk.briefing import OvertakenError, brief
from desk.delivery import Blocked, GivenUp, Overtaken, Report, Sent, exchange
from desk.errors import DeskError, NotAllowedError, SeenError, TakenError, TicketNotFoundError
from desk.house import House
from desk.model import (
    Actor,
    Colleague,
    EventKind,
    HistoryEntry,
    Identity,
    Impact,
    Language,
    Request,
    Role,
    Sender,
    Status,
    Ticket,
    Urgency,
)
from desk.notices import CardAgain, CriticalIncident
from desk.notices_escalation import Alarm, AlarmSettled, CallSettled, Escalated, NotReached
from desk.ports import OutboxRow, Work
from desk.ports_on_call import Override
from desk.ports_timers import Owner, Subject, Timer, TimerKind
from desk.tickets import open_ticket
from storage import Store
from tests.support.clock import Clock
from tests.support.regulations import IPMG

GROUP = -1001
HOUSE = House(IPMG, GROUP, Language.EN, frozenset({900}))
CLIENT = Sender(7, "Emma")
ANDRIY, OLENA = Actor(Role.ENGINEER, 501, "Андрій"), Actor(Role.ENGINEER, 502, "Олена")
MINUTE = timedelta(minutes=1)
LEASE = timedelta(seconds=30)


def _open(work: Work, priority: str = "operative") -> Ticket:
    who = Identity("Emma Client", "Films", "+380672446444")
    request = Request(1, "access", Impact.DOWN, None, priority, who, "No picture", "")
    return open_ticket(work, HOUSE, work.people.meet(CLIENT), request)


def _on_call(work: Work) -> None:
    ends = work.now + timedelta(days=1)
    work.on_call.add(Override(0, Colleague(502, "Олена"), work.now, ends, work.now))


@dataclasses.dataclass
class Desk:
    """A critical ticket, a clock, and a courier that reports everything as sent."""

    store: Store
    clock: Clock
    rows: list[OutboxRow] = dataclasses.field(default_factory=list)
    overtaken: list[OutboxRow] = dataclasses.field(default_factory=list)
    number: int = 100

    async def at(self, minute: float) -> None:
        """It is so many minutes after noon: what has passed is fired."""
        self.clock.now = noon(minute)
        for subject in await self.store.run(timers.due):
            await self.store.run(timers.fire, HOUSE, subject)

    async def deliver(self) -> list[OutboxRow]:
        """What the courier sends now."""
        reports: list[Report] = []
        sent: list[OutboxRow] = []
        while True:
            turn = await self.store.run(exchange, reports, limit=20, lease=LEASE, group_id=GROUP)
            self.overtaken += [one.row for one in turn.dropped if isinstance(one, Overtaken)]
            if not turn.errands:
                self.rows += sent
                return sent
            sent += [errand.row for errand in turn.errands]
            self.number += len(turn.errands)
            reports = [Sent(errand.row, self.number + at) for at, errand in enumerate(turn.errands)]

    async def told(self, minute: float) -> list[tuple[int, str]]:
        """What of the chain is sent at this minute: to whom, and what."""
        await self.at(minute)
        return chain_of(await self.deliver())

    async def history(self, kind: EventKind) -> list[HistoryEntry]:
        return [one for one in await self.store.read(_history) if one.kind is kind]


def noon(minute: float) -> Any:
    return Clock().now + timedelta(minutes=minute)


def chain_of(rows: Sequence[OutboxRow]) -> list[tuple[int, str]]:
    return [(row.chat_id, type(row.notice).__name__) for row in rows if isinstance(row.notice, Escalated | Alarm)]


def _history(work: Work) -> Sequence[HistoryEntry]:
    return work.tickets.history(1001)


@pytest.fixture
async def desk(store: Store, clock: Clock) -> Desk:
    await store.run(_open)
    return Desk(store, clock)


async def test_the_chain_of_ipmg_minute_by_minute(desk: Desk) -> None:
    await desk.store.run(_on_call)
    await desk.store.run(rights.remember, HOUSE, [Colleague(901, "Віра")])
    found = {minute: told for minute in range(31) if (told := await desk.told(minute))}
    assert found == {
        5: [(GROUP, "Escalated")],
        10: [(GROUP, "Escalated"), (502, "Alarm")],
        20: [(GROUP, "Escalated"), (900, "Alarm"), (901, "Alarm")],
    }
    entries = await desk.history(EventKind.ESCALATED)
    assert [(one.data["to"], one.data["step"], one.data["who"]) for one in entries] == [
        ("group", 1, []),
        ("on_call", 2, [[502, "Олена"]]),
        ("supervisors", 3, [[900, ""], [901, "Віра"]]),
    ]
    assert {one.actor.role for one in entries} == {Role.SYSTEM}
    loud = [row for row in desk.rows if isinstance(row.notice, Escalated | Alarm | CriticalIncident)]
    assert {(row.urgency, row.silent) for row in loud} == {(Urgency.CRITICAL.rank, False)}


async def test_where_nobody_is_on_call_the_supervisors_are_told_in_their_place(desk: Desk) -> None:
    await desk.store.run(_acted)
    assert await desk.told(5) == [(GROUP, "Escalated")]
    assert await desk.told(10) == [(GROUP, "Escalated"), (900, "Alarm")]
    [_group, instead] = await desk.history(EventKind.ESCALATED)
    assert instead.data["instead"] is True
    assert (instead.data["to"], instead.data["who"]) == ("supervisors", [[900, "Зоя"]])


def _acted(work: Work) -> None:
    work.engineers.acted(Actor(Role.ENGINEER, 900, "Зоя"))


async def test_after_an_outage_the_highest_step_alone_is_told(desk: Desk) -> None:
    assert await desk.told(40) == [(GROUP, "Escalated"), (900, "Alarm")]
    assert [one.data["step"] for one in await desk.history(EventKind.ESCALATED)] == [3]
    assert await desk.told(90) == []


async def test_two_processes_tell_a_step_once(desk: Desk) -> None:
    desk.clock.now = noon(5)
    subject = Subject(Owner.TICKET, 1001)
    assert [await desk.store.run(timers.fire, HOUSE, subject) for _ in range(2)] == [1, 0]
    assert len(await desk.history(EventKind.ESCALATED)) == 1


async def test_a_standard_request_climbs_nothing(store: Store, clock: Clock) -> None:
    desk = Desk(store, clock)
    await store.run(_open, "standard")
    assert [await desk.told(minute) for minute in (5, 10, 20)] == [[], [], []]


STOPS: list[tuple[str, Callable[..., Any], tuple[Any, ...]]] = [
    ("taken", staff.take, ()),
    ("refused", staff.refuse, ("foul_language",)),
    ("lowered", staff.set_priority, ("standard",)),
    ("seen", escalation.acknowledge, ()),
]
stops = pytest.mark.parametrize(("how", "use_case", "more"), STOPS, ids=[one[0] for one in STOPS])


@stops
async def test_it_stops_at_once(desk: Desk, how: str, use_case: Callable[..., Any], more: tuple[Any, ...]) -> None:
    await desk.told(5)
    await desk.store.run(use_case, HOUSE, ANDRIY, 1001, *more)
    assert [await desk.told(minute) for minute in (6, 10, 14)] == [[], [], []]
    assert len(await desk.history(EventKind.ESCALATED)) == 1


@stops
async def test_what_waits_in_the_outbox_does_not_go_any_more(
    desk: Desk, how: str, use_case: Callable[..., Any], more: tuple[Any, ...]
) -> None:
    await desk.store.run(_on_call)
    await desk.deliver()
    await desk.at(10)
    await desk.store.run(use_case, HOUSE, ANDRIY, 1001, *more)
    assert chain_of(await desk.deliver()) == []
    assert {type(row.notice) for row in desk.overtaken} == {Escalated, Alarm, AlarmSettled, CallSettled}
    assert chain_of(await desk.deliver()) == []


MOMENTS = st.lists(st.integers(0, 50), min_size=1, max_size=6, unique=True).map(sorted)


@given(minutes=MOMENTS, stop=st.integers(0, 50), held=st.booleans(), late=st.booleans())
@settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
async def test_after_the_taking_nothing_of_the_chain_is_sent_whenever_it_comes(
    desk: Desk, minutes: list[int], stop: int, held: bool, late: bool
) -> None:
    """Whatever was told or waits to be: from the taking on there is not a word more. Seen: not for its time."""
    use_case = escalation.acknowledge if held else staff.take
    desk.clock.now = noon(0)
    await desk.store.run(_anew)
    await desk.deliver()
    for minute in (one for one in minutes if one < stop):
        await (desk.at(minute) if late else desk.told(minute))
    desk.clock.now = noon(stop)
    await desk.store.run(use_case, HOUSE, ANDRIY, 1001)
    assert chain_of(await desk.deliver()) == []
    told = [chain_of(await _later(desk, minute)) for minute in range(stop, stop + 15)]
    assert not any(told)


async def _later(desk: Desk, minute: int) -> list[OutboxRow]:
    await desk.at(minute)
    return await desk.deliver()


def _anew(work: Work) -> None:
    """The ticket of the example before begins to wait again now."""
    ticket = work.tickets.get(1001)
    assert ticket is not None
    if ticket.assignee_id is None:
        staff.take(work, HOUSE, ANDRIY, 1001)
    staff.release(work, HOUSE, ANDRIY, 1001)


async def test_a_released_request_climbs_from_the_beginning(desk: Desk) -> None:
    await desk.told(5)
    await desk.store.run(staff.take, HOUSE, ANDRIY, 1001)
    desk.clock.now = noon(30)
    await desk.store.run(staff.release, HOUSE, ANDRIY, 1001)
    found = {minute: told for minute in range(30, 60) if (told := await desk.told(minute))}
    assert list(found) == [35, 40, 50]


async def test_who_sees_it_holds_the_chain_once_and_it_goes_on_where_it_stood(desk: Desk) -> None:
    await desk.told(5)
    desk.clock.now = noon(7)
    held = await desk.store.run(escalation.acknowledge, HOUSE, ANDRIY, 1001)
    assert (held.at, held.goes_on) == (noon(7), noon(25))
    assert held.ticket.status is Status.CREATED
    assert held.ticket.clocks.first_reacted_at is None, "no reaction"
    with pytest.raises(SeenError) as before:
        await desk.store.run(escalation.acknowledge, HOUSE, OLENA, 1001)
    assert (before.value.key, before.value.name) == ("IPMG-1001", "Андрій")
    found = {minute: told for minute in range(7, 60) if (told := await desk.told(minute))}
    assert list(found) == [25, 35]
    assert not any(row.chat_id == CLIENT.id for row in desk.rows[3:]), "the client is not told"


async def test_after_the_last_step_it_can_still_be_seen(desk: Desk) -> None:
    await desk.told(20)
    assert (await desk.store.run(escalation.acknowledge, HOUSE, ANDRIY, 1001)).goes_on is None


def _take(work: Work) -> None:
    staff.take(work, HOUSE, OLENA, 1001)


def _close(work: Work) -> None:
    staff.refuse(work, HOUSE, OLENA, 1001, "foul_language")


def _lower(work: Work) -> None:
    staff.set_priority(work, HOUSE, OLENA, 1001, "standard")


REFUSED: list[tuple[Callable[[Work], None], type[DeskError]]] = [
    (_take, TakenError), (_close, NotAllowedError), (_lower, NotAllowedError),
]  # fmt: skip


@pytest.mark.parametrize(("before", "error"), REFUSED)
async def test_what_does_not_wait_cannot_be_seen(
    desk: Desk, before: Callable[[Work], None], error: type[DeskError]
) -> None:
    await desk.store.run(before)
    with pytest.raises(error):
        await desk.store.run(escalation.acknowledge, HOUSE, ANDRIY, 1001)
    with pytest.raises(TicketNotFoundError):
        await desk.store.run(escalation.acknowledge, HOUSE, ANDRIY, 9)
    assert await desk.history(EventKind.ACKNOWLEDGED) == []


async def test_the_card_offers_it_while_it_can_be_seen(desk: Desk) -> None:
    assert (await desk.store.read(escalation.shown, HOUSE, 1001))[1]
    await desk.store.run(escalation.acknowledge, HOUSE, ANDRIY, 1001)
    assert not (await desk.store.read(escalation.shown, HOUSE, 1001))[1]


@pytest.mark.parametrize("steps", [None, 1])
async def test_a_regulation_that_was_changed_since_tells_what_it_has(desk: Desk, steps: int | None) -> None:
    rule = IPMG.escalation
    assert rule is not None
    shorter = rule.model_copy(update={"steps": rule.steps[:steps]}) if steps else None
    house = dataclasses.replace(HOUSE, regulation=IPMG.model_copy(update={"escalation": shorter}))
    timer = Timer(TimerKind.ESCALATION, 3, 0, noon(20))
    await desk.store.run(escalation.fire, house, Subject(Owner.TICKET, 1001), timer)
    await desk.store.run(escalation.fire, HOUSE, Subject(Owner.TICKET, 9), timer)
    assert await desk.history(EventKind.ESCALATED) == []


async def test_a_call_in_private_that_does_not_arrive_is_said_in_the_group_once_a_day(desk: Desk) -> None:
    await desk.deliver()
    await desk.at(10)
    turn = await desk.store.run(exchange, (), limit=20, lease=LEASE, group_id=GROUP)
    [alarm] = [errand.row for errand in turn.errands if isinstance(errand.row.notice, Alarm)]
    others = [Sent(errand.row, 300 + errand.row.id) for errand in turn.errands if errand.row != alarm]
    await desk.store.run(exchange, others, limit=0, lease=LEASE, group_id=GROUP)
    for report in (Blocked(alarm, "Forbidden: bot can't initiate conversation with a user"), GivenUp(alarm, "no")):
        await desk.store.run(exchange, [report], limit=0, lease=LEASE, group_id=GROUP)
    await desk.store.run(exchange, [GivenUp(alarm, "no")], limit=0, lease=LEASE, group_id=None)
    said = [row for row in await desk.deliver() if isinstance(row.notice, NotReached)]
    assert [(row.chat_id, row.silent) for row in said] == [(GROUP, True)]
    client = await desk.store.read(lambda work: work.people.get(7))
    assert client is not None
    assert client.reachable, "that an engineer blocked the bot says nothing of the client"


async def test_an_engineer_who_blocked_the_bot_before_is_not_written_to(desk: Desk) -> None:
    await desk.store.run(_blocked)
    await desk.at(10)
    rows = await desk.deliver()
    assert (900, "Alarm") not in chain_of(rows)
    assert any(isinstance(row.notice, NotReached) for row in rows)


def _blocked(work: Work) -> None:
    work.people.save(dataclasses.replace(work.people.meet(Sender(900, "Зоя")), reachable=False))


async def test_a_request_that_becomes_critical_is_loud_whoever_has_it(store: Store, clock: Clock) -> None:
    desk = Desk(store, clock)
    await store.run(_open, "standard")
    await desk.deliver()
    await store.run(staff.take, HOUSE, ANDRIY, 1001)
    await desk.deliver()
    await store.run(staff.set_priority, HOUSE, OLENA, 1001, "operative")
    [loud] = [row for row in await desk.deliver() if isinstance(row.notice, CriticalIncident)]
    assert (loud.chat_id, loud.urgency, loud.silent) == (GROUP, Urgency.CRITICAL.rank, False)


async def edits(desk: Desk) -> list[int]:
    """The messages that are edited now, of what was loud."""
    rows = [row for row in await desk.deliver() if isinstance(row.notice, AlarmSettled)]
    return [await desk.store.read(_edits, row) for row in rows]


def _edits(work: Work, row: OutboxRow) -> int:
    found = brief(work, row.notice, row.chat_id).edits
    assert found is not None
    return found


def _messages(work: Work) -> list[int]:
    keys = ["critical:1001", *(f"escalated:{one.id}" for one in work.tickets.history(1001))]
    return [found[1] for key in keys if (found := work.outbox.message_of(key))]


async def test_loud_messages_are_edited_when_somebody_has_it_and_the_first_one_at_its_end(desk: Desk) -> None:
    await desk.deliver()
    await desk.told(5)
    await desk.told(10)
    loud = await desk.store.read(_messages)
    assert len(loud) == 3
    await desk.store.run(escalation.acknowledge, HOUSE, OLENA, 1001)
    assert sorted(await edits(desk)) == sorted(loud)
    await desk.store.run(staff.take, HOUSE, ANDRIY, 1001)
    assert sorted(await edits(desk)) == sorted(loud)
    await desk.store.run(staff.ask, HOUSE, ANDRIY, 1001, "Which one?")
    assert await edits(desk) == []
    await desk.store.run(staff.refuse, HOUSE, ANDRIY, 1001, "foul_language")
    assert await edits(desk) == loud[:1], "who took it stands in the others"


async def test_a_call_in_private_is_edited_too_so_that_nobody_runs_for_nothing(desk: Desk) -> None:
    await desk.store.run(_on_call)
    await desk.told(10)
    await desk.store.run(staff.take, HOUSE, ANDRIY, 1001)
    [row] = [row for row in await desk.deliver() if isinstance(row.notice, CallSettled)]
    assert (row.chat_id, row.urgency, row.silent) == (502, Urgency.CARD.rank, True)
    briefing = await desk.store.read(brief, row.notice, 502)
    assert (briefing.client.id, briefing.client.name) == (502, "Олена")
    [alarm] = [one for one in desk.rows if isinstance(one.notice, Alarm)]
    assert briefing.edits is not None
    assert await desk.store.read(_ticket_of, 502, briefing.edits) == alarm.ticket_id
    for group_id in (GROUP, None):
        await desk.store.run(exchange, [Blocked(row, "Forbidden")], limit=0, lease=LEASE, group_id=group_id)
    assert await desk.deliver() == [], "an edit that does not arrive is no news"


def _ticket_of(work: Work, chat_id: int, message_id: int) -> int | None:
    return work.outbox.ticket_of(chat_id, message_id)


async def test_after_an_outage_of_the_group_the_highest_step_alone_is_sent(desk: Desk) -> None:
    await desk.store.run(_on_call)
    for minute in (5, 10, 20):
        await desk.at(minute)
    assert chain_of(await desk.deliver()) == [(502, "Alarm"), (GROUP, "Escalated"), (900, "Alarm")]


async def test_several_changes_make_one_edit_and_what_was_never_sent_needs_none(desk: Desk) -> None:
    await desk.store.run(staff.take, HOUSE, ANDRIY, 1001)
    rows = await desk.deliver()
    assert [type(row.notice) for row in rows].count(CriticalIncident) == 1
    await desk.store.run(staff.release, HOUSE, ANDRIY, 1001)
    await desk.store.run(staff.take, HOUSE, OLENA, 1001)
    assert len(await edits(desk)) == 1
    await desk.at(60)
    entry_id = (await desk.history(EventKind.TAKEN))[0].id
    with pytest.raises(OvertakenError):
        await desk.store.read(brief, AlarmSettled(1001, entry_id), GROUP)
    with pytest.raises(OvertakenError):
        await desk.store.read(brief, AlarmSettled(1001, 1), -5)  # the group has moved
    with pytest.raises(LookupError):
        await desk.store.read(brief, Escalated(1001, 9999), GROUP)


async def test_a_call_is_briefed_with_whom_it_goes_to(desk: Desk) -> None:
    await desk.at(10)
    [entry] = [one for one in await desk.history(EventKind.ESCALATED) if one.data["to"] == "supervisors"]
    alarm = await desk.store.read(brief, Alarm(1001, entry.id, 900, "Зоя"), 900)
    assert (alarm.client.id, alarm.client.name, alarm.ticket.client_id) == (900, "Зоя", 7)
    assert alarm.entry == entry
    await desk.store.run(lambda work: work.people.meet(Sender(900, "Зоя", language_code="uk")))
    assert (await desk.store.read(brief, Alarm(1001, entry.id, 900, "Зоя"), 900)).client.language_code == "uk"
    for notice in (CriticalIncident(1001), CardAgain(1001)):
        assert (await desk.store.read(brief, notice, GROUP)).history
