"""The stars under the end of a request: given, changed, refused, with a word; a complaint that goes to supervisors."""

from datetime import timedelta

import pytest
from aiogram.methods import SendMessage

from desk import staff
from desk.house import House
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
    ticket = await closed(emma, rig)
    await emma.press("5 ⭐", await news(emma, desk))
    assert not any("Complain" in label for label in emma.last.buttons)
    heard = await emma.press("Skip")
    assert "Skip" not in heard
    assert not any("Skip" in label for label in emma.last.buttons)
    assert await said_to(desk, GROUP_ID) == []
    await emma.write("Hello there")
    kept = await rating(rig, ticket)
    assert kept is not None
    assert kept.word == ""


async def test_stars_stand_on_the_request_and_on_its_card_too(emma: Client, rig: Rig, desk: Desk) -> None:
    ticket = await closed(emma, rig)
    await news(emma, desk)
    await emma.write("/tickets")
    await emma.press("IPMG-1001")
    await emma.press("4 ⭐", emma.last)
    await emma.press("5 ⭐", emma.last)
    kept = await rating(rig, ticket)
    assert kept is not None
    assert kept.stars == 5
    assert any("✓ 5 ⭐" in label for label in emma.last.buttons)
    calls = await desk.deliver()
    assert any("⭐ ★★★★★" in getattr(call, "text", "") for call in calls if getattr(call, "chat_id", 0) == GROUP_ID)
    await emma.write("/tickets")
    await emma.press("IPMG-1001")
    assert any("✓ 5 ⭐" in label for label in emma.last.buttons)
    assert "★★★★★" in emma.last.text


async def test_a_rating_that_comes_too_late_or_is_not_theirs_is_told_so(
    emma: Client, ihor: Client, rig: Rig, desk: Desk, clock: Clock
) -> None:
    ticket = await closed(emma, rig)
    end = await news(emma, desk)
    first = end.buttons["3 ⭐"]
    await ihor.write("/start")
    assert "no such request among yours" in await ihor.push(first, ihor.last)
    await emma.push(first, end)
    panel = emma.last
    clock.pass_(timedelta(days=1, seconds=1))
    assert "stays: 3 stars" in await emma.push(first, end)
    assert "stays: 3 stars" in await emma.press("Skip", panel)
    clock.pass_(timedelta(hours=1))
    await emma.press("Not solved", end)
    assert "is open again" in await emma.push(first, end)
    await rig.store.run(staff.close, rig.house, ANDRII, ticket.id, Resolution.SOLVED, "")
    assert "closed again" in await emma.push(first, end)
    again = await news(emma, desk)
    clock.pass_(timedelta(days=7, seconds=1))
    assert "too late" in await emma.press("5 ⭐", again)


async def test_a_refusal_is_not_rated(emma: Client, rig: Rig, desk: Desk) -> None:
    ticket = await emma.send_request()
    entry = await rig.store.run(staff.refuse, rig.house, ANDRII, ticket.id, "foul_language")
    end = await news(emma, desk)
    assert not any("⭐" in label for label in end.buttons)
    assert "No rating is needed" in await emma.push(Rate(ticket=entry.id, entry=3, stars=5).pack(), end)


async def test_few_stars_offer_a_complaint_that_reaches_the_supervisors_in_private_5_1(
    emma: Client, rig: Rig, desk: Desk
) -> None:
    rig.house = House(rig.house.regulation, GROUP_ID, rig.house.group_language, frozenset({900}))
    rig.serve(routers.build(), group=desk.group, members=desk.members)
    ticket = await closed(emma, rig)
    await emma.press("1 ⭐", await news(emma, desk))
    await emma.press("Complain", emma.last)
    assert "closed as “Complaint”" in await emma.write("Rude & slow")
    (private,) = await said_to(desk, 900)
    assert "COMPLAINT from <b>Emma Clark</b>" in private.text
    assert "Rude &amp; slow" in private.text
    assert "The request was with Андрій." in private.text
    now = await rig.store.read(staff.look, ticket.id)
    assert now.resolution is Resolution.COMPLAINT
    await emma.write("/tickets")
    await emma.press("IPMG-1001")
    assert "Done: Complaint" in plain(emma.last.text)
    assert "Closed: Solved" in plain(emma.last.text)
