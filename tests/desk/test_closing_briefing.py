"""What is read to word news of an end, of what waits and of calls; and what is no longer true by then."""

import pytest

from desk import call_backs, closing, conversation, intake, staff
from desk.briefing import NO_TICKET, OvertakenError, brief
from desk.model import CallBackState, Resolution, Step, Ticket
from desk.notices_closing import (
    CallBackDue,
    CallBackLate,
    ClosedByDesk,
    ComplaintRaised,
    FormWaits,
    LowRating,
    OfClosing,
    Unanswered,
)
from desk.ports import Work
from storage import Store
from tests.desk.clients import ANDRIY, EMMA, HOUSE, fill, request, said, told
from tests.desk.test_call_backs import promise


def _asked(work: Work) -> Ticket:
    ticket = staff.take(work, HOUSE, ANDRIY, request(work).id)
    return staff.ask(work, HOUSE, ANDRIY, ticket.id, "Which?")


async def test_a_question_is_reminded_of_with_the_history_while_it_waits(store: Store) -> None:
    ticket = await store.run(_asked)

    def read(work: Work) -> None:
        *_, asked = work.tickets.history(ticket.id)
        found = brief(work, Unanswered(ticket.id, asked.id))
        assert (found.ticket.id, found.client.id, found.history[-1]) == (ticket.id, EMMA.id, asked)

    await store.read(read)
    await store.run(conversation.say, HOUSE, EMMA, ticket.id, said("5"))
    entry = (await store.read(lambda work: work.tickets.history(ticket.id)))[-1].id
    with pytest.raises(OvertakenError):
        await store.read(brief, Unanswered(ticket.id, entry))


@pytest.mark.parametrize(
    "notice",
    [
        LowRating(4711, 1),
        LowRating(1001, 4711),
        ComplaintRaised(4711, 1, 900),
        ClosedByDesk(1001, 4711),
        FormWaits(4711, 1),
        CallBackDue(1, 4711, "soon"),
    ],
)
async def test_what_is_gone_is_not_worded(store: Store, notice: OfClosing) -> None:
    await store.run(request)
    with pytest.raises(LookupError):
        await store.read(brief, notice)


async def test_a_complaint_has_its_ticket_although_it_is_told_to_a_supervisor(store: Store) -> None:
    ticket = await store.run(_asked)
    await store.run(staff.close, HOUSE, ANDRIY, ticket.id, Resolution.SOLVED, "")
    await store.run(closing.begin_complaint, EMMA, ticket.id)

    def read(work: Work) -> None:
        *_, last = work.tickets.history(ticket.id)
        notice = ComplaintRaised(ticket.id, last.id, 900)
        found = brief(work, notice, 900)
        assert notice.ticket_id == NO_TICKET.id, "where it does not arrive the ticket's client is not unreachable"
        assert (found.ticket.id, found.entry) == (ticket.id, last)

    await store.read(read)


async def test_a_form_is_reminded_of_while_it_is_open(store: Store) -> None:
    draft = (await store.run(fill, until=Step.COMPANY)).draft
    assert (await store.read(brief, FormWaits(EMMA.id, draft.id))).draft == draft
    with pytest.raises(OvertakenError):
        await store.read(brief, FormWaits(EMMA.id, draft.id + 1))
    await store.run(intake.cancel, HOUSE.regulation, EMMA)
    with pytest.raises(OvertakenError):
        await store.read(brief, FormWaits(EMMA.id, draft.id))


async def test_a_call_is_spoken_of_in_reply_to_its_task_until_it_is_made(store: Store) -> None:
    task = (await store.run(promise)).task
    due = CallBackDue(task.id, EMMA.id, "soon")
    assert (await store.read(brief, due, HOUSE.group_id)).reply_to is None, "the task has not been sent yet"
    (row,) = await store.run(told)
    found = await store.read(brief, due, HOUSE.group_id)
    assert (found.call_back, found.reply_to) == (task, 100 + row.id)
    assert (await store.read(brief, due, -7)).reply_to is None, "the group has moved: its messages have other numbers"
    await store.run(call_backs.settle, HOUSE, ANDRIY, task.id, CallBackState.CALLED)
    for notice in (due, CallBackLate(task.id, EMMA.id), CallBackLate(task.id + 1, EMMA.id)):
        with pytest.raises(OvertakenError):
            await store.read(brief, notice, HOUSE.group_id)
