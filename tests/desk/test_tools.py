"""The engineers' tools over the real store: assigning, suspending, passing on, prepared answers, notes and links."""

from collections.abc import Callable
from typing import Any, cast

import pytest

from desk import assignment, canned, duplicates, notes, passing, staff, suspension, written
from desk.answers import COMMENT_LIMIT
from desk.errors import (
    BadAnswerError,
    DeskError,
    LinkedError,
    NotAllowedError,
    SameTextError,
    TicketNotFoundError,
    UnknownChoiceError,
)
from desk.model import Action, EngineerPrompt, EventKind, Language, Resolution, Status, Ticket
from desk.notices import Assigned, Notice, Spoken, StatusChanged
from desk.ports import Work
from storage import Store
from tests.desk.clients import ANDRIY, EMMA, HOUSE, IHOR, OLENA, request, told
from tests.support.regulations import IPMG

LONG = "x" * (COMMENT_LIMIT + 1)


def _taken(work: Work) -> Ticket:
    return staff.take(work, HOUSE, ANDRIY, request(work).id)


@pytest.fixture
async def ticket(store: Store) -> Ticket:
    """Emma's ticket that Andriy has, with all news of it told."""
    taken = await store.run(_taken)
    await store.run(told)
    return taken


async def known(store: Store) -> None:
    """Olena has done something once."""
    other = await store.run(request, IHOR)
    await store.run(staff.take, HOUSE, OLENA, other.id)
    await store.run(told)


async def news(store: Store, *kinds: type[Notice]) -> list[Notice]:
    return [row.notice for row in await store.run(told) if isinstance(row.notice, kinds)]


async def last(store: Store, ticket: Ticket) -> tuple[EventKind, dict[str, Any]]:
    entry = (await store.read(lambda work: work.tickets.history(ticket.id)))[-1]
    return entry.kind, entry.data


def links(work: Work, ticket_id: int) -> list[str]:
    return duplicates.linked(work.tickets.history(ticket_id))


async def test_a_ticket_is_given_to_a_colleague_who_is_mentioned(store: Store, ticket: Ticket) -> None:
    await known(store)
    choice = await store.read(assignment.colleagues, ticket.id)
    assert [one.id for one in choice.colleagues] == [OLENA.id], "not to whoever has it"
    given = await store.run(assignment.assign, HOUSE, ANDRIY, ticket.id, 502)
    assert (given.assignee_id, given.assignee_name) == (502, "Олена")
    assert await last(store, ticket) == (EventKind.ASSIGNED, {"name": "Олена"})
    notices = await news(store, StatusChanged, Assigned)
    assert {type(one) for one in notices} == {StatusChanged, Assigned}
    assert Assigned(ticket.id, 502, "Олена", "Андрій") in notices
    with pytest.raises(SameTextError):
        await store.run(assignment.assign, HOUSE, ANDRIY, ticket.id, 502)


async def test_of_a_free_ticket_it_is_the_taking_and_nobody_mentions_themselves(store: Store, ticket: Ticket) -> None:
    await store.run(staff.release, HOUSE, ANDRIY, ticket.id)
    await store.run(told)
    given = await store.run(assignment.assign, HOUSE, ANDRIY, ticket.id, 501)
    assert (given.status, given.assignee_id) == (Status.IN_PROGRESS, 501)
    assert await last(store, ticket) == (EventKind.TAKEN, {"by": "Андрій"})
    assert await news(store, Assigned) == []


async def test_it_is_given_to_nobody_unknown_and_not_once_it_is_done(store: Store, ticket: Ticket) -> None:
    with pytest.raises(UnknownChoiceError):
        await store.run(assignment.assign, HOUSE, ANDRIY, ticket.id, 4711)
    await store.run(staff.close, HOUSE, ANDRIY, ticket.id, Resolution.SOLVED, "")
    with pytest.raises(NotAllowedError):
        await store.read(assignment.colleagues, ticket.id)
    with pytest.raises(NotAllowedError):
        await store.run(assignment.assign, HOUSE, ANDRIY, ticket.id, 501)


async def test_suspended_it_waits_and_goes_on_with_whoever_resumes_it(store: Store, ticket: Ticket) -> None:
    waits = await store.run(suspension.suspend, HOUSE, ANDRIY, ticket.id, "not_identified", "Who are you?")
    assert (waits.status, waits.clocks.resolution_since) == (Status.CLARIFICATION, None)
    assert await last(store, ticket) == (EventKind.SUSPENDED, {"ground": "not_identified", "comment": "Who are you?"})
    assert len(await news(store, StatusChanged)) == 1
    assert (await store.run(suspension.resume, HOUSE, OLENA, ticket.id)).assignee_id == ANDRIY.id
    await store.run(suspension.suspend, HOUSE, ANDRIY, ticket.id, "not_identified")
    await store.run(staff.release, HOUSE, ANDRIY, ticket.id)
    resumed = await store.run(suspension.resume, HOUSE, OLENA, ticket.id)
    assert (resumed.status, resumed.assignee_id) == (Status.IN_PROGRESS, OLENA.id)


async def test_it_is_passed_on_and_stays_with_support(store: Store, ticket: Ticket) -> None:
    passed = await store.run(passing.pass_on, HOUSE, ANDRIY, ticket.id, "sales", "A price")
    assert (passed.status, passed.assignee_id) == (Status.IN_PROGRESS, ANDRIY.id)
    assert await last(store, ticket) == (EventKind.PASSED_ON, {"department": "sales", "comment": "A price"})
    assert len(await news(store, StatusChanged)) == 1


