"""After Send: My requests, additions, answers, and messages that belong to nothing."""

from datetime import timedelta

import pytest

from desk import staff
from desk.model import Actor, EventKind, Resolution, Role, Status, Ticket
from handlers.callbacks import LAST, TicketPage
from tests.handlers.client.conftest import Client, picture
from tests.handlers.client.test_pictures import album, has
from tests.handlers.conftest import Rig

ANDRII = Actor(Role.ENGINEER, 70, "Андрій")


async def ask(rig: Rig, ticket: Ticket, text: str = "Which channel?") -> None:
    """An engineer takes the ticket and asks."""
    await rig.store.run(staff.take, rig.house, ANDRII, ticket.id)
    await rig.store.run(staff.ask, rig.house, ANDRII, ticket.id, text)


async def spoken(rig: Rig, ticket: Ticket) -> list[tuple[EventKind, str]]:
    """What the client wrote to a ticket."""
    history = await rig.store.read(lambda work: work.tickets.history(ticket.id))
    return [(entry.kind, entry.data["text"]) for entry in history if entry.actor.role is Role.CLIENT and entry.data]


async def notified(rig: Rig, ticket: Ticket, message_id: int) -> None:
    """The notice about the ticket went out as this message."""

    def send(work):  # type: ignore[no-untyped-def]
        for row in work.outbox.claim(50, timedelta(minutes=1)):
            mine = row.chat_id == ticket.client_id and row.ticket_id == ticket.id
            work.outbox.sent(row.id, message_id if mine else None)

    await rig.store.run(send)


async def test_the_list_opens_each_request_with_its_history(emma: Client, rig: Rig) -> None:
    ticket = await emma.send_request()
    await ask(rig, ticket)
    await emma.write("/tickets")
    assert any("IPMG-1001" in label and "Clarification" in label for label in emma.last.buttons)
    await emma.press("IPMG-1001")
    text = emma.last.text
    assert "The picture is black since noon." in text
    assert "Support, Андрій" in text
    assert "Which channel?" in text
    await emma.press("Back")
    assert "My requests" in emma.last.text


async def test_a_request_opened_from_its_news_leaves_them_standing(emma: Client) -> None:
    ticket = await emma.send_request()
    news = emma.last
    await emma.push(TicketPage(ticket=ticket.id, page=LAST).pack(), news)
    assert emma.last.message_id != news.message_id
    await emma.press("Back", emma.last)
    assert "My requests" in emma.last.text


async def test_the_list_has_pages(emma: Client) -> None:
    for _number in range(6):
        await emma.send_request()
    await emma.write("/tickets")
    assert "page 1 of 2" in emma.last.text
    await emma.press("Older")
    assert any("IPMG-1001" in label for label in emma.last.buttons)
    await emma.press("Newer")
    assert any("IPMG-1006" in label for label in emma.last.buttons)


async def test_a_long_history_is_paged_and_every_page_fits(emma: Client, rig: Rig) -> None:
    ticket = await emma.send_request()
    for number in range(5):
        await emma.write(f"{number} " + "<&>" * 700)
    await emma.write("/tickets")
    await emma.press("IPMG-1001")
    seen = [emma.last.text]
    while any("Earlier" in label for label in emma.last.buttons):
        await emma.press("Earlier")
        seen.append(emma.last.text)
    assert len(seen) > 2
    assert "The picture is black" in seen[-1]
    assert len(await spoken(rig, ticket)) == 5


async def test_nobody_sees_or_touches_the_request_of_another(emma: Client, ihor: Client, rig: Rig) -> None:
    ticket = await emma.send_request()
    await ihor.write("/start")
    for data in (f"t:{ticket.id}:0:0", f"a:{ticket.id}"):
        assert "no such request" in await ihor.push(data, ihor.last)
    await ihor.write("hello there, it is me")
    asked = ihor.last
    assert "no such request" in await ihor.push(f"b:{ticket.id}", asked)
    assert await spoken(rig, ticket) == []


async def test_a_message_goes_to_the_only_open_request(emma: Client, rig: Rig) -> None:
    ticket = await emma.send_request()
    assert "Added to <b>IPMG-1001</b>" in await emma.write("It is worse now")
    assert await spoken(rig, ticket) == [(EventKind.ADDED, "It is worse now")]


