"""Engineers' replies to a ticket's messages go to its client; everything else that is said in the group stays there."""

import asyncio

from aiogram import Bot
from aiogram.dispatcher.event.bases import SkipHandler
from aiogram.filters import Filter
from aiogram.types import Message

from desk import conversation, staff
from desk.errors import AlreadyProcessedError, DeskError
from desk.house import House
from desk.ports import Desk
from handlers.contents import replied_id, said
from handlers.group.filters import is_command
from handlers.group.members import Members, Standing
from handlers.group.seat import Seat, engineer
from handlers.texts import conversation as words
from handlers.texts import group as texts
from handlers.texts.common import quote, speak

_LOOKS, _BETWEEN_LOOKS = 50, 0.1
"""How often, and after how many seconds each, the number of a message that is being sent is looked for."""


class MayBeReply(Filter):
    """A reply to a message of the bot, or a part of an album, whose other parts may be one."""

    async def __call__(self, event: Message, bot: Bot) -> bool:
        """Everything else in the group is the engineers' own matter."""
        replied = event.reply_to_message
        to_bot = replied is not None and replied.from_user is not None and replied.from_user.id == bot.id
        return (to_bot and replied_id(event) is not None) or event.media_group_id is not None


async def replied(message: Message, bot: Bot, desk: Desk, house: House, members: Members) -> None:
    """A reply to a ticket's card, to a client's message or to any news about a ticket."""
    ticket_id = await _goal(message, desk)
    if ticket_id is None or (message.from_user is not None and message.from_user.is_bot and not message.sender_chat):
        raise SkipHandler
    speak(house.group_language)
    key = f"{house.regulation.prefix}-{ticket_id}"
    if refusal := await _refused(message, bot, members, key):
        await message.reply(refusal)
        return
    assert message.from_user is not None, "checked before"
    what = said(message)
    assert what is not None, "checked before"
    try:
        done = await desk.run(conversation.reply, house, engineer(message.from_user), ticket_id, what)
    except AlreadyProcessedError:
        raise
    except DeskError as error:
        await message.reply(quote(texts.refusal(error, key, what.content.text)))
        return
    if done.with_other and not done.more:
        await message.reply(words.with_other(done.ticket, done.with_other))


async def _goal(message: Message, desk: Desk) -> int | None:
    """The ticket it is for; None: it stays inside. What was just sent is waited for until it is known."""
    here, album = message.chat.id, message.media_group_id
    for _look in range(_LOOKS):
        ticket_id = await desk.read(conversation.goal_in_group, here, replied_id(message), album)
        if ticket_id is not None or not await desk.read(conversation.may_be_unmarked, here):
            return ticket_id
        await asyncio.sleep(_BETWEEN_LOOKS)
    return None


async def _refused(message: Message, bot: Bot, members: Members, key: str) -> str:
    """Why this reply does not go to the client; empty: it goes."""
    if message.sender_chat is not None or message.from_user is None:
        return texts.sign_your_replies(key)
    match await members.standing(bot, message.from_user.id):
        case Standing.STRANGER:
            return texts.not_an_engineer()
        case Standing.UNKNOWN:
            return texts.cannot_check()
        case _:
            pass
    if is_command(message.text):
        return words.looks_like_command(key)
    return words.cannot_relay(key) if said(message) is None else ""


async def edited(message: Message, desk: Desk, house: House) -> None:
    """An engineer edited a message; what went to a client is carried over."""
    what = said(message)
    if what is not None:
        await desk.run(conversation.edit, house, what)


async def retry(seat: Seat, ticket_id: int, row_id: int) -> None:
    """What could not be delivered goes once more."""
    key = f"{seat.house.regulation.prefix}-{ticket_id}"
    again = await seat.desk.run(conversation.retry, ticket_id, row_id)
    await seat.answer(words.trying_again(key) if again else words.not_given_up(key))
    if not seat.is_card(await seat.desk.read(staff.look, ticket_id)):  # a forged press
        await seat.edit_buttons(None)
