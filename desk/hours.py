"""Business-time arithmetic."""

from dataclasses import dataclass
from datetime import datetime, timedelta


@dataclass(frozen=True, slots=True)
class Calendar:
    """Opening hours in a time zone: weekly spans, holidays with their own hours, dates with their own hours."""

    timezone: str

    def is_open(self, at: datetime) -> bool:
        """Whether `at` lies in opening hours."""
        raise NotImplementedError

    def add(self, start: datetime, duration: timedelta) -> datetime:
        """The instant at which `duration` of working time has run since `start`, UTC."""
        raise NotImplementedError

    def elapsed(self, start: datetime, end: datetime) -> timedelta:
        """The working time between two instants."""
        raise NotImplementedError

    def next_opening(self, at: datetime) -> datetime:
        """`at` itself when open, else the next opening, UTC."""
        raise NotImplementedError

    def closing(self, at: datetime) -> datetime | None:
        """When the span that holds `at` ends, UTC (adjacent spans run together); None: closed at `at`, or never closes."""
        raise NotImplementedError
