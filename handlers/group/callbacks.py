"""What the buttons of the engineers' group carry. Nothing of it is trusted: every press is checked (presses.py)."""

from enum import StrEnum
from typing import Annotated

from aiogram.filters.callback_data import CallbackData
from pydantic import Field

from desk.errors import UnknownChoiceError
from desk.model import Action
from desk.ports_tools import Shown

PREFIX = "g"
_DIGITS = 16


class Act(StrEnum):
    """What a button of the group does."""

    TAKE = "take"
    SEE = "see"
    ASK = "ask"
    CLOSE = "close"
    REFUSE = "refuse"
    PRIORITY = "priority"
    RELEASE = "release"
    REOPEN = "reopen"
    RETRY = "retry"
    BACK = "back"
    """To the buttons of the ticket's present state."""


class Then(StrEnum):
    """What follows on a chosen resolution or ground."""

    CHOOSE = ""
    """Show what can follow."""
    NOW = "now"
    """Without a comment."""
    COMMENT = "comment"
    """Ask for the comment."""
    LEAVE = "leave"
    """Take the menu away (Refuse has a message of its own for it)."""


class More(CallbackData, prefix="gm"):
    """Show what else can be done to a ticket, in place of the card's buttons."""

    ticket: Annotated[int, Field(ge=1, le=2**53)]


class QueuePress(CallbackData, prefix="gq"):
    """A page of one of the queues; `shown`: desk/ports_tools.py `Shown`."""

    shown: Shown
    page: Annotated[int, Field(ge=0, le=2**31)] = 0


class FindPress(CallbackData, prefix="gf"):
    """A page of what was found; the words stand in the command that the message replies to."""

    page: Annotated[int, Field(ge=0, le=2**31)]


class OpenPress(CallbackData, prefix="go"):
    """Show this ticket with its buttons."""

    ticket: Annotated[int, Field(ge=1, le=2**53)]


class HistoryPress(CallbackData, prefix="gh"):
    """Show this ticket's whole history."""

    ticket: Annotated[int, Field(ge=1, le=2**53)]


class ToolPress(CallbackData, prefix="gt"):
    """One of what is behind More: `value` is what was chosen, empty: show the menu."""

    ticket: Annotated[int, Field(ge=1, le=2**53)]
    tool: Action
    value: Annotated[str, Field(max_length=24, pattern=r"^[a-z0-9_]*$")] = ""
    then: Then = Then.CHOOSE


class Press(CallbackData, prefix=PREFIX):
    """`value`: the chosen resolution, ground or priority; empty: show the menu."""

    ticket: Annotated[int, Field(ge=1, le=2**53)]
    act: Act
    value: Annotated[str, Field(max_length=24, pattern=r"^[a-z0-9_]*$")] = ""
    then: Then = Then.CHOOSE


def number_in(value: str) -> int:
    """The number that a button carries. UnknownChoiceError: a forged one, that is none or that no database takes."""
    if not (value.isascii() and value.isdigit() and len(value) < _DIGITS):
        raise UnknownChoiceError(value)
    return int(value)
