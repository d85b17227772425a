"""What is behind More: assignment, suspension, reasons, answers, departments, duplicates; notes and history."""

from datetime import timedelta
from typing import Any

import pytest
from aiogram.methods import (
    DeleteMessage,
    EditMessageReplyMarkup,
    EditMessageText,
    SendDocument,
    SendMessage,
    SetMessageReaction,
)
from aiogram.types import BufferedInputFile

from desk.model import Action, EventKind, Identity, Language, Status, Ticket
from handlers.group.callbacks import HistoryPress, More, Then, ToolPress
from tests.handlers.conftest import said
from tests.handlers.group.conftest import ANDRIY, CARD_ID, CLIENT, HERE, OLENA, STRANGER, Desk, button, labels
from tests.support.updates import Json

both = pytest.mark.parametrize("regulation", ["ipmg", "providence"], indirect=True)
MENU_ID = 77
"""A menu's message, which is not the card."""


def tool(ticket: Ticket, action: Action, value: str = "", then: Then = Then.CHOOSE) -> str:
    return ToolPress(ticket=ticket.id, tool=action, value=value, then=then).pack()


async def command(desk: Desk, text: str, user: Json = ANDRIY, **more: Any) -> list[Any]:
    return await desk.rig.feed(desk.rig.updates.text(user, text, chat=HERE, **more))


async def prompt(desk: Desk) -> int:
    """The message that waits for words."""
    (found,) = [call for call in desk.sent if isinstance(call, SendMessage)]
    return desk.rig.telegram.message_id_of(found)


def to_client(calls: list[Any]) -> str:
    """What the client is told."""
    return said([call for call in calls if getattr(call, "chat_id", None) == CLIENT.id])


async def kinds(desk: Desk, ticket: Ticket) -> list[str]:
    return [entry.kind.value for entry in await desk.history(ticket)]


@both
@pytest.mark.parametrize(
    ("state", "offered"),
    [
        ("created", ["Assign", "Note", "Duplicate", "History"]),
        ("taken", ["Assign", "Suspend", "Pass on", "Prepared answers", "Note", "Duplicate", "History"]),
        ("asked", ["Assign", "Suspend", "Resume", "Pass on", "Prepared answers", "Note", "Duplicate", "History"]),
        ("done", ["Note", "Duplicate", "History"]),
    ],
)
async def test_more_offers_what_fits_and_every_press_of_it_does_something(
    desk: Desk, state: str, offered: list[str]
) -> None:
    ticket = await desk.bring(await desk.ticket(), state)
    await desk.card(ticket)
    await desk.press(ANDRIY, More(ticket=ticket.id).pack())
    (menu,) = [call.reply_markup for call in desk.sent if isinstance(call, EditMessageReplyMarkup)]
    assert menu is not None
    shown = [label.split(" ", 1)[-1] for label in labels(menu)]
    assert [label for label in shown if label in {*offered, "Resume"}] == offered
    for row in menu.inline_keyboard:
        for one in row:
            before = (await desk.now(ticket)).version
            answer = await desk.press(ANDRIY, one.callback_data or "")
            assert answer or len(desk.sent) > 1 or (await desk.now(ticket)).version > before, one.text


async def test_a_free_ticket_that_is_assigned_is_taken_by_the_colleague_who_is_told(desk: Desk) -> None:
    await desk.bring(await desk.ticket(), "taken")  # Olena has worked here
    ticket = await desk.ticket()
    await desk.card(ticket)
    await desk.press(ANDRIY, tool(ticket, Action.ASSIGN))
    (menu,) = [call.reply_markup for call in desk.sent if isinstance(call, EditMessageReplyMarkup)]
    assert labels(menu) == ["Олена Коваль", "Back"]
    answer = await desk.press(ANDRIY, button(menu, "Олена"))
    assert answer == f"{ticket.key} is with Олена Коваль now."
    now = await desk.now(ticket)
    assert (now.status, now.assignee_id) == (Status.IN_PROGRESS, OLENA["id"])
    assert now.clocks.first_reacted_at is not None
    sent = await desk.deliver()
    assert "Олена Коваль has taken your request" in to_client(sent)
    assert f'<a href="tg://user?id=502">Олена Коваль</a>, <code>{ticket.key}</code> is yours now: Андрій' in said(sent)


async def test_a_held_ticket_goes_over_to_the_colleague_and_the_client_hears_who(desk: Desk) -> None:
    other = await desk.ticket()
    await desk.press(ANDRIY, f"g:{other.id}:take::")
    ticket = await desk.bring(await desk.ticket(), "taken")
    await desk.deliver()
    before = (await desk.now(ticket)).clocks
    await desk.press(OLENA, tool(ticket, Action.ASSIGN, str(ANDRIY["id"])))
    now = await desk.now(ticket)
    assert (now.assignee_name, now.clocks) == ("Андрій Бондар", before)
    assert "Андрій Бондар handles your request from now on." in to_client(await desk.deliver())
    assert await desk.press(OLENA, tool(ticket, Action.ASSIGN, "501")) == f"{ticket.key} is with them already."


