"""The time left on cards: the nearer the deadline the more often, few at a time, and never twice in a period."""

from datetime import UTC, datetime, timedelta

import pytest

from desk import staff
from desk.house import House
from desk.model import Actor, Identity, Impact, Language, Request, Role, Sender, Ticket
from desk.notices import Card
from desk.ports import OutboxRow, Work
from desk.refresh import EVERY, MOST, period, refresh_cards
from desk.tickets import open_ticket
from storage import Store
from tests.support.clock import Clock
from tests.support.regulations import IPMG

HOUSE = House(IPMG, -1, Language.EN)
NOW = datetime(2026, 11, 23, 12, tzinfo=UTC)
HOUR = timedelta(hours=1)


@pytest.mark.parametrize(
    ("hours", "minutes"), [(0.5, 5), (-0.5, 5), (2, 5), (2.1, 30), (-11, 30), (12, 30), (13, 180), (-500, 180)]
)
def test_the_nearer_the_deadline_the_fresher_the_card(hours: float, minutes: int) -> None:
    assert period(NOW + timedelta(hours=hours), NOW) == timedelta(minutes=minutes)


def _open(work: Work, draft_id: int, priority: str) -> Ticket:
    person = work.people.meet(Sender(7, "Emma"))
    who = Identity("Emma Client", "Films", "+380672446444")
    return open_ticket(
        work, HOUSE, person, Request(draft_id, "access", Impact.DOWN, None, priority, who, "No picture", "")
    )


def _send_all(work: Work) -> list[OutboxRow]:
    """What waits is sent; a card gets its place. Only one row of a chat is told at a time, hence the loop."""
    sent: list[OutboxRow] = []
    while rows := work.outbox.claim(50, timedelta(seconds=30)):
        for row in rows:
            work.outbox.sent(row.id, 100 + row.id)
            if isinstance(row.notice, Card):
                work.tickets.set_card(row.notice.ticket_id, row.chat_id, 100 + row.notice.ticket_id)
        sent += rows
    return sent


async def cards(store: Store) -> list[int]:
    return [row.notice.ticket_id for row in await store.run(_send_all) if isinstance(row.notice, Card)]


async def test_a_card_near_its_deadline_is_refreshed_once_every_five_minutes_and_silently(
    store: Store, clock: Clock
) -> None:
    ticket = await store.run(_open, 1, "operative")
    assert await cards(store) == [ticket.id]
    for _ in range(3):
        for _ in range(9):
            clock.pass_(EVERY)
            assert await store.run(refresh_cards, HOUSE) == 0, "it is young"
        clock.pass_(EVERY)
        assert await store.run(refresh_cards, HOUSE) == 1
        assert await store.run(refresh_cards, HOUSE) == 0, "of two processes one does it"
        (row,) = await store.run(_send_all)
        assert (row.notice, row.silent, row.chat_id) == (Card(ticket.id), True, -1)


async def test_a_card_that_waits_to_be_sent_serves(store: Store, clock: Clock) -> None:
    ticket = await store.run(_open, 1, "operative")
    clock.pass_(timedelta(minutes=5))
    await store.run(refresh_cards, HOUSE)
    assert await cards(store) == [ticket.id]


async def test_a_far_deadline_is_refreshed_seldom(store: Store, clock: Clock) -> None:
    await store.run(_open, 1, "standard")
    await store.run(_send_all)
    for _ in range(2):
        clock.pass_(3 * HOUR - timedelta(minutes=1))
        await store.run(refresh_cards, HOUSE)
        assert await cards(store) == []
        clock.pass_(timedelta(minutes=1))
        await store.run(refresh_cards, HOUSE)
        assert len(await cards(store)) == 1


async def test_a_taken_ticket_with_a_running_deadline_is_refreshed_and_one_without_is_not(
    store: Store, clock: Clock
) -> None:
    numbers = [(await store.run(_open, 1, "operative")).id, (await store.run(_open, 2, "standard")).id]
    for number in numbers:
        await store.run(staff.take, HOUSE, Actor(Role.ENGINEER, 501, "Андрій"), number)
    await store.run(_send_all)
    clock.pass_(3 * HOUR)
    await store.run(refresh_cards, HOUSE)
    assert await cards(store) == numbers[:1], "once taken, standard has nothing that runs"


async def test_the_group_keeps_most_of_its_messages_and_the_nearest_deadlines_come_first(
    store: Store, clock: Clock
) -> None:
    far = [(await store.run(_open, draft, "standard")).id for draft in range(1, 4)]
    near = [(await store.run(_open, draft, "operative")).id for draft in range(4, 9)]
    await store.run(_send_all)
    clock.pass_(3 * HOUR)
    minute = []
    for _ in range(2):
        assert await store.run(refresh_cards, HOUSE) == MOST
        minute += await cards(store)
        clock.pass_(EVERY)
    assert minute == near[:4], "four of the twenty that a group may get"
    for _ in range(3):
        await store.run(refresh_cards, HOUSE)
        minute += await cards(store)
        clock.pass_(EVERY)
    assert minute == [*near, *far]


async def test_a_card_that_the_move_of_the_group_lost_is_sent_again(store: Store, clock: Clock) -> None:
    ticket = await store.run(_open, 1, "standard")
    await store.run(_send_all)
    await store.run(staff.move_group, -1, -100)
    await store.run(refresh_cards, HOUSE)
    (row,) = await store.run(_send_all)
    assert (row.notice, row.chat_id) == (Card(ticket.id), -100)
