"""A complaint in the group: a supervisor marks it as handled, and the card says who it was."""

from aiogram.methods import EditMessageReplyMarkup, EditMessageText, SendMessage

from desk import closing
from desk.model import EventKind, Ticket
from desk.ports import Work
from handlers.group.complaints import ComplaintPress
from tests.handlers.group.conftest import ANDRIY, CLIENT, OLENA, STRANGER, Desk, button, labels

HANDLED = "✓ Complaint is handled"


async def complained(desk: Desk) -> tuple[Ticket, SendMessage]:
    """A closed request whose client complains, and what the group hears of it."""
    ticket = await desk.bring(await desk.ticket(), "done")
    await desk.deliver()

    def complain(work: Work) -> None:
        _ticket, person = closing.begin_complaint(work, CLIENT, ticket.id)
        closing.complain(work, desk.rig.house, person, "Three days & no word")

    await desk.rig.store.run(complain)
    calls = [call for call in await desk.deliver() if isinstance(call, SendMessage)]
    return await desk.now(ticket), next(call for call in calls if "COMPLAINT" in call.text)


async def card(desk: Desk, ticket: Ticket) -> str:
    """The card's new words."""
    calls = await desk.deliver()
    edits = [one for one in calls if isinstance(one, EditMessageText) and one.message_id == ticket.card_id]
    return edits[-1].text or ""


async def test_a_supervisor_marks_it_as_handled_and_the_card_says_so(desk: Desk) -> None:
    ticket, alarm = await complained(desk)
    assert labels(alarm.reply_markup)[0] == HANDLED
    assert "noted" in await desk.press(OLENA, button(alarm.reply_markup, HANDLED), message_id=77)
    (edit,) = [call for call in desk.sent if isinstance(call, EditMessageReplyMarkup)]
    assert HANDLED not in " ".join(labels(edit.reply_markup))
    assert "✓ Complaint: handled by Олена Коваль" in await card(desk, ticket)
    assert (await desk.history(ticket))[-1].kind is EventKind.COMPLAINT_HANDLED
    again = await desk.press(OLENA, button(alarm.reply_markup, HANDLED), message_id=77)
    assert again == f"{ticket.key}: Олена Коваль has handled the complaint already."


async def test_until_then_the_card_says_that_it_waits(desk: Desk) -> None:
    ticket, _alarm = await complained(desk)
    shown = [
        one.text or ""
        for one in desk.rig.telegram.delivered
        if isinstance(one, EditMessageText) and one.message_id == ticket.card_id
    ]
    assert "😠 Complaint: waits for a supervisor" in shown[-1]


async def test_nobody_else_can_and_what_is_forged_changes_nothing(desk: Desk) -> None:
    ticket, alarm = await complained(desk)
    press = button(alarm.reply_markup, HANDLED)
    assert "Only supervisors" in await desk.press(ANDRIY, press)
    assert await desk.press(STRANGER, press)
    assert "no such request" in await desk.press(OLENA, ComplaintPress(ticket=4711).pack())
    assert (await desk.history(ticket))[-1].kind is EventKind.COMPLAINED
    other = await desk.ticket()
    assert "there is no complaint" in await desk.press(OLENA, ComplaintPress(ticket=other.id).pack())
