"""What people write, sent to the other side as what it is; and edits of it. Used by bot/transport.py.

Files go by Telegram's own ids. What a kind cannot carry (a heading on a sticker) goes in a message before it, what
does not fit in messages after it.
"""

from collections.abc import Awaitable, Callable, Sequence
from typing import Any

from aiogram import Bot
from aiogram.exceptions import TelegramAPIError
from aiogram.types import (
    InputMediaAudio,
    InputMediaDocument,
    InputMediaPhoto,
    InputMediaVideo,
    Message,
    ReactionTypeEmoji,
    ReactionTypeUnion,
    ReplyParameters,
)

from bot.faults import Fault, classify
from bot.plaintext import plain
from desk.messages import CAPTIONED, Content, Kind
from handlers.outgoing import React, Relay, Rewrite, in_reply_to

Copies = list[tuple[int, int]]
"""Our messages and Telegram's."""

_ALBUM = 10
_UNEDITABLE = frozenset({Fault.NO_MESSAGE, Fault.TOO_LONG, Fault.REJECTED, Fault.UNPARSABLE, Fault.BAD_FILE})
_NOT_TAKEN = frozenset({Fault.BAD_FILE, Fault.REJECTED, Fault.NO_CHAT})
"""A file may be refused where a text is not: "not enough rights to send stickers"."""
_INPUT = {
    Kind.PHOTO: InputMediaPhoto,
    Kind.VIDEO: InputMediaVideo,
    Kind.DOCUMENT: InputMediaDocument,
    Kind.AUDIO: InputMediaAudio,
}
"""What an album may hold."""


