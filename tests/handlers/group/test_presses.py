"""What engineers press, and what comes of it."""

import asyncio

import pytest
from aiogram.methods import (
    AnswerCallbackQuery,
    DeleteMessage,
    EditMessageReplyMarkup,
    EditMessageText,
    GetChatMember,
    SendMessage,
    SetMessageReaction,
)

from desk.model import Action, Resolution, Status
from desk.rules import buttons
from handlers.group.callbacks import Act, Press, Then
from handlers.group.keyboards import ACTS
from tests.handlers.conftest import said
from tests.handlers.group.conftest import ANDRIY, CARD_ID, HERE, OLENA, STRANGER, Desk, button, labels, serve
from tests.support.session import refusal
from tests.support.updates import group, private

TAKEN = ["Ask the client", "Close", "Refuse", "Priority", "Release", "More…"]
both = pytest.mark.parametrize("regulation", ["ipmg", "providence"], indirect=True)


def data(ticket_id: int, act: Act, value: str = "", then: Then = Then.CHOOSE) -> str:
    return Press(ticket=ticket_id, act=act, value=value, then=then).pack()


@both
async def test_an_engineer_takes_a_ticket_and_client_and_card_tell_it(desk: Desk) -> None:
    ticket = await desk.ticket()
    await desk.deliver()
    card = (await desk.now(ticket)).card_id
    assert card is not None
    assert await desk.press(ANDRIY, data(ticket.id, Act.TAKE), message_id=card) == f"{ticket.key} is yours."
    now = await desk.now(ticket)
    assert (now.status, now.assignee_name) == (Status.IN_PROGRESS, "Андрій Бондар")
    sent = await desk.deliver()
    (edit,) = [call for call in sent if isinstance(call, EditMessageText)]
    assert edit.message_id == card
    assert "In progress" in said([edit])
    assert "Андрій Бондар" in said([edit])
    (told,) = [call for call in sent if isinstance(call, SendMessage)]
    assert told.chat_id == 7
    assert "Андрій Бондар has taken your request" in told.text
    assert ticket.key in told.text


ACTIONS = (Action.TAKE, Action.ASK, Action.CLOSE, Action.REFUSE, Action.SET_PRIORITY, Action.RELEASE, Action.REOPEN)


@both
@pytest.mark.parametrize("state", ["created", "taken", "asked", "released", "done"])
@pytest.mark.parametrize("action", ACTIONS)
async def test_every_action_in_every_state_is_done_or_told_why_not(desk: Desk, state: str, action: Action) -> None:
    ticket = await desk.bring(await desk.ticket(), state)
    await desk.card(ticket)
    before = await desk.now(ticket)
    who = OLENA if action is Action.REFUSE else ANDRIY
    answer = await desk.press(who, data(ticket.id, ACTS[action]))
    after = await desk.now(ticket)
    if action in buttons(before):
        at_once = action in (Action.TAKE, Action.RELEASE, Action.REOPEN)
        assert (after.version > before.version) is at_once
        assert at_once or len(desk.sent) > 1, "a menu or a prompt was shown"
        return
    assert after == before
    status = {"created": "Created", "taken": "In progress", "asked": "Clarification", "released": "Clarification"}
    if action is Action.TAKE and state != "done":
        assert answer == f"{ticket.key} is with Олена Коваль."
    else:
        assert answer.startswith(f"{ticket.key}: this is not possible now, its status is {status.get(state, 'Done')}")


async def test_of_two_who_press_take_together_one_gets_it_and_the_other_is_told_who(desk: Desk) -> None:
    ticket = await desk.ticket()
    await desk.card(ticket)
    presses = [desk.rig.updates.press(user, data(ticket.id, Act.TAKE), message_id=CARD_ID, chat=HERE)
               for user in (ANDRIY, OLENA)]  # fmt: skip
    await desk.rig.together(*presses)
    answers = {call.text for call in desk.rig.telegram.of(AnswerCallbackQuery)}
    winner = (await desk.now(ticket)).assignee_name
    assert answers == {f"{ticket.key} is yours.", f"{ticket.key} is with {winner}."}
    assert [entry.kind.value for entry in await desk.history(ticket)] == ["opened", "taken"]