async def test_nobody_is_assigned_who_left_who_is_unknown_or_when_it_is_done(desk: Desk) -> None:
    done = await desk.bring(await desk.ticket(), "done")
    ticket = await desk.ticket()
    del desk.rig.telegram.members[OLENA["id"]]
    assert "no longer in this group" in await desk.press(ANDRIY, tool(ticket, Action.ASSIGN, "502"))
    assert "no such choice" in await desk.press(ANDRIY, tool(ticket, Action.ASSIGN, "12345"))
    assert "its status is Done" in await desk.press(ANDRIY, tool(done, Action.ASSIGN, "502"))
    assert (await desk.now(ticket)).assignee_id is None


@both
async def test_a_suspension_tells_the_ground_stops_the_clock_and_the_client_s_answer_lets_it_go_on(desk: Desk) -> None:
    ticket = await desk.bring(await desk.ticket(), "taken")
    ground = desk.rig.house.regulation.grounds[0]
    await desk.press(ANDRIY, tool(ticket, Action.SUSPEND))
    (menu,) = [call for call in desk.sent if isinstance(call, SendMessage)]
    assert all(f"{number}. " in menu.text for number in range(1, len(desk.rig.house.regulation.grounds) + 1))
    await desk.press(ANDRIY, button(menu.reply_markup, "1. "), message_id=MENU_ID)
    (chosen,) = [call for call in desk.sent if isinstance(call, EditMessageText)]
    assert labels(chosen.reply_markup) == ["Suspend now", "Add a comment", "Back"]
    answer = await desk.press(ANDRIY, button(chosen.reply_markup, "Suspend now"), message_id=MENU_ID)
    assert answer == f"{ticket.key} is suspended, and the client is told."
    assert [call.message_id for call in desk.sent if isinstance(call, DeleteMessage)] == [MENU_ID]
    now = await desk.now(ticket)
    assert (now.status, now.clocks.resolution_since, now.clocks.resolution_due) == (Status.CLARIFICATION, None, None)
    sent = await desk.deliver()
    assert ground.name[Language.EN] in to_client(sent)
    assert "has suspended your request" in to_client(sent)
    told = next(
        call
        for call in sent
        if isinstance(call, SendMessage) and call.chat_id == CLIENT.id and "suspended" in call.text
    )
    assert any("Answer" in label for label in labels(told.reply_markup))
    await desk.client_says(ticket, "Here is more")
    assert (await desk.now(ticket)).status is Status.IN_PROGRESS


@pytest.mark.parametrize("regulation", ["providence"], indirect=True)
async def test_the_clock_of_a_resumed_ticket_has_lost_only_the_time_it_ran(desk: Desk) -> None:
    ticket = await desk.bring(await desk.ticket(), "taken")
    due = ticket.clocks.resolution_due
    assert due is not None
    await desk.press(ANDRIY, tool(ticket, Action.SUSPEND, "outdated", Then.NOW), message_id=MENU_ID)
    desk.rig.clock.pass_(timedelta(hours=7))
    assert (
        await desk.press(ANDRIY, tool(ticket, Action.RESUME)) == f"{ticket.key}: work resumes, and the client is told."
    )
    now = await desk.now(ticket)
    assert (now.status, now.clocks.resolution_due) == (Status.IN_PROGRESS, due + timedelta(hours=7))
    assert "has resumed work on your request" in to_client(await desk.deliver())


async def test_resuming_what_nobody_has_makes_it_the_engineer_s(desk: Desk) -> None:
    ticket = await desk.bring(await desk.ticket(), "released")
    await desk.press(ANDRIY, tool(ticket, Action.RESUME))
    assert (await desk.now(ticket)).assignee_name == "Андрій Бондар"


@both
async def test_a_changed_priority_is_told_with_its_reason(desk: Desk) -> None:
    ticket = await desk.bring(await desk.ticket(), "taken")
    await desk.card(ticket)
    other = next(one for one in desk.rig.house.regulation.priorities if one.key != ticket.priority)
    await desk.press(ANDRIY, f"g:{ticket.id}:priority::")
    menus = [call.reply_markup for call in desk.sent if isinstance(call, EditMessageReplyMarkup)]
    await desk.press(ANDRIY, button(menus[0], other.name[Language.EN]))
    (chosen,) = [call for call in desk.sent if isinstance(call, SendMessage)]
    await desk.press(ANDRIY, button(chosen.reply_markup, "Give the reason"), message_id=MENU_ID)
    await desk.reply(ANDRIY, await prompt(desk), "Others have <it> too")
    assert (await desk.now(ticket)).priority == other.key
    told = to_client(await desk.deliver())
    assert "Others have &lt;it&gt; too" in told
    assert other.name[Language.EN] in told
    answer = await desk.press(ANDRIY, tool(ticket, Action.SET_PRIORITY, other.key), message_id=MENU_ID)
    assert answer == f"{ticket.key} has this priority already."


