"""/stats in the engineers' group: the figures of a period, and who may see which."""

import io
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from aiogram.methods import (
    AnswerCallbackQuery,
    DeleteMessage,
    EditMessageText,
    GetChatMember,
    SendDocument,
    SendMessage,
    SendPhoto,
    TelegramMethod,
)
from aiogram.types import BufferedInputFile, FSInputFile
from PIL import Image

from desk.periods import Preset
from handlers.reports.buttons import Show, StatsPress
from handlers.reports.waiting import Waiting
from tests.handlers.conftest import said
from tests.handlers.group.conftest import ANDRIY, HERE, STRANGER, Desk, labels
from tests.support.session import refusal
from tests.support.updates import Json

both = pytest.mark.parametrize("regulation", ["ipmg", "providence"], indirect=True)


async def command(desk: Desk, text: str, user: Json = ANDRIY, **more: Any) -> SendMessage:
    """The one answer to a command."""
    before = len(desk.rig.telegram.delivered)
    await desk.rig.feed(desk.rig.updates.text(user, text, chat=HERE, **more))
    await desk.rig.settle()
    (answer,) = [call for call in desk.rig.telegram.delivered[before:] if isinstance(call, SendMessage)]
    return answer


async def press(desk: Desk, show: Show, period: str, user: Json = ANDRIY) -> tuple[str, list[TelegramMethod[Any]]]:
    """The words that pop up, and everything else that is sent."""
    before = len(desk.rig.telegram.delivered)
    popped = await desk.press(user, StatsPress(show=show, period=period).pack())
    await desk.rig.settle()
    rest = desk.rig.telegram.delivered[before:]
    return popped, [call for call in rest if not isinstance(call, AnswerCallbackQuery | GetChatMember)]


def supervise(desk: Desk, user: Json = ANDRIY) -> None:
    """They are an admin of the group."""
    desk.members.learn(user["id"], member=True, admin=True)


@both
async def test_the_figures_of_the_last_seven_days(desk: Desk) -> None:
    await desk.ticket()
    await desk.bring(await desk.ticket(), "done")
    answer = await command(desk, "/stats")
    assert "Opened: 2" in answer.text
    assert "Closed: 1" in answer.text
    assert "Solved: 1" in answer.text
    assert labels(answer.reply_markup)[:2] == ["Today", "Yesterday"]


@both
async def test_a_press_shows_another_period_in_the_same_message(desk: Desk) -> None:
    await desk.ticket()
    desk.rig.clock.pass_(timedelta(days=1))
    _popped, calls = await press(desk, Show.TEXT, Preset.YESTERDAY)
    (edit,) = calls
    assert isinstance(edit, EditMessageText)
    assert "Opened: 1" in (edit.text or "")
    _popped, calls = await press(desk, Show.TEXT, Preset.TODAY)
    assert "Opened: 0" in said(calls)


async def test_a_chart_comes_as_a_photo(desk: Desk) -> None:
    await desk.ticket()
    popped, calls = await press(desk, Show.CHART, "20261117-20261123")
    (photo,) = calls
    assert popped == ""
    assert isinstance(photo, SendPhoto)
    assert isinstance(photo.photo, BufferedInputFile)
    assert Image.open(io.BytesIO(photo.photo.data)).size[0] == 1080
    assert "Opened: 1" in (photo.caption or "")


async def test_by_engineer_and_the_files_are_for_supervisors_and_come_in_private(desk: Desk) -> None:
    await desk.bring(await desk.ticket(), "done")
    for show in (Show.STAFF, Show.XLSX, Show.CSV):
        popped, calls = await press(desk, show, "20261123-20261123")
        assert popped.startswith("Only supervisors")
        assert calls == []
    supervise(desk)
    popped, calls = await press(desk, Show.STAFF, "20261123-20261123")
    assert popped == "You will get it in our private chat."
    assert {call.chat_id for call in calls} == {ANDRIY["id"]}  # type: ignore[attr-defined]
    assert "Олена Коваль" in said(calls)


