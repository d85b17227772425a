"""What is read to word a notice."""

import pytest

from desk import intake
from desk.briefing import NO_TICKET, brief
from desk.conversation import reply, say
from desk.house import House
from desk.messages import Content, Kind, Said
from desk.model import Actor, Identity, Impact, Language, PictureKind, Request, Role, Sender, Ticket
from desk.notices import (
    CallBackAsked,
    CallBackMade,
    Card,
    CardPictures,
    CriticalIncident,
    DeletionAsked,
    DeletionSettled,
    DeliveryFailed,
    GroupShut,
    Notice,
    Receipt,
    Reworded,
    Spoken,
    StatusChanged,
    TicketOpened,
)
from desk.ports import Work
from desk.tickets import open_ticket
from storage import Store
from tests.desk.clients import EMMA as CLIENT
from tests.desk.clients import fill, picture
from tests.desk.test_call_backs import promise
from tests.support.regulations import IPMG

HOUSE = House(IPMG, -1, Language.EN)
EMMA = Sender(7, "Emma")


def _open(work: Work, draft_id: int = 1) -> Ticket:
    who = Identity("Emma Client", "Films", "+380672446444")
    request = Request(draft_id, "access", Impact.DOWN, None, "operative", who, "No picture", "")
    return open_ticket(work, HOUSE, work.people.meet(EMMA), request)


def part(number: int) -> Said:
    return Said(Content(Kind.PHOTO, "Look" if number == 1 else "", {"file_id": f"f{number}"}), EMMA.id, number, "album")


async def test_each_notice_has_what_it_names(store: Store) -> None:
    ticket = await store.run(_open)
    for number in (1, 2, 3):
        await store.run(say, HOUSE, EMMA, ticket.id, part(number))

    def read(work: Work) -> None:
        opened, added = work.tickets.history(ticket.id)
        first, second, third = work.messages.of_ticket(ticket.id)
        assert brief(work, TicketOpened(ticket.id)).client.name == "Emma"
        assert brief(work, CriticalIncident(ticket.id)).ticket.key == "IPMG-1001"
        assert brief(work, StatusChanged(ticket.id, added.id)).entry == added
        assert list(brief(work, Card(ticket.id)).history) == [opened, added]
        assert list(brief(work, Spoken(ticket.id, first.id), -1).messages) == [first, second, third]
        work.messages.sent(-1, [(first.id, 50)])
        assert list(brief(work, Spoken(ticket.id, first.id), -1).messages) == [second, third]
        assert [copy.sent_id for copy in brief(work, Reworded(ticket.id, first.id), -1).copies] == [50]

    await store.run(read)


async def test_a_reply_to_a_reply_finds_its_counterpart_on_the_other_side(store: Store) -> None:
    ticket = await store.run(_open)
    engineer = Actor(Role.ENGINEER, 70, "Андрій")
    await store.run(say, HOUSE, EMMA, ticket.id, Said(Content(Kind.TEXT, "Black"), EMMA.id, 1))
    answer = Said(Content(Kind.TEXT, "Since when?"), -1, 900, replied_id=50)
    again = Said(Content(Kind.TEXT, "Noon"), EMMA.id, 3, replied_id=77)

    def talk(work: Work) -> None:
        black = work.messages.of_ticket(ticket.id)[0]
        work.messages.sent(-1, [(black.id, 50)])
        reply(work, HOUSE, engineer, ticket.id, answer)
        since = work.messages.of_ticket(ticket.id)[1]
        assert brief(work, Spoken(ticket.id, since.id), EMMA.id).reply_to == 1
        work.messages.sent(EMMA.id, [(since.id, 77)])
        say(work, HOUSE, EMMA, ticket.id, again)
        noon = work.messages.of_ticket(ticket.id)[2]
        assert brief(work, Spoken(ticket.id, noon.id), -1).reply_to == 900

    await store.run(talk)


async def test_a_message_that_was_filed_elsewhere_replies_to_nothing_of_the_other_ticket(store: Store) -> None:
    first, second = await store.run(_open), await store.run(_open, 2)

    def talk(work: Work) -> None:
        say(work, HOUSE, EMMA, first.id, Said(Content(Kind.TEXT, "Black"), EMMA.id, 1))
        say(work, HOUSE, EMMA, second.id, Said(Content(Kind.TEXT, "Mute"), EMMA.id, 2, replied_id=1))
        mute = work.messages.of_ticket(second.id)[0]
        assert brief(work, Spoken(second.id, mute.id), -1).reply_to is None

    await store.run(talk)


