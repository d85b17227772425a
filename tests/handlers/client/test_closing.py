"""What a client does with a closed request, the question when, help articles, call-backs and /privacy."""

import json
from datetime import timedelta
from typing import Any

import pytest
from aiogram.methods import AnswerCallbackQuery, EditMessageText, SendDocument, SendMessage
from aiogram.types import BufferedInputFile, InlineKeyboardMarkup, ReplyKeyboardMarkup

from desk import staff
from desk.house import House
from desk.model import Actor, EventKind, Resolution, Role, Status, Ticket
from handlers import routers
from handlers.callbacks import Article, Complain, KnownPhone, NotSolved
from handlers.group.members import Group, Members
from tests.handlers.client.conftest import Client, plain
from tests.handlers.conftest import GROUP_ID, Rig
from tests.handlers.group.conftest import Desk
from tests.support.clock import Clock
from tests.support.updates import group, human

ANDRII = Actor(Role.ENGINEER, 501, "Андрій")
ENGINEER = human(501, "Андрій", "uk")
STRANGER = human(666, "Mallory")


@pytest.fixture
def desk(rig: Rig, emma: Client) -> Desk:
    """Both routers over one store; Andrii is an engineer, Mallory is nobody."""
    rig.telegram.members.update({ENGINEER["id"]: "member"})
    place = Group(GROUP_ID)
    members = Members(place, rig.clock)
    rig.serve(routers.build(), group=place, members=members)
    return Desk(rig, place, members)


async def closed(emma: Client, rig: Rig, *, resolution: Resolution = Resolution.SOLVED) -> Ticket:
    ticket = await emma.send_request()
    await rig.store.run(staff.take, rig.house, ANDRII, ticket.id)
    return await rig.store.run(staff.close, rig.house, ANDRII, ticket.id, resolution, "tried")


async def said_to(desk: Desk, chat_id: int) -> list[SendMessage]:
    """What the courier sends there now."""
    calls = await desk.deliver()
    return [call for call in calls if isinstance(call, SendMessage) and call.chat_id == chat_id]


def data_of(markup: Any, label: str) -> str:
    assert isinstance(markup, InlineKeyboardMarkup)
    found = [one.callback_data for row in markup.inline_keyboard for one in row if label in one.text]
    assert found, f"no {label}"
    return found[0] or ""


async def kinds(rig: Rig, ticket: Ticket) -> list[EventKind]:
    return [entry.kind for entry in await rig.store.read(lambda work: work.tickets.history(ticket.id))]


async def test_not_solved_opens_the_request_again_for_whoever_had_it_and_is_loud(
    emma: Client, rig: Rig, desk: Desk
) -> None:
    ticket = await closed(emma, rig)
    news = (await said_to(desk, emma.id))[-1]
    assert "Not solved" in (news.text or "")
    await emma.push(data_of(news.reply_markup, "Not solved"), emma.last)
    assert "is open again" in emma.last.text
    again = (await emma.tickets())[0]
    assert (again.status, again.assignee_name, again.resolution) == (Status.IN_PROGRESS, "Андрій", None)
    told = await said_to(desk, GROUP_ID)
    alarm = next(call for call in told if "NOT SOLVED" in call.text or "НЕ " in call.text)
    assert not alarm.disable_notification
    assert "tg://user?id=501" in alarm.text
    assert "Added to" in await emma.write("Channel 5 is still black")
    assert (await kinds(rig, ticket))[-2:] == [EventKind.NOT_SOLVED, EventKind.ADDED]


async def test_not_solved_of_what_nobody_had_goes_back_to_the_queue(emma: Client, rig: Rig, desk: Desk) -> None:
    ticket = await emma.send_request()
    await rig.store.run(staff.take, rig.house, ANDRII, ticket.id)
    await rig.store.run(staff.ask, rig.house, ANDRII, ticket.id, "Which?")
    await rig.store.run(staff.release, rig.house, ANDRII, ticket.id)
    await rig.store.run(staff.close, rig.house, ANDRII, ticket.id, Resolution.SOLVED, "")
    await emma.push(NotSolved(ticket=ticket.id).pack(), emma.last)
    assert (await emma.tickets())[0].status is Status.CREATED


