"""What a client does with a closed request, and what they were asked for by a button, over the real store."""

from datetime import timedelta

import pytest

from desk import closing, expected, inbox, staff
from desk.answers import COMMENT_LIMIT
from desk.call_backs import Promised
from desk.errors import BadAnswerError, NotAllowedError, TicketNotFoundError
from desk.expected import Complained
from desk.letters import Letter, Refused
from desk.messages import Content, Kind, Said
from desk.model import EventKind, Expected, Resolution, Status, Ticket
from desk.notices import Dissatisfied
from desk.ports import OutboxRow, Work
from storage import Store
from tests.desk.clients import ANDRIY, EMMA, HOUSE, IHOR, request, said, send, told, write
from tests.desk.test_call_backs import begin
from tests.support.clock import Clock


def _closed(work: Work) -> Ticket:
    ticket = staff.take(work, HOUSE, ANDRIY, request(work).id)
    return staff.close(work, HOUSE, ANDRIY, ticket.id, Resolution.SOLVED, "")


@pytest.fixture
async def closed(store: Store) -> Ticket:
    """A ticket of Emma's that Andriy solved."""
    return await store.run(_closed)


def alarms(rows: list[OutboxRow]) -> list[bool]:
    return [row.silent for row in rows if isinstance(row.notice, Dissatisfied)]


async def test_not_solved_goes_back_to_whoever_had_it_and_the_next_message_belongs_to_it(
    store: Store, closed: Ticket
) -> None:
    ticket, person = await store.run(closing.not_solved, HOUSE, EMMA, closed.id)
    assert (ticket.status, ticket.assignee_id, ticket.resolution) == (Status.IN_PROGRESS, ANDRIY.id, None)
    assert person.answering == closed.id
    assert alarms(await store.run(told)) == [False]
    with pytest.raises(NotAllowedError):
        await store.run(closing.reopen_by_client, HOUSE, EMMA, closed.id)


async def test_not_solved_has_its_time_and_its_client(store: Store, closed: Ticket, clock: Clock) -> None:
    with pytest.raises(TicketNotFoundError):
        await store.run(closing.not_solved, HOUSE, IHOR, closed.id)
    clock.pass_(timedelta(days=8))
    with pytest.raises(NotAllowedError):
        await store.run(closing.not_solved, HOUSE, EMMA, closed.id)


async def test_a_complaint_is_kept_and_alarms_once_after_every_end(store: Store, closed: Ticket, clock: Clock) -> None:
    ticket, person = await store.run(closing.begin_complaint, EMMA, closed.id)
    assert (person.answering, person.expects) == (closed.id, Expected.COMPLAINT)
    complained = await store.run(write, "It took too long")
    assert isinstance(complained, Complained)
    history = await store.read(lambda work: work.tickets.history(closed.id))
    assert (history[-1].kind, history[-1].data) == (EventKind.COMPLAINED, {"text": "It took too long"})
    assert alarms(await store.run(told)) == [False]
    with pytest.raises(NotAllowedError):
        await store.run(closing.begin_complaint, EMMA, closed.id)
    clock.pass_(timedelta(hours=1))
    await store.run(closing.reopen_by_client, HOUSE, EMMA, closed.id)
    with pytest.raises(NotAllowedError):
        await store.run(closing.begin_complaint, EMMA, closed.id)
    await store.run(staff.close, HOUSE, ANDRIY, closed.id, Resolution.SOLVED, "")
    assert (await store.run(closing.begin_complaint, EMMA, closed.id))[0].id == ticket.id


@pytest.mark.parametrize("text", [" ", "x" * (COMMENT_LIMIT + 1)])
async def test_a_complaint_needs_words_and_not_too_many(store: Store, closed: Ticket, text: str) -> None:
    await store.run(closing.begin_complaint, EMMA, closed.id)
    refused = await store.run(write, text)
    assert isinstance(refused, Refused)
    assert isinstance(refused.error, BadAnswerError)
    assert refused.scene.person.expects is Expected.COMPLAINT, "it is still waited for"
    assert isinstance(await store.run(write, "Slow"), Complained)


async def test_a_complaint_is_about_ones_own_closed_request(store: Store, closed: Ticket) -> None:
    with pytest.raises(TicketNotFoundError):
        await store.run(closing.begin_complaint, IHOR, closed.id)
    _ticket, person = await store.run(closing.begin_complaint, EMMA, closed.id)
    await store.run(request, IHOR)
    stolen = await store.read(lambda work: work.people.get(IHOR.id))
    assert stolen is not None
    for one in (stolen, person.__class__(IHOR.id, "Ihor", answering=closed.id)):
        with pytest.raises(TicketNotFoundError):
            await store.run(closing.complain, HOUSE, one, "Mine!")


@pytest.mark.parametrize("what", [Expected.COMPLAINT, Expected.PHONE])
async def test_what_is_asked_for_in_words_is_not_taken_as_a_picture(
    store: Store, closed: Ticket, what: Expected
) -> None:
    if what is Expected.PHONE:
        await store.run(begin)
    else:
        await store.run(closing.begin_complaint, EMMA, closed.id)
    refused = await store.run(send, said("see", kind=Kind.PHOTO, file="a"))
    assert isinstance(refused, Refused)
    assert isinstance(refused.error, BadAnswerError)
    assert refused.error.reason == "wants_text"


async def test_a_number_may_come_as_a_contact_or_typed(store: Store) -> None:
    await store.run(begin)
    contact = Said(Content(Kind.CONTACT, data={"phone_number": "380672446444", "first_name": "Emma"}), EMMA.id)
    promised = await store.run(inbox.receive, HOUSE, EMMA, Letter(contact))
    assert isinstance(promised, Promised)
    assert (promised.task.phone, promised.again) == ("+380672446444", False)
    await store.run(begin, IHOR)
    typed = await store.run(write, "067 244-64-44", IHOR)
    assert isinstance(typed, Promised)
    assert typed.task.phone == "+380672446444"


async def test_what_was_asked_for_is_forgotten_once_they_turn_to_something_else(store: Store, closed: Ticket) -> None:
    _ticket, person = await store.run(closing.begin_complaint, EMMA, closed.id)
    person = await store.run(expected.forget, person)
    assert (person.expects, person.answering) == (None, None)
    assert await store.read(lambda work: work.people.get(EMMA.id)) == person
    assert await store.run(expected.forget, person) is person
