"""An engineer sees a critical request and does not take it: the button, its answers, what the messages show then."""

from datetime import timedelta

import pytest
from aiogram.methods import AnswerCallbackQuery, EditMessageReplyMarkup, EditMessageText, SendMessage

from desk import timers
from desk.model import Action, EventKind, Impact, Ticket
from handlers.group.callbacks import Act, Press, ToolPress
from handlers.texts import history as texts
from tests.handlers.conftest import said
from tests.handlers.group.conftest import ANDRIY, OLENA, Desk, labels
from tests.support.updates import private

SEE = "I see it"


async def critical(desk: Desk) -> Ticket:
    """A critical request whose card and loud message are there."""
    ticket = await desk.ticket(impact=Impact.DOWN)
    await desk.deliver()
    return await desk.now(ticket)


def data(ticket: Ticket, act: Act = Act.SEE) -> str:
    return Press(ticket=ticket.id, act=act).pack()


both = pytest.mark.parametrize("regulation", ["ipmg", "providence"], indirect=True)


@both
async def test_it_is_offered_beside_take_and_noted_on_card_and_alarm(desk: Desk) -> None:
    ticket = await desk.ticket(impact=Impact.DOWN)
    sent = [call for call in await desk.deliver() if isinstance(call, SendMessage) and call.chat_id == desk.group.id]
    assert [labels(call.reply_markup)[:2] for call in sent] == [["Take", SEE]] * 2
    answer = await desk.press(ANDRIY, data(ticket))
    assert next(call for call in desk.sent if isinstance(call, AnswerCallbackQuery)).show_alert
    assert answer.startswith(f"{ticket.key}: noted that you see it. If nobody takes it, the alerts go on today at ")
    assert len(answer) <= 200
    edits = [call for call in await desk.deliver() if isinstance(call, EditMessageText)]
    assert len(edits) == 2
    for edit in edits:
        assert "👀 Андрій Бондар has seen it (today at " in said([edit])
        assert SEE not in labels(edit.reply_markup)
        assert "Take" in labels(edit.reply_markup)
    assert not any(isinstance(call, SendMessage) for call in await desk.deliver()), "the client is not told"


async def test_a_second_one_is_told_who_has_seen_it_and_a_taken_one_whose_it_is(desk: Desk) -> None:
    ticket = await critical(desk)
    await desk.press(ANDRIY, data(ticket))
    assert await desk.press(OLENA, data(ticket)) == (
        f"{ticket.key}: Андрій Бондар has already seen it. It still has to be taken."
    )
    await desk.press(OLENA, data(ticket, Act.TAKE))
    assert await desk.press(ANDRIY, data(ticket)) == f"{ticket.key} is with Олена Коваль."
    kinds = [entry.kind for entry in await desk.history(ticket)]
    assert kinds == [EventKind.OPENED, EventKind.ACKNOWLEDGED, EventKind.TAKEN]


async def test_what_is_not_critical_is_not_offered_and_cannot_be_seen(desk: Desk) -> None:
    ticket = await desk.ticket()
    sent = [call for call in await desk.deliver() if isinstance(call, SendMessage)]
    assert not any(SEE in labels(call.reply_markup) for call in sent)
    assert (await desk.press(ANDRIY, data(ticket))).startswith(f"{ticket.key}: this is not possible now")
    assert "no such request" in await desk.press(ANDRIY, Press(ticket=9, act=Act.SEE).pack())


async def test_a_modified_client_cannot_act_on_it_in_private(desk: Desk) -> None:
    ticket = await critical(desk)
    answer = await desk.press(ANDRIY, data(ticket), chat=private(ANDRIY))
    assert "only in the engineers' group" in answer
    assert await desk.now(ticket) == ticket


async def test_back_and_a_chosen_tool_bring_the_button_again(desk: Desk) -> None:
    ticket = await critical(desk)
    assert ticket.card_id is not None
    presses = [data(ticket, Act.BACK), ToolPress(ticket=ticket.id, tool=Action.SET_PRIORITY, value="standard").pack()]
    for press in presses:
        await desk.press(ANDRIY, press, message_id=ticket.card_id)
        (edit,) = [call for call in desk.sent if isinstance(call, EditMessageReplyMarkup)]
        assert labels(edit.reply_markup)[:2] == ["Take", SEE]


async def test_the_chain_is_sent_in_reply_to_the_card_and_edited_once_it_is_taken(desk: Desk) -> None:
    ticket = await critical(desk)
    desk.rig.clock.pass_(timedelta(minutes=5))
    for subject in await desk.rig.store.run(timers.due):
        await desk.rig.store.run(timers.fire, desk.rig.house, subject)
    (call,) = [one for one in await desk.deliver() if isinstance(one, SendMessage)]
    assert call.reply_parameters is not None
    assert call.reply_parameters.message_id == ticket.card_id
    assert call.disable_notification is None
    assert ticket.key in call.text
    loud = desk.rig.telegram.message_id_of(call)
    await desk.press(OLENA, data(ticket, Act.TAKE), message_id=loud)
    edits = [one for one in await desk.deliver() if isinstance(one, EditMessageText)]
    assert {one.message_id for one in edits} >= {loud, ticket.card_id}
    assert len(edits) == 3, "the card, the first message and this one"
    for edit in edits:
        assert "Олена Коваль" in said([edit])
        assert "Take" not in labels(edit.reply_markup)


async def test_the_history_tells_who_was_called_and_who_has_seen_it(desk: Desk) -> None:
    ticket = await critical(desk)
    for minutes in (5, 5):
        desk.rig.clock.pass_(timedelta(minutes=minutes))
        for subject in await desk.rig.store.run(timers.due):
            await desk.rig.store.run(timers.fire, desk.rig.house, subject)
    await desk.press(ANDRIY, data(ticket))
    await desk.deliver()
    regulation = desk.rig.house.regulation
    with desk.rig.i18n.context():
        told = [texts._what(regulation, entry) for entry in await desk.history(ticket)]
    assert told == ["Request", "Escalated: the group", "Escalated: supervisors", "Acknowledged"]
