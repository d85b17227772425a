"""Blocking a client (IPMG 4.2), over the real store."""

from datetime import timedelta

import pytest

from desk import blocks
from desk.blocks import Term
from desk.errors import NotBlockedError, TicketNotFoundError, UnknownChoiceError
from desk.model import EventKind, Ticket
from desk.notices import Card, ClientBlocked, ClientUnblocked
from storage import Store
from tests.desk.clients import ANDRIY, EMMA, HOUSE, IHOR, request, told
from tests.support.clock import Clock

GROUND = "foul_language"


@pytest.fixture
async def ticket(store: Store) -> Ticket:
    """Emma's ticket, with its news told."""
    opened = await store.run(request)
    await store.run(told)
    return opened


@pytest.mark.parametrize(("term", "days"), [(Term.DAY, 1), (Term.WEEK, 7), (Term.EVER, None)])
async def test_a_block_lasts_as_long_as_was_said(
    store: Store, clock: Clock, ticket: Ticket, term: Term, days: int | None
) -> None:
    case = await store.run(blocks.block, HOUSE, ANDRIY, ticket.id, GROUND, term)
    assert case.block is not None
    assert case.block.until == (clock.now + timedelta(days=days) if days else None)
    assert await store.read(blocks.blocked) == {EMMA.id}
    assert [one.ticket.id for one in await store.read(blocks.standing)] == [ticket.id]
    history = await store.read(lambda work: work.tickets.history(ticket.id))
    assert blocks.in_force(history, clock.now) == history[-1]
    clock.pass_(timedelta(days=days or 10_000))
    assert await store.read(blocks.blocked) == (set() if days else {EMMA.id})
    assert (blocks.in_force(history, clock.now) is None) is bool(days)


async def test_a_block_is_told_and_stands_on_all_open_tickets(store: Store, ticket: Ticket) -> None:
    other = await store.run(request)
    await store.run(told)
    await store.run(blocks.block, HOUSE, ANDRIY, ticket.id, GROUND, Term.EVER)
    notices = [row.notice for row in await store.run(told)]
    assert ClientBlocked(ticket.id, GROUND, None) in notices
    assert {one.ticket_id for one in notices if isinstance(one, Card)} == {ticket.id, other.id}
    history = await store.read(lambda work: work.tickets.history(other.id))
    assert history[-1].kind is EventKind.BLOCKED


async def test_a_later_block_takes_the_place_of_an_earlier_one_and_is_lifted_once(store: Store, ticket: Ticket) -> None:
    await store.run(blocks.block, HOUSE, ANDRIY, ticket.id, GROUND, Term.EVER)
    await store.run(blocks.block, HOUSE, ANDRIY, ticket.id, GROUND, Term.DAY)
    await store.run(told)
    assert (await store.run(blocks.unblock, HOUSE, ANDRIY, ticket.id)).block is None
    assert await store.read(blocks.blocked) == set()
    assert ClientUnblocked(ticket.id) in [row.notice for row in await store.run(told)]
    with pytest.raises(NotBlockedError):
        await store.run(blocks.unblock, HOUSE, ANDRIY, ticket.id)
    history = await store.read(lambda work: work.tickets.history(ticket.id))
    assert blocks.in_force(history, history[-1].at) is None


async def test_who_is_blocked_is_answered_once(store: Store, ticket: Ticket) -> None:
    assert await store.read(blocks.look, EMMA.id) is None
    await store.run(blocks.block, HOUSE, ANDRIY, ticket.id, GROUND, Term.EVER)
    knock = await store.read(blocks.look, EMMA.id)
    assert knock is not None
    assert (knock.answer, knock.person.id) == (True, EMMA.id)
    assert [await store.run(blocks.answer, knock.block.id) for _ in range(2)] == [True, False]
    again = await store.read(blocks.look, EMMA.id)
    assert again is not None
    assert not again.answer
    assert await store.read(blocks.look, IHOR.id) is None


async def test_a_block_has_a_ticket_and_a_ground_of_the_regulation(store: Store, ticket: Ticket) -> None:
    with pytest.raises(UnknownChoiceError):
        await store.run(blocks.block, HOUSE, ANDRIY, ticket.id, "nonsense", Term.EVER)
    with pytest.raises(TicketNotFoundError):
        await store.run(blocks.block, HOUSE, ANDRIY, 4711, GROUND, Term.EVER)
    assert await store.read(blocks.blocked) == set()