async def test_two_processes_over_one_store_give_it_to_one(desk: Desk) -> None:
    ticket = await desk.ticket()
    await desk.card(ticket)
    first = desk.rig.dispatcher
    serve(desk.rig)
    second = desk.rig.dispatcher
    assert first is not second
    one = desk.rig.updates.press(ANDRIY, data(ticket.id, Act.TAKE), message_id=CARD_ID, chat=HERE)
    two = desk.rig.updates.press(OLENA, data(ticket.id, Act.TAKE), message_id=CARD_ID, chat=HERE)
    await asyncio.gather(first.feed_update(desk.rig.bot, one), second.feed_update(desk.rig.bot, two))
    winner = (await desk.now(ticket)).assignee_name
    answers = {call.text for call in desk.rig.telegram.of(AnswerCallbackQuery)}
    assert answers == {f"{ticket.key} is yours.", f"{ticket.key} is with {winner}."}


async def test_who_has_it_already_is_told_so(desk: Desk) -> None:
    ticket = await desk.ticket()
    await desk.press(ANDRIY, data(ticket.id, Act.TAKE))
    assert await desk.press(ANDRIY, data(ticket.id, Act.TAKE)) == f"{ticket.key} is yours already."


@pytest.mark.parametrize("act", Act)
async def test_a_stranger_changes_nothing_and_is_told_so(desk: Desk, act: Act) -> None:
    ticket = await desk.bring(await desk.ticket(), "taken")
    answer = await desk.press(STRANGER, data(ticket.id, act, "solved", Then.NOW))
    assert "Only members of the engineers' group" in answer
    assert await desk.now(ticket) == ticket
    assert [type(call) for call in desk.sent] == [GetChatMember, AnswerCallbackQuery]


@pytest.mark.parametrize("chat", [group(-77, "Somewhere else"), private(ANDRIY)])
async def test_a_press_outside_the_group_changes_nothing_even_by_an_engineer(
    desk: Desk, chat: dict[str, object]
) -> None:
    ticket = await desk.ticket()
    assert "only in the engineers' group" in await desk.press(ANDRIY, data(ticket.id, Act.TAKE), chat=chat)
    assert await desk.now(ticket) == ticket


FORGED = [
    "g:999999:take::",
    "g:9007199254740992:take::",
    "g:99999999999999999999999:take::",
    "g:-1:take::",
    "g:0:take::",
    "g::take::",
    "g:1001:explode::",
    "g:1001:take",
    "g",
    "g:",
    "g:1001:take:::::",
    "g:1001:close:refused:now",
    "g:1001:close:nonsense:now",
    "g:1001:close:nonsense:comment",
    "g:1001:refuse:nonsense:now",
    "g:1001:refuse::now",
    "g:1001:refuse:nonsense:",
    "g:1001:refuse:nonsense:comment",
    "g:1001:priority:nonsense:",
    "g:1001:priority:NONSENSE:",
    "g:1001:close:not_reproducible:now",
    "g:1001:back:x'--:leave",
    "g:1001:take:\x00:",
    "completely unknown",
]


@both
@pytest.mark.parametrize("forged", FORGED)
async def test_forged_data_changes_nothing_and_is_answered_with_words(desk: Desk, forged: str) -> None:
    ticket = await desk.bring(await desk.ticket(), "taken")
    await desk.card(ticket)
    before = await desk.now(ticket)
    assert await desk.press(OLENA, forged)
    assert await desk.now(ticket) == before
    assert not [call for call in desk.sent if not isinstance(call, AnswerCallbackQuery | GetChatMember)]


async def test_menus_and_back_change_only_the_buttons_of_the_card(desk: Desk) -> None:
    ticket = await desk.bring(await desk.ticket(), "taken")
    await desk.card(ticket)
    await desk.press(ANDRIY, data(ticket.id, Act.CLOSE))
    (menu,) = [call for call in desk.sent if isinstance(call, EditMessageReplyMarkup)]
    assert labels(menu.reply_markup) == [
        "Solved", "Not reproducible", "User error", "Infrastructure", "Complaint", "Back",
    ]  # fmt: skip
    await desk.press(ANDRIY, button(menu.reply_markup, "User error"))
    (finish,) = [call for call in desk.sent if isinstance(call, EditMessageReplyMarkup)]
    assert labels(finish.reply_markup) == ["Close now", "Add a comment", "Back"]
    await desk.press(ANDRIY, button(finish.reply_markup, "Back"))
    (again,) = [call for call in desk.sent if isinstance(call, EditMessageReplyMarkup)]
    assert again.reply_markup == menu.reply_markup
    await desk.press(ANDRIY, button(menu.reply_markup, "Back"))
    (card,) = [call for call in desk.sent if isinstance(call, EditMessageReplyMarkup)]
    assert labels(card.reply_markup) == TAKEN
    assert (await desk.now(ticket)).status is Status.IN_PROGRESS
    await desk.press(ANDRIY, button(finish.reply_markup, "Close now"))
    assert (await desk.now(ticket)).resolution is Resolution.USER_ERROR


