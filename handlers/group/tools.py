"""Where the engineers' tools are registered: their commands and their buttons."""

from aiogram import Router
from aiogram.filters import Command

from handlers.group import find, queue
from handlers.group.callbacks import FindPress, OpenPress, QueuePress


def register_commands(router: Router) -> None:
    """To a router that hears only the engineers' group; before replies are looked at."""
    router.message.register(queue.asked, Command("queue"))
    router.message.register(find.asked, Command("find"))


def register_presses(router: Router) -> None:
    """Each press is checked by its handler."""
    router.callback_query.register(queue.pressed, QueuePress.filter())
    router.callback_query.register(queue.opened, OpenPress.filter())
    router.callback_query.register(find.pressed, FindPress.filter())
