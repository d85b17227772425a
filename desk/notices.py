"""Typed facts that somebody must be told. They are stored as JSON in the outbox and worded when they are sent."""

from dataclasses import asdict, dataclass
from typing import Any, ClassVar, get_args

from desk.notices_closing import OfClosing
from desk.notices_deadlines import DeadlineMissed, DeadlineNear, PromiseBroken
from desk.notices_escalation import OfEscalation
from desk.notices_incidents import OfIncidents
from desk.notices_mailings import AboutMailing
from desk.notices_on_call import OfOnCall
from desk.notices_reports import OfReports


@dataclass(frozen=True, slots=True)
class TicketOpened:
    """To the client: the request has a number (providence 4.3, 4.7)."""

    ticket_id: int


@dataclass(frozen=True, slots=True)
class StatusChanged:
    """To the client: what the history entry tells (taken, asked, closed, refused, priority, released, reopened)."""

    ticket_id: int
    entry_id: int


@dataclass(frozen=True, slots=True)
class Card:
    """To the engineers: the ticket's card in its present state; an edit once the card is there."""

    ticket_id: int


@dataclass(frozen=True, slots=True)
class CardPictures:
    """To the engineers: the pictures of one kind that came with a history entry, from `first_id` on, as an album."""

    ticket_id: int
    entry_id: int
    picture_kind: str
    first_id: int


@dataclass(frozen=True, slots=True)
class CriticalIncident:
    """To the engineers, loud and out of turn: a critical request has come in."""

    ticket_id: int


@dataclass(frozen=True, slots=True)
class Spoken:
    """To the other side of a ticket: a message as what it is, with those of its album that have not gone yet."""

    ticket_id: int
    message_id: int


@dataclass(frozen=True, slots=True)
class Reworded:
    """To the other side of a ticket: a message that was passed on has been edited; `new_file`: more than its words."""

    ticket_id: int
    message_id: int
    new_file: bool = False


@dataclass(frozen=True, slots=True)
class Receipt:
    """To the engineers: a reaction on their message, which has reached the client."""

    ticket_id: int
    message_id: int


@dataclass(frozen=True, slots=True)
class Dissatisfied:
    """To the engineers, loud and in reply to the card: the client says it is not solved, or complains."""

    ticket_id: int
    entry_id: int


@dataclass(frozen=True, slots=True)
class CallBackAsked:
    """To the engineers: a client wants to be called (IPMG 3.2.2). About no ticket."""

    ticket_id: ClassVar[int] = 0
    call_back_id: int
    person_id: int


@dataclass(frozen=True, slots=True)
class CallBackMade:
    """To the client: what came of the call they asked for. About no ticket."""

    ticket_id: ClassVar[int] = 0
    call_back_id: int
    person_id: int


@dataclass(frozen=True, slots=True)
class DeletionAsked:
    """To the engineers: a client wants their data deleted. About no ticket."""

    ticket_id: ClassVar[int] = 0
    person_id: int


@dataclass(frozen=True, slots=True)
class DeletionSettled:
    """To the client, who is not known any more when it was `done`: in which language to say it. About no ticket."""

    ticket_id: ClassVar[int] = 0
    person_id: int
    done: bool
    language: str


@dataclass(frozen=True, slots=True)
class ClientUnreachable:
    """To the engineers, once a ticket: the client blocked the bot or deleted the account; news do not reach them."""

    ticket_id: int
    deleted: bool = False


@dataclass(frozen=True, slots=True)
class DeliveryFailed:
    """To the engineers: something for the client could not be delivered, with Telegram's reason.

    `row_id` is the outbox row, which can be tried again; `message_id` the engineer's message, None: other news.
    """

    ticket_id: int
    reason: str
    row_id: int = 0
    message_id: int | None = None


@dataclass(frozen=True, slots=True)
class TopicsRefused:
    """To the engineers, once: Telegram does not let the bot manage the group's topics, with its reason."""

    ticket_id: int
    reason: str


@dataclass(frozen=True, slots=True)
class ClientBlocked:
    """To the client: a supervisor blocked them on this ground; `until` in ISO format, None: for good (IPMG 4.2)."""

    ticket_id: int
    ground: str
    until: str | None


@dataclass(frozen=True, slots=True)
class ClientUnblocked:
    """To the client: the block was lifted."""

    ticket_id: int


@dataclass(frozen=True, slots=True)
class Assigned:
    """To the engineers: a colleague was given a ticket by another; they are mentioned."""

    ticket_id: int
    engineer_id: int
    name: str
    by: str


@dataclass(frozen=True, slots=True)
class EngineerLeft:
    """To the engineers: somebody left the group, and what they had (`keys`, first of all `ticket_id`) is free again."""

    ticket_id: int
    name: str
    keys: str


@dataclass(frozen=True, slots=True)
class GroupShut:
    """To a supervisor in private: the bot cannot work in the group (`why`: desk/rights.py). About no ticket."""

    ticket_id: ClassVar[int] = 0
    person_id: int
    why: str


@dataclass(frozen=True, slots=True)
class CardAgain:
    """To the engineers, in reply to the card: the ticket in short with its buttons; they opened it from a list."""

    ticket_id: int


Notice = (
    TicketOpened
    | StatusChanged
    | Card
    | CardPictures
    | CriticalIncident
    | Spoken
    | Reworded
    | Receipt
    | Dissatisfied
    | CallBackAsked
    | CallBackMade
    | DeletionAsked
    | DeletionSettled
    | ClientUnreachable
    | DeliveryFailed
    | TopicsRefused
    | ClientBlocked
    | ClientUnblocked
    | EngineerLeft
    | GroupShut
    | Assigned
    | CardAgain
    | DeadlineNear
    | DeadlineMissed
    | PromiseBroken
    | OfClosing
    | OfEscalation
    | OfOnCall
    | OfIncidents
    | AboutMailing
    | OfReports
)

AboutPerson = CallBackAsked | CallBackMade | DeletionAsked | DeletionSettled | GroupShut
"""About a person and no ticket: their `ticket_id` is 0, which no ticket has."""

AboutNobody = OfOnCall | OfReports
"""About neither: everything to be said is in the notice."""

_KINDS: dict[str, type[Notice]] = {kind.__name__: kind for kind in get_args(Notice)}


def to_json(notice: Notice) -> dict[str, Any]:
    """The stored form: the fields and the kind's name under `kind`."""
    return {"kind": type(notice).__name__, **asdict(notice)}


def from_json(data: dict[str, Any]) -> Notice:
    """The notice of `to_json`. KeyError: a kind this version does not know."""
    fields = dict(data)
    kind = _KINDS[fields.pop("kind")]
    return kind(**fields)
