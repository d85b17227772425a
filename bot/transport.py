"""From what is worded to calls of the Bot API, with the ways around what Telegram does not take.

What has no way around is raised as it came; bot/verdict.py decides about it.
"""

import asyncio
from collections.abc import Awaitable, Sequence
from dataclasses import dataclass
from pathlib import PurePath
from typing import Protocol

from aiogram import Bot
from aiogram.exceptions import ClientDecodeError, TelegramAPIError
from aiogram.types import (
    BufferedInputFile,
    InlineKeyboardMarkup,
    InputMediaDocument,
    InputMediaPhoto,
    MediaUnion,
    Message,
    ReplyParameters,
)

from bot.faults import Fault, accepted, classify
from bot.log import logger
from bot.plaintext import CAPTION, MESSAGE, parts, plain, shorten
from bot.relay import Relays
from desk.model import Picture, PictureKind, Ticket
from desk.ports import Files
from handlers.outgoing import Edit, Outgoing, React, Relay, Rewrite, Say, ShowCard, ShowPictures, in_reply_to

_ALBUM = 10
_REWORD = frozenset({Fault.UNPARSABLE, Fault.TOO_LONG, Fault.NO_REPLY, Fault.REJECTED})
"""What may go through as plain text, without a reply and a keyboard."""

_log = logger("transport")

Media = str | BufferedInputFile


@dataclass(frozen=True, slots=True)
class Parcel:
    """What to send where. `row_id` keeps the place in a delivery of several messages that was interrupted."""

    row_id: int
    chat_id: int
    silent: bool
    ticket: Ticket
    outgoing: Outgoing


@dataclass(frozen=True, slots=True)
class Delivered:
    """`message_id` is the (first) message; `card` is (chat, message) where the card is in a new place.

    `copies`: people's messages that went out, with Telegram's numbers.
    """

    message_id: int | None
    card: tuple[int, int] | None = None
    copies: Sequence[tuple[int, int]] = ()


class Carrier(Protocol):
    """What the courier gives parcels to: the transport itself, or what brings them to their topics (bot/topics.py)."""

    async def deliver(self, parcel: Parcel) -> Delivered: ...
    async def answers(self) -> bool: ...


