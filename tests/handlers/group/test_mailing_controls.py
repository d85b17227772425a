"""Mailings that were sent: their progress in the group with its buttons, the list, what follows them up."""

from typing import Any

import pytest
from aiogram.methods import DeleteMessage, EditMessageReplyMarkup, EditMessageText, SendMessage, TelegramMethod

from desk import mailing_run, mailings
from desk.model import Language
from desk.ports_mailings import Mailing, MailingKind, MailingState
from handlers.group.mailings.callbacks import Control, ControlPress
from tests.handlers.conftest import said
from tests.handlers.group.conftest import ANDRIY, HERE, OLENA, STRANGER, Desk, button, labels
from tests.handlers.group.mailing import AUTHOR, EMMA, TARAS, Writer, clients, complete, sent
from tests.support.updates import private

ENDED = ["✅ Tell the same people: finished", "🕑 Tell the same people: postponed"]


@pytest.fixture
async def mailing(desk: Desk) -> Mailing:
    """Olena's, on its way to two clients, with nothing of it delivered yet."""
    await clients(desk)
    return await sent(desk)


def data(mailing: Mailing, control: Control, *, listed: bool = False) -> str:
    return ControlPress(mailing=mailing.id, control=control, listed=listed).pack()


async def now(desk: Desk, mailing: Mailing) -> Mailing:
    return await desk.rig.store.read(mailings.find, mailing.id)


def to(calls: list[TelegramMethod[Any]], chat_id: int) -> list[SendMessage]:
    return [call for call in calls if isinstance(call, SendMessage) and call.chat_id == chat_id]


async def through(desk: Desk, mailing: Mailing) -> list[TelegramMethod[Any]]:
    """Everything goes out, and the second after it."""
    calls = await desk.deliver()
    await desk.rig.store.run(mailing_run.attend, mailing.id)
    return calls + await desk.deliver()


async def test_the_progress_stands_in_the_group_with_its_buttons(desk: Desk, mailing: Mailing) -> None:
    calls = await desk.deliver()
    (progress,) = to(calls, HERE["id"])
    assert labels(progress.reply_markup) == ["⏸ Pause", "⏹ Stop"]
    assert "planned maintenance" in progress.text
    (notice,) = to(calls, EMMA["id"])
    assert labels(notice.reply_markup) == ["🔕 Switch such notices off"]


async def test_a_mailing_is_paused_and_resumed_by_any_supervisor(desk: Desk, mailing: Mailing) -> None:
    place = 77
    assert await desk.press(TARAS, data(mailing, Control.PAUSE), message_id=place) == (
        "Paused: nothing more will be sent."
    )
    assert (await now(desk, mailing)).state is MailingState.PAUSED
    calls = await desk.deliver()
    assert not to(calls, EMMA["id"]), "nothing of it goes out"
    assert [labels(call.reply_markup) for call in to(calls, HERE["id"])] == [["▶️ Resume", "⏹ Stop"]]
    assert await desk.press(OLENA, data(mailing, Control.RESUME), message_id=place) == "The mailing goes on."
    assert to(await desk.deliver(), EMMA["id"])


async def test_a_mailing_is_stopped_after_a_question_and_what_did_not_go_never_goes(
    desk: Desk, mailing: Mailing
) -> None:
    await desk.press(TARAS, data(mailing, Control.STOP), message_id=77)
    (question,) = to(desk.sent, HERE["id"])
    assert "2 people have not got it yet and will not" in question.text
    place = desk.rig.telegram.message_id_of(question)
    await desk.press(TARAS, button(question.reply_markup, "Let it go on"), message_id=place)
    assert any(isinstance(call, DeleteMessage) for call in desk.sent)
    assert (await now(desk, mailing)).state is MailingState.RUNNING
    await desk.press(TARAS, button(question.reply_markup, "⏹ Yes"), message_id=place)
    (told,) = [call for call in desk.sent if isinstance(call, EditMessageText)]
    assert "Stopped by Тарас Гриб" in said([told])
    assert (await now(desk, mailing)).state is MailingState.STOPPED
    calls = await through(desk, mailing)
    assert not to(calls, EMMA["id"])
    assert any("was stopped" in call.text and labels(call.reply_markup) == ENDED for call in to(calls, HERE["id"]))
    again = await desk.press(TARAS, button(question.reply_markup, "⏹ Yes"), message_id=place)
    assert "was stopped" in again


