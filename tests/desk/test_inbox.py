"""Where a client's message belongs, over the real store."""

from datetime import timedelta

import pytest

from desk import inbox, intake, staff, tickets
from desk.answers import COMMENT_LIMIT
from desk.errors import BadAnswerError, NoDraftError, NotAllowedError, OutdatedError, TicketNotFoundError
from desk.letters import Added, Cancelled, Choose, Filled, LatelyClosed, Letter, Nothing, Refused, Scene, Unfit
from desk.messages import Kind, Said
from desk.model import EventKind, Language, Person, Resolution, Role, Status, Step, Ticket
from desk.ports import Work
from storage import Store
from tests.desk.clients import ANDRIY, EMMA, HOUSE, IHOR, PROBLEM, fill, picture, request, said, send, write
from tests.support.clock import Clock
from tests.support.regulations import IPMG

LONG = "x" * (COMMENT_LIMIT + 1)


def ask(work: Work, ticket: Ticket) -> None:
    """An engineer takes the ticket and asks."""
    staff.take(work, HOUSE, ANDRIY, ticket.id)
    staff.ask(work, HOUSE, ANDRIY, ticket.id, "Which channel?")


def written(work: Work, ticket: Ticket) -> list[tuple[EventKind, str]]:
    """What the client wrote to a ticket, by its history."""
    entries = work.tickets.history(ticket.id)
    return [(entry.kind, entry.data["text"]) for entry in entries if entry.actor.role is Role.CLIENT and entry.data]


def album(*numbers: int, name: str = "al", replied: int | None = None) -> list[Said]:
    """Pictures that were sent together, the first with a caption."""
    return [
        said("See" if number == numbers[0] else "", number=number, kind=Kind.PHOTO, album=name, replied=replied,
             file=f"{number}")
        for number in numbers
    ]  # fmt: skip


def fetched(text: str, name: str = "a") -> Letter:
    """A picture that was fetched for the form."""
    return Letter(said(text, kind=Kind.PHOTO, file=name), picture(name))


async def close(store: Store, ticket: Ticket) -> None:
    """An engineer takes it and solves it."""
    await store.run(staff.take, HOUSE, ANDRIY, ticket.id)
    await store.run(staff.close, HOUSE, ANDRIY, ticket.id, Resolution.SOLVED, "")


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
    attached = await store.run(inbox.receive, HOUSE, EMMA, fetched("look"))
    assert isinstance(attached, intake.Attached)
    assert (attached.kept, attached.unread) == (1, True)


async def test_without_a_form_it_goes_to_the_only_open_ticket(store: Store) -> None:
    assert await store.run(write, "hello") == Nothing(Language.EN)
    ticket = await store.run(request)
    added = await store.run(write, "It is worse now")
    assert isinstance(added, Added)
    assert (added.ticket.id, added.answered) == (ticket.id, False)
    assert await store.read(written, ticket) == [(EventKind.ADDED, "It is worse now")]


async def test_ipmg_3_2_the_first_addition_that_waits_for_a_reaction_is_promised_one(
    store: Store, clock: Clock
) -> None:
    ticket = await store.run(request)
    await store.run(staff.take, HOUSE, ANDRIY, ticket.id)
    clock.pass_(timedelta(minutes=5))
    first, second = await store.run(write, "Worse", EMMA, 21), await store.run(write, "And worse", EMMA, 22)
    assert isinstance(first, Added)
    assert first.promise is not None
    assert (
        first.promise.due == first.ticket.clocks.next_reaction_due == IPMG.support.add(clock.now, timedelta(hours=12))
    )
    assert isinstance(second, Added)
    assert second.promise is None


async def test_of_several_the_client_is_asked_even_where_one_of_them_asks(store: Store) -> None:
    first, second = await store.run(request), await store.run(request)
    await store.run(ask, second)
    choose = await store.run(write, "It works again", EMMA, 21)
    assert isinstance(choose, Choose)
    assert [one.id for one in choose.tickets] == [first.id, second.id]


async def test_what_the_client_was_asked_about_goes_where_they_say(store: Store) -> None:
    first, second = await store.run(request), await store.run(request)
    await store.run(ask, first)
    await store.run(ask, second)
    for part in album(21, 22):
        assert isinstance(await store.run(send, part), Choose)
    for sender in (IHOR, EMMA):
        with pytest.raises((OutdatedError, TicketNotFoundError)):
            await store.run(inbox.pass_on, HOUSE, sender, first.id + (sender is EMMA) * 100, 21)
    added = await store.run(inbox.pass_on, HOUSE, EMMA, first.id, 22)
    assert (added.ticket.id, added.answered, added.count) == (first.id, True, 2)
    assert await store.read(written, first) == [(EventKind.ANSWERED, "See")]
    with pytest.raises(OutdatedError):
        await store.run(inbox.pass_on, HOUSE, EMMA, first.id, 22)


