"""When digests come, for the operator to check."""

from collections.abc import Iterator

from desk.regulation import Regulation


def digest(regulation: Regulation) -> Iterator[str]:
    """A line each."""
    times = regulation.digest
    if times and times.daily:
        yield f"of the day before: each day at {times.daily:%H:%M} ({regulation.timezone})"
    if times and times.weekly:
        yield f"of the seven days before: each {times.weekly.day} at {times.weekly.at:%H:%M} ({regulation.timezone})"
