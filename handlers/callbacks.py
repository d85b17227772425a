"""What the clients' buttons carry. Never trusted: a modified client sends what it likes."""

from enum import StrEnum
from typing import Annotated

from aiogram.filters.callback_data import CallbackData
from pydantic import Field

from desk.model import Language, Step

Number = Annotated[int, Field(ge=0, le=2**31 - 1)]
"""What a database takes for a number."""


class MenuItem(StrEnum):
    """The entries of the menu."""

    NEW = "new"
    TICKETS = "tickets"
    HOURS = "hours"
    LANGUAGE = "language"
    CONTINUE = "continue"
    CALL_BACK = "call"


class Menu(CallbackData, prefix="m"):
    """A press in the menu."""

    item: MenuItem


class FormAct(StrEnum):
    """What a button of the form does."""

    CHOOSE = "c"
    BACK = "b"
    SKIP = "s"
    KEEP = "k"
    ANEW = "a"
    EDIT = "e"
    SHOW = "o"
    OUTSIDE = "w"
    FRESH = "f"
    CANCEL = "x"
    SEND = "y"


class FormPress(CallbackData, prefix="f"):
    """A button of the form `draft` at its `revision`, on the prompt of step `at`; `value` with CHOOSE and EDIT."""

    draft: Number
    revision: Number
    act: FormAct
    at: Step
    value: Annotated[str, Field(max_length=24)] = ""


class Choice(CallbackData, prefix="l"):
    """A language."""

    language: Language


class TicketsPage(CallbackData, prefix="tp"):
    """A page of My requests."""

    number: Number


LAST = 9999
"""The last page of a history; as the page of the list: there is no list to go back to."""


class TicketPage(CallbackData, prefix="t"):
    """A request at a page of its history, with the page of the list it was opened from (LAST: from news about it)."""

    ticket: Number
    page: Number
    of: Number = LAST


class Answer(CallbackData, prefix="a"):
    """Answer, or Add information, under anything about a ticket."""

    ticket: Number


class Belongs(CallbackData, prefix="b"):
    """The message that the pressed one replies to belongs to this ticket."""

    ticket: Number


class Again(CallbackData, prefix="r"):
    """Not solved: this ticket is open again, and the message that the pressed one replies to belongs to it."""

    ticket: Number


class WithThis(CallbackData, prefix="w"):
    """New request with the message that the pressed one replies to."""


class NotSolved(CallbackData, prefix="ns"):
    """Under the news that a ticket is closed, and on it: it is not solved."""

    ticket: Number


class Complain(CallbackData, prefix="co"):
    """The same: a complaint about it."""

    ticket: Number


class Rate(CallbackData, prefix="rt"):
    """So many stars for the end of a ticket that the history entry tells. `panel`: pressed under the rating itself."""

    ticket: Number
    entry: Number
    stars: Annotated[int, Field(ge=1, le=5)]
    panel: bool = False


class NoWord(CallbackData, prefix="rn"):
    """No word about that rating."""

    ticket: Number
    entry: Number


class Stop(CallbackData, prefix="x"):
    """What the pressed message asks for is not wanted any more."""


class KnownPhone(CallbackData, prefix="kp"):
    """Call me at the number that is known."""


class Article(CallbackData, prefix="h"):
    """The article `key` helped the form `draft`; no key: none of those offered did."""

    draft: Number
    key: Annotated[str, Field(max_length=24, pattern=r"^[a-z0-9_]*$")] = ""


class Notices(CallbackData, prefix="nt"):
    """Mailings are wanted, or not any more; pressed on the `page` of /notices, or under a mailing."""

    on: bool
    page: bool


class PrivacyAct(StrEnum):
    """The buttons of /privacy."""

    COPY = "c"
    DELETE = "d"
    REALLY = "r"
    KEEP = "k"


class Privacy(CallbackData, prefix="p"):
    """A press under /privacy."""

    act: PrivacyAct
