"""A complaint waits for a supervisor until one says that it is handled (providence 5.1, 6), over the real store."""

from datetime import timedelta

import pytest

from desk import closing, complaints, staff
from desk.errors import ComplaintHandledError, TicketNotFoundError
from desk.model import Actor, EventKind, Resolution, Role, Status
from desk.ports import Work
from storage import Store
from tests.desk.clients import ANDRIY, EMMA, HOUSE, request, told, write
from tests.support.clock import Clock

BOSS = Actor(Role.ENGINEER, 601, "Софія")


def _closed(work: Work) -> int:
    ticket = staff.take(work, HOUSE, ANDRIY, request(work).id)
    return staff.close(work, HOUSE, ANDRIY, ticket.id, Resolution.SOLVED, "").id


async def _complain(store: Store, ticket_id: int) -> None:
    await store.run(closing.begin_complaint, EMMA, ticket_id)
    await store.run(write, "It took too long")


async def _last(store: Store, ticket_id: int) -> EventKind | None:
    found = complaints.last(await store.read(lambda work: work.tickets.history(ticket_id)))
    return found.kind if found else None


async def test_it_waits_until_it_is_handled_once_and_the_next_one_waits_again(store: Store, clock: Clock) -> None:
    number = await store.run(_closed)
    assert await _last(store, number) is None
    await _complain(store, number)
    assert await _last(store, number) is EventKind.COMPLAINED
    ticket = await store.run(complaints.handle, HOUSE, BOSS, number)
    assert (ticket.status, ticket.resolution) == (Status.DONE, Resolution.COMPLAINT)
    assert await _last(store, number) is EventKind.COMPLAINT_HANDLED
    with pytest.raises(ComplaintHandledError) as refused:
        await store.run(complaints.handle, HOUSE, ANDRIY, number)
    assert refused.value.name == BOSS.name
    clock.pass_(timedelta(hours=1))
    await store.run(closing.reopen_by_client, HOUSE, EMMA, number)
    await store.run(staff.close, HOUSE, ANDRIY, number, Resolution.SOLVED, "")
    await _complain(store, number)
    assert await _last(store, number) is EventKind.COMPLAINED


async def test_handling_it_shows_the_card_and_tells_the_client_nothing(store: Store) -> None:
    number = await store.run(_closed)
    await _complain(store, number)
    await store.run(told)
    await store.run(complaints.handle, HOUSE, BOSS, number)
    assert {row.chat_id for row in await store.run(told)} == {HOUSE.group_id}


async def test_what_nobody_complained_about_cannot_be_handled(store: Store) -> None:
    number = await store.run(_closed)
    with pytest.raises(ComplaintHandledError) as refused:
        await store.run(complaints.handle, HOUSE, BOSS, number)
    assert refused.value.name == ""
    with pytest.raises(TicketNotFoundError):
        await store.run(complaints.handle, HOUSE, BOSS, 4711)