@both
async def test_a_prepared_answer_goes_in_the_client_s_language_as_the_engineer_s_reply(desk: Desk) -> None:
    ticket = await desk.bring(await desk.ticket(), "taken")
    answers = desk.rig.house.regulation.canned
    assert answers, "both regulations have some"
    await desk.press(ANDRIY, tool(ticket, Action.SEND_CANNED))
    (menu,) = [call for call in desk.sent if isinstance(call, SendMessage)]
    assert len(labels(menu.reply_markup)) == len(answers) + 1
    await desk.press(ANDRIY, button(menu.reply_markup, "1. "), message_id=MENU_ID)
    (preview,) = [call for call in desk.sent if isinstance(call, EditMessageText)]
    body = answers[0].body[Language.EN]
    assert body.split("\n")[0][:30] in str(preview.text)
    assert labels(preview.reply_markup) == ["Send", "Edit before sending", "Back"]
    await desk.press(ANDRIY, button(preview.reply_markup, "Send"), message_id=MENU_ID)
    sent = await desk.deliver()
    assert body.split("\n")[0][:30] in to_client(sent)
    assert (await kinds(desk, ticket))[-1] == "replied"


async def test_a_prepared_answer_can_be_edited_first(desk: Desk) -> None:
    ticket = await desk.bring(await desk.ticket(), "taken")
    key = desk.rig.house.regulation.canned[0].key
    await desk.press(ANDRIY, tool(ticket, Action.SEND_CANNED, key, Then.COMMENT), message_id=MENU_ID)
    assert "<pre>" in said([call for call in desk.sent if isinstance(call, SendMessage)])
    await desk.reply(ANDRIY, await prompt(desk), "My own <wording>")
    assert "My own &lt;wording&gt;" in to_client(await desk.deliver())


@both
async def test_passing_on_tells_the_client_to_whom_and_the_engineer_how_to_reach_them(desk: Desk) -> None:
    ticket = await desk.bring(await desk.ticket(), "taken")
    departments = desk.rig.house.regulation.departments
    assert departments, "both regulations have some"
    first = departments[0]
    await desk.press(ANDRIY, tool(ticket, Action.PASS_ON))
    (menu,) = [call for call in desk.sent if isinstance(call, SendMessage)]
    name = first.name[Language.EN]
    assert any(name.capitalize() in label for label in labels(menu.reply_markup)), "a button begins with a capital"
    await desk.press(ANDRIY, tool(ticket, Action.PASS_ON, first.key), message_id=MENU_ID)
    (chosen,) = [call for call in desk.sent if isinstance(call, EditMessageText)]
    assert all(contact.value in str(chosen.text) for contact in first.contacts)
    await desk.press(ANDRIY, button(chosen.reply_markup, "Add a comment"), message_id=MENU_ID)
    await desk.reply(ANDRIY, await prompt(desk), "They know & call you")
    told = to_client(await desk.deliver())
    assert first.name[Language.EN] in told
    assert "They know &amp; call you" in told
    now = await desk.now(ticket)
    assert (now.status, now.assignee_id) == (Status.IN_PROGRESS, OLENA["id"])


async def test_duplicates_are_linked_both_ways_and_their_clients_hear_nothing(desk: Desk) -> None:
    first, second = await desk.ticket(), await desk.bring(await desk.ticket(), "done")
    await desk.deliver()
    await desk.press(ANDRIY, tool(first, Action.LINK))
    place = await prompt(desk)
    for wrong in ("IPMG-9999", first.key, "hello"):
        assert "There is no such request" in said(await desk.reply(ANDRIY, place, wrong))
    await desk.reply(ANDRIY, place, second.key.lower())
    for one, other in ((first, second), (second, first)):
        assert (await desk.history(one))[-1].data == {"key": other.key}
    assert (await desk.now(second)).status is Status.DONE
    sent = await desk.deliver()
    assert to_client(sent) == ""
    assert f"🔗 {second.key}" in said(sent)
    await desk.press(ANDRIY, tool(second, Action.LINK))
    assert "linked with" in said(await desk.reply(ANDRIY, await prompt(desk), first.key))