@pytest.mark.parametrize(("show", "suffix"), [(Show.XLSX, ".xlsx"), (Show.CSV, ".zip")])
async def test_a_file_comes_as_a_document_and_is_not_kept(desk: Desk, show: Show, suffix: str) -> None:
    await desk.ticket()
    supervise(desk)
    _popped, calls = await press(desk, show, "20261123-20261123")
    (document,) = [call for call in calls if isinstance(call, SendDocument)]
    assert document.chat_id == ANDRIY["id"]
    assert isinstance(document.document, FSInputFile)
    assert document.document.filename == f"IPMG-2026-11-23-2026-11-23{suffix}"
    assert not Path(document.document.path).parent.exists()
    assert isinstance(calls[-1], DeleteMessage)


async def test_a_supervisor_without_a_private_chat_is_told_to_open_one(desk: Desk) -> None:
    supervise(desk)
    refused = refusal(403, "Forbidden: bot can't initiate conversation with a user")
    desk.rig.telegram.fail(SendMessage, refused, chat_id=ANDRIY["id"])
    popped, _calls = await press(desk, Show.XLSX, "20261123-20261123")
    assert "open a chat with me" in popped


async def test_strangers_get_nothing(desk: Desk) -> None:
    answer = await command(desk, "/stats", STRANGER)
    assert "Opened" not in answer.text
    popped, calls = await press(desk, Show.TEXT, Preset.TODAY, STRANGER)
    assert popped
    assert calls == []


@pytest.mark.parametrize(
    ("typed", "told"),
    [
        ("/stats yesterdayish", "I cannot read this"),
        ("/stats 2026-11-15 2026-11-01", "The first day comes after"),
        ("/stats 2000-01-01 2026-11-01", "at most 3660 days"),
        ("/stats 2026-02-30", "I cannot read this"),
    ],
)
async def test_what_is_no_period_is_refused_with_an_example(desk: Desk, typed: str, told: str) -> None:
    answer = await command(desk, typed)
    assert told in answer.text
    assert "/stats 2026-11-01 2026-11-15" in answer.text


async def test_typed_days_are_those_of_the_regulations_zone(desk: Desk) -> None:
    await desk.ticket()
    assert "Opened: 1" in (await command(desk, "/stats 2026-11-20 2026-11-23")).text
    assert "Opened: 0" in (await command(desk, "/stats 24.11.2026")).text


async def test_a_forged_period_is_refused(desk: Desk) -> None:
    popped, calls = await press(desk, Show.TEXT, "99999999-00000000")
    assert "I cannot read this" in popped
    assert calls == []


async def test_a_second_report_waits_for_the_first(desk: Desk) -> None:
    await desk.rig.feed(desk.rig.updates.text(ANDRIY, "/stats", chat=HERE))
    popped = await desk.press(ANDRIY, StatsPress(show=Show.CHART, period=Preset.TODAY).pack())
    assert "still being counted" in popped
    await desk.rig.settle()
    popped, calls = await press(desk, Show.TEXT, Preset.TODAY)
    assert "Opened: 0" in said(calls)


async def test_what_takes_long_says_how_far_it_is_in_the_message_that_becomes_the_answer(desk: Desk) -> None:
    waiting = Waiting(desk.rig.bot, HERE["id"], patience=0.0)
    with desk.rig.i18n.context():
        await waiting(0.4)
        await waiting(0.5)  # too soon after the first
        await waiting.answer("Here it is")
    said_first, edited = desk.rig.telegram.delivered
    assert isinstance(said_first, SendMessage)
    assert said_first.text == "⏳ Counting… 40%"
    assert isinstance(edited, EditMessageText)
    assert edited.text == "Here it is"


async def test_what_fails_is_said(desk: Desk) -> None:
    supervise(desk)
    desk.rig.telegram.fail(SendDocument, refusal(400, "Bad Request: file must be non-empty"), chat_id=ANDRIY["id"])
    _popped, calls = await press(desk, Show.CSV, "20261123-20261123")
    assert "could not be made" in said(calls)
    _popped, calls = await press(desk, Show.STAFF, Preset.TODAY)
    assert "Nobody did anything" in said(calls)
