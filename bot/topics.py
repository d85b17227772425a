"""In a group with topics the news of a ticket goes to its topic: made, named, closed, opened again and made anew.

Telegram may put a message for a topic that is gone into General and say nothing; only its answer shows it. So every
call of a delivery passes `_Placing`, which gives it its topic and looks where the message went: what went astray is
taken away and sent again to a new topic. Where the bot may make no topics, General serves.
"""

import asyncio
from collections.abc import Awaitable, Callable, Sequence
from contextlib import suppress
from contextvars import ContextVar
from dataclasses import dataclass, replace

from aiogram import Bot
from aiogram.client.session.middlewares.base import BaseRequestMiddleware, NextRequestMiddlewareType
from aiogram.exceptions import TelegramAPIError, TelegramBadRequest
from aiogram.methods import Response, TelegramMethod
from aiogram.methods.base import TelegramType
from aiogram.types import Message

from bot.faults import Fault, classify
from bot.log import logger
from bot.transport import Carrier, Delivered, Parcel
from desk import topics
from desk.model import Status, Ticket
from desk.ports import Desk
from desk.ports_topics import Topic
from handlers.group.members import Group
from handlers.outgoing import Edit, React, Say, ShowCard

_GONE = ("thread not found", "topic_deleted", "topic_id_invalid", "topic_closed")
_NO_FORUM = ("not a forum", "forum_missing")
_UNCHANGED = ("topic_not_modified", "not modified")
_PASSING = frozenset(
    {Fault.WAIT, Fault.MOVED, Fault.BLOCKED, Fault.NO_CHAT, Fault.DOWN, Fault.NOT_KNOWN, Fault.DOUBTFUL}
)
"""What says nothing about topics: the delivery is put off for it, as for any message."""
_TRY_AGAIN = 300.0
"""Seconds after which the bot tries to make topics again, having been refused."""

_log = logger("topics")


class AstrayError(Exception):
    """The topic is gone, or the message was put elsewhere (and has been taken away)."""


@dataclass(frozen=True, slots=True)
class _Place:
    """Where the messages of a delivery go; `sent`: those that went."""

    chat_id: int
    thread_id: int | None
    sent: list[int]


_place: ContextVar[_Place | None] = ContextVar("place", default=None)


class _Placing(BaseRequestMiddleware):
    """A middleware of the bot's session; sees too whether the group has topics."""

    def __init__(self, group: Group) -> None:
        self._group = group

    async def __call__(
        self,
        make_request: NextRequestMiddlewareType[TelegramType],
        bot: Bot,
        method: TelegramMethod[TelegramType],
    ) -> Response[TelegramType]:
        """Send to the topic of the delivery. AstrayError: it did not get there."""
        place = _place.get()
        if place is None or getattr(method, "chat_id", None) != place.chat_id:
            return await make_request(bot, method)
        placed = "message_thread_id" in type(method).model_fields and place.thread_id is not None
        if placed:
            method.message_thread_id = place.thread_id  # type: ignore[attr-defined]  # the line above looked
        try:
            answer = await make_request(bot, method)
        except TelegramBadRequest as error:
            if placed and _says(error, _GONE):
                raise AstrayError(error.message) from error
            raise
        messages = _messages(answer)
        if messages:
            self._group.forum = bool(messages[0].chat.is_forum)
        if placed and self._group.forum and any(message.message_thread_id != place.thread_id for message in messages):
            await _take_away(bot, place.chat_id, [message.message_id for message in messages])
            raise AstrayError("Telegram put it elsewhere")
        if "message_thread_id" in type(method).model_fields:
            place.sent.extend(message.message_id for message in messages)
        return answer


