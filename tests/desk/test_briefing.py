"""What is read to word a notice."""

import pytest

from desk.briefing import brief
from desk.house import House
from desk.model import Identity, Impact, Language, NewPicture, PictureKind, Request, Sender, Ticket
from desk.notices import Card, CardPictures, ClientWrote, CriticalIncident, Notice, StatusChanged, TicketOpened
from desk.ports import Work
from desk.tickets import open_ticket, say
from storage import Store
from tests.support.regulations import IPMG

HOUSE = House(IPMG, -1, Language.EN)
EMMA = Sender(7, "Emma")


def _open(work: Work) -> Ticket:
    who = Identity("Emma Client", "Films", "+380672446444")
    request = Request(1, "access", Impact.DOWN, None, "operative", who, "No picture", "")
    return open_ticket(work, HOUSE, work.people.meet(EMMA), request)


def picture(name: str, kind: PictureKind) -> NewPicture:
    return NewPicture(kind, name, name, f"{name}.png", "image/png", 1)


async def test_each_notice_has_what_it_names(store: Store) -> None:
    ticket = await store.run(_open)
    await store.run(say, HOUSE, EMMA, ticket.id, "Look", picture("a", PictureKind.PHOTO), "album")
    await store.run(say, HOUSE, EMMA, ticket.id, "", picture("b", PictureKind.DOCUMENT), "album")
    await store.run(say, HOUSE, EMMA, ticket.id, "", picture("c", PictureKind.PHOTO), "album")

    def read(work: Work) -> None:
        opened, added = work.tickets.history(ticket.id)
        pictures = work.pictures.of_ticket(ticket.id)
        assert brief(work, TicketOpened(ticket.id)).client.name == "Emma"
        assert brief(work, CriticalIncident(ticket.id)).ticket.key == "IPMG-1001"
        assert brief(work, ClientWrote(ticket.id, added.id)).entry == added
        card = brief(work, Card(ticket.id))
        assert (list(card.pictures), list(card.history)) == (list(pictures), [opened, added])
        shown = brief(work, CardPictures(ticket.id, added.id, "photo", pictures[0].id)).pictures
        assert [one.unique_id for one in shown] == ["a", "c"]
        later = brief(work, CardPictures(ticket.id, added.id, "photo", pictures[2].id)).pictures
        assert [one.unique_id for one in later] == ["c"]

    await store.read(read)


@pytest.mark.parametrize("notice", [TicketOpened(9), Card(9), StatusChanged(1001, 99), ClientWrote(1001, 99)])
async def test_what_is_gone_is_a_lookup_error(store: Store, notice: Notice) -> None:
    await store.run(_open)
    with pytest.raises(LookupError):
        await store.read(brief, notice)
