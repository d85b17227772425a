"""Incidents: when critical requests are offered as one, what is done to all of them, and what clients hear of it."""

from dataclasses import replace
from datetime import timedelta
from typing import cast

import pytest

from desk import incidents, staff, tickets
from desk.briefing import brief
from desk.errors import (
    BadAnswerError,
    IncidentError,
    TicketNotFoundError,
    UnknownChoiceError,
)
from desk.house import House
from desk.incidents import Deed, Left, Outcome, View
from desk.model import (
    Action,
    EngineerPrompt,
    EventKind,
    Identity,
    Impact,
    Request,
    Resolution,
    Scale,
    Sender,
    Status,
    Ticket,
    Urgency,
)
from desk.notices import Notice, from_json, to_json
from desk.notices_incidents import IncidentActed, IncidentCard, IncidentOffered, JoinOffered
from desk.ports import OutboxRow, Work
from desk.written import reply
from storage import Store
from tests.desk.clients import ANDRIY, HOUSE, OLENA, told
from tests.support.clock import Clock
from tests.support.regulations import IPMG

WITHOUT = replace(HOUSE, regulation=IPMG.model_copy(update={"incidents": None}))
GROUP = HOUSE.group_id
MINUTE = timedelta(minutes=1)


class Desk:
    """Opens requests, each of a client of their own unless it is said whose."""

    def __init__(self, store: Store) -> None:
        self.store = store
        self.opened = 0

    async def open(
        self, *, topic: str = "access", priority: str = "operative", client: int = 0, house: House = HOUSE
    ) -> Ticket:
        """One more."""
        self.opened += 1
        sender = Sender(client or 100 + self.opened, f"Client {self.opened}", None, "en")
        request = Request(
            draft_id=self.opened,
            topic=topic,
            impact=Impact.DOWN,
            scale=Scale.ALL,
            priority=priority,
            identity=Identity(f"Person {self.opened}", "Alfa TV", "a@example.com", ""),
            problem="Nothing works",
            reproduction="",
        )

        def use(work: Work) -> Ticket:
            return tickets.open_ticket(work, house, work.people.meet(sender), request)

        return await self.store.run(use)

    async def several(self, count: int = 3, **more: str) -> list[Ticket]:
        """That many."""
        return [await self.open(**more) for _ in range(count)]  # type: ignore[arg-type]

    async def rows(self) -> list[OutboxRow]:
        """Everything that goes out now."""
        return await self.store.run(told)

    async def news(self) -> list[Notice]:
        """What goes out of incidents."""
        found = [row.notice for row in await self.rows() if type(row.notice) in OURS]
        assert all(from_json(to_json(one)) == one for one in found)
        return found

    async def incident(self, count: int = 3) -> View:
        """Made of as many requests."""
        await self.several(count)
        (offer,) = [one for one in await self.news() if isinstance(one, IncidentOffered)]
        made = await self.store.run(incidents.accept, HOUSE, ANDRIY, offer.offer_id)
        await self.news()
        return made

    async def now(self, ticket: Ticket) -> Ticket:
        """As it is."""
        return await self.store.read(staff.look, ticket.id)

    async def kinds(self, ticket: Ticket) -> list[EventKind]:
        """Its history."""

        def read(work: Work) -> list[EventKind]:
            return [entry.kind for entry in work.tickets.history(ticket.id)]

        return await self.store.read(read)


OURS = (IncidentOffered, JoinOffered, IncidentCard, IncidentActed)


@pytest.fixture
def desk(store: Store) -> Desk:
    """Three within 15 minutes, as in the shipped regulations."""
    return Desk(store)


