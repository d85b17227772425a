"""Opening hours of one day as they are written: "07:30-22:00", past midnight "22:00-06:00", all day "00:00-24:00"."""

import re
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Self

DAY = 24 * 60
"""Minutes of a day on the wall clock."""

_WRITTEN = re.compile(r"(\d{2}):(\d{2})\s*[-\u2013]\s*(\d{2}):(\d{2})")


@dataclass(frozen=True, slots=True, order=True)
class Span:
    """From `start` to `end`, in minutes after midnight of the day it begins on; an `end` past DAY is the next day."""

    start: int
    end: int

    def __post_init__(self) -> None:
        if not (0 <= self.start < DAY and self.start < self.end <= self.start + DAY):
            raise ValueError("a span begins within its day and lasts at most 24 hours")

    @classmethod
    def parse(cls, text: str) -> Self:
        """ValueError: not a span, with the reason in plain words."""
        match = _WRITTEN.fullmatch(text.strip())
        if match is None:
            raise ValueError(f'"{text}" is not a time span; write it as "09:00-18:00"')
        hour, minute, to_hour, to_minute = map(int, match.groups())
        start, end = hour * 60 + minute, to_hour * 60 + to_minute
        if max(minute, to_minute) > 59 or start >= DAY or end > DAY:
            raise ValueError(f'"{text}" has a time that no clock shows; hours go from 00:00 to 24:00')
        if start == end:
            raise ValueError(f'"{text}" is empty; round the clock is "00:00-24:00"')
        return cls(start, end if end > start else end + DAY)

    def __str__(self) -> str:
        """As it is written in a regulation file."""
        end = self.end if self.end <= DAY else self.end - DAY
        return f"{_clock(self.start)}-{_clock(end)}"


def merge(intervals: Iterable[tuple[int, int]]) -> list[tuple[int, int]]:
    """Sorted, without overlaps; what touches runs together."""
    merged: list[tuple[int, int]] = []
    for start, end in sorted(intervals):
        if merged and start <= merged[-1][1]:
            merged[-1] = merged[-1][0], max(end, merged[-1][1])
        else:
            merged.append((start, end))
    return merged


def overlap(week: tuple[tuple[Span, ...], ...]) -> tuple[int, Span] | None:
    """The first span of a week (day, span) that overlaps one before it, Sunday's night before Monday included."""
    timeline = sorted(
        (day * DAY + span.start, day * DAY + span.end, day, span) for day, spans in enumerate(week) for span in spans
    )
    reached = 0
    for start, end, day, span in timeline:
        if start < reached:
            return day, span
        reached = end
    if timeline and reached - 7 * DAY > timeline[0][0]:
        return timeline[0][2], timeline[0][3]
    return None


def _clock(minutes: int) -> str:
    return f"{minutes // 60:02d}:{minutes % 60:02d}"