async def test_a_prepared_answer_goes_to_the_client_in_their_language(store: Store, ticket: Ticket) -> None:
    key = IPMG.canned[0].key
    prepared = await store.read(canned.prepared, HOUSE, ticket.id, key)
    assert prepared.text == IPMG.text(IPMG.canned[0].body, Language.EN)
    await store.run(canned.send, HOUSE, ANDRIY, ticket.id, key)
    [message] = await store.read(lambda work: work.messages.of_ticket(ticket.id))
    assert (message.content.text, message.author) == (prepared.text, ANDRIY)
    assert await news(store, Spoken) == [Spoken(ticket.id, message.id)]


async def test_a_note_is_kept_and_no_client_hears_of_it(store: Store, ticket: Ticket) -> None:
    await store.run(notes.note, HOUSE, ANDRIY, ticket.id, " Calls at noon ")
    assert await last(store, ticket) == (EventKind.NOTED, {"text": "Calls at noon"})
    assert [row.chat_id for row in await store.run(told) if row.chat_id != HOUSE.group_id] == []


async def test_two_tickets_are_linked_each_to_the_other_once(store: Store, ticket: Ticket) -> None:
    other = await store.run(request, IHOR)
    await store.run(told)
    assert (await store.run(duplicates.link, HOUSE, ANDRIY, other.id, ticket.key)).id == other.id
    for one, its in ((ticket, other), (other, ticket)):
        assert await store.read(links, one.id) == [its.key]
        with pytest.raises(LinkedError) as linked:
            await store.run(duplicates.link, HOUSE, ANDRIY, one.id, f"#{its.id}")
        assert linked.value.key == its.key
    assert {row.chat_id for row in await store.run(told)} == {HOUSE.group_id}


REFUSED: list[tuple[Callable[..., Any], tuple[Any, ...], type[DeskError]]] = [
    (suspension.suspend, ("nonsense",), UnknownChoiceError),
    (suspension.suspend, ("not_identified", LONG), BadAnswerError),
    (passing.pass_on, ("nonsense",), UnknownChoiceError),
    (canned.send, ("nonsense",), UnknownChoiceError),
    (canned.send_edited, (" ",), BadAnswerError),
    (notes.note, (" ",), BadAnswerError),
    (notes.note, (LONG,), BadAnswerError),
    (duplicates.link, ("hello",), TicketNotFoundError),
    (duplicates.link, ("1001",), TicketNotFoundError),
    (duplicates.link, ("1002",), TicketNotFoundError),
]


@pytest.mark.parametrize(("use_case", "args", "error"), REFUSED)
async def test_what_is_wrong_is_refused_and_changes_nothing(
    store: Store, ticket: Ticket, use_case: Callable[..., Any], args: tuple[Any, ...], error: type[DeskError]
) -> None:
    with pytest.raises(error):
        await store.run(use_case, HOUSE, ANDRIY, ticket.id, *args)
    assert await store.read(staff.look, ticket.id) == ticket
    assert await store.run(told) == []


async def test_a_prepared_answer_is_for_tickets_that_are_worked_on(store: Store) -> None:
    ticket = await store.run(request)
    with pytest.raises(NotAllowedError):
        await store.read(canned.prepared, HOUSE, ticket.id, IPMG.canned[0].key)


WRITTEN = [
    (Action.NOTE, {}, "A note", EventKind.NOTED),
    (Action.LINK, {}, "IPMG-1002", EventKind.LINKED),
    (Action.SUSPEND, {"choice": "not_identified"}, "Who?", EventKind.SUSPENDED),
    (Action.PASS_ON, {"choice": "sales"}, "A price", EventKind.PASSED_ON),
    (Action.SET_PRIORITY, {"choice": "operative"}, "It can wait", EventKind.PRIORITY_CHANGED),
    (Action.SEND_CANNED, {}, "Restart it", EventKind.REPLIED),
    (Action.ASK, {}, "Which channel?", EventKind.ASKED),
]


@pytest.mark.parametrize(("action", "data", "text", "kind"), WRITTEN)
async def test_a_reply_does_what_its_prompt_waits_for_once(
    store: Store, ticket: Ticket, action: Action, data: dict[str, str], text: str, kind: EventKind
) -> None:
    await store.run(request, IHOR)
    await store.run(staff.await_reply, EngineerPrompt(-1, 50, ticket.id, 501, action, data))
    with pytest.raises(DeskError):
        await store.run(written.reply, HOUSE, ANDRIY, -1, 50, " ")
    done = await store.run(written.reply, HOUSE, ANDRIY, -1, 50, text)
    assert done is not None
    assert (done.ticket.id, done.action) == (ticket.id, action)
    assert (await last(store, ticket))[0] is kind
    assert await store.run(written.reply, HOUSE, ANDRIY, -1, 50, text) is None
    assert EMMA.id == done.ticket.client_id


class Late:
    """A unit in which somebody else answers a prompt between our looking and our taking it."""

    def __init__(self, work: Work) -> None:
        self.work, self.prompts = work, self

    def get(self, chat_id: int, message_id: int) -> EngineerPrompt:
        """It was there."""
        return EngineerPrompt(chat_id, message_id, 1001, 501, Action.NOTE)

    def take(self, chat_id: int, message_id: int) -> None:
        """It is gone."""

    def __getattr__(self, name: str) -> Any:
        return getattr(self.work, name)


async def test_of_two_replies_at_the_same_moment_one_is_done(store: Store, ticket: Ticket) -> None:
    def late(work: Work) -> staff.Done | None:
        return written.reply(cast("Work", Late(work)), HOUSE, ANDRIY, -1, 50, "A note")

    assert await store.run(late) is None
    assert await store.read(staff.look, ticket.id) == ticket