async def test_passing_on_uses_up_an_answer_that_was_pressed_meanwhile(store: Store) -> None:
    first, second = await store.run(request), await store.run(request)
    await store.run(write, "It works again", EMMA, 21)
    await store.run(tickets.begin_message, EMMA, second.id)
    await store.run(inbox.pass_on, HOUSE, EMMA, first.id, 21)
    person = await store.read(lambda work: work.people.get(EMMA.id))
    assert person is not None
    assert person.answering is None


async def test_a_reply_goes_to_the_ticket_it_replies_to_even_with_a_form_open(store: Store) -> None:
    ticket = await store.run(request)
    await store.run(notify, ticket, 55)
    await store.run(fill, until=Step.PROBLEM)
    added = await store.run(send, said("About the first one", number=60, replied=55))
    assert isinstance(added, Added)
    assert added.ticket.id == ticket.id
    filled = await store.run(send, said(PROBLEM, number=61, replied=56))
    assert isinstance(filled, Filled)


async def test_the_parts_of_an_album_follow_the_first_one(store: Store) -> None:
    first = await store.run(request)
    await store.run(notify, first, 55)
    await store.run(request)
    for part in (*album(21, replied=55), *album(22)):
        added = await store.run(send, part)
        assert isinstance(added, Added)
        assert added.ticket.id == first.id
    assert (await store.read(written, first))[0] == (EventKind.ADDED, "See")
    assert len(await store.read(written, first)) == 1


async def test_only_what_the_form_takes_is_fetched(store: Store) -> None:
    photo, text = Letter(said("", number=21, kind=Kind.PHOTO, file="a")), Letter(said("hello", number=22))
    assert not await store.read(inbox.wants_picture, EMMA, photo), "no form"
    ticket = await store.run(request)
    await store.run(notify, ticket, 55)
    await store.run(fill, until=Step.PROBLEM)
    assert await store.read(inbox.wants_picture, EMMA, photo)
    assert not await store.read(inbox.wants_picture, EMMA, text)
    reply = Letter(said("", number=23, kind=Kind.PHOTO, file="a", replied=55))
    assert not await store.read(inbox.wants_picture, EMMA, reply)
    await store.run(tickets.begin_message, EMMA, ticket.id)
    assert not await store.read(inbox.wants_picture, EMMA, photo)


async def test_a_form_says_what_it_cannot_take(store: Store) -> None:
    view = await store.run(fill, until=Step.PROBLEM)
    unfit = await store.run(send, said("", kind=Kind.VOICE, file="v"))
    assert isinstance(unfit, Unfit)
    assert unfit.scene.form == view


async def test_what_is_written_after_a_ticket_was_closed_waits_until_they_open_it_again(store: Store) -> None:
    ticket = await store.run(request)
    await close(store, ticket)
    lately = await store.run(write, "It is black again", EMMA, 21)
    assert lately == LatelyClosed(await store.read(staff.look, ticket.id), Language.EN)
    waiting = await store.read(inbox.waiting, EMMA, 21)
    assert [one.text for one in waiting] == ["It is black again"]
    with pytest.raises(OutdatedError):
        await store.run(inbox.reopen_with, HOUSE, EMMA, ticket.id, 22)
    added = await store.run(inbox.reopen_with, HOUSE, EMMA, ticket.id, 21)
    assert (added.ticket.status, added.answered) == (Status.IN_PROGRESS, False)
    assert await store.read(inbox.waiting, EMMA, 21) == ()


async def test_a_ticket_closed_long_ago_is_not_offered(store: Store, clock: Clock) -> None:
    ticket = await store.run(request)
    await close(store, ticket)
    clock.pass_(timedelta(days=400))
    assert await store.run(write, "Hello again", EMMA, 21) == Nothing(Language.EN)


async def test_answer_is_used_up_by_the_next_message_that_is_taken(store: Store) -> None:
    ticket, _other = await store.run(request), await store.run(request)
    await store.run(ask, ticket)
    await store.run(fill, until=Step.PROBLEM)
    await store.run(tickets.begin_message, EMMA, ticket.id)
    refused = await store.run(write, "  ")
    assert isinstance(refused, Refused)
    assert isinstance(refused.error, BadAnswerError)
    answered = await store.run(write, "All of them")
    assert isinstance(answered, Added)
    assert answered.answered
    assert isinstance(await store.run(write, PROBLEM), Filled)


async def test_a_text_of_any_length_that_telegram_takes_reaches_the_ticket(store: Store) -> None:
    ticket = await store.run(request)
    assert isinstance(await store.run(write, LONG), Added)
    assert await store.read(written, ticket) == [(EventKind.ADDED, LONG)]