async def test_not_solved_comes_too_late_after_a_week(emma: Client, rig: Rig, desk: Desk, clock: Clock) -> None:
    ticket = await closed(emma, rig)
    clock.pass_(timedelta(days=7, seconds=1))
    assert "closed" in await emma.push(NotSolved(ticket=ticket.id).pack(), emma.last)
    assert (await emma.tickets())[0].status is Status.DONE
    await emma.write("/tickets")
    await emma.press("IPMG-1001")
    assert not any("Not solved" in label for label in emma.last.buttons)
    assert any("Complain" in label for label in emma.last.buttons)


async def test_what_was_refused_is_not_reopened_by_its_client(emma: Client, rig: Rig, desk: Desk) -> None:
    ticket = await emma.send_request()
    await rig.store.run(staff.refuse, rig.house, ANDRII, ticket.id, "foul_language")
    await emma.push(NotSolved(ticket=ticket.id).pack(), emma.last)
    assert (await emma.tickets())[0].status is Status.DONE


async def test_nobody_reopens_or_complains_about_anothers_request(
    emma: Client, ihor: Client, rig: Rig, desk: Desk
) -> None:
    ticket = await closed(emma, rig)
    await ihor.write("/start")
    for press in (NotSolved(ticket=ticket.id), Complain(ticket=ticket.id)):
        await ihor.push(press.pack(), ihor.last)
        await ihor.write("mine?")
    assert (await emma.tickets())[0].status is Status.DONE
    assert EventKind.COMPLAINED not in await kinds(rig, ticket)


async def test_a_complaint_is_asked_for_kept_and_told_once(emma: Client, rig: Rig, desk: Desk) -> None:
    ticket = await closed(emma, rig)
    await desk.deliver()
    assert "what you are unhappy with" in await emma.push(Complain(ticket=ticket.id).pack(), emma.last)
    assert "on record" in await emma.write("You took <three> days & said nothing")
    told = await said_to(desk, GROUP_ID)
    assert any("You took &lt;three&gt; days &amp; said nothing" in call.text for call in told)
    assert (await kinds(rig, ticket))[-1] is EventKind.COMPLAINED
    assert (await emma.tickets())[0].status is Status.DONE
    assert "already" in await emma.push(Complain(ticket=ticket.id).pack(), emma.last)


async def test_a_complaint_that_is_given_up_leaves_nothing(emma: Client, rig: Rig, desk: Desk) -> None:
    ticket = await closed(emma, rig)
    await emma.push(Complain(ticket=ticket.id).pack(), emma.last)
    await emma.press("Cancel")
    await emma.write("/new")
    await emma.press("No access")
    assert EventKind.COMPLAINED not in await kinds(rig, ticket)


async def test_when_is_answered_at_once_and_passed_on(emma: Client, rig: Rig, desk: Desk) -> None:
    ticket = await emma.send_request()
    heard = plain(await emma.write("When will it be ready?"))
    assert "Added to IPMG-1001" in heard
    assert "IPMG-1001 is now “Created”" in heard
    assert "We will react no later than" in heard
    assert (await kinds(rig, ticket))[-1] is EventKind.ADDED
    assert "is now" not in await emma.write("When I switch to channel five the sound is gone after some seconds")


async def test_articles_that_match_are_offered_and_this_helped_closes_the_form(emma: Client, rig: Rig) -> None:
    await emma.fill(until="problem")
    heard = await emma.write("The screen is black, no picture")
    assert "https://ipmedia.net.ua/help/no-picture" in heard
    assert "screenshots" in heard.lower(), "the form goes on by itself"
    await emma.press("This helped")
    assert await emma.draft() is None
    assert await emma.tickets() == []
    assert await rig.store.read(lambda work: work.article_counts.helped("no_picture")) == 1