async def test_ipmg_3_2_what_starts_a_reaction_clock_is_answered_with_its_time_and_only_that(
    emma: Client, rig: Rig
) -> None:
    ticket = await emma.send_request()
    await ask(rig, ticket)
    assert "We will react no later than" in await emma.write("All of them")
    assert "react" not in await emma.write("Since noon, by the way")
    assert "We will react no later than" in await emma.write("When will it work again?"), "asked for, it is told"


async def test_an_answer_is_passed_on(emma: Client, rig: Rig) -> None:
    ticket = await emma.send_request()
    await ask(rig, ticket)
    assert "Your answer to <b>IPMG-1001</b> was passed on" in await emma.write("All of them")
    (ticket,) = await emma.tickets()
    assert ticket.status is Status.IN_PROGRESS


async def test_several_requests_are_asked_about_and_the_message_is_not_lost(emma: Client, rig: Rig) -> None:
    first, second = await emma.send_request(), await emma.send_request()
    assert "Which request" in await emma.write("It works again")
    await emma.press("IPMG-1001")
    assert "Added to <b>IPMG-1001</b>" in emma.last.text
    assert await spoken(rig, first) == [(EventKind.ADDED, "It works again")]
    assert await spoken(rig, second) == []


async def test_a_new_request_with_this_is_offered_for_what_one_can_begin_with(emma: Client, rig: Rig) -> None:
    await emma.send_request()
    await emma.send_request()
    await emma.write("There is no sound since noon")
    assert "📝 New request with this" in emma.last.buttons
    await emma.feed(*album(emma, 2))
    await emma.settle()
    assert "📝 New request with this" in emma.last.buttons
    voice = {"file_id": "v", "file_unique_id": "v", "duration": 3}
    for update in (rig.updates.text(emma.user, "Thanks"), rig.updates.message(emma.user, voice=voice)):
        await emma.feed(update)
        assert list(emma.last.buttons)[-1] == "📝 New request"


async def test_an_album_for_one_of_several_requests_is_not_lost(emma: Client, rig: Rig) -> None:
    first, _second = await emma.send_request(), await emma.send_request()
    await emma.feed(*album(emma, 3, caption="See here"))
    assert "Which request" in await emma.settle()
    await emma.press("IPMG-1001")
    assert len(await rig.store.read(lambda work: work.messages.of_ticket(first.id))) == 3
    assert await spoken(rig, first) == [(EventKind.ADDED, "See here")]


async def test_a_picture_for_one_of_several_requests_is_found_again_after_a_restart(emma: Client, rig: Rig) -> None:
    from handlers.client.router import build

    first, _second = await emma.send_request(), await emma.send_request()
    has(rig, f=picture())
    await emma.feed(rig.updates.photo(emma.user, "f", caption="See here"))
    rig.serve(build(0.01))
    await emma.press("IPMG-1001")
    assert len(await rig.store.read(lambda work: work.messages.of_ticket(first.id))) == 1


async def test_an_album_goes_to_the_only_open_request_as_one(emma: Client, rig: Rig) -> None:
    ticket = await emma.send_request()
    await emma.feed(*album(emma, 3, caption="See here"))
    heard = await emma.settle()
    assert len(emma.fresh) == 1
    assert "3 messages were added to <b>IPMG-1001</b>" in heard
    assert await spoken(rig, ticket) == [(EventKind.ADDED, "See here")]
    assert len(await rig.store.read(lambda work: work.messages.of_ticket(ticket.id))) == 3


async def test_a_reply_goes_to_the_request_it_replies_to_even_with_a_form_open(emma: Client, rig: Rig) -> None:
    first = await emma.send_request()
    await notified(rig, first, 555)
    await emma.send_request()
    await emma.fill(until="problem")
    notice = rig.updates.bot_said(555, {"id": emma.id, "type": "private", "first_name": "Emma"})
    assert "IPMG-1001" in await emma.write("This is about the first one", reply_to=notice)
    assert await spoken(rig, first) == [(EventKind.ADDED, "This is about the first one")]
    draft = await emma.draft()
    assert draft is not None
    assert draft.answers.problem is None