@pytest.mark.parametrize("how", ["named", "reply", "button"])
async def test_a_note_is_in_history_and_card_and_never_with_the_client(desk: Desk, how: str) -> None:
    ticket = await desk.ticket()
    await desk.deliver()
    await desk.card(ticket)
    text = "He <always> says so"
    if how == "named":
        calls = await command(desk, f"/note {ticket.key} {text}")
    elif how == "reply":
        calls = await command(desk, f"/note {text}", reply_to=desk.rig.updates.bot_said(CARD_ID, HERE))
    else:
        await desk.press(ANDRIY, tool(ticket, Action.NOTE))
        calls = await desk.reply(ANDRIY, await prompt(desk), text)
    assert [call for call in calls if isinstance(call, SetMessageReaction)]
    entry = (await desk.history(ticket))[-1]
    assert (entry.kind, entry.data, entry.actor.name) == (EventKind.NOTED, {"text": text}, "Андрій Бондар")
    sent = await desk.deliver()
    assert "He &lt;always&gt; says so" in said(sent)
    assert to_client(sent) == ""


async def test_a_note_without_a_ticket_or_without_words_is_explained(desk: Desk) -> None:
    ticket = await desk.ticket()
    assert "Which request?" in said(await command(desk, "/note IPMG-4242 hi"))
    assert "Which request?" in said(await command(desk, "/note"))
    assert "Write the note after the command" in said(await command(desk, f"/note {ticket.key}"))
    assert "too long" in said(await command(desk, f"/note {ticket.key} " + "x" * 2600))
    assert await kinds(desk, ticket) == ["opened"]


async def test_the_history_tells_everything_as_it_happened(desk: Desk) -> None:
    ticket = await desk.bring(await desk.ticket(problem="All <dark> & quiet"), "asked")
    await desk.client_says(ticket, "Channel <5>")
    await command(desk, f"/note {ticket.key} Looks like the antenna")
    (answer,) = await command(desk, f"/history {ticket.key.lower()}")
    assert isinstance(answer, SendMessage)
    marks = ["All &lt;dark&gt; &amp; quiet", "Taken", "Which channel?", "Channel &lt;5&gt;", "Looks like the antenna"]
    places = [answer.text.index(mark) for mark in marks]
    assert places == sorted(places)
    assert "Emma Client (client)" in answer.text
    assert "All times are Kyiv time." in answer.text


async def test_a_long_history_comes_as_a_file(desk: Desk) -> None:
    ticket = await desk.ticket(problem="п" * 2400, identity=Identity("Emma Client", "Acme", "emma@example.com", ""))
    await command(desk, f"/note {ticket.key} " + "н" * 2400)
    await desk.card(ticket)
    (answer,) = await command(desk, "/history", reply_to=desk.rig.updates.bot_said(CARD_ID, HERE))
    assert isinstance(answer, SendDocument)
    assert isinstance(answer.document, BufferedInputFile)
    assert answer.document.filename == f"{ticket.key}.txt"
    content = answer.document.data.decode()
    assert "п" * 2400 in content
    assert "н" * 2400 in content
    assert await desk.press(ANDRIY, HistoryPress(ticket=ticket.id).pack()) == ""
    assert any(isinstance(call, SendDocument) for call in desk.sent)
    assert "Which request?" in said(await command(desk, "/history"))


FORGED = [
    (Action.SUSPEND, "no_such_ground", Then.NOW),
    (Action.PASS_ON, "nowhere", Then.NOW),
    (Action.SEND_CANNED, "nothing", Then.NOW),
    (Action.SET_PRIORITY, "urgent", Then.NOW),
    (Action.CLOSE, "", Then.CHOOSE),
    (Action.ANSWER, "", Then.NOW),
]


@pytest.mark.parametrize(("action", "value", "then"), FORGED)
async def test_a_forged_press_changes_nothing_and_is_answered(
    desk: Desk, action: Action, value: str, then: Then
) -> None:
    ticket = await desk.bring(await desk.ticket(), "taken")
    answer = await desk.press(ANDRIY, tool(ticket, action, value, then), message_id=MENU_ID)
    assert "no such choice" in answer or "out of date" in answer
    assert await desk.now(ticket) == ticket


TOOLS = (
    Action.ASSIGN, Action.SUSPEND, Action.RESUME, Action.PASS_ON, Action.SEND_CANNED, Action.NOTE, Action.LINK,
    Action.SET_PRIORITY,
)  # fmt: skip


@pytest.mark.parametrize("action", TOOLS)
async def test_a_stranger_s_press_changes_nothing_and_says_so(desk: Desk, action: Action) -> None:
    ticket = await desk.bring(await desk.ticket(), "asked")
    assert "Only members" in await desk.press(STRANGER, tool(ticket, action, "x", Then.NOW), message_id=MENU_ID)
    assert await desk.now(ticket) == ticket