async def test_not_what_i_need_goes_on_and_forged_articles_do_nothing(emma: Client, rig: Rig) -> None:
    await emma.fill(until="problem")
    await emma.write("The screen is black, no picture")
    draft = await emma.draft()
    assert draft is not None
    offer = next(screen for screen in emma.screens.values() if any("This helped" in one for one in screen.buttons))
    for key in ("nothing_such", "no_picture"):
        await emma.push(Article(draft=draft.id + (key == "no_picture"), key=key).pack(), offer)
        assert await emma.draft() is not None
    offer.buttons["Not what I need ›"] = Article(draft=draft.id).pack()
    await emma.press("Not what I need", offer)
    assert "screenshots" in emma.last.text.lower()
    assert await rig.store.read(lambda work: work.article_counts.helped("no_picture")) == 0


async def test_call_me_back_at_the_known_number_until_somebody_called(
    emma: Client, rig: Rig, desk: Desk, clock: Clock
) -> None:
    await emma.fill(until="contact")
    await emma.write("+380 67 244 64 44")
    await emma.press("Skip")
    await emma.write("The sound is gone today")
    await emma.press("Ready")
    await emma.press("Send")
    await desk.deliver()
    await emma.write("/start")
    heard = await emma.press("Call me back")
    assert "3.2.2" in heard
    await emma.press("+380672446444")
    assert "We will call you at +380672446444 by" in plain(emma.last.text)
    (task,) = await said_to(desk, GROUP_ID)
    assert "+380672446444" in task.text
    here = group(GROUP_ID)
    refused = await rig.feed(rig.updates.press(STRANGER, data_of(task.reply_markup, "✅"), message_id=900, chat=here))
    assert [call.show_alert for call in refused if isinstance(call, AnswerCallbackQuery)] == [True]
    assert await said_to(desk, emma.id) == []
    tried = await rig.feed(rig.updates.press(ENGINEER, data_of(task.reply_markup, "🔕"), message_id=900, chat=here))
    (card,) = [call for call in tried if isinstance(call, EditMessageText)]
    (told,) = await said_to(desk, emma.id)
    assert "nobody answered" in told.text
    done = await rig.feed(rig.updates.press(ENGINEER, data_of(card.reply_markup, "✅"), message_id=900, chat=here))
    (card,) = [call for call in done if isinstance(call, EditMessageText)]
    assert card.reply_markup is None or not card.reply_markup.inline_keyboard
    assert "has called you" in (await said_to(desk, emma.id))[0].text
    again = await rig.feed(rig.updates.press(ENGINEER, data_of(task.reply_markup, "🔕"), message_id=900, chat=here))
    assert [call.show_alert for call in again if isinstance(call, AnswerCallbackQuery)] == [True]


async def test_a_number_for_the_call_is_typed_or_shared_and_checked(emma: Client, rig: Rig, desk: Desk) -> None:
    await emma.write("/start")
    await emma.press("Call me back")
    assert any(isinstance(call, SendMessage) and isinstance(call.reply_markup, ReplyKeyboardMarkup)
               for call in rig.telegram.delivered)  # fmt: skip
    assert "not a phone number" in await emma.write("my phone")
    assert "We will call you at" in plain(await emma.write("067 244 64 44"))
    assert len(await said_to(desk, GROUP_ID)) == 1
    assert "already" in await emma.press("Call me back")
    assert await said_to(desk, GROUP_ID) == []


async def test_providence_calls_nobody_back(emma: Client, rig: Rig) -> None:
    from tests.support.regulations import PROVIDENCE

    rig.house = House(PROVIDENCE, rig.house.group_id, rig.house.group_language)
    rig.serve(routers.build(), group=Group(GROUP_ID), members=Members(Group(GROUP_ID), rig.clock))
    await emma.write("/start")
    assert not any("Call me back" in label for label in emma.last.buttons)
    await emma.push(KnownPhone().pack(), emma.last)
    assert await rig.store.read(lambda work: work.call_backs.waiting(emma.id)) is None