async def test_a_reply_to_a_closed_request_goes_to_no_other(emma: Client, rig: Rig) -> None:
    first = await emma.send_request()
    await notified(rig, first, 555)
    second = await emma.send_request()
    await rig.store.run(staff.take, rig.house, ANDRII, first.id)
    await rig.store.run(staff.close, rig.house, ANDRII, first.id, Resolution.SOLVED, "")
    notice = rig.updates.bot_said(555, {"id": emma.id, "type": "private", "first_name": "Emma"})
    assert "IPMG-1001</b> is closed" in await emma.write("It is broken again", reply_to=notice)
    assert await spoken(rig, second) == []
    assert "Added to <b>IPMG-1001</b>" in await emma.press("Not solved")
    assert await spoken(rig, first) == [(EventKind.ADDED, "It is broken again")]
    assert {ticket.status for ticket in await emma.tickets()} == {Status.CREATED, Status.IN_PROGRESS}


async def test_a_message_about_a_lately_closed_request_can_begin_a_new_one(emma: Client, rig: Rig) -> None:
    first = await emma.send_request()
    await rig.store.run(staff.take, rig.house, ANDRII, first.id)
    await rig.store.run(staff.close, rig.house, ANDRII, first.id, Resolution.SOLVED, "")
    await emma.write("Now the sound is gone, too")
    await emma.press("New request with this")
    draft = await emma.draft()
    assert draft is not None
    assert draft.answers.problem == "Now the sound is gone, too"
    assert await spoken(rig, first) == []
    assert rig.house.regulation.reopen_within is not None
    rig.clock.pass_(rig.house.regulation.reopen_within + timedelta(seconds=1))
    await emma.write("/cancel")
    assert "no open request" in await emma.write("And it is still gone")


async def test_answer_makes_the_next_message_the_answer_even_with_a_form_open(emma: Client, rig: Rig) -> None:
    ticket = await emma.send_request()
    await ask(rig, ticket)
    await emma.fill(until="problem")
    await emma.write("/tickets")
    await emma.press("IPMG-1001")
    assert "Please send your answer" in await emma.press("Answer")
    assert "was passed on" in await emma.write("All of them, since noon")
    await emma.write("And this is the new problem.")
    draft = await emma.draft()
    assert draft is not None
    assert draft.answers.problem == "And this is the new problem."


async def test_an_album_can_be_the_answer_with_a_form_open(emma: Client, rig: Rig) -> None:
    ticket = await emma.send_request()
    await ask(rig, ticket)
    await emma.fill(until="problem")
    await emma.push(f"a:{ticket.id}", emma.last)
    await emma.feed(*album(emma, 3))
    await emma.settle()
    assert len(await rig.store.read(lambda work: work.messages.of_ticket(ticket.id))) == 3
    assert await emma.pictures() == 0


async def test_an_answer_may_be_as_long_as_telegram_lets_it(emma: Client, rig: Rig) -> None:
    ticket = await emma.send_request()
    await ask(rig, ticket)
    await emma.fill(until="problem")
    await emma.push(f"a:{ticket.id}", emma.last)
    await emma.write("<" * 4096)
    assert await spoken(rig, ticket) == [(EventKind.ANSWERED, "<" * 4096)]


async def test_cancel_ends_the_answering_and_leaves_the_form(emma: Client, rig: Rig) -> None:
    ticket = await emma.send_request()
    await emma.fill(until="problem")
    await emma.push(f"a:{ticket.id}", emma.last)
    assert "nothing was sent" in await emma.write("/cancel")
    assert await emma.draft() is not None
    assert "closed. Nothing was sent" in await emma.write("/cancel")
    assert "nothing to cancel" in await emma.write("/cancel")


async def test_a_message_out_of_the_blue_offers_a_request_with_its_text(emma: Client) -> None:
    assert "Shall we open a new one" in await emma.write("The picture has been black since noon")
    await emma.press("New request with this")
    draft = await emma.draft()
    assert draft is not None
    assert draft.answers.problem == "The picture has been black since noon"
    await emma.fill()
    await emma.press("Send")
    assert (await emma.tickets())[0].problem == "The picture has been black since noon"


async def test_pictures_out_of_the_blue_can_begin_a_request(emma: Client) -> None:
    await emma.feed(*album(emma, 3, caption="The picture has been black since noon"))
    await emma.settle()
    await emma.press("New request with this")
    assert await emma.pictures() == 3


async def test_a_greeting_out_of_the_blue_gets_the_menu(emma: Client) -> None:
    assert "New request" in await emma.write("hi")
    assert "📝 New request" in emma.last.buttons


@pytest.mark.parametrize("text", ["/hours", "/help"])
async def test_hours_and_help_name_the_contacts(emma: Client, text: str) -> None:
    heard = await emma.write(text)
    assert "+380 67 244 64 44" in heard
    assert "Kyiv time" in heard
