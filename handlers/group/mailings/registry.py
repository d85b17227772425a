"""Where the handlers of mailings are registered."""

from aiogram import Router
from aiogram.filters import Command

from handlers.group.mailings import commands, controls, presses, prompts
from handlers.group.mailings.callbacks import ControlPress, WizardPress


def register_commands(router: Router) -> None:
    """To a router that hears only the engineers' group; before other replies are looked at."""
    router.message.register(commands.wanted, Command("mailing"))
    router.message.register(commands.listed, Command("mailings"))
    router.message.register(prompts.replied, prompts.RepliesToPrompt())


def register_presses(router: Router) -> None:
    """Each press is checked by its handler."""
    router.callback_query.register(presses.pressed, WizardPress.filter())
    router.callback_query.register(controls.pressed, ControlPress.filter())
