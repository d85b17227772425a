"""/notices: whether a client wants news of maintenance; the same by a button under each mailing (IPMG 4.1)."""

from aiogram import Bot
from aiogram.types import CallbackQuery, InlineKeyboardButton, InlineKeyboardMarkup, Message

from desk import intake, mailings
from desk.house import House, language_of
from desk.ports import Desk
from handlers.callbacks import Notices
from handlers.client.reply import Screen, author_of, pop_up, redress, send, sender_of, turn
from handlers.texts import mailing_labels as labels
from handlers.texts import mailing_switch as texts
from handlers.texts.common import speak


def keyboard(*, wanted: bool, page: bool) -> InlineKeyboardMarkup:
    """The switch; not on the `page` of /notices it stands under a mailing, whose words stay."""
    label = labels.switch_off() if wanted else labels.switch_on()
    press = Notices(on=not wanted, page=page)
    return InlineKeyboardMarkup(inline_keyboard=[[InlineKeyboardButton(text=label, callback_data=press.pack())]])


async def show(message: Message, desk: Desk, house: House, bot: Bot) -> None:
    """/notices"""
    person = await desk.read(intake.known, author_of(message))
    speak(language_of(house.regulation, person))
    await send(
        bot, message.chat.id, Screen(texts.page(wanted=person.mailings), keyboard(wanted=person.mailings, page=True))
    )


async def switched(press: CallbackQuery, callback_data: Notices, desk: Desk, house: House, bot: Bot) -> None:
    """On or off; a second press finds it so."""
    person = await desk.run(mailings.switch, sender_of(press.from_user), on=callback_data.on)
    speak(language_of(house.regulation, person))
    wanted = person.mailings
    if callback_data.page:
        await turn(bot, press, Screen(texts.page(wanted=wanted), keyboard(wanted=wanted, page=True)))
    else:
        await redress(press, keyboard(wanted=wanted, page=False))
    await pop_up(press, texts.switched(wanted=wanted), alert=not callback_data.page)
