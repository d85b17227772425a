"""What is read to word a notice."""

import pytest

from desk.briefing import brief
from desk.conversation import reply, say
from desk.house import House
from desk.messages import Content, Kind, Said
from desk.model import Actor, Identity, Impact, Language, Request, Role, Sender, Ticket
from desk.notices import Card, CriticalIncident, Notice, Receipt, Reworded, Spoken, StatusChanged, TicketOpened
from desk.ports import Work
from desk.tickets import open_ticket
from storage import Store
from tests.support.regulations import IPMG

HOUSE = House(IPMG, -1, Language.EN)
EMMA = Sender(7, "Emma")


def _open(work: Work) -> Ticket:
    who = Identity("Emma Client", "Films", "+380672446444")
    request = Request(1, "access", Impact.DOWN, None, "operative", who, "No picture", "")
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


@pytest.mark.parametrize(
    "notice", [TicketOpened(9), Card(9), StatusChanged(1001, 99), Spoken(1001, 99), Reworded(1001, 9), Receipt(1001, 9)]
)
async def test_what_is_gone_is_a_lookup_error(store: Store, notice: Notice) -> None:
    await store.run(_open)
    with pytest.raises(LookupError):
        await store.read(brief, notice)
