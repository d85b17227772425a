"""The days of a period brought together so that a chart of them can be read: days, weeks, months or years."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum

from desk.figures import Day

MOST_DAYS = 31
MOST_WEEKS = 26
MOST_MONTHS = 36


class Grain(StrEnum):
    """What one pair of bars stands for."""

    DAY = "day"
    WEEK = "week"
    """From Monday; the first and the last may be cut by the period."""
    MONTH = "month"
    YEAR = "year"


@dataclass(frozen=True, slots=True)
class Bucket:
    """What was opened and closed from its `first` day in the period on."""

    first: date
    opened: int
    closed: int


def grain(days: int) -> Grain:
    """For a period of so many days."""
    if days <= MOST_DAYS:
        return Grain.DAY
    if days <= 7 * MOST_WEEKS:
        return Grain.WEEK
    return Grain.MONTH if days <= 30 * MOST_MONTHS else Grain.YEAR


def buckets(days: Sequence[Day]) -> list[Bucket]:
    """All of the days, in order, at the grain that their number asks for."""
    by = grain(len(days))
    found: dict[date, list[Day]] = {}
    for day in days:
        found.setdefault(_key(by, day.day), []).append(day)
    return [
        Bucket(group[0].day, sum(day.opened for day in group), sum(day.closed for day in group))
        for group in found.values()
    ]


def _key(by: Grain, day: date) -> date:
    return {
        Grain.DAY: day,
        Grain.WEEK: day - timedelta(days=day.weekday()),
        Grain.MONTH: day.replace(day=1),
        Grain.YEAR: day.replace(month=1, day=1),
    }[by]
