"""Where a client's message belongs, over the real store."""

from datetime import timedelta

import pytest

from desk import inbox, intake, staff, tickets
from desk.answers import COMMENT_LIMIT
from desk.errors import BadAnswerError, NoDraftError, NotAllowedError, OutdatedError, TicketNotFoundError
from desk.inbox import Added, Cancelled, Choose, Filled, Letter, Nothing, Refused
from desk.model import Actor, EventKind, Language, Resolution, Role, Step, Ticket
from desk.ports import Work
from storage import Store
from tests.desk.clients import EMMA, HOUSE, IHOR, PROBLEM, fill, picture, request, write
from tests.support.regulations import IPMG

ANDRIY = Actor(Role.ENGINEER, 501, "Андрій")
LONG = "x" * (COMMENT_LIMIT + 1)


def ask(work: Work, ticket: Ticket) -> None:
    """An engineer takes the ticket and asks."""
    staff.take(work, HOUSE, ANDRIY, ticket.id)
    staff.ask(work, HOUSE, ANDRIY, ticket.id, "Which channel?")


def said(work: Work, ticket: Ticket) -> list[tuple[EventKind, str]]:
    """What the client wrote to a ticket."""
    entries = work.tickets.history(ticket.id)
    return [(entry.kind, entry.data["text"]) for entry in entries if entry.actor.role is Role.CLIENT and entry.data]


def notify(work: Work, ticket: Ticket, message_id: int) -> None:
    """The news of the ticket reached its client as this message."""
    for row in work.outbox.claim(50, timedelta(minutes=1)):
        work.outbox.sent(row.id, message_id if row.chat_id == ticket.client_id else None)


async def test_an_open_form_takes_what_fits_and_refuses_the_rest_with_the_scene(store: Store) -> None:
    await store.run(fill, until=Step.NAME)
    refused = await store.run(write, "E")
    assert isinstance(refused, Refused)
    assert isinstance(refused.error, BadAnswerError)
    assert refused.scene.form is not None
    assert refused.scene.form.draft.step is Step.NAME
    filled = await store.run(write, "Emma Clark")
    assert isinstance(filled, Filled)
    assert (filled.was, filled.view.draft.step) == (Step.NAME, Step.COMPANY)
    attached = await store.run(inbox.receive, HOUSE, EMMA, Letter("look", picture("a")))
    assert isinstance(attached, intake.Attached)
    assert (attached.kept, attached.unread) == (1, True)


async def test_without_a_form_it_goes_to_the_only_open_ticket(store: Store) -> None:
    assert await store.run(write, "hello") == Nothing(Language.EN)
    ticket = await store.run(request)
    added = await store.run(write, "It is worse now")
    assert isinstance(added, Added)
    assert (added.ticket.id, added.answered) == (ticket.id, False)
    assert await store.read(said, ticket) == [(EventKind.ADDED, "It is worse now")]


async def test_of_several_the_one_that_asks_gets_it_else_the_client_is_asked(store: Store) -> None:
    first, second = await store.run(request), await store.run(request)
    choose = await store.run(write, "It works again")
    assert isinstance(choose, Choose)
    assert [one.id for one in choose.tickets] == [first.id, second.id]
    await store.run(ask, second)
    added = await store.run(write, "All of them")
    assert isinstance(added, Added)
    assert (added.ticket.id, added.answered) == (second.id, True)


async def test_what_the_client_was_asked_about_goes_where_they_say(store: Store) -> None:
    first, second = await store.run(request), await store.run(request)
    await store.run(ask, first)
    await store.run(ask, second)
    letters = (Letter("See", picture("a"), "al"), Letter("", picture("b"), "al"))
    added = await store.run(inbox.pass_on, HOUSE, EMMA, first.id, letters)
    assert (added.ticket.id, added.answered) == (first.id, True)
    assert await store.read(said, first) == [(EventKind.ANSWERED, "See")]
    assert len(await store.read(lambda work: work.pictures.of_ticket(first.id))) == 2
    with pytest.raises(TicketNotFoundError):
        await store.run(inbox.pass_on, HOUSE, IHOR, first.id, letters)


async def test_a_reply_goes_to_the_ticket_it_replies_to_even_with_a_form_open(store: Store) -> None:
    ticket = await store.run(request)
    await store.run(notify, ticket, 55)
    await store.run(fill, until=Step.PROBLEM)
    added = await store.run(inbox.receive, HOUSE, EMMA, Letter("About the first one", replied_id=55))
    assert isinstance(added, Added)
    assert added.ticket.id == ticket.id
    filled = await store.run(inbox.receive, HOUSE, EMMA, Letter(PROBLEM, replied_id=56))
    assert isinstance(filled, Filled)


async def test_the_pictures_of_an_album_follow_the_first_one(store: Store) -> None:
    first, _second = await store.run(request), await store.run(request)
    await store.run(inbox.receive, HOUSE, EMMA, Letter("See", picture("a"), "al", ticket_id=first.id))
    added = await store.run(inbox.receive, HOUSE, EMMA, Letter("", picture("b"), "al"))
    assert isinstance(added, Added)
    assert added.ticket.id == first.id
    assert await store.read(said, first) == [(EventKind.ADDED, "See")]