async def test_three_critical_requests_about_one_topic_within_15_minutes_are_offered_once(
    desk: Desk, clock: Clock
) -> None:
    await desk.several(2)
    assert await desk.news() == []
    clock.pass_(15 * MINUTE)
    third = await desk.open()
    (row,) = [row for row in await desk.rows() if isinstance(row.notice, IncidentOffered)]
    assert row.notice == IncidentOffered(third.id, 1, 3, 15)
    assert (row.chat_id, row.urgency, row.silent, row.ticket_id) == (GROUP, Urgency.CARD.rank, False, third.id)
    await desk.open()
    assert await desk.news() == [], "whoever accepts takes this one in"


async def test_older_ones_other_topics_and_other_priorities_do_not_count(desk: Desk, clock: Clock) -> None:
    await desk.several(2)
    clock.pass_(15 * MINUTE + timedelta(seconds=1))
    await desk.open()
    await desk.several(2, topic="quality")
    await desk.several(4, priority="standard")
    assert await desk.news() == []


async def test_closed_ones_do_not_count(desk: Desk) -> None:
    first, _second = await desk.several(2)
    await desk.store.run(staff.refuse, HOUSE, ANDRIY, first.id, "out_of_scope")
    await desk.open()
    assert await desk.news() == []
    await desk.open()
    assert [one.count for one in await desk.news() if isinstance(one, IncidentOffered)] == [3]


async def test_one_that_is_raised_counts_as_one_that_was_opened(desk: Desk) -> None:
    await desk.several(2)
    usual = await desk.open(priority="standard")
    assert await desk.news() == []
    await desk.store.run(staff.set_priority, HOUSE, ANDRIY, usual.id, "operative", "")
    assert [one.ticket_id for one in await desk.news() if isinstance(one, IncidentOffered)] == [usual.id]


async def test_without_the_section_nothing_is_offered(desk: Desk) -> None:
    for _ in range(4):
        await desk.open(house=WITHOUT)
    assert await desk.news() == []


async def test_after_a_no_what_is_open_is_not_asked_about_again(desk: Desk, clock: Clock) -> None:
    await desk.several(3)
    (offer,) = await desk.news()
    assert isinstance(offer, IncidentOffered)
    await desk.store.run(incidents.decline, offer.offer_id)
    for answer in (desk.store.run(incidents.decline, offer.offer_id), desk.store.run(incidents.decline, 4711)):
        with pytest.raises(IncidentError) as error:
            await answer
        assert error.value.reason == "answered"
    clock.pass_(MINUTE)
    await desk.several(2)
    assert await desk.news() == []
    await desk.open()
    assert [one.count for one in await desk.news() if isinstance(one, IncidentOffered)] == [3], "three new ones"


async def test_an_offer_that_nobody_answered_is_made_anew_for_new_requests_only(desk: Desk, clock: Clock) -> None:
    await desk.several(3)
    await desk.news()
    clock.pass_(15 * MINUTE + timedelta(seconds=1))
    await desk.several(2)
    assert await desk.news() == []
    await desk.open()
    assert [one.count for one in await desk.news() if isinstance(one, IncidentOffered)] == [3]


async def test_accepted_they_are_one_incident_with_those_that_came_since_and_every_client_is_told(desk: Desk) -> None:
    opened = await desk.several(4)
    (offer,) = await desk.news()
    assert isinstance(offer, IncidentOffered)
    made = await desk.store.run(incidents.accept, HOUSE, ANDRIY, offer.offer_id)
    assert [one.id for one in made.tickets] == [one.id for one in opened]
    rows = await desk.rows()
    (card,) = [row for row in rows if isinstance(row.notice, IncidentCard)]
    assert card.notice == IncidentCard(opened[0].id, made.incident.id)
    assert (await desk.store.read(brief, card.notice)).incident == await desk.store.read(incidents.look, 1)
    assert sorted(row.chat_id for row in rows if row.chat_id > 0) == [one.client_id for one in opened]
    for one in opened:
        assert (await desk.kinds(one))[-1] is EventKind.JOINED
        assert (await desk.now(one)).clocks == one.clocks, "no clock has moved"
    with pytest.raises(IncidentError) as error:
        await desk.store.run(incidents.accept, HOUSE, OLENA, offer.offer_id)
    assert error.value.reason == "answered"


