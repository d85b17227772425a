"""What a client sends that is neither text nor picture: contacts, stickers, voices, edits."""

from collections.abc import Callable
from datetime import datetime

from aiogram import Bot
from aiogram.types import Message

from desk import inbox, intake
from desk.errors import BadAnswerError, NoDraftError
from desk.house import House
from desk.letters import Refused
from desk.model import Step
from desk.ports import Desk
from handlers.client.reply import Screen, author_of, send, show_form, show_scene
from handlers.contents import said
from handlers.texts import client, conversation, errors, form
from handlers.texts.common import quote, speak

Clock = Callable[[], datetime]


async def shared_contact(message: Message, desk: Desk, house: House, bot: Bot, clock: Clock) -> None:
    """Telegram's contact button, or a contact out of the address book."""
    assert message.contact is not None, "the filter lets contacts through only"
    sender, number = author_of(message), message.contact.phone_number
    outcome = await desk.run(
        inbox.attempt,
        house.regulation,
        sender,
        lambda work: intake.share_contact(work, house.regulation, sender, number),
    )
    if isinstance(outcome, Refused):
        speak(outcome.scene.language)
        note = "⚠️ " + quote(_refusal(outcome, house))
        await show_scene(bot, message.chat.id, house.regulation, outcome.scene, clock(), note)
        return
    speak(outcome.language)
    await show_form(bot, message.chat.id, house.regulation, outcome, clock(), was=Step.CONTACT)


def _refusal(refused: Refused, house: House) -> str:
    unasked = isinstance(refused.error, BadAnswerError) and refused.error.reason != "not_a_phone"
    if unasked or isinstance(refused.error, NoDraftError):
        return client.contact_elsewhere(refused.scene)
    return errors.refusal(refused.error, house.regulation)


async def cannot_pass(message: Message, desk: Desk, house: House, bot: Bot, clock: Clock) -> None:
    """A sticker, a voice, a video, a location and whatever else Telegram will have."""
    scene = await desk.read(inbox.scene, house.regulation, author_of(message))
    speak(scene.language)
    await show_scene(bot, message.chat.id, house.regulation, scene, clock(), "⚠️ " + client.cannot_pass(scene))


async def edited(message: Message, desk: Desk, house: House, bot: Bot) -> None:
    """An edit of what went to a ticket is carried over; else it is said where it may have been meant for the form."""
    outcome = await desk.run(inbox.edited, house, author_of(message), said(message))
    speak(outcome.scene.language)
    if outcome.known and outcome.changed and outcome.ticket is not None:
        text = conversation.edited_after(outcome.ticket.key)
        await send(bot, message.chat.id, Screen(text), reply_to=message.message_id)
    elif outcome.scene.form is not None and not outcome.known:
        await send(bot, message.chat.id, Screen(form.edited()), reply_to=message.message_id)


async def service(message: Message) -> None:
    """Nobody wrote it, nobody waits for an answer."""