async def test_answer_is_used_up_by_the_next_message_that_is_taken(store: Store) -> None:
    ticket, _other = await store.run(request), await store.run(request)
    await store.run(ask, ticket)
    await store.run(fill, until=Step.PROBLEM)
    await store.run(tickets.begin_message, EMMA, ticket.id)
    for text in (LONG, "  "):
        refused = await store.run(write, text)
        assert isinstance(refused, Refused)
        assert isinstance(refused.error, BadAnswerError)
    answered = await store.run(write, "All of them")
    assert isinstance(answered, Added)
    assert answered.answered
    assert isinstance(await store.run(write, PROBLEM), Filled)


async def test_a_text_that_is_too_long_for_a_ticket_is_refused(store: Store) -> None:
    ticket = await store.run(request)
    refused = await store.run(write, LONG)
    assert isinstance(refused, Refused)
    assert refused.scene.form is None
    assert await store.read(said, ticket) == []


async def test_nothing_is_added_to_a_ticket_that_is_done(store: Store) -> None:
    ticket = await store.run(request)
    await store.run(notify, ticket, 55)
    await store.run(staff.take, HOUSE, ANDRIY, ticket.id)
    await store.run(staff.close, HOUSE, ANDRIY, ticket.id, Resolution.SOLVED, "")
    refused = await store.run(inbox.receive, HOUSE, EMMA, Letter("Again", replied_id=55))
    assert isinstance(refused, Refused)
    assert isinstance(refused.error, NotAllowedError)
    with pytest.raises(NotAllowedError):
        await store.run(tickets.begin_message, EMMA, ticket.id)


async def test_a_refused_press_comes_back_with_the_scene(store: Store) -> None:
    view = await store.run(intake.begin, IPMG, EMMA)
    draft = view.draft
    taken = await store.run(inbox.attempt, IPMG, EMMA, lambda work: intake.cancel(work, IPMG, EMMA, draft.id + 1))
    assert taken == Refused(OutdatedError(), inbox.Scene(Language.EN, view))
    language = await store.run(inbox.attempt, IPMG, EMMA, lambda work: intake.cancel(work, IPMG, EMMA, draft.id))
    assert language is Language.EN


async def test_the_scene_is_told_to_whoever_comes_and_to_strangers_without_a_trace(store: Store) -> None:
    assert await store.read(inbox.scene, IPMG, IHOR) == inbox.Scene(Language.UK, None)
    assert await store.read(lambda work: work.people.get(IHOR.id)) is None
    assert await store.run(inbox.arrive, IPMG, IHOR) == inbox.Scene(Language.UK, None)
    assert await store.read(lambda work: work.people.get(IHOR.id)) is not None
    view = await store.run(fill, IHOR, until=Step.NAME)
    scene = await store.run(inbox.set_language, IPMG, IHOR, Language.RU)
    assert scene.form is not None
    assert (scene.language, scene.form.draft) == (Language.RU, view.draft)


@pytest.mark.parametrize(("text", "kept"), [(PROBLEM, PROBLEM), ("hm", None), ("", None)])
async def test_a_form_begins_with_what_was_sent_where_it_fits(store: Store, text: str, kept: str | None) -> None:
    letters = (Letter(text, picture("a")), Letter("", picture("b")))
    view = await store.run(inbox.begin_with, IPMG, EMMA, letters)
    assert view.draft.answers.problem == kept
    assert len(await store.read(lambda work: work.pictures.of_draft(view.draft.id))) == 2
    again = await store.run(inbox.begin_with, IPMG, EMMA, (Letter("Something else entirely", picture("c")),))
    assert (again.found, again.draft.answers.problem) == (True, kept)
    assert len(await store.read(lambda work: work.pictures.of_draft(view.draft.id))) == 2


async def test_a_form_begins_anew_in_place_of_the_one_that_was_shown(store: Store) -> None:
    with pytest.raises(NoDraftError):
        await store.run(inbox.restart, IPMG, EMMA, 1)
    draft = (await store.run(fill, until=Step.NAME)).draft
    with pytest.raises(OutdatedError):
        await store.run(inbox.restart, IPMG, EMMA, draft.id + 1)
    begun = await store.run(inbox.restart, IPMG, EMMA, draft.id)
    assert (begun.was, begun.view.draft.step) == (Step.NAME, Step.TOPIC)


async def test_cancel_gives_up_the_answer_first_then_the_form(store: Store) -> None:
    ticket = await store.run(request)
    await store.run(fill, until=Step.PROBLEM)
    await store.run(tickets.begin_message, EMMA, ticket.id)
    outcomes = [await store.run(inbox.cancel, IPMG, EMMA) for _ in range(3)]
    assert outcomes == [
        Cancelled(Language.EN, None, answering=True),
        Cancelled(Language.EN, Step.PROBLEM, answering=False),
        Cancelled(Language.EN, None, answering=False),
    ]


async def test_an_edit_concerns_whoever_has_something_open(store: Store) -> None:
    assert not (await store.run(inbox.edited, IPMG, EMMA)).open_tickets
    await store.run(request)
    edited = await store.run(inbox.edited, IPMG, EMMA)
    assert (edited.open_tickets, edited.scene.form) == (True, None)
