"""Blocking a client from the card, lifting it, and what the blocked person hears."""

from datetime import timedelta

import pytest
from aiogram.methods import AnswerCallbackQuery, EditMessageReplyMarkup, EditMessageText, SendMessage

from desk import blocks
from desk.blocks import Term
from desk.model import Actor, Identity, Role, Status
from handlers.client.router import build as client_router
from handlers.group.blocks import BlockPress, Move
from handlers.group.callbacks import More
from handlers.group.router import build as group_router
from tests.handlers.conftest import said
from tests.handlers.group.conftest import ANDRIY, CARD_ID, HERE, OLENA, STRANGER, Desk, button, labels
from tests.handlers.group.test_prompts import ANONYMOUS
from tests.support.updates import human, private

EMMA = human(7, "Emma")
IHOR = human(8, "Ihor")
MENU = 77
both = pytest.mark.parametrize("regulation", ["ipmg", "providence"], indirect=True)


def press(ticket_id: int, move: Move, ground: str = "", term: Term | None = None) -> str:
    return BlockPress(ticket=ticket_id, move=move, ground=ground, term=term).pack()


@pytest.fixture
def desk(desk: Desk) -> Desk:
    """With the clients' router beside the group's."""
    desk.rig.serve(group_router(), client_router(0.01), group=desk.group, members=desk.members)
    return desk


async def block(desk: Desk, ticket_id: int, term: Term = Term.WEEK) -> None:
    await desk.press(OLENA, press(ticket_id, Move.BLOCK, "foul_language", term), message_id=MENU)
    await desk.deliver()
    desk.rig.clock.pass_(timedelta(seconds=2))


async def writes(desk: Desk, user: dict[str, object], text: str = "Hello?") -> list[SendMessage]:
    calls = await desk.rig.feed(desk.rig.updates.text(user, text))
    return [call for call in calls if isinstance(call, SendMessage)]


@both
async def test_a_supervisor_blocks_from_the_card_through_ground_and_term(desk: Desk) -> None:
    ticket = await desk.ticket()
    await desk.card(ticket)
    await desk.press(OLENA, More(ticket=ticket.id).pack())
    (more,) = [call for call in desk.sent if isinstance(call, EditMessageReplyMarkup)]
    await desk.press(OLENA, button(more.reply_markup, "⛔ Block"))
    (menu,) = [call for call in desk.sent if isinstance(call, SendMessage)]
    regulation = desk.rig.house.regulation
    for ground in regulation.grounds:
        assert f"{ground.name['en']} ({ground.clause})" in menu.text  # type: ignore[index]
    foul = next(place for place, one in enumerate(regulation.grounds, 1) if one.key == "foul_language")
    place = desk.rig.telegram.message_id_of(menu)
    await desk.press(OLENA, button(menu.reply_markup, f"{foul}. "), message_id=place)
    (terms,) = [call for call in desk.sent if isinstance(call, EditMessageText)]
    assert labels(terms.reply_markup) == ["For 1 day", "For 7 days", "For good", "Back"]
    await desk.press(OLENA, button(terms.reply_markup, "For 7 days"), message_id=place)
    (record,) = [call for call in desk.sent if isinstance(call, EditMessageText)]
    assert "is blocked until" in said([record])
    assert record.reply_markup is None
    sent = await desk.deliver()
    told = said([call for call in sent if getattr(call, "chat_id", None) == 7])
    assert "You cannot use this desk until" in told
    assert "Foul language or insults" in told
    assert regulation.contacts[0].value in told
    assert "Blocked until" in said([call for call in sent if getattr(call, "chat_id", None) == HERE["id"]])
    assert (await desk.now(ticket)).status is Status.CREATED, "open tickets stay"
    assert [entry.kind.value for entry in await desk.history(ticket)] == ["opened", "blocked"]


@pytest.mark.parametrize("user", [ANDRIY, STRANGER])
@pytest.mark.parametrize("move", Move)
async def test_nobody_but_a_supervisor_blocks_or_lifts(desk: Desk, user: dict[str, object], move: Move) -> None:
    ticket = await desk.ticket()
    await block(desk, ticket.id)
    before = await desk.rig.store.read(blocks.case, ticket.id)
    answer = await desk.press(user, press(ticket.id, move, "foul_language", Term.EVER), message_id=MENU)
    assert answer.startswith("Only ")
    assert await desk.rig.store.read(blocks.case, ticket.id) == before


@pytest.mark.parametrize(
    "forged",
    [
        "gb:1001:block::ever",
        "gb:1001:block:nonsense:ever",
        "gb:1001:block:foul_language:",
        "gb:999999:block:foul_language:ever",
        "gb:1001:ground:nonsense:",
        "gb:1001:lift::",
        "gb:1001:explode::",
        "gb:x",
        "gm:x",
        "gm:999999",
    ],
)
async def test_forged_presses_change_nothing_and_are_answered(desk: Desk, forged: str) -> None:
    ticket = await desk.ticket()
    answer = await desk.press(OLENA, forged, message_id=MENU)
    assert answer[:1].isupper() or answer.startswith(ticket.key), (
        "a sentence or a ticket, also where the key is unknown"
    )
    assert (await desk.rig.store.read(blocks.case, ticket.id)).block is None


