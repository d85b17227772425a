"""What happens when a ticket's clock passes a step: the engineers are warned, the client is told in time."""

from desk.house import House
from desk.ports import Work
from desk.ports_timers import Subject, Timer


def fire(work: Work, house: House, subject: Subject, timer: Timer) -> None:
    """A step of one of the three clocks has passed."""
