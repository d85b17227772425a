"""Engineers' replies to the messages that wait for one: the question for the client, the closing comment."""

from contextlib import suppress

from aiogram import Bot
from aiogram.dispatcher.event.bases import SkipHandler
from aiogram.exceptions import TelegramAPIError
from aiogram.types import Message, ReactionTypeEmoji

from desk import staff, written
from desk.errors import AlreadyProcessedError, DeskError
from desk.house import House
from desk.marks import spelled_out
from desk.model import Action, EngineerPrompt
from desk.ports import Desk
from handlers.group.filters import is_cancel, is_command
from handlers.group.members import Members, Standing
from handlers.group.seat import engineer
from handlers.marks import marks_of
from handlers.texts import group as texts
from handlers.texts.common import quote, speak

RECEIPT = "👌"


async def replied(message: Message, bot: Bot, desk: Desk, house: House, members: Members) -> None:
    """A reply to a message of the bot; what waits for nothing may be for a client (handlers/group/replies.py)."""
    assert message.reply_to_message is not None, "the filter looked"
    prompt = await desk.read(staff.awaited, message.chat.id, message.reply_to_message.message_id)
    if prompt is None:
        raise SkipHandler
    speak(house.group_language)
    key = f"{house.regulation.prefix}-{prompt.ticket_id}"
    if refusal := await _refused(message, bot, members, prompt, key):
        await message.reply(refusal)
    elif message.text is None:
        await message.reply(texts.only_text(key, prompt.action))
    elif is_cancel(message.text):
        await desk.run(staff.abandon, prompt)
        await message.reply(texts.cancelled(key))
        await _take_away(bot, prompt)
    elif is_command(message.text):
        await message.reply(texts.not_a_command_here(key))
    else:
        text = spelled_out(message.text, marks_of(message.entities))
        await _pass_on(message, text, bot, desk, house, prompt, key)


async def _refused(message: Message, bot: Bot, members: Members, prompt: EngineerPrompt, key: str) -> str:
    """Why this reply cannot be taken from them; empty: it can."""
    if message.sender_chat is not None or message.from_user is None:
        return texts.sign_your_replies(key)
    match await members.authority(bot, message.from_user.id):
        case Standing.STRANGER:
            return texts.not_an_engineer()
        case Standing.UNKNOWN:
            return texts.cannot_check()
        case Standing.MEMBER if prompt.action is Action.REFUSE:
            return texts.only_supervisors()
        case _:
            return ""


async def _pass_on(
    message: Message, text: str, bot: Bot, desk: Desk, house: House, prompt: EngineerPrompt, key: str
) -> None:
    assert message.from_user is not None, "checked before"
    who = engineer(message.from_user)
    try:
        done = await desk.run(written.reply, house, who, prompt.chat_id, prompt.message_id, text)
    except AlreadyProcessedError:
        raise
    except DeskError as error:
        await message.reply(quote(texts.refusal(error, key, text)))
        return
    if done is None:
        return  # somebody replied to it a moment earlier
    try:
        await message.react([ReactionTypeEmoji(emoji=RECEIPT)])
    except TelegramAPIError:  # reactions are off in this group
        await message.reply(quote(texts.sent(done.ticket.key, done.action)))
    await _take_away(bot, prompt)


async def cancelled(message: Message, house: House) -> None:
    """/cancel in reply to nothing that waits."""
    speak(house.group_language)
    await message.reply(texts.nothing_to_cancel())


async def _take_away(bot: Bot, prompt: EngineerPrompt) -> None:
    with suppress(TelegramAPIError):  # older than 48 hours, or gone: it waits for nothing any more
        await bot.delete_message(prompt.chat_id, prompt.message_id)
