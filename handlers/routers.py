"""All handlers of the bot under one router."""

from aiogram import Router

from handlers.client import router as client
from handlers.group import router as group


def build() -> Router:
    """A new tree of routers. The groups' router is asked first: its filters are the narrower ones."""
    router = Router(name="front desk")
    router.include_routers(group.build(), client.build())
    return router
