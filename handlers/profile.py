"""The bot's face in Telegram: the menu of commands and the descriptions, in every language of the regulation."""

import structlog
from aiogram import Bot
from aiogram.exceptions import ClientDecodeError, TelegramAPIError, TelegramMigrateToChat
from aiogram.types import BotCommand, BotCommandScopeAllPrivateChats, BotCommandScopeChat, BotCommandScopeUnion

from desk.house import House
from desk.model import Language
from desk.regulation import Regulation
from handlers.texts import client, tools
from handlers.texts.common import speak

_log = structlog.get_logger(__name__)
_SCOPE = BotCommandScopeAllPrivateChats()


async def publish(bot: Bot, regulation: Regulation) -> None:
    """Set what differs from what Telegram has; call it inside an i18n context. What fails is logged in one line.

    Each language has its own; people whose Telegram speaks another one get English, or the regulation's first.
    """
    failed: dict[str, str] = {}
    spare = Language.EN if Language.EN in regulation.languages else regulation.languages[0]
    for code, language in [("", spare), *((one.value, one) for one in regulation.languages)]:
        speak(language)
        for what, publish_it in (("commands", _commands), ("description", _description), ("about", _about)):
            try:
                await publish_it(bot, regulation, code or None)
            except (TelegramAPIError, ClientDecodeError) as error:
                failed[f"{what} {code}".strip()] = type(error).__name__
    if failed:
        _log.warning("profile not published", parts=list(failed), errors=sorted(set(failed.values())))


async def publish_group(bot: Bot, house: House, chat_id: int) -> None:
    """The same for the commands of the engineers' group, which is at `chat_id`, or has moved from there.

    Its menu is in the group's language, and in their own for those whose Telegram speaks one of ours.
    """
    for code, language in [("", house.group_language), *((one.value, one) for one in house.regulation.languages)]:
        speak(language)
        commands = tools.commands() | tools.further_commands()
        try:
            try:
                await _set_commands(bot, commands, BotCommandScopeChat(chat_id=chat_id), code or None)
            except TelegramMigrateToChat as moved:
                chat_id = moved.migrate_to_chat_id
                await _set_commands(bot, commands, BotCommandScopeChat(chat_id=chat_id), code or None)
        except (TelegramAPIError, ClientDecodeError) as error:
            _log.warning("profile not published", what="group", language=code, error=type(error).__name__)
    speak(house.group_language)


async def _commands(bot: Bot, _regulation: Regulation, code: str | None) -> None:
    await _set_commands(bot, client.commands(), _SCOPE, code)


async def _set_commands(bot: Bot, commands: dict[str, str], scope: BotCommandScopeUnion, code: str | None) -> None:
    """Where they differ from what Telegram has."""
    wanted = [BotCommand(command=name, description=about) for name, about in commands.items()]
    present = await bot.get_my_commands(scope=scope, language_code=code)
    if [(one.command, one.description) for one in present] != [(one.command, one.description) for one in wanted]:
        await bot.set_my_commands(wanted, scope=scope, language_code=code)


async def _description(bot: Bot, regulation: Regulation, code: str | None) -> None:
    text = client.description(regulation)
    if (await bot.get_my_description(language_code=code)).description != text:
        await bot.set_my_description(text, language_code=code)


async def _about(bot: Bot, regulation: Regulation, code: str | None) -> None:
    text = client.short_description(regulation)
    if (await bot.get_my_short_description(language_code=code)).short_description != text:
        await bot.set_my_short_description(text, language_code=code)
