"""A client's tickets: the list, the history, what is told and what is shown, over the real store."""

from dataclasses import replace
from datetime import UTC, datetime

import pytest

from desk import conversation, inbox, staff, tickets
from desk.errors import BadAnswerError, TicketNotFoundError
from desk.house import House, language_of
from desk.messages import Kind
from desk.model import Language, Sender, Ticket
from desk.notices import Card, Spoken, StatusChanged
from desk.ports import Work
from desk.refresh import refresh_cards
from storage import Store
from tests.desk.clients import ANDRIY, EMMA, HOUSE, IHOR, request, said, told
from tests.support.clock import Clock
from tests.support.regulations import IPMG


async def test_the_list_has_pages_and_none_beyond_the_last(store: Store) -> None:
    empty = await store.read(tickets.my_tickets, EMMA, 3)
    assert (list(empty.tickets), empty.number, empty.pages, empty.client.id) == ([], 0, 1, EMMA.id)
    numbers = [(await store.run(request)).id for _ in range(tickets.PAGE + 1)]
    first, last = [await store.read(tickets.my_tickets, EMMA, page) for page in (-1, 9)]
    assert [one.id for one in first.tickets] == numbers[:0:-1]
    assert ([one.id for one in last.tickets], last.number, last.pages) == (numbers[:1], 1, 2)


async def test_a_ticket_is_shown_to_its_client_alone(store: Store) -> None:
    ticket = await store.run(request)
    await store.run(request, IHOR)
    view = await store.read(tickets.my_ticket, EMMA, ticket.id)
    assert (view.ticket, len(view.history), view.pictures) == (ticket, 1, 0)
    for sender, number in ((IHOR, ticket.id), (EMMA, 4711), (Sender(9, "Nobody"), ticket.id)):
        with pytest.raises(TicketNotFoundError):
            await store.read(tickets.my_ticket, sender, number)


@pytest.mark.parametrize(("sender", "number"), [(IHOR, 1001), (EMMA, 4711)])
async def test_nobody_writes_to_the_ticket_of_another_or_to_none(store: Store, sender: Sender, number: int) -> None:
    await store.run(request)
    with pytest.raises(TicketNotFoundError):
        await store.run(conversation.say, HOUSE, sender, number, said("Mine!", sender))


async def test_an_empty_message_is_none_unless_a_file_comes_with_it(store: Store) -> None:
    ticket = await store.run(request)
    with pytest.raises(BadAnswerError):
        await store.run(conversation.say, HOUSE, EMMA, ticket.id, said(" "))
    await store.run(told)
    await store.run(conversation.say, HOUSE, EMMA, ticket.id, said("", kind=Kind.DOCUMENT, file="a"))
    assert {type(row.notice) for row in await store.run(told)} == {Spoken, Card}


async def test_the_parts_of_an_album_are_waited_for_and_passed_on_together_once(store: Store, clock: Clock) -> None:
    ticket = await store.run(request)
    await store.run(told)
    for number in (1, 2, 2):
        part = said("", number=number, kind=Kind.PHOTO, file=f"{number}", album="album")
        await store.run(conversation.say, HOUSE, EMMA, ticket.id, part)
    assert not [row for row in await store.run(told) if isinstance(row.notice, Spoken)]
    clock.pass_(conversation.ALBUM_DELAY)
    assert len([row for row in await store.run(told) if isinstance(row.notice, Spoken)]) == 1
    view = await store.read(tickets.my_ticket, EMMA, ticket.id)
    assert (len(view.history), len(view.messages)) == (2, 2)


async def test_who_cannot_be_reached_is_told_nothing(store: Store) -> None:
    ticket = await store.run(request)
    await store.run(told)

    def block(work: Work) -> None:
        person = work.people.get(EMMA.id)
        assert person is not None
        work.people.save(replace(person, reachable=False))

    await store.run(block)
    await store.run(staff.take, HOUSE, ANDRIY, ticket.id)
    assert not [row for row in await store.run(told) if isinstance(row.notice, StatusChanged)]
    await store.run(inbox.arrive, IPMG, EMMA)
    await store.run(staff.release, HOUSE, ANDRIY, ticket.id)
    assert [row.chat_id for row in await store.run(told) if isinstance(row.notice, StatusChanged)] == [EMMA.id]


async def test_a_ticket_outlives_its_priority_with_the_deadlines_it_had(store: Store) -> None:
    """A company took the priority out of its regulation while tickets with it were open."""
    ticket = await store.run(request)
    others = tuple(one for one in IPMG.priorities if one.key != ticket.priority)
    house = House(IPMG.model_copy(update={"priorities": others}), HOUSE.group_id, Language.EN)
    taken = await store.run(staff.take, house, ANDRIY, ticket.id)
    assert (taken.assignee_id, taken.clocks) == (ANDRIY.id, ticket.clocks)


async def test_a_ticket_that_is_promised_nothing_has_nothing_to_refresh(store: Store) -> None:
    silent = tuple(
        one.model_copy(update={"first_reaction": None, "next_reaction": None, "resolution": None})
        for one in IPMG.priorities
    )
    house = House(IPMG.model_copy(update={"priorities": silent}), HOUSE.group_id, Language.EN)

    def open_one(work: Work) -> Ticket:
        ticket = request(work)
        return staff.set_priority(work, house, ANDRIY, ticket.id, "operative")

    await store.run(open_one)
    await store.run(told)
    assert await store.run(refresh_cards, house) == 0
    assert await store.run(told) == []


@pytest.mark.parametrize(
    ("at", "silent"), [(datetime(2026, 11, 23, 12, tzinfo=UTC), False), (datetime(2026, 11, 23, 2, tzinfo=UTC), True)]
)
async def test_cards_make_no_sound_outside_support_hours(
    store: Store, clock: Clock, at: datetime, silent: bool
) -> None:
    clock.now = at
    await store.run(request)
    cards = [row for row in await store.run(told) if isinstance(row.notice, Card)]
    assert [row.silent for row in cards] == [silent]


@pytest.mark.parametrize(
    ("code", "languages", "spoken"),
    [
        ("uk-UA", ("uk", "en"), "uk"),
        ("de", ("uk", "en"), "en"),
        (None, ("ru", "en"), "en"),
        ("de", ("ru", "uk"), "ru"),
    ],
)
def test_people_are_spoken_to_in_a_language_that_the_company_has(
    code: str | None, languages: tuple[str, ...], spoken: str
) -> None:
    regulation = IPMG.model_copy(update={"languages": tuple(Language(one) for one in languages)})
    assert language_of(regulation, Sender(1, "N", language_code=code)) == spoken