async def test_a_client_with_several_of_them_hears_it_once(desk: Desk) -> None:
    for _ in range(3):
        await desk.open(client=7)
    (offer,) = await desk.news()
    assert isinstance(offer, IncidentOffered)
    await desk.store.run(incidents.accept, HOUSE, ANDRIY, offer.offer_id)
    assert [row.chat_id for row in await desk.rows() if row.chat_id > 0] == [7]


async def test_fewer_than_two_open_ones_make_no_incident(desk: Desk) -> None:
    first, second, _third = await desk.several(3)
    (offer,) = await desk.news()
    assert isinstance(offer, IncidentOffered)
    for one in (first, second):
        await desk.store.run(staff.refuse, HOUSE, ANDRIY, one.id, "out_of_scope")
    with pytest.raises(IncidentError) as error:
        await desk.store.run(incidents.accept, HOUSE, ANDRIY, offer.offer_id)
    assert error.value.reason == "too_few"
    await desk.open()
    made = await desk.store.run(incidents.accept, HOUSE, ANDRIY, offer.offer_id)
    assert len(made.tickets) == 2


async def test_a_later_one_is_offered_to_join_as_long_as_the_newest_is_no_older_than_that(
    desk: Desk, clock: Clock
) -> None:
    made = await desk.incident()
    clock.pass_(14 * MINUTE)
    later = await desk.open()
    assert await desk.news() == [JoinOffered(later.id, made.incident.id)]
    joined = await desk.store.run(incidents.join, HOUSE, OLENA, made.incident.id, later.id)
    assert [one.id for one in joined.tickets][-1] == later.id
    rows = await desk.rows()
    assert [row.notice for row in rows if isinstance(row.notice, IncidentCard)] == [IncidentCard(1001, 1)]
    assert [row.chat_id for row in rows if row.chat_id > 0] == [later.client_id]
    clock.pass_(14 * MINUTE)
    again = await desk.open()
    assert await desk.news() == [JoinOffered(again.id, made.incident.id)], "the window moves with the newest"
    clock.pass_(16 * MINUTE)
    await desk.open()
    assert await desk.news() == []


async def test_one_that_is_raised_within_its_incident_is_offered_nothing(desk: Desk) -> None:
    made = await desk.incident()
    first = made.tickets[0]
    for priority in ("standard", "operative"):
        await desk.store.run(staff.set_priority, HOUSE, ANDRIY, first.id, priority, "")
    assert await desk.news() == []


async def test_once_all_of_it_is_closed_new_ones_are_a_new_incident(desk: Desk) -> None:
    made = await desk.incident()
    await desk.store.run(incidents.take_all, HOUSE, ANDRIY, made.incident.id)
    await desk.store.run(incidents.close_all, HOUSE, ANDRIY, made.incident.id, Resolution.SOLVED, "")
    await desk.news()
    await desk.several(3)
    (offer,) = await desk.news()
    assert isinstance(offer, IncidentOffered)


async def test_what_cannot_join(desk: Desk) -> None:
    made = await desk.incident()
    number, first = made.incident.id, made.tickets[0]
    other, closed = await desk.open(topic="quality"), await desk.open()
    await desk.store.run(staff.refuse, HOUSE, ANDRIY, closed.id, "out_of_scope")
    for incident, ticket, reason in (
        (number, first, "joined"),
        (number, other, "not_of_it"),
        (number, closed, "not_of_it"),
        (4711, other, "gone"),
    ):
        with pytest.raises(IncidentError) as error:
            await desk.store.run(incidents.join, HOUSE, ANDRIY, incident, ticket.id)
        assert error.value.reason == reason
    with pytest.raises(TicketNotFoundError):
        await desk.store.run(incidents.join, HOUSE, ANDRIY, number, 4711)
    with pytest.raises(IncidentError):
        await desk.store.read(incidents.look, 4711)