class Relays:
    """Sends people's messages. `place`: the keyword arguments that say where (chat, topic), for every sending call.

    An interrupted delivery goes on where it stopped, as long as this process lives.
    """

    def __init__(self, bot: Bot, seconds: int) -> None:
        self._bot = bot
        self._seconds = seconds
        self._before: dict[int, list[Copies]] = {}

    async def send(self, row_id: int, place: dict[str, Any], reply: ReplyParameters | None, relay: Relay) -> Copies:
        """Everything, in order; which message went out as which."""
        if not relay.messages:
            return []
        done = self._before.setdefault(row_id, [])
        for number, step in enumerate(self._steps(place, reply, relay)):
            if number >= len(done):
                done.append(await step())
        del self._before[row_id]
        return [pair for copies in done for pair in copies]

    def _steps(
        self, place: dict[str, Any], reply: ReplyParameters | None, relay: Relay
    ) -> list[Callable[[], Awaitable[Copies]]]:
        first = relay.messages[0]
        kind = first.content.kind
        where = {**place, "reply_parameters": reply, "request_timeout": self._seconds}
        steps: list[Callable[[], Awaitable[Copies]]] = []
        texts = list(relay.words)
        if len(relay.messages) > 1:
            groups = _groups(relay)
            steps += [
                lambda group=group: self._file(where, relay.otherwise, self._album(where, group), group[0][0])  # type: ignore[misc]
                for group in groups
            ]
            texts = texts[1:]
        elif kind in CAPTIONED:
            more = {**where, "caption": texts[0], "reply_markup": relay.keyboard if len(texts) == 1 else None}
            steps.append(
                lambda: self._file(
                    where, relay.otherwise, self._one(first.id, self._media(first.content, more)), first.id
                )
            )
            texts = texts[1:]
        for number, text in enumerate(texts):
            last = number == len(texts) - 1 and (kind is Kind.TEXT or kind in CAPTIONED)
            keyboard = relay.keyboard if last and len(relay.messages) == 1 else None
            steps.append(
                lambda text=text, keyboard=keyboard: self._one(first.id, self._text(where, text, keyboard))  # type: ignore[misc]
            )
        if kind is not Kind.TEXT and kind not in CAPTIONED:
            bare = {**where, "reply_markup": relay.keyboard}
            steps.append(
                lambda: self._file(
                    where, relay.otherwise, self._one(first.id, self._bare(first.content, bare)), first.id
                )
            )
        return steps

    async def _one(self, ours: int, call: Awaitable[Message]) -> Copies:
        return [(ours, (await call).message_id)]

    async def _file(self, where: dict[str, Any], otherwise: str, step: Awaitable[Copies], ours: int) -> Copies:
        """A step with a file; `otherwise` is said in its place where the chat does not take it."""
        try:
            return await step
        except TelegramAPIError as error:
            if not otherwise or classify(error).fault not in _NOT_TAKEN:
                raise
        return await self._one(ours, self._text(where, otherwise, None))

    async def _text(self, where: dict[str, Any], text: str, keyboard: Any) -> Message:
        try:
            return await self._bot.send_message(text=text, parse_mode="HTML", reply_markup=keyboard, **where)
        except TelegramAPIError as error:
            if classify(error).fault is not Fault.UNPARSABLE:
                raise
        return await self._bot.send_message(text=plain(text), parse_mode=None, reply_markup=keyboard, **where)

    async def _media(self, content: Content, more: dict[str, Any]) -> Message:
        file = content.data["file_id"]
        send: dict[Kind, Callable[..., Awaitable[Message]]] = {
            Kind.PHOTO: lambda: self._bot.send_photo(photo=file, **more),
            Kind.DOCUMENT: lambda: self._bot.send_document(document=file, **more),
            Kind.ANIMATION: lambda: self._bot.send_animation(animation=file, **more),
            Kind.AUDIO: lambda: self._bot.send_audio(audio=file, **more),
            Kind.VOICE: lambda: self._bot.send_voice(voice=file, **more),
            Kind.VIDEO: lambda: self._bot.send_video(video=file, **more),
        }
        return await send[content.kind]()

    async def _bare(self, content: Content, more: dict[str, Any]) -> Message:
        data = content.data
        match content.kind:
            case Kind.STICKER:
                return await self._bot.send_sticker(sticker=data["file_id"], **more)
            case Kind.VIDEO_NOTE:
                return await self._bot.send_video_note(video_note=data["file_id"], **more)
            case Kind.LOCATION:
                return await self._bot.send_location(latitude=data["latitude"], longitude=data["longitude"], **more)
            case _:
                return await self._bot.send_contact(
                    phone_number=data["phone_number"],
                    first_name=data["first_name"],
                    last_name=data.get("last_name"),
                    **more,
                )

    async def _album(self, where: dict[str, Any], group: Sequence[tuple[int, Content, str]]) -> Copies:
        if len(group) == 1:
            ours, content, caption = group[0]
            return await self._one(ours, self._media(content, {**where, "caption": caption or None}))
        media = [
            _INPUT[content.kind](media=content.data["file_id"], caption=caption or None)
            for _ours, content, caption in group
        ]
        messages = await self._bot.send_media_group(media=media, **where)
        return [(part[0], message.message_id) for part, message in zip(group, messages, strict=True)]

    async def rewrite(
        self, row_id: int, place: dict[str, Any], reply: ReplyParameters | None, rewrite: Rewrite
    ) -> Copies:
        """Edit the copy in place; where that cannot be, send the message anew in reply to it."""
        if not rewrite.copies:
            return []  # it was never delivered
        first = rewrite.copies[0]
        if rewrite.in_place:
            try:
                await self._edit(place["chat_id"], first.sent_id, rewrite.relay)
            except TelegramAPIError as error:
                fault = classify(error).fault
                if fault is Fault.SAME:
                    return []
                if fault not in _UNEDITABLE:
                    raise
            else:
                return []
        reply = in_reply_to(first.sent_id)
        return await self.send(row_id, place, reply, rewrite.relay)

    async def _edit(self, chat_id: int, message_id: int, relay: Relay) -> None:
        where: dict[str, Any] = {
            "chat_id": chat_id,
            "message_id": message_id,
            "reply_markup": relay.keyboard,
            "request_timeout": self._seconds,
        }
        if relay.messages[0].content.kind is Kind.TEXT:
            await self._bot.edit_message_text(text=relay.words[0], **where)
        else:
            await self._bot.edit_message_caption(caption=relay.words[0], **where)

    async def react(self, chat_id: int, react: React) -> bool:
        """Put the reaction. False: reactions are not taken here. A message that is gone needs none."""
        emoji: list[ReactionTypeUnion] = [ReactionTypeEmoji(emoji=react.emoji)]
        try:
            await self._bot.set_message_reaction(
                chat_id, react.message_id, reaction=emoji, request_timeout=self._seconds
            )
        except TelegramAPIError as error:
            outcome = classify(error)
            if "not found" in outcome.reason.lower():
                return True
            if outcome.fault is not Fault.REJECTED:
                raise
            return False
        return True


def _groups(relay: Relay) -> list[list[tuple[int, Content, str]]]:
    """Albums that one call can carry."""
    captions = [relay.words[0], *relay.captions]
    groups: list[list[tuple[int, Content, str]]] = []
    for message, caption in zip(relay.messages, captions, strict=True):
        family = _family(message.content.kind)
        fits = groups and family and _family(groups[-1][0][1].kind) == family and len(groups[-1]) < _ALBUM
        part = (message.id, message.content, caption)
        if fits:
            groups[-1].append(part)
        else:
            groups.append([part])
    return groups


def _family(kind: Kind) -> str:
    """What may stand in one album together; empty: nothing beside it."""
    if kind in (Kind.PHOTO, Kind.VIDEO):
        return "seen"
    return kind.value if kind in _INPUT else ""
