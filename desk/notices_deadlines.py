"""What is told of the three clocks: `clock` is a TimerKind, `due` the promised instant in ISO format."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class DeadlineNear:
    """To the engineers, in reply to the card: a promised time is near."""

    ticket_id: int
    clock: str
    due: str


@dataclass(frozen=True, slots=True)
class DeadlineMissed:
    """To the engineers, in reply to the card and louder: a promised time has passed."""

    ticket_id: int
    clock: str
    due: str


@dataclass(frozen=True, slots=True)
class PromiseBroken:
    """To the client, once a promise: the time they were told will probably be missed, or was."""

    ticket_id: int
    clock: str
    due: str