async def test_a_menu_that_is_there_already_is_no_error(desk: Desk) -> None:
    ticket = await desk.bring(await desk.ticket(), "taken")
    same = "Bad Request: message is not modified: specified new message content and reply markup are exactly the same"
    desk.rig.telegram.fail(EditMessageReplyMarkup, refusal(400, same))
    await desk.press(ANDRIY, data(ticket.id, Act.CLOSE))


async def test_not_reproducible_asks_for_its_explanation_and_gives_the_card_its_buttons_back(desk: Desk) -> None:
    ticket = await desk.bring(await desk.ticket(), "taken")
    await desk.card(ticket)
    await desk.press(ANDRIY, data(ticket.id, Act.CLOSE))
    (menu,) = [call for call in desk.sent if isinstance(call, EditMessageReplyMarkup)]
    await desk.press(ANDRIY, button(menu.reply_markup, "Not reproducible"))
    (prompt,) = [call for call in desk.sent if isinstance(call, SendMessage)]
    assert "Not reproducible" in prompt.text
    (back,) = [call for call in desk.sent if isinstance(call, EditMessageReplyMarkup)]
    assert labels(back.reply_markup) == TAKEN
    await desk.reply(ANDRIY, desk.rig.telegram.message_id_of(prompt), "It plays <here> & there")
    now = await desk.now(ticket)
    assert (now.status, now.resolution) == (Status.DONE, Resolution.NOT_REPRODUCIBLE)
    assert "It plays &lt;here&gt; &amp; there" in said(await desk.deliver())


@both
async def test_refuse_shows_every_ground_in_full_and_refuses_on_the_chosen_one(desk: Desk) -> None:
    ticket = await desk.ticket()
    await desk.card(ticket)
    regulation = desk.rig.house.regulation
    await desk.press(OLENA, data(ticket.id, Act.REFUSE))
    (menu,) = [call for call in desk.sent if isinstance(call, SendMessage)]
    for ground in regulation.grounds:
        assert f"{ground.name['en']} ({ground.clause})" in menu.text  # type: ignore[index]
    assert len(labels(menu.reply_markup)) == len(regulation.grounds) + 1
    place = desk.rig.telegram.message_id_of(menu)
    ground = regulation.grounds[2]
    await desk.press(OLENA, button(menu.reply_markup, "3. "), message_id=place)
    (chosen,) = [call for call in desk.sent if isinstance(call, EditMessageText)]
    assert ground.name["en"] in said([chosen])  # type: ignore[index]
    await desk.press(OLENA, button(chosen.reply_markup, "Back"), message_id=place)
    (back,) = [call for call in desk.sent if isinstance(call, EditMessageText)]
    assert back.text == menu.text
    await desk.press(OLENA, button(chosen.reply_markup, "Refuse now"), message_id=place)
    assert [call.message_id for call in desk.sent if isinstance(call, DeleteMessage)] == [place]
    now = await desk.now(ticket)
    assert (now.status, now.resolution, now.ground) == (Status.DONE, Resolution.REFUSED, ground.key)
    told = said([call for call in await desk.deliver() if getattr(call, "chat_id", None) == 7])
    assert ground.name["en"] in told  # type: ignore[index]
    assert f"clause {ground.clause}" in told
    assert regulation.contacts[0].value in told


async def test_leaving_the_grounds_takes_their_message_away_and_never_the_card(desk: Desk) -> None:
    ticket = await desk.ticket()
    await desk.card(ticket)
    await desk.press(ANDRIY, data(ticket.id, Act.BACK, then=Then.LEAVE), message_id=77)
    assert [call.message_id for call in desk.sent if isinstance(call, DeleteMessage)] == [77]
    await desk.press(ANDRIY, data(ticket.id, Act.BACK, then=Then.LEAVE))
    assert not [call for call in desk.sent if isinstance(call, DeleteMessage)]
    assert (await desk.now(ticket)).status is Status.CREATED


