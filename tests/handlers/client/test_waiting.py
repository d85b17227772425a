"""What reminds a client, and what they can do then: an unanswered question, an unfinished form, a call that is late."""

from datetime import timedelta

import pytest
from aiogram.methods import SendMessage

from desk import staff, suspension, timers
from desk.house import House
from desk.model import Resolution, Status, Ticket
from desk.regulation import Regulation
from handlers import routers
from handlers.group.members import Group, Members
from tests.handlers.client.conftest import Client, Screen, plain
from tests.handlers.client.test_closing import ANDRII, ENGINEER, STRANGER, data_of, said_to
from tests.handlers.conftest import GROUP_ID, Rig
from tests.handlers.group.conftest import Desk
from tests.support.clock import Clock
from tests.support.updates import group

MINUTE = timedelta(minutes=1)
DAY = timedelta(days=1)


@pytest.fixture
def desk(rig: Rig, emma: Client) -> Desk:
    """Both routers over one store, and a courier that sends when told."""
    rig.telegram.members.update({ENGINEER["id"]: "member"})
    place = Group(GROUP_ID)
    members = Members(place, rig.clock)
    rig.serve(routers.build(), group=place, members=members)
    return Desk(rig, place, members)


async def tick(desk: Desk, passed: timedelta) -> list[SendMessage]:
    """So much time passes, what is due fires, and what is sent of it."""
    desk.rig.clock.pass_(passed)
    for subject in await desk.rig.store.read(timers.due):
        await desk.rig.store.run(timers.fire, desk.rig.house, subject)
    return [call for call in await desk.deliver() if isinstance(call, SendMessage)]


def to(calls: list[SendMessage], emma: Client) -> Screen:
    """The newest of what came to Emma, as she sees it."""
    emma._see([call for call in calls if call.chat_id == emma.id], [])
    return emma.last


async def asked(emma: Client, desk: Desk) -> Ticket:
    ticket = await emma.send_request()
    await desk.rig.store.run(staff.take, desk.rig.house, ANDRII, ticket.id)
    ticket = await desk.rig.store.run(staff.ask, desk.rig.house, ANDRII, ticket.id, "Which <channel>?")
    await desk.deliver()
    return ticket


async def test_an_unanswered_question_is_reminded_of_and_can_be_answered_there(
    emma: Client, rig: Rig, desk: Desk
) -> None:
    ticket = await asked(emma, desk)
    reminder = to(await tick(desk, DAY), emma)
    assert "We are still waiting for your answer" in reminder.text
    assert "Which &lt;channel&gt;?" in reminder.text
    assert "Without an answer we will close the request" in reminder.text
    await emma.press("Answer", reminder)
    assert "IPMG-1001" in await emma.write("Channel 5")
    assert (await emma.tickets())[0].status is Status.IN_PROGRESS
    assert ticket.id == 1001


async def test_a_request_that_was_answered_meanwhile_is_not_reminded_of(emma: Client, rig: Rig, desk: Desk) -> None:
    await asked(emma, desk)
    rig.clock.pass_(DAY)
    for subject in await rig.store.read(timers.due):
        await rig.store.run(timers.fire, rig.house, subject)
    await emma.write("Channel 5")
    assert not any("still waiting" in call.text for call in await said_to(desk, emma.id))


async def closed_out(emma: Client, desk: Desk) -> tuple[Ticket, list[SendMessage]]:
    ticket = await asked(emma, desk)
    await tick(desk, DAY)
    await tick(desk, 2 * DAY)
    return ticket, await tick(desk, 4 * DAY)


async def test_without_an_answer_it_is_closed_with_notice_and_not_solved_opens_it(
    emma: Client, rig: Rig, desk: Desk
) -> None:
    _ticket, calls = await closed_out(emma, desk)
    quiet = next(call for call in calls if call.chat_id == GROUP_ID and "did not answer" in call.text)
    assert quiet.disable_notification
    end = to(calls, emma)
    heard = plain(end.text)
    assert "Done: Not reproducible" in heard
    assert "had no answer, so your request was closed automatically" in heard
    assert "Without your answer we could not find out" in heard
    assert "press Not solved" in heard
    assert not any("⭐" in label for label in end.buttons), "nobody is asked to rate that"
    await emma.press("My request", end)
    assert "Closed automatically: no answer" in emma.last.text
    assert "We reminded you" in emma.last.text
    await emma.press("Not solved", end)
    assert (await emma.tickets())[0].status is Status.IN_PROGRESS


@pytest.mark.parametrize("regulation", ["providence"], indirect=True)
async def test_a_refusal_for_want_of_information_opens_again_with_it_4_6(
    emma: Client, rig: Rig, desk: Desk, regulation: Regulation
) -> None:
    ticket = await desk.ticket(sender=emma.sender)
    await rig.store.run(staff.take, rig.house, ANDRII, ticket.id)
    await rig.store.run(staff.ask, rig.house, ANDRII, ticket.id, "Which?")
    await desk.deliver()
    for days in (1, 2):
        await tick(desk, days * DAY)
    end = to(await tick(desk, 4 * DAY), emma)
    heard = plain(end.text)
    assert "Ground: There is not enough information (clause 4.6 of the regulation)" in heard
    assert "press Not solved" in heard
    assert (await rig.store.read(staff.look, ticket.id)).resolution is Resolution.REFUSED
    await emma.press("Not solved", end)
    assert (await rig.store.read(staff.look, ticket.id)).status is Status.IN_PROGRESS


