"""What the handlers bring to the process."""

from datetime import UTC, datetime
from pathlib import Path

import pytest
from aiogram import Bot, Dispatcher
from aiogram.methods import SetMyCommands
from aiogram.utils.i18n import I18n

from bot.front import front
from desk.house import House
from desk.model import Language
from handlers.outgoing import Say
from tests.bot.sample import GROUP
from tests.bot.test_faults import errand
from tests.support.regulations import IPMG
from tests.support.session import FakeTelegram


@pytest.fixture
def i18n(tmp_path: Path) -> I18n:
    """Without catalogues: the English sources."""
    return I18n(path=tmp_path)


def test_a_notice_is_worded_outside_of_any_update_and_leaves_no_language_behind(i18n: I18n) -> None:
    words = front(House(IPMG, GROUP, Language.UK), i18n).words
    outgoing = words.word(errand().briefing, datetime(2026, 11, 23, 12, tzinfo=UTC))
    assert isinstance(outgoing, Say)
    assert "IPMG-1001" in outgoing.text
    assert (i18n.current_locale, I18n.get_current(no_error=True)) == ("en", None)


async def test_it_introduces_itself_in_every_language(i18n: I18n, bot: Bot, telegram: FakeTelegram) -> None:
    await front(House(IPMG, GROUP, Language.UK), i18n).greet(bot)
    languages = {call.language_code for call in telegram.of(SetMyCommands)}
    assert languages == {None, "uk", "ru", "en"}


@pytest.mark.parametrize("group_id", [GROUP, 0])
def test_telegram_is_asked_for_every_kind_of_update_that_somebody_handles(i18n: I18n, group_id: int) -> None:
    dispatcher = Dispatcher(disable_fsm=True)
    dispatcher.include_router(front(House(IPMG, group_id, Language.UK), i18n).router)
    asked = set(dispatcher.resolve_used_update_types())
    assert asked >= {"message", "callback_query", "my_chat_member"}
    assert ("chat_member" in asked) == (group_id != 0)
