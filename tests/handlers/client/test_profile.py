"""The bot's face: published in every language, and only where it differs."""

from pathlib import Path
from typing import Any

from aiogram import Bot
from aiogram.methods import (
    GetMyCommands,
    GetMyDescription,
    GetMyShortDescription,
    SetMyCommands,
    SetMyDescription,
    SetMyShortDescription,
    TelegramMethod,
)
from aiogram.types import BotCommandScopeChat
from aiogram.utils.i18n import I18n

from desk.house import House
from desk.model import Language
from handlers.profile import publish, publish_group
from handlers.texts import tools
from tests.support.regulations import IPMG
from tests.support.session import FakeTelegram, fake_bot, refusal


class Remembering(FakeTelegram):
    """A Telegram that keeps what it is told of the bot's face."""

    def _result(self, bot: Bot, method: TelegramMethod[Any]) -> Any:
        code = getattr(method, "language_code", None)
        match method:
            case SetMyCommands():
                self.face["commands", code] = [one.model_dump() for one in method.commands]
            case SetMyDescription():
                self.face["description", code] = method.description
            case SetMyShortDescription():
                self.face["about", code] = method.short_description
            case GetMyCommands():
                return self.face.get(("commands", code), [])
            case GetMyDescription():
                return {"description": self.face.get(("description", code), "")}
            case GetMyShortDescription():
                return {"short_description": self.face.get(("about", code), "")}
        return True

    def __post_init__(self) -> None:
        super().__post_init__()
        self.face: dict[tuple[str, str | None], Any] = {}


async def test_every_language_is_published_once(tmp_path: Path) -> None:
    telegram = Remembering()
    with I18n(path=tmp_path).context():
        await publish(fake_bot(telegram), IPMG)
        assert {code for _what, code in telegram.face} == {None, "uk", "ru", "en"}
        assert [one["command"] for one in telegram.face["commands", "uk"]][:2] == ["new", "tickets"]
        assert "IP Media Group" in telegram.face["description", "ru"]
        before = len(telegram.delivered)
        await publish(fake_bot(telegram), IPMG)
    changes = (SetMyCommands, SetMyDescription, SetMyShortDescription)
    assert not [call for call in telegram.delivered[before:] if isinstance(call, changes)]
    telegram.check()


async def test_a_failure_harms_nothing_else(tmp_path: Path) -> None:
    telegram = Remembering()
    telegram.fail(SetMyCommands, refusal(429, "Too Many Requests: retry after 3", retry_after=3), times=None)
    with I18n(path=tmp_path).context():
        await publish(fake_bot(telegram), IPMG)
    assert ("description", "uk") in telegram.face
    assert ("commands", "uk") not in telegram.face


async def test_the_engineers_group_has_commands_of_its_own_wherever_it_has_moved(tmp_path: Path) -> None:
    telegram = Remembering()
    moved = refusal(400, "Bad Request: group chat was upgraded to a supergroup chat", migrate_to_chat_id=-1009)
    telegram.fail(GetMyCommands, moved)
    with I18n(path=tmp_path).context():
        await publish_group(fake_bot(telegram), House(IPMG, -9, Language.UK), -9)
        offered = [*tools.commands(), *tools.further_commands()]
    asked = [call for call in telegram.delivered if isinstance(call, SetMyCommands)]
    assert {call.scope.chat_id for call in asked if isinstance(call.scope, BotCommandScopeChat)} == {-1009}
    assert [call.language_code for call in asked] == [None, "uk", "ru", "en"]
    menu = [one.command for one in asked[0].commands]
    assert menu == offered
    assert {"queue", "find", "mailing", "mailings", "unblock"} <= set(menu)
    telegram.check()
