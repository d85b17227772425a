"""In place of everything else while no engineers' group is configured."""

from aiogram import Router
from aiogram.types import CallbackQuery, Message

from desk.house import House, language_of
from desk.model import Sender
from handlers.group.filters import InAnyGroup, InPrivate, SpokenTo
from handlers.group.strangers import Strangers
from handlers.texts import group as texts
from handlers.texts.common import speak


def build() -> Router:
    """Groups hear their id and the setting, people that the desk is not in service yet."""
    router, strangers = Router(name="setup"), Strangers()
    router.message.register(strangers.called, InAnyGroup(), SpokenTo())
    router.my_chat_member.register(strangers.added, InAnyGroup())
    router.message.register(_not_in_service, InPrivate())
    router.callback_query.register(_pressed)
    return router


async def _not_in_service(message: Message, house: House) -> None:
    user = message.from_user
    if user is not None:
        speak(language_of(house.regulation, Sender(user.id, user.full_name, language_code=user.language_code)))
        await message.answer(texts.not_in_service(house.regulation))


async def _pressed(callback: CallbackQuery, house: House) -> None:
    user = callback.from_user
    speak(language_of(house.regulation, Sender(user.id, user.full_name, language_code=user.language_code)))
    await callback.answer(texts.not_in_service_short(), show_alert=True)
