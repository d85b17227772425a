"""What is to be sent, worded and ready: the shapes between the texts and the courier. Texts are Telegram HTML."""

from collections.abc import Sequence
from dataclasses import dataclass

from aiogram.types import InlineKeyboardMarkup

from desk.model import Picture


@dataclass(frozen=True, slots=True)
class Say:
    """A message of its own; in reply to the ticket's card where `to_card` is set and the card is there."""

    text: str
    keyboard: InlineKeyboardMarkup | None = None
    to_card: bool = False


@dataclass(frozen=True, slots=True)
class ShowCard:
    """The ticket's card: sent, or edited in place once it is there."""

    text: str
    keyboard: InlineKeyboardMarkup | None


@dataclass(frozen=True, slots=True)
class ShowPictures:
    """Pictures of one kind in reply to the ticket's card, as albums of at most ten."""

    pictures: Sequence[Picture]
    caption: str


Outgoing = Say | ShowCard | ShowPictures