async def test_where_nothing_opens_again_a_new_request_is_named(emma: Client, rig: Rig, desk: Desk) -> None:
    regulation = rig.house.regulation.model_copy(update={"reopen_within": None})
    rig.house = House(regulation, GROUP_ID, rig.house.group_language)
    desk.rig.serve(routers.build(), group=desk.group, members=desk.members)
    _ticket, calls = await closed_out(emma, desk)
    assert "open a new request and mention IPMG-1001" in to(calls, emma).text


async def test_a_suspension_is_reminded_of_with_its_ground(emma: Client, rig: Rig, desk: Desk) -> None:
    ticket = await asked(emma, desk)
    await rig.store.run(suspension.suspend, rig.house, ANDRII, ticket.id, "not_identified", "Who are <you>?")
    await desk.deliver()
    text = to(await tick(desk, DAY), emma).text
    assert "still waiting to hear from you" in text
    assert "Name, company or contact details are missing" in text
    assert "Who are &lt;you&gt;?" in text


async def test_an_unfinished_form_is_reminded_of_once_and_goes_on(emma: Client, rig: Rig, desk: Desk) -> None:
    await emma.fill(until="company")
    reminder = to(await tick(desk, DAY), emma)
    assert "is not sent yet" in reminder.text
    assert "Still needed: Company, Contact, Problem." in reminder.text
    await emma.press("Continue", reminder)
    assert "company" in emma.last.text.lower()
    assert await tick(desk, 3 * DAY) == []


async def test_an_unfinished_form_that_lacks_nothing_wants_to_be_sent_or_is_given_up(
    emma: Client, rig: Rig, desk: Desk
) -> None:
    await emma.fill()
    reminder = to(await tick(desk, DAY), emma)
    assert "Everything needed is there" in reminder.text
    await emma.press("Cancel", reminder)
    assert await emma.draft() is None


async def test_what_was_sent_before_the_reminder_went_out_is_not_reminded_of(
    emma: Client, rig: Rig, desk: Desk
) -> None:
    await emma.fill()
    rig.clock.pass_(DAY)
    for subject in await rig.store.read(timers.due):
        await rig.store.run(timers.fire, rig.house, subject)
    await emma.press("Send")
    assert not any("is not sent yet" in call.text for call in await said_to(desk, emma.id))


async def test_a_call_is_reminded_of_in_reply_to_its_task_and_told_late_once_3_2_2(
    emma: Client, rig: Rig, desk: Desk
) -> None:
    await emma.write("/start")
    await emma.press("Call me back")
    await emma.write("067 244 64 44")
    (task,) = [call for call in await desk.deliver() if isinstance(call, SendMessage)]
    (soon,) = await tick(desk, 20 * MINUTE)
    assert "Call back by" in soon.text
    assert soon.reply_parameters is not None
    assert soon.reply_parameters.message_id == rig.telegram.message_id_of(task)
    late, honest = await tick(desk, 10 * MINUTE)
    assert "LATE" in late.text
    assert not late.disable_notification
    assert "have not managed to" in to([honest], emma).text
    assert "We are late in calling you" in plain(await emma.press("Call me back"))
    (again,) = await said_to(desk, GROUP_ID)
    assert "asks once more" in again.text
    here = group(GROUP_ID)
    await rig.feed(rig.updates.press(STRANGER, data_of(again.reply_markup, "✅"), message_id=900, chat=here))
    assert await said_to(desk, emma.id) == []
    await rig.feed(rig.updates.press(ENGINEER, data_of(again.reply_markup, "✅"), message_id=900, chat=here))
    assert "has called you" in (await said_to(desk, emma.id))[0].text
    assert await tick(desk, DAY) == []


async def test_nobody_answered_twice_and_the_client_can_ask_again(
    emma: Client, rig: Rig, desk: Desk, clock: Clock
) -> None:
    await emma.write("/start")
    await emma.press("Call me back")
    await emma.write("067 244 64 44")
    (task,) = [call for call in await desk.deliver() if isinstance(call, SendMessage)]
    here, no_answer = group(GROUP_ID), data_of(task.reply_markup, "🔕")
    await rig.feed(rig.updates.press(ENGINEER, no_answer, message_id=900, chat=here))
    assert "We will try once more, approximately" in plain(to(await _sent(desk), emma).text)
    assert "already" in await emma.press("Call me back", await _menu(emma))
    (again,) = await tick(desk, 10 * MINUTE)
    assert "call again now" in again.text
    await rig.feed(rig.updates.press(ENGINEER, data_of(again.reply_markup, "🔕"), message_id=900, chat=here))
    given_up = to(await _sent(desk), emma)
    assert "You can ask for another call" in given_up.text
    assert "Which number should we call?" in await emma.press("Call me back", given_up)


async def _sent(desk: Desk) -> list[SendMessage]:
    return [call for call in await desk.deliver() if isinstance(call, SendMessage)]


async def _menu(emma: Client) -> Screen:
    await emma.write("/start")
    return emma.last
