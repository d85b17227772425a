"""Where an engineer's press happens: who presses, under which message, and the few calls that can answer it."""

from dataclasses import dataclass
from typing import Any

from aiogram import Bot
from aiogram.exceptions import TelegramAPIError, TelegramBadRequest
from aiogram.types import CallbackQuery, ForceReply, InlineKeyboardMarkup, Message, User

from desk import staff
from desk.answers import one_line
from desk.house import House
from desk.model import Action, Actor, EngineerPrompt, Role, Ticket
from desk.ports import Desk
from handlers.outgoing import in_reply_to
from handlers.texts import group as texts
from handlers.texts.common import shorten

_NAME = 100


def engineer(user: User) -> Actor:
    """The person behind a press or a reply; anonymous admins press under their own name."""
    name = shorten(one_line(user.full_name), _NAME) or user.username or str(user.id)
    return Actor(Role.ENGINEER, user.id, name)


def author(message: Message) -> Actor | None:
    """Who wrote in the group; an anonymous admin is named as Telegram shows them."""
    if message.sender_chat is not None:
        name = message.author_signature or message.sender_chat.title or ""
        return Actor(Role.ENGINEER, message.sender_chat.id, shorten(one_line(name), _NAME))
    return engineer(message.from_user) if message.from_user else None


@dataclass(frozen=True, slots=True)
class Seat:
    """One press that was found to be an engineer's, in the engineers' group."""

    callback: CallbackQuery
    bot: Bot
    desk: Desk
    house: House
    engineer: Actor
    chat_id: int
    message_id: int
    supervisor: bool = False

    async def answer(self, text: str = "", *, alert: bool = False) -> None:
        """What pops up; plain text."""
        await self.callback.answer(shorten(text, texts.ANSWER_LIMIT) or None, show_alert=alert or None)

    async def show(self, keyboard: InlineKeyboardMarkup | None) -> None:
        """Change the buttons under the message and take the hour-glass away."""
        await self.edit_buttons(keyboard)
        await self.answer()

    async def edit_buttons(self, keyboard: InlineKeyboardMarkup | None) -> None:
        """Change the buttons; those that are there already are well."""
        try:
            await self.bot.edit_message_reply_markup(
                chat_id=self.chat_id, message_id=self.message_id, reply_markup=keyboard
            )
        except TelegramBadRequest as error:
            if "not modified" not in str(error):
                raise

    async def edit_text(self, text: str, keyboard: InlineKeyboardMarkup | None) -> None:
        """Change a menu that is a message of its own."""
        try:
            await self.bot.edit_message_text(
                text, chat_id=self.chat_id, message_id=self.message_id, reply_markup=keyboard
            )
        except TelegramBadRequest as error:
            if "not modified" not in str(error):
                raise

    async def leave(self) -> None:
        """Take a menu of its own away; where Telegram does not let us, its buttons."""
        try:
            await self.bot.delete_message(self.chat_id, self.message_id)
        except TelegramAPIError:
            await self.edit_buttons(None)

    async def send(self, ticket: Ticket, text: str, markup: InlineKeyboardMarkup | ForceReply | None) -> Message:
        """A message in reply to the ticket's card, without a sound."""
        card = ticket.card_id if ticket.card_chat_id == self.chat_id and ticket.card_id else self.message_id
        return await self.bot.send_message(
            self.chat_id,
            text,
            message_thread_id=self._thread(),
            reply_parameters=in_reply_to(card),
            reply_markup=markup,
            disable_notification=True,
        )

    async def post(self, text: str, markup: InlineKeyboardMarkup | ForceReply | None) -> Message:
        """A message in reply to the pressed one, without a sound."""
        return await self.bot.send_message(
            self.chat_id,
            text,
            message_thread_id=self._thread(),
            reply_parameters=in_reply_to(self.message_id),
            reply_markup=markup,
            disable_notification=True,
        )

    async def ask_for_text(self, ticket: Ticket, action: Action, data: dict[str, Any], choice: str = "") -> None:
        """A message that waits for the engineer's reply; Telegram opens the reply for them alone."""
        text = texts.prompt(ticket, action, self.callback.from_user.id, self.engineer.name, choice)
        field = ForceReply(selective=True, input_field_placeholder=texts.placeholder(action))
        message = await self.send(ticket, text, field)
        prompt = EngineerPrompt(self.chat_id, message.message_id, ticket.id, self.callback.from_user.id, action, data)
        await self.desk.run(staff.await_reply, prompt)
        await self.answer(texts.reply_below(ticket))

    def is_card(self, ticket: Ticket) -> bool:
        """Whether the press was under the card itself."""
        return (ticket.card_chat_id, ticket.card_id) == (self.chat_id, self.message_id)

    def _thread(self) -> int | None:
        message = self.callback.message
        return message.message_thread_id if isinstance(message, Message) and message.is_topic_message else None