@pytest.mark.parametrize("user", [ANDRIY, STRANGER])
@pytest.mark.parametrize("control", Control)
async def test_nobody_but_a_supervisor_presses(
    desk: Desk, mailing: Mailing, user: dict[str, object], control: Control
) -> None:
    before = await now(desk, mailing)
    assert (await desk.press(user, data(mailing, control), message_id=77)).startswith("Only ")
    assert await now(desk, mailing) == before


@pytest.mark.parametrize("control", Control)
async def test_a_press_in_a_private_chat_changes_nothing(desk: Desk, mailing: Mailing, control: Control) -> None:
    before = await now(desk, mailing)
    answer = await desk.press(OLENA, data(mailing, control), chat=private(OLENA))
    assert "only in the engineers' group" in answer
    assert await now(desk, mailing) == before


@pytest.mark.parametrize(
    "forged",
    ["gv:99:pause:0", "gv:99:open:0", "gv:99:stop:0", "gv:99:surely:0", "gv:99:finished:0", "gv:1:x:0", "gv:x"],
)
async def test_forged_presses_are_answered(desk: Desk, mailing: Mailing, forged: str) -> None:
    assert await desk.press(OLENA, forged, message_id=77)
    assert (await now(desk, mailing)).state is MailingState.RUNNING


@pytest.mark.parametrize("control", [Control.PAUSE, Control.RESUME, Control.STOP])
async def test_an_outdated_button_says_so_and_the_present_ones_take_its_place(
    desk: Desk, mailing: Mailing, control: Control
) -> None:
    await through(desk, mailing)
    assert (await now(desk, mailing)).state is MailingState.DONE
    assert "has ended" in await desk.press(OLENA, data(mailing, control), message_id=77)
    (redrawn,) = [call for call in desk.sent if isinstance(call, EditMessageReplyMarkup)]
    assert labels(redrawn.reply_markup) == [], "what follows stands under the report"


async def test_a_draft_is_not_controlled_before_it_is_sent(desk: Desk) -> None:
    await clients(desk)
    draft = await complete(desk)
    for control in (Control.OPEN, Control.PAUSE, Control.STOP, Control.SURELY):
        assert await desk.press(OLENA, data(draft, control), message_id=77) == "This mailing is still a draft: /mailing"
    assert await now(desk, draft) == draft


async def test_what_has_ended_is_followed_up_to_the_same_people_with_a_prefilled_draft(
    desk: Desk, mailing: Mailing
) -> None:
    await through(desk, mailing)
    writer = Writer(desk)
    answer = await writer.press_data(data(mailing, Control.FINISHED), at=77)
    assert answer == "Write the text below; it goes to the same people."
    assert "maintenance finished" in writer.page
    assert f"everybody who got mailing {mailing.id} — 2 people" in writer.page
    assert "👥 To whom" not in labels(writer.markup)
    draft = await writer.draft()
    assert (draft.kind, draft.window_start) == (MailingKind.FINISHED, mailing.window_start)
    await writer.write("✍️ Text", "All is done.", then="English")
    await writer.press("📣 Send")
    await writer.press("📣 Yes")
    notices = to(await desk.deliver(), EMMA["id"])
    assert "All is done." in said(notices)
    assert "Maintenance finished" in said(notices)


async def test_after_finished_there_is_nothing_more_to_tell(desk: Desk, mailing: Mailing) -> None:
    await through(desk, mailing)
    writer = Writer(desk)
    await writer.press_data(data(mailing, Control.FINISHED), at=77)
    await writer.write("✍️ Text", "All is done.", then="English")
    await writer.press("📣 Send")
    await writer.press("📣 Yes")
    (finished,) = await desk.rig.store.read(mailings.recent, 1)
    calls = await through(desk, finished)
    (report,) = [call for call in to(calls, HERE["id"]) if "The mailing has ended" in call.text]
    assert labels(report.reply_markup) == []


