"""What the engineers are told of who is on call. None of it is about a ticket. Instants are in ISO format."""

from dataclasses import dataclass
from typing import ClassVar


@dataclass(frozen=True, slots=True)
class TookOver:
    """Somebody is on call in place of whom it would be; `of`: whom it would be, empty: nobody."""

    ticket_id: ClassVar[int] = 0
    name: str
    of: str
    until: str


@dataclass(frozen=True, slots=True)
class GaveBack:
    """Somebody who had taken over has given it back; `name_now` is on call, empty: nobody."""

    ticket_id: ClassVar[int] = 0
    name: str
    name_now: str
    until: str | None


@dataclass(frozen=True, slots=True)
class HandoverAsked:
    """Somebody asks a colleague, who is mentioned, to be on call in their place; it waits for a press."""

    ticket_id: ClassVar[int] = 0
    handover_id: int
    giver: str
    taker_id: int
    taker: str
    until: str
    expires: str


@dataclass(frozen=True, slots=True)
class HandoverSettled:
    """What came of it (desk/ports_on_call.py `HandoverState`)."""

    ticket_id: ClassVar[int] = 0
    giver: str
    taker: str
    state: str
    until: str


@dataclass(frozen=True, slots=True)
class RotaChanged:
    """A supervisor set a rota (`people` in its order), or cleared the chat's (`people` empty).

    `name_now` is on call from now on, empty: nobody.
    """

    ticket_id: ClassVar[int] = 0
    by: str
    people: str
    turn: str
    at: str
    name_now: str


@dataclass(frozen=True, slots=True)
class RotaLeft:
    """Somebody who is or would be on call left the group, or is there again (`back`); `name_now` as before."""

    ticket_id: ClassVar[int] = 0
    name: str
    back: bool
    name_now: str
    until: str | None


OfOnCall = TookOver | GaveBack | HandoverAsked | HandoverSettled | RotaChanged | RotaLeft
