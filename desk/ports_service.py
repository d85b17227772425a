"""What serves clients beside their requests, as storage fulfils it: call-backs, articles, one's own data."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Protocol

from desk.model import CallBackTask


class CallBacks(Protocol):
    """The calls that clients asked for (IPMG 3.2.2)."""

    def add(self, task: CallBackTask) -> CallBackTask:
        """Insert (`id` is ignored); with its id."""

    def get(self, task_id: int) -> CallBackTask | None:
        """By number."""

    def lock(self, task_id: int) -> CallBackTask | None:
        """`get`, and hold the row until the unit ends."""

    def save(self, task: CallBackTask) -> None:
        """Write every field of a known one."""

    def waiting(self, person_id: int) -> CallBackTask | None:
        """The person's newest that is still to be made, for the first time or again."""

    def of_person(self, person_id: int) -> Sequence[CallBackTask]:
        """All of them, the oldest first."""


class ArticleCounts(Protocol):
    """How often a help article helped."""

    def count(self, article: str, *, helped: bool) -> None:
        """One more."""

    def helped(self, article: str) -> int:
        """How often it did."""


@dataclass(frozen=True, slots=True)
class Erased:
    """What became nobody's: the tickets' numbers, and the paths of pictures whose rows are gone."""

    tickets: tuple[int, ...]
    pictures: tuple[str, ...]


class Privacy(Protocol):
    """What has to happen to all rows of a person at once."""

    def erase(self, person_id: int) -> Erased:
        """Take out of every row what tells who the person is, and what was written. Their tickets stay, with their
        numbers, times, statuses and what was done, under somebody who is nobody; the person is not known any more.
        """
