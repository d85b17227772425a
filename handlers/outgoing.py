"""What is to be sent, worded and ready: the shapes between the texts and the courier. Texts are Telegram HTML."""

from collections.abc import Sequence
from dataclasses import dataclass

from aiogram.types import InlineKeyboardMarkup, ReplyParameters

from desk.messages import Copy, Message
from desk.model import Picture


@dataclass(frozen=True, slots=True)
class Say:
    """A message of its own; in reply to `reply_to`, or to the ticket's card where `to_card` is set and it is there.

    `aloud`: in a group with topics it goes to General too; what goes to the ticket's topic is silent and without
    buttons, for the card there has them.
    """

    text: str
    keyboard: InlineKeyboardMarkup | None = None
    to_card: bool = False
    reply_to: int | None = None
    aloud: bool = False


@dataclass(frozen=True, slots=True)
class ShowCard:
    """The ticket's card: sent, or edited in place once it is there."""

    text: str
    keyboard: InlineKeyboardMarkup | None


@dataclass(frozen=True, slots=True)
class Edit:
    """A message of ours reads differently now. One that is gone by now needs no edit."""

    message_id: int
    text: str
    keyboard: InlineKeyboardMarkup | None = None


@dataclass(frozen=True, slots=True)
class ShowPictures:
    """Pictures of one kind in reply to the ticket's card, as albums of at most ten."""

    pictures: Sequence[Picture]
    caption: str


@dataclass(frozen=True, slots=True)
class Relay:
    """What somebody wrote, as what it is: one message, or the parts of an album.

    `words`: the first one's heading and text (HTML; what does not fit goes in messages after it), `captions` those of
    the further parts. In reply to `reply_to`, or to the card as `Say`. `otherwise`: said in place of a file that the
    chat does not take; empty: that is a failure.
    """

    messages: Sequence[Message]
    words: Sequence[str]
    captions: Sequence[str] = ()
    keyboard: InlineKeyboardMarkup | None = None
    to_card: bool = False
    reply_to: int | None = None
    otherwise: str = ""


@dataclass(frozen=True, slots=True)
class Rewrite:
    """A message that stands there as `copies` reads differently now: edited in place, or where that cannot be, anew."""

    copies: Sequence[Copy]
    relay: Relay
    in_place: bool


@dataclass(frozen=True, slots=True)
class React:
    """A reaction on somebody's message; `otherwise` is said where reactions are not taken."""

    message_id: int
    emoji: str
    otherwise: Say


Outgoing = Say | ShowCard | Edit | ShowPictures | Relay | Rewrite | React


def in_reply_to(message_id: int) -> ReplyParameters:
    """In reply to a message; without, where that is gone. We quote nothing of it, so no parse mode goes along."""
    return ReplyParameters(message_id=message_id, allow_sending_without_reply=True, quote_parse_mode=None)