def left(outcome: Outcome) -> list[tuple[str, Left, str]]:
    """What was left as it is, by its ID."""
    return [(ticket.key, why, name) for ticket, why, name in outcome.left]


async def test_take_all_takes_what_nobody_has_and_names_the_rest(desk: Desk) -> None:
    made = await desk.incident()
    first, second, third = made.tickets
    more = await desk.open()
    await desk.store.run(incidents.join, HOUSE, ANDRIY, made.incident.id, more.id)
    await desk.store.run(staff.take, HOUSE, OLENA, first.id)
    await desk.store.run(staff.take, HOUSE, ANDRIY, second.id)
    await desk.store.run(staff.refuse, HOUSE, OLENA, third.id, "out_of_scope")
    await desk.rows()
    outcome = await desk.store.run(incidents.take_all, HOUSE, ANDRIY, made.incident.id)
    assert [one.id for one in outcome.tickets] == [more.id]
    assert left(outcome) == [
        (first.key, Left.TAKEN, "Олена"),
        (second.key, Left.MINE, "Андрій"),
        (third.key, Left.DONE, ""),
    ]
    rows = await desk.rows()
    (acted,) = [row.notice for row in rows if isinstance(row.notice, IncidentActed)]
    assert (acted.deed, acted.by, acted.done) == (Deed.TAKE, "Андрій", [more.key])
    assert acted.left == [[one.key, why.value, name] for one, why, name in outcome.left]
    assert [row.chat_id for row in rows if row.chat_id > 0] == [more.client_id]
    assert (await desk.now(more)).assignee_id == 501


async def test_answer_all_is_a_reply_to_every_client_in_their_own_request(desk: Desk) -> None:
    made = await desk.incident()
    first, second, third = made.tickets
    await desk.store.run(staff.take, HOUSE, OLENA, second.id)
    await desk.store.run(staff.refuse, HOUSE, OLENA, third.id, "out_of_scope")
    await desk.rows()
    outcome = await desk.store.run(incidents.answer_all, HOUSE, ANDRIY, made.incident.id, GROUP, " We are on it. ")
    assert [one.id for one in outcome.tickets] == [first.id, second.id]
    assert left(outcome) == [(third.key, Left.DONE, "")]
    for one in (first, second):
        assert (await desk.kinds(one))[-1] is EventKind.REPLIED

        def said(work: Work, number: int = one.id) -> list[str]:
            return [message.content.text for message in work.messages.of_ticket(number)]

        assert await desk.store.read(said) == ["We are on it."]
    assert sorted(row.chat_id for row in await desk.rows() if row.chat_id > 0) == [first.client_id, second.client_id]
    for text in ("", "  ", "x" * 5000):
        with pytest.raises(BadAnswerError):
            await desk.store.run(incidents.answer_all, HOUSE, ANDRIY, made.incident.id, GROUP, text)


@pytest.mark.parametrize("resolution", incidents.CLOSING)
async def test_close_all_closes_what_is_being_worked_on_and_names_the_rest(desk: Desk, resolution: Resolution) -> None:
    made = await desk.incident()
    first, second, third = made.tickets
    for one in (first, second):
        await desk.store.run(staff.take, HOUSE, OLENA, one.id)
    await desk.store.run(staff.ask, HOUSE, OLENA, second.id, "Which channel?")
    await desk.rows()
    outcome = await desk.store.run(incidents.close_all, HOUSE, ANDRIY, made.incident.id, resolution, "A cable.")
    assert [one.id for one in outcome.tickets] == [first.id, second.id]
    assert left(outcome) == [(third.key, Left.FREE, "")]
    for one in (first, second):
        now = await desk.now(one)
        assert (now.status, now.resolution) == (Status.DONE, resolution)
    assert sorted(row.chat_id for row in await desk.rows() if row.chat_id > 0) == [first.client_id, second.client_id]