@both
async def test_the_priority_is_changed_and_the_client_told_the_old_and_the_new(desk: Desk) -> None:
    ticket = await desk.ticket()
    await desk.card(ticket)
    regulation = desk.rig.house.regulation
    await desk.press(ANDRIY, data(ticket.id, Act.PRIORITY))
    (menu,) = [call for call in desk.sent if isinstance(call, EditMessageReplyMarkup)]
    names = [regulation.text(one.name, regulation.languages[2]) for one in regulation.priorities]
    marked = [f"✓ {name}" if one.key == ticket.priority else name
              for name, one in zip(names, regulation.priorities, strict=True)]  # fmt: skip
    assert labels(menu.reply_markup) == [*marked, "Back"]
    assert "has this priority already" in await desk.press(ANDRIY, button(menu.reply_markup, "✓"))
    new = next(one for one in regulation.priorities if one.critical)
    await desk.press(ANDRIY, data(ticket.id, Act.PRIORITY, new.key))
    assert (await desk.now(ticket)).priority == new.key
    told = said([call for call in await desk.deliver() if getattr(call, "chat_id", None) == 7])
    old = regulation.priority(ticket.priority).name
    assert f"{old['en']} → <b>{new.name['en']}</b>" in told  # type: ignore[index]


async def test_a_question_goes_to_the_client_and_the_answer_comes_back(desk: Desk) -> None:
    ticket = await desk.bring(await desk.ticket(), "taken")
    await desk.card(ticket)
    await desk.press(ANDRIY, data(ticket.id, Act.ASK))
    (prompt,) = [call for call in desk.sent if isinstance(call, SendMessage)]
    assert "tg://user?id=501" in prompt.text
    assert ticket.key in prompt.text
    assert prompt.reply_parameters is not None
    assert prompt.reply_parameters.message_id == CARD_ID
    place = desk.rig.telegram.message_id_of(prompt)
    calls = await desk.reply(OLENA, place, "Which channel & when?")
    assert [type(call) for call in calls if not isinstance(call, GetChatMember)] == [SetMessageReaction, DeleteMessage]
    assert (await desk.now(ticket)).status is Status.CLARIFICATION
    told = said([call for call in await desk.deliver() if getattr(call, "chat_id", None) == 7])
    assert "<blockquote>Which channel &amp; when?</blockquote>" in told
    assert "Олена Коваль" in told
    await desk.client_says(ticket, "Channel <5>")
    assert (await desk.now(ticket)).status is Status.IN_PROGRESS
    heard = said([call for call in await desk.deliver() if getattr(call, "chat_id", None) == HERE["id"]])
    assert "<blockquote>Channel &lt;5&gt;</blockquote>" in heard
    assert ticket.key in heard


async def test_a_press_on_a_message_that_telegram_no_longer_shows_works_all_the_same(desk: Desk) -> None:
    ticket = await desk.ticket()
    answer = await desk.press(ANDRIY, data(ticket.id, Act.TAKE), inaccessible=True)
    assert answer == f"{ticket.key} is yours."


async def test_the_same_press_delivered_twice_takes_effect_once(desk: Desk) -> None:
    ticket = await desk.ticket()
    update = desk.rig.updates.press(ANDRIY, data(ticket.id, Act.TAKE), message_id=CARD_ID, chat=HERE)
    await desk.rig.feed(update, update)
    assert [entry.kind.value for entry in await desk.history(ticket)] == ["opened", "taken"]


async def test_taking_from_the_loud_message_takes_its_button_away(desk: Desk) -> None:
    ticket = await desk.ticket(priority="operative")
    await desk.card(ticket)
    await desk.press(ANDRIY, data(ticket.id, Act.TAKE), message_id=99)
    (edit,) = [call for call in desk.sent if isinstance(call, EditMessageReplyMarkup)]
    assert (edit.message_id, edit.reply_markup) == (99, None)


@pytest.mark.parametrize("value", ["9" * 23, "x", ""])
async def test_a_retry_with_a_forged_number_is_refused_and_the_card_keeps_its_buttons(desk: Desk, value: str) -> None:
    ticket = await desk.ticket()
    await desk.card(ticket)
    assert "no such choice" in await desk.press(ANDRIY, data(ticket.id, Act.RETRY, value))
    await desk.press(ANDRIY, data(ticket.id, Act.RETRY, "1"))
    assert not [call for call in desk.sent if isinstance(call, EditMessageReplyMarkup)]
