"""What the buttons of mailings carry. Nothing of it is trusted: every press is checked (presses.py, controls.py)."""

from enum import StrEnum
from typing import Annotated

from aiogram.filters.callback_data import CallbackData
from pydantic import Field

Number = Annotated[int, Field(ge=0, le=2**53)]


class Move(StrEnum):
    """What a button under a draft does."""

    SHOW = "show"
    """The draft as it is: Back."""
    WINDOW = "window"
    SERVICES = "services"
    """Choose among the topics."""
    NAME = "name"
    """This topic is affected."""
    UNNAME = "unname"
    TEXTS = "texts"
    TEXT = "text"
    """Write the text of this language."""
    DROP = "drop"
    AUDIENCE = "audience"
    EVERYBODY = "all"
    LANGUAGES = "languages"
    LANGUAGE = "language"
    TOPICS = "topics"
    TOPIC = "topic"
    COMPANY = "company"
    WHEN = "when"
    NOW = "now"
    TIME = "time"
    PREVIEW = "preview"
    """In this language; without one, a message of its own in the first."""
    CLOSE = "close"
    """Take the preview away."""
    SEND = "send"
    """Ask once more."""
    SURELY = "surely"
    DISCARD = "discard"
    AWAY = "away"
    """The draft is discarded."""


class WizardPress(CallbackData, prefix="gw"):
    """A button under the draft `mailing`; `value` is a topic's key or a language."""

    mailing: Number
    move: Move
    value: Annotated[str, Field(max_length=24, pattern=r"^[a-z0-9_]*$")] = ""


class Control(StrEnum):
    """What a button under a mailing that was sent does."""

    OPEN = "open"
    """Show it, out of the list."""
    LIST = "list"
    PAUSE = "pause"
    RESUME = "resume"
    STOP = "stop"
    """Ask once more, in a message of its own."""
    SURELY = "surely"
    KEEP = "keep"
    """It is not stopped."""
    FINISHED = "finished"
    POSTPONED = "postponed"


class ControlPress(CallbackData, prefix="gv"):
    """A button under the mailing `mailing` (0: under the list of them); `listed`: it was opened out of the list."""

    mailing: Number
    control: Control
    listed: bool = False
