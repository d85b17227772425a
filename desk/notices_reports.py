"""What is told of figures by itself: the digests. About nobody; the figures are read when they are worded."""

from dataclasses import dataclass
from typing import ClassVar


@dataclass(frozen=True, slots=True)
class DayDigest:
    """To the engineers: the digest of a local day (an ISO date) in `zone`."""

    ticket_id: ClassVar[int] = 0
    day: str
    zone: str


@dataclass(frozen=True, slots=True)
class WeekDigest:
    """To the engineers: the digest of the seven local days from `first` (an ISO date) on, in `zone`."""

    ticket_id: ClassVar[int] = 0
    first: str
    zone: str


OfReports = DayDigest | WeekDigest
