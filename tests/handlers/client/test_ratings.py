"""The stars under the end of a request: given, changed, refused, with a word; a complaint that goes to supervisors."""

from datetime import timedelta

import pytest
from aiogram.methods import SendMessage

from desk import staff
from desk.model import EventKind, Resolution, Ticket
from desk.ports_closing import Rating
from handlers import routers
from handlers.callbacks import Rate
from handlers.group.members import Group, Members
from tests.handlers.client.conftest import Client, Screen, plain
from tests.handlers.client.test_closing import ANDRII, closed, said_to
from tests.handlers.conftest import GROUP_ID, Rig
from tests.handlers.group.conftest import Desk
from tests.support.clock import Clock


@pytest.fixture
def desk(rig: Rig, emma: Client) -> Desk:
    """Both routers over one store, and a courier that sends when told."""
    place = Group(GROUP_ID)
    members = Members(place, rig.clock)
    rig.serve(routers.build(), group=place, members=members)
    return Desk(rig, place, members)


async def news(emma: Client, desk: Desk) -> Screen:
    """The newest message that came to Emma by itself, as she sees it."""
    before = len(desk.rig.telegram.delivered)
    await desk.deliver()
    calls = [call for call in desk.rig.telegram.delivered[before:] if isinstance(call, SendMessage)]
    emma._see([call for call in calls if call.chat_id == emma.id], [])
    return emma.last


async def rating(rig: Rig, ticket: Ticket) -> Rating | None:
    return await rig.store.read(lambda work: work.ratings.get(ticket.id))


async def test_a_closed_request_is_rated_and_the_engineers_hear_of_few_stars(
    emma: Client, rig: Rig, desk: Desk
) -> None:
    ticket = await closed(emma, rig)
    end = await news(emma, desk)
    assert "How did we do?" in end.text
    heard = plain(await emma.press("2 ⭐", end))
    assert "Your rating of IPMG-1001: ★★☆☆☆" in heard
    assert "change it until" in heard
    assert any("Complain" in label for label in emma.last.buttons)
    kept = await rating(rig, ticket)
    assert kept is not None
    assert (kept.stars, kept.word, kept.engineer_name) == (2, "", "Андрій")
    (told,) = await said_to(desk, GROUP_ID)
    assert "★★☆☆☆" in told.text
    assert "<blockquote>It took &lt;long&gt;</blockquote>" in await emma.write("It took <long>")
    (told,) = await said_to(desk, GROUP_ID)
    assert "It took &lt;long&gt;" in told.text
    history = await rig.store.read(lambda work: work.tickets.history(ticket.id))
    assert [entry.data for entry in history if entry.kind is EventKind.RATED] == [
        {"stars": 2, "text": ""},
        {"stars": 2, "text": "It took <long>"},
    ]


async def test_many_stars_are_told_nobody_and_skip_asks_for_no_word(emma: Client, rig: Rig, desk: Desk) -> None:
    await closed(emma, rig)
    await emma.press("5 ⭐", await news(emma, desk))
    assert not any("Complain" in label for label in emma.last.buttons)
    heard = await emma.press("Skip")
    assert "Skip" not in heard
    assert not any("Skip" in label for label in emma.last.buttons)
    assert await said_to(desk, GROUP_ID) == []
    assert "no open request" in (await emma.write("Hello there")).lower() or emma.last.buttons