@pytest.mark.parametrize(
    "notice", [TicketOpened(9), Card(9), StatusChanged(1001, 99), Spoken(1001, 99), Reworded(1001, 9), Receipt(1001, 9)]
)
async def test_what_is_gone_is_a_lookup_error(store: Store, notice: Notice) -> None:
    await store.run(_open)
    with pytest.raises(LookupError):
        await store.read(brief, notice)


async def test_what_replies_to_nothing_that_is_there_stands_alone(store: Store) -> None:
    ticket = await store.run(_open)
    await store.run(say, HOUSE, EMMA, ticket.id, Said(Content(Kind.TEXT, "Black"), EMMA.id, 1))
    await store.run(say, HOUSE, EMMA, ticket.id, Said(Content(Kind.TEXT, "Still"), EMMA.id, 2, replied_id=1))

    def read(work: Work) -> None:
        black, still = work.messages.of_ticket(ticket.id)
        assert brief(work, Spoken(ticket.id, still.id), -1).reply_to is None, "its copy is not there yet"
        assert brief(work, Spoken(ticket.id, still.id), EMMA.id).reply_to == 1
        work.messages.sent(-1, [(black.id, 50), (black.id, 51)])
        assert brief(work, Spoken(ticket.id, still.id), -1).reply_to == 50

    await store.run(read)


async def test_a_reply_to_what_has_no_words_stands_under_its_last_copy(store: Store) -> None:
    ticket = await store.run(_open)
    place = Content(Kind.STICKER, "", {"file_id": "f", "unique_id": "u"})
    await store.run(say, HOUSE, EMMA, ticket.id, Said(place, EMMA.id, 1))
    await store.run(say, HOUSE, EMMA, ticket.id, Said(Content(Kind.TEXT, "That"), EMMA.id, 2, replied_id=1))

    def read(work: Work) -> None:
        sticker, that = work.messages.of_ticket(ticket.id)
        work.messages.sent(-1, [(sticker.id, 50), (sticker.id, 51)])
        assert brief(work, Spoken(ticket.id, that.id), -1).reply_to == 51

    await store.run(read)


async def test_a_failure_is_told_in_reply_to_the_engineers_message_where_that_is_there(store: Store) -> None:
    ticket = await store.run(_open)
    engineer = Actor(Role.ENGINEER, 70, "Андрій")
    await store.run(reply, HOUSE, engineer, ticket.id, Said(Content(Kind.TEXT, "Since when?"), -1, 900))
    [message] = await store.read(lambda work: work.messages.of_ticket(ticket.id))
    for message_id, reply_to in ((message.id, 900), (4711, None), (None, None)):
        failed = DeliveryFailed(ticket.id, "gone", 1, message_id)
        assert (await store.read(brief, failed, -1)).reply_to == reply_to
    assert (await store.read(brief, Receipt(ticket.id, message.id), -1)).messages == [message]


async def test_news_about_a_person_need_no_ticket(store: Store) -> None:
    task = (await store.run(promise)).task
    for notice in (CallBackAsked(task.id, EMMA.id), CallBackMade(task.id, EMMA.id)):
        found = await store.read(brief, notice)
        assert (found.ticket, found.client.id, found.call_back) == (NO_TICKET, EMMA.id, task)
    assert (await store.read(brief, DeletionAsked(EMMA.id))).client.id == EMMA.id
    assert (await store.read(brief, GroupShut(900, "out"))).client.id == 900
    settled = await store.read(brief, DeletionSettled(4711, done=True, language="uk"))
    assert (settled.client.id, settled.client.language) == (4711, Language.UK)


@pytest.mark.parametrize(
    "notice", [CallBackAsked(4711, 7), CallBackMade(1, 4711), DeletionAsked(4711), StatusChanged(1001, 4711)]
)
async def test_news_about_what_is_gone_are_none(store: Store, notice: Notice) -> None:
    await store.run(_open)
    await store.run(promise)
    with pytest.raises(LookupError):
        await store.read(brief, notice)


async def test_pictures_are_shown_by_kind_from_the_first_that_is_named(store: Store) -> None:
    def make(work: Work) -> Ticket:
        draft = fill(work).draft
        for one in (picture("a"), picture("b", PictureKind.DOCUMENT), picture("c")):
            draft = intake.add_picture(work, IPMG, CLIENT, one).view.draft
        return intake.send(work, HOUSE, CLIENT, draft.id, draft.revision).ticket

    ticket = await store.run(make)

    def read(work: Work) -> None:
        first, document, third = work.pictures.of_ticket(ticket.id)
        [entry] = work.tickets.history(ticket.id)
        for kind, start, shown in (
            ("photo", first, [first, third]),
            ("photo", third, [third]),
            ("document", first, [document]),
        ):
            notice = CardPictures(ticket.id, entry.id, kind, start.id)
            assert list(brief(work, notice).pictures) == shown

    await store.run(read)