async def test_a_text_without_a_word_is_refused_with_the_scene(store: Store) -> None:
    ticket = await store.run(request)
    refused = await store.run(write, " \u202e ")
    assert isinstance(refused, Refused)
    assert refused.scene.form is None
    assert await store.read(written, ticket) == []


async def test_a_reply_to_a_closed_ticket_waits_and_after_its_time_is_refused(store: Store, clock: Clock) -> None:
    ticket = await store.run(request)
    await store.run(notify, ticket, 55)
    await close(store, ticket)
    assert isinstance(await store.run(send, said("Again", number=21, replied=55)), LatelyClosed)
    clock.pass_(timedelta(days=400))
    refused = await store.run(send, said("Again", number=22, replied=55))
    assert isinstance(refused, Refused)
    assert isinstance(refused.error, NotAllowedError)
    with pytest.raises(NotAllowedError):
        await store.run(tickets.begin_message, EMMA, ticket.id)


async def test_an_album_that_replies_to_a_closed_ticket_asks_about_that_one_with_every_part(store: Store) -> None:
    first = await store.run(request)
    await store.run(notify, first, 55)
    for ticket in (first, await store.run(request)):
        await close(store, ticket)
    for part in album(21, 22, replied=55):
        outcome = await store.run(send, part)
        assert isinstance(outcome, LatelyClosed)
        assert outcome.ticket.id == first.id


async def test_a_refused_press_comes_back_with_the_scene(store: Store) -> None:
    view = await store.run(intake.begin, IPMG, EMMA)
    draft = view.draft
    taken = await store.run(inbox.attempt, IPMG, EMMA, lambda work: intake.cancel(work, IPMG, EMMA, draft.id + 1))
    person = await store.read(lambda work: work.people.get(EMMA.id))
    assert person is not None
    assert taken == Refused(OutdatedError(), Scene(Language.EN, person, view))
    language = await store.run(inbox.attempt, IPMG, EMMA, lambda work: intake.cancel(work, IPMG, EMMA, draft.id))
    assert language is Language.EN


async def test_the_scene_is_told_to_whoever_comes_and_to_strangers_without_a_trace(store: Store) -> None:
    stranger = Person(IHOR.id, IHOR.name, language_code="uk")
    assert await store.read(inbox.scene, IPMG, IHOR) == Scene(Language.UK, stranger, None)
    assert await store.read(lambda work: work.people.get(IHOR.id)) is None
    assert await store.run(inbox.arrive, IPMG, IHOR) == Scene(Language.UK, stranger, None)
    assert await store.read(lambda work: work.people.get(IHOR.id)) is not None
    view = await store.run(fill, IHOR, until=Step.NAME)
    scene = await store.run(inbox.set_language, IPMG, IHOR, Language.RU)
    assert scene.form is not None
    assert (scene.language, scene.form.draft) == (Language.RU, view.draft)


@pytest.mark.parametrize(("text", "kept"), [(PROBLEM, PROBLEM), ("hm", None), ("", None)])
async def test_a_form_begins_with_what_was_sent_where_it_fits(store: Store, text: str, kept: str | None) -> None:
    await store.run(send, said(text, number=21, kind=Kind.PHOTO, file="a"))
    view = await store.run(inbox.begin_with, IPMG, EMMA, 21, (fetched(text, "a"), fetched("", "b")))
    assert view.draft.answers.problem == kept
    assert len(await store.read(lambda work: work.pictures.of_draft(view.draft.id))) == 2
    assert await store.read(inbox.waiting, EMMA, 21) == ()
    again = await store.run(inbox.begin_with, IPMG, EMMA, 22, (fetched("Something else entirely", "c"),))
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


async def test_an_edit_is_known_where_the_message_is_and_changed_where_it_is_news(store: Store, clock: Clock) -> None:
    nothing = await store.run(inbox.edited, HOUSE, EMMA, said("Hello", number=21))
    assert (nothing.known, nothing.changed, nothing.ticket) == (False, False, None)
    await store.run(write, "It is blakc", EMMA, 21)
    waiting = await store.run(inbox.edited, HOUSE, EMMA, said("It is black", number=21))
    assert (waiting.known, waiting.changed, waiting.ticket) == (True, True, None)
    ticket = await store.run(request)
    await store.run(inbox.pass_on, HOUSE, EMMA, ticket.id, 21)
    clock.pass_(timedelta(seconds=1))
    same = await store.run(inbox.edited, HOUSE, EMMA, said("It is black", number=21))
    assert same.ticket is not None
    assert (same.known, same.changed, same.ticket.id, same.scene.form) == (True, False, ticket.id, None)
    unknown = await store.run(inbox.edited, HOUSE, EMMA, None)
    assert not unknown.known