async def test_an_incident_ends_in_no_other_way(desk: Desk) -> None:
    made = await desk.incident()
    for resolution in set(Resolution) - set(incidents.CLOSING):
        with pytest.raises(UnknownChoiceError):
            await desk.store.run(incidents.close_all, HOUSE, ANDRIY, made.incident.id, resolution, "x")
    with pytest.raises(IncidentError):
        await desk.store.run(incidents.close_all, HOUSE, ANDRIY, 4711, Resolution.SOLVED, "")


def prompt(made: View, action: Action, **data: str) -> EngineerPrompt:
    """A message of the bot that asks for a text for all of it."""
    first = made.tickets[0]
    return EngineerPrompt(GROUP, 900, first.id, 501, action, {"incident": made.incident.id, **data})


async def test_what_is_written_in_reply_to_the_question_goes_to_all(desk: Desk) -> None:
    made = await desk.incident()
    await desk.store.run(incidents.take_all, HOUSE, ANDRIY, made.incident.id)
    await desk.rows()
    await desk.store.run(staff.await_reply, prompt(made, Action.REPLY))
    with pytest.raises(BadAnswerError):
        await desk.store.run(reply, HOUSE, ANDRIY, GROUP, 900, " ")
    done = await desk.store.run(reply, HOUSE, ANDRIY, GROUP, 900, "We are on it.")
    assert done is not None
    assert (done.ticket.id, done.action) == (made.tickets[0].id, Action.REPLY)
    assert await desk.store.run(reply, HOUSE, ANDRIY, GROUP, 900, "Again") is None
    await desk.store.run(staff.await_reply, prompt(made, Action.CLOSE, resolution="infrastructure"))
    await desk.store.run(reply, HOUSE, ANDRIY, GROUP, 900, "A cable was cut.")
    for one in made.tickets:
        assert (await desk.kinds(one))[-2:] == [EventKind.REPLIED, EventKind.CLOSED]
        assert (await desk.now(one)).resolution is Resolution.INFRASTRUCTURE


async def test_clients_learn_nothing_of_each_other(desk: Desk) -> None:
    """What reaches a client is about their own ticket (providence 1.2)."""
    made = await desk.incident()
    await desk.store.run(incidents.take_all, HOUSE, ANDRIY, made.incident.id)
    await desk.store.run(incidents.answer_all, HOUSE, ANDRIY, made.incident.id, GROUP, "We are on it.")
    await desk.store.run(incidents.close_all, HOUSE, ANDRIY, made.incident.id, Resolution.SOLVED, "")
    clients = {one.id: one.client_id for one in made.tickets}
    rows = [row for row in await desk.rows() if row.chat_id > 0]
    assert rows
    assert all(row.notice.ticket_id in clients and clients[row.notice.ticket_id] == row.chat_id for row in rows)


async def test_what_was_closed_at_that_moment_is_not_taken_in(desk: Desk) -> None:
    first, *_others = await desk.several(3)
    (offer,) = await desk.news()
    assert isinstance(offer, IncidentOffered)

    def late(work: Work) -> View:
        """It was read as open, and is closed by the time it is held."""
        found = work.incidents.alike("access", ["operative"], work.now - MINUTE)
        staff.refuse(work, HOUSE, ANDRIY, first.id, "out_of_scope")
        seen = Changed(work.incidents, alike=lambda *_of: found)
        return incidents.accept(cast("Work", Changed(work, incidents=seen)), HOUSE, ANDRIY, offer.offer_id)

    assert first.id not in {one.id for one in (await desk.store.run(late)).tickets}


class Changed:
    """Something, but for what is given."""

    def __init__(self, whole: object, **instead: object) -> None:
        self._whole, self._instead = whole, instead

    def __getattr__(self, name: str) -> object:
        return self._instead[name] if name in self._instead else getattr(self._whole, name)
