"""The form in the chat: from New request to Send."""

from typing import Any

import pytest
from aiogram.methods import EditMessageText, SendMessage
from aiogram.types import ReplyKeyboardMarkup, ReplyKeyboardRemove

from desk.model import Step
from handlers.client.router import build
from tests.handlers.client.conftest import ALBUM_PAUSE, Client, plain
from tests.handlers.conftest import Rig
from tests.support.session import refusal


async def test_a_request_goes_from_the_greeting_to_its_number(emma: Client) -> None:
    assert "Hello, <b>Emma</b>" in await emma.write("/start")
    await emma.press("New request")
    assert "Step 1 of" in emma.last.text
    await emma.fill()
    assert "Is everything right?" in emma.last.text
    assert "We will react no later than" in emma.last.text
    assert "Sent: <code>IPMG-1001</code>" in await emma.press("Send")
    (ticket,) = await emma.tickets()
    assert (ticket.key, ticket.identity.company) == ("IPMG-1001", "Alfa TV")
    assert await emma.draft() is None


async def test_two_taps_on_send_make_one_ticket(emma: Client) -> None:
    await emma.fill()
    summary = emma.last
    await emma.press("Send", summary)
    assert "already sent: IPMG-1001" in await emma.push(summary.buttons["✅ Send"], summary)
    assert len(await emma.tickets()) == 1


async def test_two_taps_on_send_at_once_make_one_ticket(emma: Client, rig: Rig) -> None:
    await emma.fill()
    taps = [rig.updates.press(emma.user, emma.last.buttons["✅ Send"], message_id=emma.last.message_id) for _ in "12"]
    await rig.together(*taps)
    assert len(await emma.tickets()) == 1


async def test_a_returning_client_is_not_asked_who_they_are(emma: Client) -> None:
    await emma.send_request()
    await emma.write("/new")
    await emma.press("No access")
    await emma.press("Question or request")
    draft = await emma.draft()
    assert draft is not None
    assert draft.step is Step.PROBLEM
    await emma.fill()
    assert "Emma Clark" in emma.last.text
    assert any("Edit: Name" in label for label in emma.last.buttons)


async def test_a_press_turns_its_message_into_the_next_prompt(emma: Client) -> None:
    await emma.write("/new")
    first = emma.last.message_id
    await emma.press("No access")
    assert emma.last.message_id == first


async def test_a_form_survives_a_restart(emma: Client, rig: Rig) -> None:
    await emma.fill(until="company")
    rig.serve(build(ALBUM_PAUSE))
    await emma.write("Alfa TV")
    draft = await emma.draft()
    assert draft is not None
    assert (draft.step, draft.answers.company) == (Step.CONTACT, "Alfa TV")


async def test_the_contact_keyboard_comes_and_goes(emma: Client, rig: Rig) -> None:
    await emma.fill(until="contact")
    keyboards = [call.reply_markup for call in rig.telegram.of(SendMessage)]
    assert isinstance(keyboards[-1], ReplyKeyboardMarkup)
    assert keyboards[-1].keyboard[0][0].request_contact
    heard = await emma.feed(rig.updates.contact(emma.user, "380671234567"))
    assert "Contact: +380671234567" in heard
    removals = [call for call in rig.telegram.of(SendMessage) if isinstance(call.reply_markup, ReplyKeyboardRemove)]
    assert len(removals) == 1
    assert "position" in emma.last.text


@pytest.mark.parametrize("way", ["Back", "Cancel", "/cancel"])
async def test_leaving_the_contact_step_any_way_takes_its_keyboard_away(emma: Client, rig: Rig, way: str) -> None:
    await emma.fill(until="contact")
    await (emma.write(way) if way.startswith("/") else emma.press(way))
    removals = [call for call in rig.telegram.of(SendMessage) if isinstance(call.reply_markup, ReplyKeyboardRemove)]
    assert len(removals) == 1


async def test_a_contact_elsewhere_gets_a_clear_answer(emma: Client, rig: Rig) -> None:
    await emma.fill(until="name")
    assert "ask for your contact a little later" in await emma.feed(rig.updates.contact(emma.user, "380671234567"))
    assert "name and surname" in emma.last.text