class Transport:
    """Sends parcels. Every call has `seconds` to be answered."""

    def __init__(self, bot: Bot, files: Files, seconds: int = 20) -> None:
        self._bot = bot
        self._files = files
        self._seconds = seconds
        self._relays = Relays(bot, seconds)
        self._sent_before: dict[int, list[int]] = {}

    async def deliver(self, parcel: Parcel) -> Delivered:
        """Send it all. Raises aiogram's exceptions; FileNotFoundError: the pictures are gone."""
        match parcel.outgoing:
            case Say() as say:
                return Delivered(await self._say(parcel, say))
            case ShowCard() as card:
                return await self._card(parcel, card)
            case Edit() as edit:
                return await self._edit(parcel, edit)
            case ShowPictures() as pictures:
                return Delivered(await self._pictures(parcel, pictures))
            case Relay() | Rewrite() as relay:
                return await self._relay(parcel, relay)
            case React() as react:
                taken = await self._relays.react(parcel.chat_id, react)
                return Delivered(None if taken else await self._say(parcel, react.otherwise))

    async def _relay(self, parcel: Parcel, relay: Relay | Rewrite) -> Delivered:
        place = {"chat_id": parcel.chat_id, "disable_notification": parcel.silent or None}
        if isinstance(relay, Rewrite):
            copies = await self._relays.rewrite(parcel.row_id, place, None, relay)
        else:
            copies = await self._relays.send(parcel.row_id, place, self._reply(parcel, relay), relay)
        return Delivered(copies[0][1] if copies else None, copies=copies)

    async def answers(self, seconds: int = 5) -> bool:
        """Whether Telegram answers at all: asked before anything is repeated whose fate is not known."""
        try:
            await self._bot.get_me(request_timeout=seconds)
        except Exception as error:  # noqa: BLE001  # whatever it is, classify knows
            return classify(error).fault not in (Fault.DOWN, Fault.DOUBTFUL, Fault.NOT_KNOWN, Fault.BROKEN)
        return True

    def _reply(self, parcel: Parcel, words: Say | Relay) -> ReplyParameters | None:
        if words.reply_to is not None:
            return in_reply_to(words.reply_to)
        return self._to_card(parcel) if words.to_card else None

    def _to_card(self, parcel: Parcel) -> ReplyParameters | None:
        card = parcel.ticket
        if card.card_id is None or card.card_chat_id != parcel.chat_id:
            return None
        return in_reply_to(card.card_id)

    async def _send(
        self,
        parcel: Parcel,
        text: str,
        keyboard: InlineKeyboardMarkup | None = None,
        reply: ReplyParameters | None = None,
        *,
        as_plain: bool = False,
    ) -> int:
        return await _id_of(
            self._bot.send_message(
                parcel.chat_id,
                text,
                parse_mode=None if as_plain else "HTML",
                disable_notification=parcel.silent or None,
                reply_markup=keyboard,
                reply_parameters=reply,
                request_timeout=self._seconds,
            )
        )

    async def _say(self, parcel: Parcel, say: Say) -> int:
        try:
            return await self._send(parcel, say.text, say.keyboard, self._reply(parcel, say))
        except TelegramAPIError as error:
            if classify(error).fault not in _REWORD:
                raise
            return await self._say_plainly(parcel, say, classify(error).fault)

    async def _say_plainly(self, parcel: Parcel, say: Say, fault: Fault) -> int:
        """As plain text in as many parts as it takes; the buttons on the last, unless they may be what is wrong."""
        pieces = list(parts(plain(say.text))) or ["…"]
        ids = self._sent_before.setdefault(parcel.row_id, [])
        for place, piece in enumerate(pieces):
            if place < len(ids):
                continue
            last = place == len(pieces) - 1 and fault is not Fault.REJECTED
            ids.append(await self._send(parcel, piece, say.keyboard if last else None, as_plain=True))
        del self._sent_before[parcel.row_id]
        return ids[0]

    async def _card(self, parcel: Parcel, card: ShowCard) -> Delivered:
        try:
            return await self._show_card(parcel, card.text, card.keyboard)
        except TelegramAPIError as error:
            fault = classify(error).fault
            if fault not in _REWORD:
                raise
            keyboard = None if fault is Fault.REJECTED else card.keyboard
            return await self._show_card(parcel, shorten(plain(card.text), MESSAGE), keyboard, as_plain=True)

    async def _show_card(
        self, parcel: Parcel, text: str, keyboard: InlineKeyboardMarkup | None, *, as_plain: bool = False
    ) -> Delivered:
        ticket = parcel.ticket
        there = ticket.card_id if ticket.card_chat_id == parcel.chat_id else None
        if there is not None and await self._change(parcel, Edit(there, text, keyboard), as_plain=as_plain):
            return Delivered(there)
        message_id = await self._send(parcel, text, keyboard, as_plain=as_plain)
        return Delivered(message_id, (parcel.chat_id, message_id))

    async def _edit(self, parcel: Parcel, edit: Edit) -> Delivered:
        try:
            await self._change(parcel, edit)
        except TelegramAPIError as error:
            fault = classify(error).fault
            if fault not in _REWORD:
                raise
            keyboard = None if fault is Fault.REJECTED else edit.keyboard
            await self._change(
                parcel, Edit(edit.message_id, shorten(plain(edit.text), MESSAGE), keyboard), as_plain=True
            )
        return Delivered(edit.message_id)

    async def _change(self, parcel: Parcel, edit: Edit, *, as_plain: bool = False) -> bool:
        """False: the message is gone."""
        try:
            await self._bot.edit_message_text(
                edit.text,
                chat_id=parcel.chat_id,
                message_id=edit.message_id,
                parse_mode=None if as_plain else "HTML",
                reply_markup=edit.keyboard,
                request_timeout=self._seconds,
            )
        except ClientDecodeError as error:
            if accepted(error) is None:
                raise
        except TelegramAPIError as error:
            fault = classify(error).fault
            if fault is Fault.NO_MESSAGE:
                return False
            if fault is not Fault.SAME:
                raise
        return True

    async def _pictures(self, parcel: Parcel, show: ShowPictures) -> int | None:
        ids = self._sent_before.setdefault(parcel.row_id, [])
        groups = list(_albums(show.pictures))
        for place, group in enumerate(groups):
            if place >= len(ids):
                ids.append(await self._album(parcel, group, show.caption if place == 0 else ""))
        del self._sent_before[parcel.row_id]
        return ids[0] if ids else None

    async def _album(self, parcel: Parcel, group: Sequence[Picture], caption: str) -> int:
        """By Telegram's own ids; where it does not know them, from our disk; where no photo, as files."""
        kind = group[0].kind
        try:
            return await self._send_album(parcel, [picture.file_id for picture in group], kind, caption)
        except TelegramAPIError as error:
            fault = classify(error).fault
            if fault in (Fault.UNPARSABLE, Fault.TOO_LONG):
                caption = ""  # the card has the words; the pictures must not be lost for theirs
            elif fault not in (Fault.BAD_FILE, Fault.REJECTED):
                raise
        media = [await self._from_disk(picture) for picture in group]
        try:
            return await self._send_album(parcel, media, kind, caption)
        except TelegramAPIError as error:
            if classify(error).fault not in (Fault.BAD_FILE, Fault.REJECTED) or kind is PictureKind.DOCUMENT:
                raise
        return await self._send_album(parcel, media, PictureKind.DOCUMENT, caption)

    async def _from_disk(self, picture: Picture) -> BufferedInputFile:
        content = await asyncio.to_thread(self._files.get, picture.path)
        return BufferedInputFile(content, filename=PurePath(picture.path).name)

    async def _send_album(self, parcel: Parcel, media: Sequence[Media], kind: PictureKind, caption: str) -> int:
        if len(media) == 1:
            return await _id_of(self._send_single(parcel, media[0], kind, caption or None))
        item = InputMediaPhoto if kind is PictureKind.PHOTO else InputMediaDocument
        items: list[MediaUnion] = [
            item(media=file, caption=(caption or None) if place == 0 else None) for place, file in enumerate(media)
        ]
        return await _id_of(
            self._bot.send_media_group(
                parcel.chat_id,
                items,
                disable_notification=parcel.silent or None,
                reply_parameters=self._to_card(parcel),
                request_timeout=self._seconds,
            )
        )

    async def _send_single(self, parcel: Parcel, file: Media, kind: PictureKind, caption: str | None) -> Message:
        chat_id, silent, reply = parcel.chat_id, parcel.silent or None, self._to_card(parcel)
        seconds = self._seconds
        match kind:
            case PictureKind.PHOTO:
                return await self._bot.send_photo(
                    chat_id, file, caption=caption, disable_notification=silent, reply_parameters=reply,
                    request_timeout=seconds,
                )  # fmt: skip
            case PictureKind.DOCUMENT:
                return await self._bot.send_document(
                    chat_id, file, caption=caption, disable_notification=silent, reply_parameters=reply,
                    request_timeout=seconds,
                )  # fmt: skip
            case PictureKind.ANIMATION:
                return await self._bot.send_animation(
                    chat_id, file, caption=caption, disable_notification=silent, reply_parameters=reply,
                    request_timeout=seconds,
                )  # fmt: skip


async def _id_of(call: Awaitable[Message | list[Message]]) -> int:
    """The id of the (first) message; also out of an answer that says the call was taken and cannot be read."""
    try:
        sent = await call
    except ClientDecodeError as error:
        ids = accepted(error)
        if not ids:
            raise
        _log.warning("telegram's answer cannot be read: is its Bot API newer than ours?", message=ids[0])
        return ids[0]
    return sent[0].message_id if isinstance(sent, list) else sent.message_id


def _albums(pictures: Sequence[Picture]) -> list[list[Picture]]:
    """Groups that one call can carry: up to ten photos or files, an animation alone."""
    groups: list[list[Picture]] = []
    for picture in pictures:
        fits = groups and groups[-1][0].kind is picture.kind and picture.kind is not PictureKind.ANIMATION
        if fits and len(groups[-1]) < _ALBUM:
            groups[-1].append(picture)
        else:
            groups.append([picture])
    return groups


__all__ = ["CAPTION", "Carrier", "Delivered", "Parcel", "Transport"]
