"""Incidents, on both databases: what is alike, what was offered, what was brought together."""

import asyncio
from datetime import datetime, timedelta

from desk.model import Colleague, Status, Ticket
from desk.ports import Work
from desk.ports_incidents import Incident, Offer, OfferState
from storage import Store
from tests.storage import samples
from tests.support.clock import Clock

ANNA = Colleague(7_000_000_001, "Ann <b>")
MINUTE = timedelta(minutes=1)


async def opened(store: Store, number: int, **fields: object) -> Ticket:
    """A ticket of priority high about mail."""
    return await store.run(samples.ticket, number, **fields)


def waiting(work: Work, topic: str, since: datetime) -> Offer | None:
    """The offer that waits."""
    return work.incidents.waiting(topic, since)


def join(work: Work, incident_id: int, ticket: Ticket) -> bool:
    """It is a part of it."""
    return work.incidents.join(incident_id, ticket)


def of_ticket(work: Work, ticket_id: int) -> int | None:
    """The incident that it is a part of."""
    return work.incidents.of_ticket(ticket_id)


async def test_alike_are_open_ones_of_the_topic_the_priorities_and_the_time_in_no_incident(
    any_store: Store, clock: Clock
) -> None:
    now = clock.now
    late = await opened(any_store, 1, created_at=now)
    early = await opened(any_store, 2, created_at=now - 5 * MINUTE)
    await opened(any_store, 3, created_at=now - 5 * MINUTE - timedelta(microseconds=1))
    await opened(any_store, 4, topic="web")
    await opened(any_store, 5, priority="low")
    await opened(any_store, 6, status=Status.DONE, closed_at=now)
    joined = await opened(any_store, 7)

    def use(work: Work) -> list[Ticket]:
        incident = work.incidents.add(Incident(0, "mail", now, now, ANNA))
        assert work.incidents.join(incident.id, joined)
        return list(work.incidents.alike("mail", ["high", "urgent"], now - 5 * MINUTE))

    assert [one.id for one in await any_store.run(use)] == [early.id, late.id]


async def test_an_offer_waits_until_it_is_answered(any_store: Store, clock: Clock) -> None:
    ticket = await opened(any_store, 1)
    new = Offer(0, "mail", ticket.id, clock.now - MINUTE, clock.now)
    made = await any_store.run(lambda work: work.incidents.offer(new))
    assert await any_store.run(lambda work: work.incidents.lock_offer(made.id)) == made
    assert await any_store.read(lambda work: work.incidents.lock_offer(made.id + 1)) is None
    for since, topic, found in (
        (clock.now, "mail", made),
        (clock.now + MINUTE, "mail", None),
        (clock.now, "web", None),
    ):
        assert await any_store.read(waiting, topic, since) == found
    await any_store.run(lambda work: work.incidents.answer(made.id, OfferState.ACCEPTED))
    assert await any_store.read(lambda work: work.incidents.waiting("mail", clock.now)) is None


async def test_a_ticket_is_of_one_incident_which_is_as_new_as_the_newest_of_them(
    any_store: Store, clock: Clock
) -> None:
    now = clock.now
    first = await opened(any_store, 1, created_at=now - 9 * MINUTE)
    second = await opened(any_store, 2, created_at=now)
    new = Incident(0, "mail", now, now - 9 * MINUTE, ANNA)
    made = await any_store.run(lambda work: work.incidents.add(new))
    other = await any_store.run(lambda work: work.incidents.add(new))
    for ticket in (first, second):
        assert await any_store.run(join, made.id, ticket)
        assert not await any_store.run(join, other.id, ticket)
        assert await any_store.read(of_ticket, ticket.id) == made.id
    assert await any_store.read(lambda work: [one.id for one in work.incidents.tickets(made.id)]) == [
        first.id,
        second.id,
    ]
    grown = await any_store.read(lambda work: work.incidents.get(made.id))
    assert grown is not None
    assert grown.last_at == now
    assert await any_store.read(lambda work: work.incidents.recent("mail", now - MINUTE)) == grown
    assert await any_store.read(lambda work: work.incidents.recent("web", now - MINUTE)) is None
    assert await any_store.read(lambda work: work.incidents.recent("mail", now + MINUTE)) is None
    assert await any_store.read(lambda work: work.incidents.get(4711)) is None
    assert await any_store.read(lambda work: work.incidents.of_ticket(4711)) is None


async def test_what_is_no_incident_is_remembered_by_topic(any_store: Store, clock: Clock) -> None:
    assert await any_store.run(lambda work: work.incidents.hold("mail")) is None
    await any_store.run(lambda work: work.incidents.settle("mail", clock.now))
    await any_store.run(lambda work: work.incidents.settle("web", clock.now + MINUTE))
    assert await any_store.run(lambda work: work.incidents.hold("mail")) == clock.now
    assert await any_store.run(lambda work: work.incidents.hold("web")) == clock.now + MINUTE


async def test_of_two_that_open_at_once_one_sees_the_other(any_store: Store, second_store: Store, clock: Clock) -> None:
    """Neither is committed when the other looks: the topic's row makes one wait for the end of the other."""

    def use(work: Work, number: int) -> int:
        samples.ticket(work, number)
        work.incidents.hold("mail")
        return len(work.incidents.alike("mail", ["high"], clock.now))

    await any_store.run(samples.meet)
    for number in range(0, 20, 2):
        found = await asyncio.gather(any_store.run(use, number), second_store.run(use, number + 1))
        assert sorted(found) == [number + 1, number + 2]