@pytest.mark.parametrize(
    ("step", "text", "words"),
    [
        ("topic", "hello", "press one of the buttons"),
        ("name", "Emma", "both your name and your surname"),
        ("name", "E" * 150, "too long by 50 characters: at most 100"),
        ("contact", "nowhere", "neither a phone number nor an e-mail"),
        ("problem", "short", "at least 10 characters"),
        ("problem", "x" * 2501, "too long by 1 character: at most 2500"),
        ("screenshots", "no", "send pictures, or press Ready"),
        ("summary", "send it", "press one of the buttons"),
    ],
)
async def test_a_wrong_answer_is_explained_and_the_step_shown_again(
    emma: Client, step: str, text: str, words: str
) -> None:
    await emma.fill(until=step)
    before = await emma.draft()
    assert words in await emma.write(text)
    assert emma.last.buttons
    assert await emma.draft() == before


async def test_an_outdated_button_redraws_the_present_step(emma: Client) -> None:
    await emma.write("/new")
    old = emma.last
    await emma.press("No access")
    heard = await emma.push(next(iter(old.buttons.values())), old)
    assert "belongs to an earlier step" in heard
    assert "How serious is it?" in emma.last.text


async def test_a_double_tap_changes_nothing(emma: Client, rig: Rig) -> None:
    await emma.write("/new")
    first = emma.last
    await emma.press("No access")
    before = await emma.draft()
    rig.telegram.fail(EditMessageText, refusal(400, "Bad Request: message is not modified: …"))
    await emma.push(next(iter(first.buttons.values())), first)
    assert await emma.draft() == before


async def test_a_button_of_a_closed_form_says_so(emma: Client) -> None:
    await emma.write("/new")
    old = emma.last
    await emma.write("/cancel")
    assert "not open any more" in await emma.push(next(iter(old.buttons.values())), old)


async def test_back_shows_the_answer_and_keep_leaves_it(emma: Client) -> None:
    await emma.fill(until="company")
    await emma.press("Back")
    assert "Your current answer: <i>Emma Clark</i>" in emma.last.text
    await emma.press("Keep")
    assert "Which company" in emma.last.text


async def test_skipping_a_required_step_by_force_cites_the_clause(emma: Client) -> None:
    await emma.fill(until="company")
    draft = await emma.draft()
    assert draft is not None
    heard = await emma.push(f"f:{draft.id}:{draft.revision}:s:company:", emma.last)
    assert "clause 3.2.1" in heard
    assert await emma.draft() == draft


async def test_edit_returns_to_the_summary(emma: Client) -> None:
    await emma.fill()
    await emma.press("Edit: Company")
    assert "Changing: Company" in emma.last.text
    await emma.write("Beta TV")
    assert "Is everything right?" in emma.last.text
    assert "Beta TV" in emma.last.text


@pytest.mark.parametrize("topic", ["Order", "Web design"])
async def test_a_topic_that_is_handled_elsewhere_opens_no_request(emma: Client, topic: str) -> None:
    await emma.write("/new")
    if topic == "Web design":  # what is out of scope stands behind one button, below the topics
        assert not [label for label in emma.last.buttons if topic in label]
        await emma.press("What we do not support")
    label = next(label for label in emma.last.buttons if topic.lower() in label.lower())
    assert label.startswith("↗")
    heard = await emma.press(label)
    assert "No request was opened" in heard
    assert "+380" in heard
    await emma.press("Other topics")
    assert "What is it about?" in emma.last.text


@pytest.mark.parametrize("regulation", ["providence"], indirect=True)
async def test_the_other_regulation_says_one_problem_a_request_and_asks_for_the_steps(emma: Client) -> None:
    await emma.write("/new")
    await emma.press("Consultation")
    await emma.press("Nothing works")
    await emma.write("Emma Clark")
    await emma.press("Skip")
    await emma.write("emma@example.com")
    assert "One request is about one problem" in emma.last.text
    await emma.write("It stopped in the middle of the day.")
    assert "step by step" in emma.last.text
    await emma.press("Skip")
    await emma.press("Ready")
    assert "Priority:</b> High" in emma.last.text
    assert "cannot guarantee" in emma.last.text
    assert "PF-1001" in await emma.press("Send")


async def test_the_longest_answers_of_the_oddest_letters_fit(emma: Client) -> None:
    await emma.fill(until="name")
    await emma.write("Ж<b> Є& " + "ж" * 90)
    await emma.write("A&<>" * 30)
    await emma.write("emma@example.com")
    await emma.write("<i>&" * 25)
    await emma.write("Ы" + "<&>\u200f😀" * 400)
    await emma.press("Ready")
    assert "Is everything right?" in emma.last.text
    assert "Ж&lt;b&gt; Є&amp;" in emma.last.text
    await emma.press("Send")
    await emma.write("/tickets")
    await emma.press("IPMG-1001")
    assert "IPMG-1001" in plain(emma.last.text)


