"""What an answer of the Bot API, or its absence, means. One pure function over aiogram's exceptions."""

from dataclasses import dataclass
from enum import StrEnum

from aiogram.exceptions import (
    ClientDecodeError,
    TelegramAPIError,
    TelegramBadRequest,
    TelegramConflictError,
    TelegramEntityTooLarge,
    TelegramForbiddenError,
    TelegramMigrateToChat,
    TelegramNetworkError,
    TelegramNotFound,
    TelegramRetryAfter,
    TelegramServerError,
    TelegramUnauthorizedError,
)
from aiohttp import ClientConnectorError, ConnectionTimeoutError

from bot.traces import say


class Fault(StrEnum):
    """The classes of failure; what follows from each is decided in bot/verdict.py and bot/transport.py."""

    WAIT = "wait"
    """429: too many; the call took no effect."""
    MOVED = "moved"
    """The group became a supergroup."""
    BLOCKED = "blocked"
    """403: the person blocked the bot, or it was put out of the chat."""
    DOWN = "down"
    """5xx, or nobody listens: the call took no effect, and others would not either."""
    NOT_KNOWN = "not_known"
    """The server does not know the token: nothing goes until somebody puts that right."""
    DOUBTFUL = "doubtful"
    """No answer: whether the call took effect is not known."""
    SAME = "same"
    """An edit that changes nothing has succeeded."""
    NO_MESSAGE = "no_message"
    """The message to edit is gone or cannot be edited."""
    NO_REPLY = "no_reply"
    """The message to reply to, or the topic, is gone."""
    NO_CHAT = "no_chat"
    """There is no such chat, or the bot may not write there."""
    UNPARSABLE = "unparsable"
    """The markup is not taken."""
    TOO_LONG = "too_long"
    """The text or caption is too long."""
    BAD_FILE = "bad_file"
    """The file id is not taken (another bot's, expired), or the picture is not one for Telegram."""
    STALE = "stale"
    """A press was answered too late."""
    REJECTED = "rejected"
    """Any other refusal: the call will never be taken as it is."""
    BROKEN = "broken"
    """An error of our own."""


@dataclass(frozen=True, slots=True)
class Outcome:
    """`reason`: Telegram's description or the error's kind; `wait`: seconds (WAIT); `chat_id`: the new one (MOVED)."""

    fault: Fault
    reason: str
    wait: int = 0
    chat_id: int = 0


_DESCRIPTIONS: tuple[tuple[Fault, tuple[str, ...]], ...] = (
    (Fault.SAME, ("message is not modified",)),
    (Fault.NO_MESSAGE, ("message to edit not found", "message can't be edited", "message_id_invalid")),
    (
        Fault.NO_REPLY,
        (
            "thread not found",
            "topic_deleted",
            "topic_closed",
            "replied not found",
            "message to reply not found",
        ),
    ),
    (Fault.TOO_LONG, ("is too long", "message_too_long", "media_caption_too_long")),
    (Fault.UNPARSABLE, ("can't parse entities", "can't parse message", "can't parse caption", "entity_bounds_invalid")),
    (Fault.STALE, ("query is too old", "query id is invalid", "query_id_invalid")),
    (
        Fault.NO_CHAT,
        (
            "chat not found",
            "chat_id is empty",
            "user not found",
            "peer_id_invalid",
            "group chat was deactivated",
            "chat_write_forbidden",
            "not enough rights to send",
            "have no rights to send",
        ),
    ),
    (
        Fault.BAD_FILE,
        (
            "wrong file identifier",
            "wrong remote file",
            "wrong type of",
            "type of file mismatch",
            "file reference",
            "failed to get http url",
            "file is too big",
            "photo_invalid",
            "photo_save_file_invalid",
            "photo_ext_invalid",
            "image_process_failed",
            "media_invalid",
            "media_empty",
            "can't use file",
            "file must be non-empty",
            "there is no",
        ),
    ),
    (Fault.WAIT, ("too many requests",)),
)
_SHORT_WAIT = 5
"""Seconds to wait where Telegram says "too many" and not for how long."""


def classify(error: BaseException) -> Outcome:
    """What `error` means for the call that raised it."""
    match error:
        case TelegramRetryAfter():
            return Outcome(Fault.WAIT, "Too Many Requests", wait=error.retry_after)
        case TelegramMigrateToChat():
            return Outcome(Fault.MOVED, "the group became a supergroup", chat_id=error.migrate_to_chat_id)
        case TelegramForbiddenError():
            return Outcome(Fault.BLOCKED, error.message)
        case TelegramEntityTooLarge():
            return Outcome(Fault.BAD_FILE, error.message)
        case TelegramNetworkError():
            return Outcome(_connection(error), error.message)
        case ClientDecodeError() | TimeoutError():
            return Outcome(Fault.DOUBTFUL, say(error))
        case TelegramServerError() | TelegramConflictError():
            return Outcome(Fault.DOWN, error.message)
        case TelegramUnauthorizedError() | TelegramNotFound():
            return Outcome(Fault.NOT_KNOWN, error.message)
        case TelegramAPIError():
            return _described(error)
        case _:
            return Outcome(Fault.BROKEN, say(error))


def accepted(error: BaseException) -> list[int] | None:
    """The ids of the messages that Telegram sent or edited, where it took the call and aiogram cannot read its answer.

    A Bot API newer than ours answers so. None: the call may not have taken effect.
    """
    if not isinstance(error, ClientDecodeError) or not isinstance(error.data, dict) or error.data.get("ok") is not True:
        return None
    result = error.data.get("result")
    messages = result if isinstance(result, list) else [result]
    return [one["message_id"] for one in messages if isinstance(one, dict) and isinstance(one.get("message_id"), int)]


def _connection(error: TelegramNetworkError) -> Fault:
    """A connection that was never made carried nothing."""
    made = not isinstance(error.__cause__, ClientConnectorError | ConnectionTimeoutError)
    return Fault.DOUBTFUL if made else Fault.DOWN


def _described(error: TelegramAPIError) -> Outcome:
    """By Telegram's description: the Bot API has no finer codes."""
    description = error.message.lower()
    for fault, marks in _DESCRIPTIONS:
        if any(mark in description for mark in marks):
            return Outcome(fault, error.message, wait=_SHORT_WAIT if fault is Fault.WAIT else 0)
    return Outcome(Fault.REJECTED if isinstance(error, TelegramBadRequest) else Fault.DOWN, error.message)