class Topics:
    """A carrier (bot/transport.py) that brings to its topic what another one sends.

    `name`: what a ticket's topic is called; `seconds`: for a call to be answered. Whether the group has topics is what
    Telegram said last: at the start, with updates (handlers/group/topics.py), in its answers.
    """

    def __init__(
        self,
        bot: Bot,
        carrier: Carrier,
        store: Desk,
        group: Group,
        name: Callable[[Ticket], str],
        *,
        seconds: int = 20,
    ) -> None:
        self._bot = bot
        self._carrier = carrier
        self._store = store
        self._group = group
        self._name = name
        self._seconds = seconds
        self._stored = group.forum
        self._met = group.id
        self._next_try = 0.0
        self._said_aloud: dict[int, Delivered] = {}
        bot.session.middleware(_Placing(group))

    async def meet(self) -> None:
        """Ask Telegram whether the group has topics. Raises where asking again may help."""
        met = self._group.id
        if not met:
            return
        try:
            chat = await self._bot.get_chat(met, request_timeout=self._seconds)
        except TelegramAPIError as error:
            outcome = classify(error)
            if outcome.fault in (Fault.WAIT, Fault.DOWN, Fault.DOUBTFUL):
                raise
            _log.warning("the engineers' group cannot be looked at", fault=outcome.fault, reason=outcome.reason)
            self._met = met
            return
        self._met = met
        self._group.forum = bool(chat.is_forum)
        await self._remember()

    async def answers(self) -> bool:
        """Whether Telegram answers at all."""
        return await self._carrier.answers()

    async def deliver(self, parcel: Parcel) -> Delivered:
        """Send it, news of a ticket for the group to its topic. Raises what the carrier raises."""
        if parcel.chat_id != self._group.id or not parcel.ticket.id or isinstance(parcel.outgoing, Edit):
            return await self._carrier.deliver(parcel)
        if self._met != parcel.chat_id:  # it became a supergroup, which may have topics
            await self.meet()
        await self._remember()
        if not self._group.forum:
            try:
                return await self._at(None, parcel)
            except AstrayError:
                _log.warning("the group has topics now", chat=parcel.chat_id)
                await self._remember()
        topic, parcel = await self._topic(parcel)
        if topic is None:
            return await self._at(None, parcel)
        if not isinstance(parcel.outgoing, Say) or not parcel.outgoing.aloud:
            return await self._in_topic(topic, parcel)
        if parcel.row_id not in self._said_aloud:  # a reply to the card would bring it into the topic
            self._said_aloud[parcel.row_id] = await self._at(
                None, replace(parcel, outgoing=replace(parcel.outgoing, to_card=False))
            )
        in_topic = replace(parcel.outgoing, keyboard=None)
        await self._in_topic(topic, replace(parcel, silent=True, outgoing=in_topic))
        return self._said_aloud.pop(parcel.row_id)

    async def _in_topic(self, topic: Topic, parcel: Parcel) -> Delivered:
        """To its topic, a new one where that is gone; where even that is none, better to General than nowhere."""
        place: Topic | None = topic
        try:
            delivered = await self._at(topic, parcel)
        except AstrayError as error:
            _log.warning("topic gone", ticket=parcel.ticket.key, reason=str(error))
            place, parcel = await self._make(parcel)
            try:
                delivered = await self._at(place, parcel)
            except AstrayError as again:
                _log.error("a new topic does not take messages", ticket=parcel.ticket.key, reason=str(again))
                place, delivered = None, await self._at(None, parcel)
        if place is not None and isinstance(parcel.outgoing, ShowCard):
            await self._settle(place, parcel.ticket, again_harmless=delivered.card is None)
        return delivered

    async def _at(self, topic: Topic | None, parcel: Parcel) -> Delivered:
        """Send it there (None: General, or a group without topics). AstrayError: it did not get there."""
        plain = not self._group.forum
        place = _Place(parcel.chat_id, topic.thread_id if topic else None, [])
        token = _place.set(place)
        try:
            delivered = await self._carrier.deliver(parcel)
        finally:
            _place.reset(token)
        if plain and self._group.forum and not isinstance(parcel.outgoing, React):
            await _take_away(self._bot, parcel.chat_id, place.sent)
            raise AstrayError("the group has topics")
        return delivered

    async def _topic(self, parcel: Parcel) -> tuple[Topic | None, Parcel]:
        """The ticket's topic, made where there is none; None: this goes to General."""
        found = await self._store.read(topics.topic_of, parcel.ticket.id, parcel.chat_id)
        if found is not None:
            return found, parcel
        closed_long_ago = isinstance(parcel.outgoing, ShowCard) and parcel.ticket.status is Status.DONE
        if closed_long_ago or isinstance(parcel.outgoing, React):
            return None, parcel
        if self._group.refused and asyncio.get_running_loop().time() < self._next_try:
            return None, parcel
        return await self._make(parcel)

    async def _make(self, parcel: Parcel) -> tuple[Topic | None, Parcel]:
        """A new topic, to which the card moves; None: there can be none, and the engineers know why."""
        ticket, chat_id = parcel.ticket, parcel.chat_id
        name = self._name(ticket)
        try:
            new = await self._bot.create_forum_topic(chat_id, name, request_timeout=self._seconds)
        except TelegramAPIError as error:
            await self._no_topic(error, chat_id, ticket)
            return None, parcel
        self._group.refused = False
        topic = Topic(ticket.id, chat_id, new.message_thread_id, name)
        await self._store.run(topics.made, topic, with_card=isinstance(parcel.outgoing, ShowCard))
        _log.info("topic made", ticket=ticket.key, thread=topic.thread_id)
        if ticket.card_id is not None and ticket.card_chat_id == chat_id:
            await _take_away(self._bot, chat_id, [ticket.card_id])
        return topic, replace(parcel, ticket=replace(ticket, card_id=None, card_chat_id=None))

    async def _settle(self, topic: Topic, ticket: Ticket, *, again_harmless: bool) -> None:
        """Close it with the ticket, open it again with it, name it as it should be named."""
        closed, name = ticket.status is Status.DONE, self._name(ticket)
        try:
            if name != topic.name:
                await self._act(self._bot.edit_forum_topic, topic, name=name)
            if closed != topic.closed:
                await self._act(self._bot.close_forum_topic if closed else self._bot.reopen_forum_topic, topic)
        except TelegramAPIError as error:
            if classify(error).fault not in _PASSING:
                await self._no_topic(error, topic.chat_id, ticket)
            elif again_harmless:
                raise
            return
        if (closed, name) != (topic.closed, topic.name):
            self._group.refused = False
            await self._store.run(topics.changed, replace(topic, closed=closed, name=name))

    async def _act(self, call: Callable[..., Awaitable[bool]], topic: Topic, **more: str) -> None:
        try:
            await call(topic.chat_id, topic.thread_id, request_timeout=self._seconds, **more)
        except TelegramBadRequest as error:
            if not _says(error, _UNCHANGED):
                raise

    async def _no_topic(self, error: TelegramAPIError, chat_id: int, ticket: Ticket) -> None:
        """Topics cannot be managed: the group has none, or the bot may not. Raises what says nothing about topics."""
        outcome = classify(error)
        if outcome.fault in _PASSING:
            raise error
        if _says(error, _NO_FORUM):
            self._group.forum = False
            await self._remember()
        elif not _says(error, _GONE):
            _log.error("topics cannot be managed: give the bot the right to", reason=outcome.reason)
            self._group.refused = True
            self._next_try = asyncio.get_running_loop().time() + _TRY_AGAIN
            await self._store.run(topics.refused, chat_id, ticket.id, outcome.reason)

    async def _remember(self) -> None:
        """For the next start."""
        if self._stored != self._group.forum:
            await self._store.run(topics.found, self._group.id, forum=self._group.forum)
            self._stored = self._group.forum


def _says(error: TelegramAPIError, marks: Sequence[str]) -> bool:
    said = error.message.lower()
    return any(mark in said for mark in marks)


def _messages(answer: object) -> list[Message]:
    found = answer if isinstance(answer, list) else [answer]
    return [one for one in found if isinstance(one, Message)]


async def _take_away(bot: Bot, chat_id: int, message_ids: Sequence[int]) -> None:
    """One by one: older than 48 hours or gone, it stays."""
    for message_id in message_ids:
        with suppress(TelegramAPIError):
            await bot.delete_message(chat_id, message_id)