async def test_an_unfinished_form_is_found_again(emma: Client) -> None:
    await emma.fill(until="company")
    assert "unfinished request. You stopped at “Which company are you from?”. Continue" in await emma.write("/new")
    await emma.press("Continue")
    assert "Which company" in emma.last.text
    await emma.write("/new")
    await emma.press("Start over")
    assert "What is it about?" in emma.last.text
    draft = await emma.draft()
    assert draft is not None
    assert draft.answers.name is None


@pytest.mark.parametrize("typed", ["/New", "/NEW", "/Cancel", "/Start", "/Hours"])
async def test_a_command_that_the_keyboard_began_with_a_capital_letter_is_known(emma: Client, typed: str) -> None:
    assert "no such command" not in await emma.write(typed)


@pytest.mark.parametrize("command", ["/hours", "/help", "/nonsense", "/tickets", "/language", "/start"])
async def test_a_command_in_the_middle_loses_nothing(emma: Client, command: str) -> None:
    await emma.fill(until="company")
    before = await emma.draft()
    assert await emma.write(command)
    assert await emma.draft() == before
    await emma.write("Alfa TV")
    assert "How can we reach you?" in "".join(screen.text for screen in emma.fresh)


async def test_cancel_under_an_earlier_question_loses_nothing(emma: Client) -> None:
    await emma.fill(until="company")
    earlier = emma.last
    await emma.write("Alfa TV")
    before = await emma.draft()
    assert "belongs to an earlier step" in await emma.press("Cancel", earlier)
    assert await emma.draft() == before
    assert "How can we reach you?" in "".join(screen.text for screen in emma.fresh)
    await emma.press("Cancel", emma.last)
    assert await emma.draft() is None


async def test_a_path_is_no_command(emma: Client) -> None:
    await emma.fill(until="problem")
    await emma.write("/var/log is full since yesterday")
    draft = await emma.draft()
    assert draft is not None
    assert draft.answers.problem == "/var/log is full since yesterday"


@pytest.mark.parametrize(
    ("content", "words"),
    [
        ({"sticker": {"file_id": "s", "file_unique_id": "s", "type": "regular", "width": 1, "height": 1,
                      "is_animated": False, "is_video": False}}, "write it as text"),
        ({"voice": {"file_id": "v", "file_unique_id": "v", "duration": 1}}, "write it as text"),
        ({"location": {"latitude": 1.0, "longitude": 2.0}}, "write it as text"),
        ({"dice": {"emoji": "🎲", "value": 3}}, "write it as text"),
        ({"video": {"file_id": "v", "file_unique_id": "v", "width": 1, "height": 1, "duration": 1}}, "as text"),
    ],
)  # fmt: skip
async def test_what_cannot_be_an_answer_is_said_and_the_step_shown(
    emma: Client, rig: Rig, content: dict[str, Any], words: str
) -> None:
    await emma.fill(until="name")
    assert words in await emma.feed(rig.updates.message(emma.user, **content))
    assert "name and surname" in emma.last.text


async def test_an_edited_message_is_not_taken_over_and_that_is_said(emma: Client, rig: Rig) -> None:
    assert await emma.feed(rig.updates.edited(emma.user, 1, "x")) == ""
    await emma.fill(until="company")
    assert "changes nothing here" in await emma.feed(rig.updates.edited(emma.user, 1, "Emma Clarke"))


@pytest.mark.parametrize("data", ["f:1:1:y:summary:", "f:99999999999999999999:1:y:summary:", "f:x", "zzz", "t:1:0:0",
                                  "a:1", "b:1", "l:xx", "m:none", "w", "tp:-1", "l:de"])  # fmt: skip
async def test_a_forged_press_is_answered_and_harms_nobody(emma: Client, data: str) -> None:
    await emma.write("/start")
    await emma.push(data, emma.last)
    assert await emma.tickets() == []


async def test_a_press_on_a_message_that_is_gone_is_answered(emma: Client, rig: Rig) -> None:
    await emma.write("/new")
    data = next(iter(emma.last.buttons.values()))
    await emma.feed(rig.updates.press(emma.user, data, message_id=5, inaccessible=True))
    assert len(emma.pop_ups) == 1
    assert "How serious is it?" in emma.last.text


async def test_the_language_changes_in_the_middle_of_the_form(emma: Client) -> None:
    await emma.fill(until="company")
    await emma.write("/language")
    await emma.press("Українська")
    draft = await emma.draft()
    assert draft is not None
    assert draft.answers.name == "Emma Clark"
    person = await emma.rig.store.read(lambda work: work.people.get(emma.id))
    assert person is not None
    assert person.language == "uk"
    assert len(emma.fresh) == 2
