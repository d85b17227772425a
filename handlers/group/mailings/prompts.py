"""Supervisors' replies to the messages that wait for words for a mailing: window, text, company, time."""

from collections.abc import Callable
from contextlib import suppress
from datetime import datetime

from aiogram import Bot
from aiogram.exceptions import TelegramAPIError, TelegramBadRequest
from aiogram.filters import Filter
from aiogram.types import Message, ReactionTypeEmoji

from desk import mailing_draft
from desk.errors import AlreadyProcessedError, DeskError
from desk.house import House
from desk.mailing_draft import CompanyError, Taken
from desk.ports import Desk
from desk.ports_mailing_prompts import Asked, MailingPrompt
from desk.windows import WindowError
from handlers.group.filters import is_cancel, is_command
from handlers.group.mailings import wizard
from handlers.group.members import Members, Standing
from handlers.group.seat import engineer
from handlers.texts import group as group_texts
from handlers.texts import mailing_refusals as refusals
from handlers.texts.common import quote, speak
from handlers.texts.mailing_wizard import PROMPT_SIGN

Clock = Callable[[], datetime]
RECEIPT = "👌"


class RepliesToPrompt(Filter):
    """A reply to a message of the bot that looks like one of these, so that other replies cost no look at the rows."""

    async def __call__(self, event: Message, bot: Bot) -> bool:
        """Whether it waits still is in the rows."""
        replied = event.reply_to_message
        by_bot = replied is not None and replied.from_user is not None and replied.from_user.id == bot.id
        return replied is not None and by_bot and (replied.text or "").startswith(PROMPT_SIGN)


async def replied(message: Message, bot: Bot, desk: Desk, house: House, members: Members, clock: Clock) -> None:
    """Taken into the draft, whose message is drawn anew; or refused with what to do, and waited for again."""
    assert message.reply_to_message is not None, "the filter looked"
    prompt = await desk.read(mailing_draft.awaited, message.chat.id, message.reply_to_message.message_id)
    speak(house.group_language)
    if prompt is None:
        await message.reply(refusals.waits_for_nothing())
    elif refusal := await _refused(message, bot, members):
        await message.reply(refusal)
    elif message.text is None:
        await message.reply(refusals.only_text())
    elif is_cancel(message.text):
        await desk.run(mailing_draft.abandon, prompt)
        await message.reply(refusals.given_up())
        await _take_away(bot, prompt)
    elif is_command(message.text):
        await message.reply(refusals.not_a_command_here())
    else:
        await _take(message, message.text, bot, desk, house, prompt, clock())


async def _refused(message: Message, bot: Bot, members: Members) -> str:
    """Why this reply cannot be taken from them; empty: it can."""
    if message.sender_chat is not None or message.from_user is None:
        return refusals.sign_your_reply()
    match await members.authority(bot, message.from_user.id):
        case Standing.STRANGER:
            return group_texts.not_an_engineer()
        case Standing.UNKNOWN:
            return group_texts.cannot_check()
        case Standing.MEMBER:
            return group_texts.only_supervisors()
        case Standing.SUPERVISOR:
            return ""


async def _take(
    message: Message, text: str, bot: Bot, desk: Desk, house: House, prompt: MailingPrompt, now: datetime
) -> None:
    assert message.from_user is not None, "checked before"
    who = engineer(message.from_user)
    try:
        taken = await desk.run(mailing_draft.take, house, who, prompt.chat_id, prompt.message_id, text)
    except AlreadyProcessedError:
        raise
    except DeskError as error:
        await message.reply(_why(error, prompt, text, house, now))
        return
    if taken is None:  # somebody replied to it a moment earlier
        await message.reply(refusals.waits_for_nothing())
        return
    with suppress(TelegramAPIError):  # reactions are off in this group; the draft shows it too
        await message.react([ReactionTypeEmoji(emoji=RECEIPT)])
    await _take_away(bot, prompt)
    await _draw(message, bot, house, taken, now)


async def _take_away(bot: Bot, prompt: MailingPrompt) -> None:
    with suppress(TelegramAPIError):  # older than 48 hours, or gone: it waits for nothing any more
        await bot.delete_message(prompt.chat_id, prompt.message_id)


def _why(error: DeskError, prompt: MailingPrompt, text: str, house: House, now: datetime) -> str:
    if isinstance(error, WindowError):
        return refusals.unread(error, house.regulation, now, is_window=prompt.asked is Asked.WINDOW)
    if isinstance(error, CompanyError):
        return refusals.company(error)
    return quote(refusals.refusal(error, text))


async def _draw(message: Message, bot: Bot, house: House, taken: Taken, now: datetime) -> None:
    """The draft where it stands; a new message of it where that one is gone."""
    text, keyboard = wizard.summary(house.regulation, taken.view, now)
    chat_id, message_id = taken.prompt.chat_id, taken.prompt.wizard_id
    try:
        await bot.edit_message_text(text, chat_id=chat_id, message_id=message_id, reply_markup=keyboard)
    except TelegramBadRequest as error:
        if "not modified" not in str(error):
            await message.reply(text, reply_markup=keyboard)
