"""What the bot is and says of itself: getMe, commands, names, descriptions, the menu button."""

import json
import re
from typing import Any

from aiogram.methods import (
    Close,
    DeleteMyCommands,
    GetChatMenuButton,
    GetMe,
    GetMyCommands,
    GetMyDescription,
    GetMyName,
    GetMyShortDescription,
    LogOut,
    SetChatMenuButton,
    SetMyCommands,
    SetMyDescription,
    SetMyName,
    SetMyShortDescription,
)

from playground import places
from playground.errors import bad
from playground.people_view import bot_shown
from playground.registry import answers
from playground.world import Json, World

COMMAND = re.compile(r"[a-z0-9_]{1,32}")
LANGUAGE = re.compile(r"[a-z]{2}")
COMMANDS_LIMIT = 100


@answers(GetMe)
def get_me(world: World, method: GetMe) -> Json:
    """The bot, with group privacy on as every new bot has it."""
    rights = {"can_join_groups": True, "can_read_all_group_messages": False, "supports_inline_queries": False}
    more = {"can_connect_to_business": False, "has_main_web_app": False}
    return {**world.bot, **rights, **more}


@answers(LogOut)
def log_out(world: World, method: LogOut) -> bool:
    """Leave the cloud Bot API server; here there is nothing to leave."""
    return True


@answers(Close)
def close(world: World, method: Close) -> bool:
    """Close the bot's instance on a server; here there is nothing to close."""
    return True


def _language(code: str | None) -> str:
    if code and not LANGUAGE.fullmatch(code):
        raise bad("invalid language code specified")
    return code or ""


def _scope(world: World, scope: Any) -> str:
    if scope is None:
        return '{"type": "default"}'
    chat_id = getattr(scope, "chat_id", None)
    if chat_id is not None:
        places.find_chat(world, chat_id)
    return json.dumps(scope.model_dump(mode="json", exclude_none=True), sort_keys=True)


def _told(world: World) -> bool:
    world.events.emit("commands", bot=bot_shown(world))
    world.on_change()
    return True


@answers(SetMyCommands)
def set_my_commands(world: World, method: SetMyCommands) -> bool:
    """The commands of a scope in a language."""
    if len(method.commands) > COMMANDS_LIMIT:
        raise bad("BOT_COMMANDS_TOO_MUCH")
    for command in method.commands:
        if not COMMAND.fullmatch(command.command.removeprefix("/")):
            raise bad("BOT_COMMAND_INVALID")
        if not 1 <= len(command.description.strip()) <= 256:
            raise bad("BOT_COMMAND_DESCRIPTION_INVALID")
    key = (_scope(world, method.scope), _language(method.language_code))
    world.profile.commands[key] = [command.model_dump(mode="json", exclude_none=True) for command in method.commands]
    return _told(world)


@answers(GetMyCommands)
def get_my_commands(world: World, method: GetMyCommands) -> list[Json]:
    """Exactly the commands of that scope and language."""
    return world.profile.commands.get((_scope(world, method.scope), _language(method.language_code)), [])


@answers(DeleteMyCommands)
def delete_my_commands(world: World, method: DeleteMyCommands) -> bool:
    """No commands of their own for a scope and language any more."""
    world.profile.commands.pop((_scope(world, method.scope), _language(method.language_code)), None)
    return _told(world)


def _set(world: World, texts: dict[str, str], text: str | None, language: str | None, limit: tuple[int, str]) -> bool:
    length, error = limit
    if text and len(text) > length:
        raise bad(error)
    code = _language(language)
    if text:
        texts[code] = text
    else:
        texts.pop(code, None)
    return _told(world)


def _get(texts: dict[str, str], language: str | None) -> str:
    return texts.get(_language(language)) or texts.get("", "")


@answers(SetMyName)
def set_my_name(world: World, method: SetMyName) -> bool:
    """At most 64 characters; the name without a language is the one everybody else sees."""
    limit = (64, "bot name is too long")
    changed = _set(world, world.profile.name, method.name, method.language_code, limit)
    if not method.language_code and method.name:
        world.bot["first_name"] = method.name
    return changed


@answers(GetMyName)
def get_my_name(world: World, method: GetMyName) -> Json:
    """The name in a language."""
    return {"name": _get(world.profile.name, method.language_code) or world.bot["first_name"]}


@answers(SetMyDescription)
def set_my_description(world: World, method: SetMyDescription) -> bool:
    """At most 512 characters, shown before somebody starts the bot."""
    limit = (512, "bot description is too long")
    return _set(world, world.profile.description, method.description, method.language_code, limit)


@answers(GetMyDescription)
def get_my_description(world: World, method: GetMyDescription) -> Json:
    """The description in a language."""
    return {"description": _get(world.profile.description, method.language_code)}


@answers(SetMyShortDescription)
def set_my_short_description(world: World, method: SetMyShortDescription) -> bool:
    """At most 120 characters, shown on the bot's profile."""
    limit = (120, "bot short description is too long")
    return _set(world, world.profile.short_description, method.short_description, method.language_code, limit)


@answers(GetMyShortDescription)
def get_my_short_description(world: World, method: GetMyShortDescription) -> Json:
    """The short description in a language."""
    return {"short_description": _get(world.profile.short_description, method.language_code)}


@answers(SetChatMenuButton)
def set_chat_menu_button(world: World, method: SetChatMenuButton) -> bool:
    """The button beside the input, of one private chat or of all."""
    chat_id = method.chat_id or 0
    if chat_id and not places.find_chat(world, chat_id).private:
        raise bad("chat not found")
    button = {"type": "default"} if method.menu_button is None else method.menu_button.model_dump(exclude_none=True)
    world.profile.menu_buttons[chat_id] = button
    return _told(world)


@answers(GetChatMenuButton)
def get_chat_menu_button(world: World, method: GetChatMenuButton) -> Json:
    """The button of a chat, or the default one."""
    buttons = world.profile.menu_buttons
    default = buttons.get(0, {"type": "commands"})
    return buttons.get(method.chat_id or 0, default)
