"""Replies to the messages that wait for an engineer's words."""

import pytest
from aiogram.methods import DeleteMessage, SendMessage, SetMessageReaction

from desk.model import Status, Ticket
from handlers.group.callbacks import Act, Then
from tests.handlers.conftest import said
from tests.handlers.group.conftest import ANDRIY, HERE, OLENA, STRANGER, Desk
from tests.handlers.group.test_presses import data
from tests.support.session import refusal
from tests.support.updates import Json, human

ANONYMOUS = human(1087968824, "Group", None, username="GroupAnonymousBot", is_bot=True)


async def asked(desk: Desk) -> tuple[Ticket, int]:
    """A ticket in work, and the message that waits for the question."""
    ticket = await desk.bring(await desk.ticket(), "taken")
    await desk.press(ANDRIY, data(ticket.id, Act.ASK))
    (prompt,) = [call for call in desk.sent if isinstance(call, SendMessage)]
    return ticket, desk.rig.telegram.message_id_of(prompt)


async def refused(desk: Desk, ticket: Ticket, place: int, calls: list[object]) -> str:
    """What was answered; nothing changed, and a good reply still works."""
    (answer,) = [call for call in calls if isinstance(call, SendMessage)]
    assert await desk.now(ticket) == ticket
    await desk.reply(OLENA, place, "Which channel?")
    assert (await desk.now(ticket)).status is Status.CLARIFICATION
    return answer.text


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("x" * 2501, "1 character too long (at most 2500)"),
        ("😀" * 1300, "100 characters too long"),
        (" \u202e\n ", "there is no text in it"),
    ],
)
async def test_a_text_that_does_not_fit_is_told_and_the_prompt_waits_on(desk: Desk, text: str, words: str) -> None:
    ticket, place = await asked(desk)
    answer = await refused(desk, ticket, place, await desk.reply(ANDRIY, place, text))
    assert words in answer
    assert ticket.key in answer


@pytest.mark.parametrize("text", ["/whatever it is", "/Close@frontdesk_bot"])
async def test_a_command_is_no_question_for_the_client(desk: Desk, text: str) -> None:
    ticket, place = await asked(desk)
    answer = await refused(desk, ticket, place, await desk.reply(ANDRIY, place, text))
    assert "looks like a command" in answer


@pytest.mark.parametrize("text", ["/cancel", "/cancel@frontdesk_bot", "/CANCEL please"])
async def test_a_question_is_given_up_with_cancel(desk: Desk, text: str) -> None:
    ticket, place = await asked(desk)
    calls = await desk.reply(ANDRIY, place, text)
    assert f"{ticket.key}: cancelled" in said(calls)
    assert [call.message_id for call in calls if isinstance(call, DeleteMessage)] == [place]
    assert await desk.now(ticket) == ticket
    await desk.reply(ANDRIY, place, "Which channel?")
    assert (await desk.now(ticket)).status is Status.IN_PROGRESS, "it waits for nothing"


async def test_cancel_in_reply_to_nothing_says_how(desk: Desk) -> None:
    assert "in reply to my message" in said(await desk.rig.feed(desk.rig.updates.text(ANDRIY, "/cancel", chat=HERE)))


STICKER: Json = {
    "sticker": {"file_id": "s", "file_unique_id": "s", "type": "regular", "width": 1, "height": 1,
                "is_animated": False, "is_video": False},
}  # fmt: skip


async def test_a_sticker_is_no_question(desk: Desk) -> None:
    ticket, place = await asked(desk)
    answer = await refused(desk, ticket, place, await desk.reply(ANDRIY, place, **STICKER))
    assert "text only: the question for the client" in answer


async def test_a_stranger_cannot_speak_to_the_client(desk: Desk) -> None:
    ticket, place = await asked(desk)
    answer = await refused(desk, ticket, place, await desk.reply(STRANGER, place, "Send me your password"))
    assert "Only members of the engineers' group" in answer


async def test_an_anonymous_admin_is_asked_to_sign(desk: Desk) -> None:
    ticket, place = await asked(desk)
    answer = await refused(desk, ticket, place, await desk.reply(ANONYMOUS, place, "Which one?", sender_chat=HERE))
    assert "Remain anonymous" in answer
    assert ticket.key in answer


async def test_a_prompt_whose_ticket_was_closed_meanwhile_says_so(desk: Desk) -> None:
    ticket, place = await asked(desk)
    await desk.press(OLENA, data(ticket.id, Act.CLOSE, "solved", Then.NOW))
    calls = await desk.reply(ANDRIY, place, "Which channel?")
    assert f"{ticket.key}: this is not possible now, its status is Done" in said(calls)
    assert (await desk.now(ticket)).status is Status.DONE


async def test_a_second_reply_to_the_same_prompt_sends_nothing(desk: Desk) -> None:
    ticket, place = await asked(desk)
    await desk.reply(ANDRIY, place, "Which channel?")
    assert await desk.reply(OLENA, place, "And since when?") == []
    assert [entry.kind.value for entry in await desk.history(ticket)].count("asked") == 1


async def test_where_reactions_are_off_words_confirm(desk: Desk) -> None:
    ticket, place = await asked(desk)
    desk.rig.telegram.fail(SetMessageReaction, refusal(400, "Bad Request: REACTION_INVALID"))
    desk.rig.telegram.fail(DeleteMessage, refusal(400, "Bad Request: message can't be deleted for everyone"))
    calls = await desk.reply(ANDRIY, place, "Which channel?")
    assert f"{ticket.key}: the question is on its way to the client." in said(calls)


async def test_a_comment_goes_with_the_refusal(desk: Desk) -> None:
    ticket = await desk.ticket()
    await desk.press(OLENA, data(ticket.id, Act.REFUSE, "foul_language", Then.COMMENT), message_id=77)
    (prompt,) = [call for call in desk.sent if isinstance(call, SendMessage)]
    assert "Foul language or insults" in prompt.text
    assert [call.message_id for call in desk.sent if isinstance(call, DeleteMessage)] == [77]
    calls = await desk.reply(ANDRIY, desk.rig.telegram.message_id_of(prompt), "Please be polite")
    assert "Only supervisors" in said(calls)
    assert (await desk.now(ticket)).ground is None
    await desk.reply(OLENA, desk.rig.telegram.message_id_of(prompt), "Please be polite")
    assert (await desk.now(ticket)).ground == "foul_language"
    assert "Please be polite" in said(await desk.deliver())


async def test_chatter_and_replies_to_other_messages_of_the_bot_stay_among_the_engineers(desk: Desk) -> None:
    await desk.ticket()
    updates = desk.rig.updates
    assert await desk.rig.feed(updates.text(ANDRIY, "Who takes it?", chat=HERE)) == []
    assert await desk.rig.feed(updates.text(ANDRIY, "/start", chat=HERE)) == []
    assert await desk.reply(ANDRIY, 12345, "I do") == []
    assert await desk.rig.feed(updates.photo(ANDRIY, "photo", chat=HERE)) == []