async def test_privacy_says_what_is_kept_and_gives_a_copy(emma: Client, rig: Rig, desk: Desk) -> None:
    await emma.send_request()
    await emma.write("It is channel <5>")
    assert "What we keep" in await emma.write("/privacy")
    before = len(rig.telegram.delivered)
    await emma.press("A copy of my data")
    (file,) = [call for call in rig.telegram.delivered[before:] if isinstance(call, SendDocument)]
    assert isinstance(file.document, BufferedInputFile)
    kept = json.loads(file.document.data)
    assert kept["person"]["name"] == "Emma Clark"
    assert kept["requests"][0]["id"] == "IPMG-1001"
    assert kept["requests"][0]["messages"][0]["text"] == "It is channel <5>"


async def test_deletion_is_confirmed_by_an_engineer_and_leaves_nobody(emma: Client, rig: Rig, desk: Desk) -> None:
    await emma.fill(until="screenshots")
    ticket = await closed(emma, rig)
    await desk.deliver()
    await emma.write("/privacy")
    await emma.press("Delete my data")
    await emma.press("Yes, delete everything")
    (asked,) = await said_to(desk, GROUP_ID)
    here, confirm = group(GROUP_ID), data_of(asked.reply_markup, "🗑")
    await rig.feed(rig.updates.press(STRANGER, confirm, message_id=901, chat=here))
    assert await emma.tickets() != []
    await rig.feed(rig.updates.press(ENGINEER, confirm, message_id=901, chat=here))
    assert await emma.tickets() == []
    assert await rig.store.read(lambda work: work.people.get(emma.id)) is None
    kept = await rig.store.read(lambda work: work.tickets.get(ticket.id))
    assert kept is not None
    assert (kept.status, kept.identity.name, kept.identity.contact, kept.problem) == (Status.DONE, "—", "", "—")
    history = await rig.store.read(lambda work: work.tickets.history(ticket.id))
    assert "Emma" not in str(history)
    assert "tried" not in str(history)
    (told,) = await said_to(desk, emma.id)
    assert "deleted" in told.text
    again = await rig.feed(rig.updates.press(ENGINEER, confirm, message_id=901, chat=here))
    assert [call.show_alert for call in again if isinstance(call, AnswerCallbackQuery)] == [True]
    await emma.write("/start")
    assert await emma.tickets() == []


async def test_deletion_waits_for_open_requests_and_can_be_taken_back(emma: Client, rig: Rig, desk: Desk) -> None:
    await emma.send_request()
    await emma.write("/privacy")
    await emma.press("Delete my data")
    await emma.press("Yes, delete everything")
    asked = next(call for call in await said_to(desk, GROUP_ID) if "🗑" in str(call.text))
    here, confirm = group(GROUP_ID), data_of(asked.reply_markup, "🗑")
    refused = await rig.feed(rig.updates.press(ENGINEER, confirm, message_id=901, chat=here))
    assert "IPMG-1001" in str([call.text for call in refused if isinstance(call, AnswerCallbackQuery)])
    await emma.press("Keep my data")
    gone = await rig.feed(rig.updates.press(ENGINEER, confirm, message_id=901, chat=here))
    assert [call.show_alert for call in gone if isinstance(call, AnswerCallbackQuery)] == [True]
    assert len(await emma.tickets()) == 1


async def test_when_among_several_requests_is_answered_once_it_is_known_which(
    emma: Client, rig: Rig, desk: Desk
) -> None:
    await emma.send_request()
    await emma.send_request()
    assert "is now" not in plain(await emma.write("Any news?"))
    await emma.press("IPMG-1002")
    assert "IPMG-1002 is now “Created”" in plain(emma.last.text)
