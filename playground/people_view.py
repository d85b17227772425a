"""The bot as people see it."""

import json
from typing import Any

from playground.world import Json, World


def bot_shown(world: World) -> Json:
    """The bot's User object with its commands by language (default scope and private chats) and its descriptions."""
    profile = world.profile
    commands: dict[str, Any] = {}
    for wanted in ("default", "all_private_chats"):
        for (scope, language), listed in profile.commands.items():
            if json.loads(scope)["type"] == wanted:
                commands[language] = listed
    texts = {"description": profile.description, "short_description": profile.short_description}
    return {**world.bot, "commands": commands, **texts, "names": profile.name}