async def test_what_was_postponed_gets_a_new_window(desk: Desk, mailing: Mailing) -> None:
    await through(desk, mailing)
    writer = Writer(desk)
    await writer.press_data(data(mailing, Control.POSTPONED), at=77)
    assert (await writer.draft()).window_start is None
    await writer.write("🕑 Window", "tomorrow 22:00-04:00")
    await writer.write("✍️ Text", "Later.", then="English")
    await writer.press("📣 Send")
    await writer.press("📣 Yes")
    assert "New time" in said(to(await desk.deliver(), EMMA["id"]))


async def test_a_draft_that_is_being_written_is_not_lost_to_a_follow_up(desk: Desk, mailing: Mailing) -> None:
    await through(desk, mailing)
    writer = Writer(desk)
    await writer.command()
    draft = await writer.draft()
    answer = await writer.press_data(data(mailing, Control.FINISHED), at=77)
    assert answer == f"You are writing mailing {draft.id}. Send or discard that one first: /mailing"
    assert await writer.draft() == draft


async def test_the_list_opens_each_of_them_with_what_can_be_done(desk: Desk, mailing: Mailing) -> None:
    writer = Writer(desk)
    await writer.command("/mailings")
    assert "running: sent 0 of 2, left 2" in writer.page
    assert labels(writer.markup) == [f"№ {mailing.id}"]
    await writer.press("№")
    assert "<b>Written by</b>: Олена Коваль" in writer.page
    assert labels(writer.markup) == ["⏸ Pause", "⏹ Stop", "‹ Back"]
    await writer.press("⏸ Pause")
    assert "<b>State</b>: paused" in writer.page
    assert labels(writer.markup) == ["▶️ Resume", "⏹ Stop", "‹ Back"]
    await writer.press("▶️ Resume")
    assert "Time left" in writer.page
    outdated = button(writer.markup, "⏸ Pause")
    await through(desk, mailing)
    assert "has ended" in await writer.press_data(outdated)
    assert "<b>State</b>: ended" in writer.page
    assert labels(writer.markup) == [*ENDED, "‹ Back"]
    await writer.press("‹ Back")
    assert "ended: sent 2 of 2" in writer.page


async def test_the_list_says_when_there_is_nothing_and_when_one_starts(desk: Desk) -> None:
    await clients(desk)
    writer = Writer(desk)
    assert "No mailing was sent yet" in said(await writer.command("/mailings"))
    draft = await complete(desk)
    at = desk.rig.clock.now.replace(day=24, hour=7, minute=0)
    await desk.rig.store.run(mailings.save_time, AUTHOR, draft.id, at)
    await desk.rig.store.run(mailings.confirm, desk.rig.house, AUTHOR, draft.id)
    await writer.command("/mailings")
    assert "waits for its time: tomorrow at 09:00" in writer.page
    await writer.press("№")
    assert labels(writer.markup) == ["⏹ Stop", "‹ Back"]
    await writer.press("⏹ Stop")
    assert "before it begins" in writer.page
    await writer.press("⏹ Yes")
    assert (await now(desk, draft)).state is MailingState.STOPPED


async def test_the_names_and_words_of_people_are_escaped(desk: Desk, mailing: Mailing) -> None:
    first, language = "<i>O&", Language.UK
    who = OLENA | {"first_name": first}
    writer = Writer(desk, who)
    await writer.command()
    await writer.write("✍️ Text", "<b>x & y" * 60, then="Українська")
    await writer.press("✍️ Text")
    assert "&lt;b&gt;x &amp; y" in writer.page
    await writer.press("✓ Українська")
    assert "&lt;i&gt;O&amp;" in writer.said
    assert (await writer.draft()).texts[language].startswith("<b>x & y")
