"""A clock that stands still until a test moves it."""

from datetime import UTC, datetime, timedelta

MONDAY_NOON = datetime(2026, 11, 23, 12, 0, tzinfo=UTC)


class Clock:
    """Call it for the time; handed to `open_store` as its clock."""

    def __init__(self, start: datetime = MONDAY_NOON) -> None:
        self.now = start

    def __call__(self) -> datetime:
        return self.now

    def pass_(self, duration: timedelta) -> datetime:
        """Let time pass; the new time."""
        self.now += duration
        return self.now