async def test_a_forged_press_in_a_private_chat_blocks_nobody(desk: Desk) -> None:
    ticket = await desk.ticket()
    data = press(ticket.id, Move.BLOCK, "foul_language", Term.EVER)
    assert "only in the engineers' group" in await desk.press(OLENA, data, chat=private(OLENA))
    assert (await desk.rig.store.read(blocks.case, ticket.id)).block is None


async def test_who_is_blocked_gets_one_answer_whatever_they_do_and_others_all_of_theirs(desk: Desk) -> None:
    ticket = await desk.ticket()
    await block(desk, ticket.id)
    (answer,) = await writes(desk, EMMA)
    assert "You cannot use this desk until" in answer.text
    assert "Reason" in answer.text
    for text in ("/start", "/new", "Why?"):
        assert await writes(desk, EMMA, text) == []
    calls = await desk.rig.feed(
        desk.rig.updates.photo(EMMA, "photo"),
        desk.rig.updates.edited(EMMA, 1001, "Changed"),
        desk.rig.updates.press(EMMA, "menu:new", message_id=5),
    )
    assert [type(call) for call in calls] == [AnswerCallbackQuery], "only the hour-glass is taken away"
    assert [entry.kind.value for entry in await desk.history(ticket)] == ["opened", "blocked"]
    assert await writes(desk, IHOR, "/start")


async def test_a_block_ends_by_itself_and_the_next_one_is_answered_again(desk: Desk) -> None:
    ticket = await desk.ticket()
    await block(desk, ticket.id, Term.DAY)
    assert len(await writes(desk, EMMA)) == 1
    desk.rig.clock.pass_(timedelta(days=1))
    assert "You cannot use" not in said(await writes(desk, EMMA, "/start"))
    await block(desk, ticket.id, Term.EVER)
    (answer,) = await writes(desk, EMMA)
    assert "You cannot use this desk any more" in answer.text


async def test_lifting_by_button_tells_the_client_and_brings_them_back(desk: Desk) -> None:
    ticket = await desk.ticket()
    await desk.card(ticket)
    await block(desk, ticket.id)
    await desk.press(OLENA, More(ticket=ticket.id).pack())
    (more,) = [call for call in desk.sent if isinstance(call, EditMessageReplyMarkup)]
    await desk.press(OLENA, button(more.reply_markup, "Lift the block"))
    assert "can use the desk again" in said(desk.sent)
    assert "You can use this desk again" in said(await desk.deliver())
    assert await writes(desk, EMMA, "/start"), "at once: the store has the last word"
    assert "is not blocked" in await desk.press(OLENA, press(ticket.id, Move.LIFT))


async def test_unblock_lists_and_lifts(desk: Desk) -> None:
    ticket = await desk.ticket()
    await block(desk, ticket.id)
    updates = desk.rig.updates
    listed = await desk.rig.feed(updates.text(OLENA, "/unblock", chat=HERE))
    assert ticket.key in said(listed)
    assert "Foul language" in said(listed)
    assert "Only supervisors" in said(await desk.rig.feed(updates.text(ANDRIY, "/unblock", chat=HERE)))
    assert "no such request" in said(await desk.rig.feed(updates.text(OLENA, "/unblock Emma", chat=HERE)))
    assert "no such request" in said(await desk.rig.feed(updates.text(OLENA, "/unblock IPMG-77", chat=HERE)))
    lifted = await desk.rig.feed(updates.text(OLENA, "/unblock ipmg-1001", chat=HERE))
    assert "can use the desk again" in said(lifted)
    assert "is not blocked" in said(await desk.rig.feed(updates.text(OLENA, "/unblock 1001", chat=HERE)))
    assert "Nobody is blocked" in said(await desk.rig.feed(updates.text(OLENA, "/unblock", chat=HERE)))


async def test_an_anonymous_admin_may_lift(desk: Desk) -> None:
    ticket = await desk.ticket()
    await block(desk, ticket.id)
    update = desk.rig.updates.text(ANONYMOUS, f"/unblock {ticket.key}", chat=HERE, sender_chat=HERE)
    assert "can use the desk again" in said(await desk.rig.feed(update))


async def test_the_names_of_people_are_escaped_and_the_longest_fit(desk: Desk) -> None:
    name = "\u202e<b>&😱" * 14
    ticket = await desk.ticket(identity=Identity(name, name, "+380672446444", name), problem="x<&😱" * 800)
    await desk.press(OLENA, press(ticket.id, Move.ASK), message_id=CARD_ID)
    await desk.press(OLENA, press(ticket.id, Move.BLOCK, "foul_language", Term.EVER), message_id=MENU)
    await desk.deliver()
    calls = await desk.rig.feed(desk.rig.updates.text(OLENA, "/unblock", chat=HERE))
    assert "&lt;b&gt;&amp;" in said(calls)


async def test_two_supervisors_who_block_at_once_leave_one_block(desk: Desk) -> None:
    ticket = await desk.ticket()
    for who in (501, 502):
        actor = Actor(Role.ENGINEER, who, "S")
        await desk.rig.store.run(blocks.block, desk.rig.house, actor, ticket.id, "foul_language", Term.DAY)
    assert len(await desk.rig.store.read(blocks.standing)) == 1
