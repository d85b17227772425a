"""Counting a report in short units: how much there is, a page of it, what is not of tickets."""

from dataclasses import dataclass

from desk.periods import Period
from desk.ports import Work
from desk.ports_reports import Calls, CasePage, Mark

PAGE = 200
"""Marks that one unit reads: some milliseconds."""


@dataclass(frozen=True, slots=True)
class Extent:
    """How much there is to count."""

    marks: int
    calls: Calls


def extent(work: Work, period: Period) -> Extent:
    """Of a period."""
    return Extent(work.reports.count(period.start, period.end), work.reports.calls(period.start, period.end))


def page(work: Work, period: Period, after: Mark | None) -> CasePage:
    """The next tickets of a period."""
    return work.reports.page(period.start, period.end, after, PAGE)
