"""What a client sends, and what can become of it: the values between desk/inbox.py and whoever answers in the chat."""

from dataclasses import dataclass

from desk.call_backs import Promised
from desk.errors import DeskError
from desk.expected import Complained
from desk.intake import Attached, FormView
from desk.messages import Kind, Said
from desk.model import Language, NewPicture, Person, Step, Ticket
from desk.ratings import Rated
from desk.sla import Promise

PICTURES = frozenset({Kind.PHOTO, Kind.DOCUMENT, Kind.ANIMATION})
"""What the form may take as a screenshot; whether it is one is judged by its content."""


@dataclass(frozen=True, slots=True)
class Letter:
    """What a client sent; `picture` is there once it was fetched for the form."""

    said: Said
    picture: NewPicture | None = None

    @property
    def text(self) -> str:
        """The text or the caption, plain."""
        return self.said.content.words


@dataclass(frozen=True, slots=True)
class Scene:
    """Where a chat stands, for whoever has to answer in it."""

    language: Language
    person: Person
    form: FormView | None


@dataclass(frozen=True, slots=True)
class Filled:
    """The form took an answer; `was` is the step that it answered."""

    view: FormView
    was: Step


@dataclass(frozen=True, slots=True)
class Added:
    """It went to this ticket; `answered`: it was the answer to the engineers' question. `count`: messages at once.

    `promise`: what is to be kept next, where it is this that the reaction is counted from (IPMG 3.2).
    """

    ticket: Ticket
    language: Language
    answered: bool
    count: int = 1
    promise: Promise | None = None


@dataclass(frozen=True, slots=True)
class Choose:
    """It may belong to each of these tickets."""

    tickets: tuple[Ticket, ...]
    language: Language


@dataclass(frozen=True, slots=True)
class LatelyClosed:
    """It is about a ticket that was closed a short while ago: it waits until they say whether that is open again."""

    ticket: Ticket
    language: Language


@dataclass(frozen=True, slots=True)
class Unfit:
    """The open form cannot take this kind of message."""

    scene: Scene


@dataclass(frozen=True, slots=True)
class Nothing:
    """There is nothing it may belong to."""

    language: Language


@dataclass(frozen=True, slots=True)
class Refused:
    """It was not taken, and why."""

    error: DeskError
    scene: Scene


@dataclass(frozen=True, slots=True)
class Begun:
    """A form is open; `was` is the step at which the one stood that gave way to it."""

    view: FormView
    was: Step


@dataclass(frozen=True, slots=True)
class Cancelled:
    """What was given up: the form at this step, and the mode in which the next message goes to a ticket."""

    language: Language
    was: Step | None
    answering: bool


@dataclass(frozen=True, slots=True)
class Edited:
    """A client edited a message: `known` where it is a ticket's (or waits for one), `changed` where that was news."""

    scene: Scene
    ticket: Ticket | None
    known: bool
    changed: bool


Received = Filled | Attached | Added | Choose | LatelyClosed | Nothing | Unfit | Refused | Complained | Promised | Rated
"""What became of a letter."""
