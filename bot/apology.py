"""What a person hears when something went wrong on our side, or when they send too much at once."""

from aiogram import Bot
from aiogram.types import Message, Update
from aiogram.utils.i18n import I18n
from aiogram.utils.i18n import gettext as _

from bot.log import logger
from desk.house import House, language_of
from desk.model import Language, Person, Sender
from desk.ports import Desk, Work

_log = logger("updates")


async def apologise(bot: Bot, event: Update, store: Desk, i18n: I18n, house: House) -> None:
    """Say it to who wrote or pressed; among the engineers only where the bot was spoken to."""
    message = event.message or event.edited_message
    press = event.callback_query
    user = press.from_user if press else message.from_user if message else None
    if user is None:
        return
    here = press.message.chat if press and press.message else message.chat if message else None
    private = here is None or here.type == "private"
    sender = Sender(user.id, user.full_name, user.username, user.language_code)
    with i18n.use_locale(await _language(store, house, sender) if private else house.group_language):
        text = _("Something went wrong on our side. Nothing you sent before is lost; please repeat the last step.")
    if press is not None:
        await bot.answer_callback_query(press.id, text=text, show_alert=True)
    elif message is not None and (private or _spoken_to(message, bot)):
        await bot.send_message(message.chat.id, text, message_thread_id=message.message_thread_id)


async def ask_for_patience(bot: Bot, event: Update, store: Desk, i18n: I18n, house: House) -> None:
    """To a person who sends more than can be worked off at once, in their own chat."""
    said = event.message or event.edited_message or event.callback_query
    user = said.from_user if said else None
    if user is None:
        return
    sender = Sender(user.id, user.full_name, user.username, user.language_code)
    with i18n.use_locale(await _language(store, house, sender)):
        text = _("Please slow down a little: I cannot keep up with your messages. Nothing you sent is lost.")
    await bot.send_message(user.id, text)


def _spoken_to(message: Message, bot: Bot) -> bool:
    replied = message.reply_to_message
    return replied is not None and replied.from_user is not None and replied.from_user.id == bot.id


async def _language(store: Desk, house: House, sender: Sender) -> Language:
    """The person's language; the database may be what went wrong, so Telegram's code does where it fails."""
    try:
        known = await store.read(_person, sender.id)
    except Exception as error:  # noqa: BLE001  # an apology in a second-best language is better than none
        _log.warning("language not known", exc_info=error)
        known = None
    return language_of(house.regulation, known or sender)


def _person(work: Work, person_id: int) -> Person | None:
    return work.people.get(person_id)
