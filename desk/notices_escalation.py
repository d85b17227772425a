"""What is said of a critical request that nobody takes."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Escalated:
    """To the engineers, loud and in reply to the card: a step of the chain, told by the history entry."""

    ticket_id: int
    entry_id: int


@dataclass(frozen=True, slots=True)
class Alarm:
    """To an engineer in private: the same step, which is meant for them."""

    ticket_id: int
    entry_id: int
    person_id: int
    name: str


@dataclass(frozen=True, slots=True)
class NotReached:
    """To the engineers: the bot cannot write to one of them in private, and how to put that right."""

    ticket_id: int
    person_id: int
    name: str


@dataclass(frozen=True, slots=True)
class AlarmSettled:
    """To the engineers: the loud message sent for this entry is edited, so that it shows who has the request now."""

    ticket_id: int
    entry_id: int


@dataclass(frozen=True, slots=True)
class CallSettled:
    """To an engineer in private: the Alarm they got for this entry is edited likewise."""

    ticket_id: int
    entry_id: int
    person_id: int
    name: str


OfEscalation = Escalated | Alarm | NotReached | AlarmSettled | CallSettled
