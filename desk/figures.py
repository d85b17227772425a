"""The figures of a period, counted from the histories of its tickets, one after another.

Every figure is of whole tickets as they are known now: a reaction that came after the period to a ticket that was
opened in it counts, so that no ticket falls between two periods. Figures of a past period change only as long as
something of it is still open. How each is counted stands at its field.
"""

import statistics
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

from desk import kept
from desk.kept import AGAIN, CLOSINGS, Case, Kept
from desk.model import EventKind, HistoryEntry, Resolution, Role
from desk.periods import Period, day_of
from desk.ports_reports import Calls
from desk.regulation import Regulation


@dataclass(frozen=True, slots=True)
class Times:
    """How long something took, and how often it was in time.

    `measured` is how often it has happened; `median` and `ninetieth` (the 90th percentile) are of these, None where
    it never has: `statistics.median`, and the last of `statistics.quantiles(n=10, method="inclusive")`, which lies
    between the shortest and the longest. `promised` is how often it was due or done under a promise, what is still
    open and late included, and `in_time` how often of these it was kept.
    """

    measured: int = 0
    median: timedelta | None = None
    ninetieth: timedelta | None = None
    promised: int = 0
    in_time: int = 0

    @property
    def share(self) -> float | None:
        """Kept promises of all, 0 to 1; None: nothing was promised."""
        return self.in_time / self.promised if self.promised else None


@dataclass(frozen=True, slots=True)
class Stars:
    """Ratings: of each ticket the last one given in the period. `given` counts them, one star to five."""

    given: tuple[int, int, int, int, int] = (0, 0, 0, 0, 0)

    @property
    def count(self) -> int:
        """How many."""
        return sum(self.given)

    @property
    def average(self) -> float | None:
        """None: there are none."""
        return sum(stars * times for stars, times in enumerate(self.given, 1)) / self.count if self.count else None


@dataclass(frozen=True, slots=True)
class Level:
    """One priority: tickets opened in the period that have it now, closed in it that had it then, and its times."""

    key: str
    opened: int
    closed: int
    reaction: Times
    next_reaction: Times
    resolution: Times


@dataclass(frozen=True, slots=True)
class Engineer:
    """What one engineer did: reactions to tickets opened in the period, closings in it, ratings of these."""

    id: int
    name: str
    closed: int
    reaction: Times
    next_reaction: Times
    resolution: Times
    stars: Stars


@dataclass(frozen=True, slots=True)
class Day:
    """Tickets opened and closed on a local day; a ticket counts as closed on the day of its last closing."""

    day: date
    opened: int
    closed: int


@dataclass(frozen=True, slots=True)
class Figures:
    """`opened`: tickets that were. `closed`: tickets that were closed or refused, each once however often; by the
    last closing in the period they have their resolution, level, time and engineer. `reopened`: tickets that were
    opened again. `reaction` (the first) and `next_reaction` (every later one): over tickets opened in the period.
    `resolution`: over tickets closed in it, and those opened in it that are open and late. `topics` are those of the
    opened.
    """

    period: Period
    at: datetime
    opened: int
    closed: int
    reopened: int
    reaction: Times
    next_reaction: Times
    resolution: Times
    levels: Sequence[Level]
    topics: Sequence[tuple[str, int]]
    resolutions: Mapping[Resolution, int]
    stars: Stars
    engineers: Sequence[Engineer]
    days: Sequence[Day]
    calls: Calls


@dataclass(slots=True)
class _Clock:
    """What `Times` are made of."""

    spent: list[timedelta] = field(default_factory=list)
    promised: int = 0
    in_time: int = 0

    def add(self, one: Kept) -> None:
        if one.spent is not None:
            self.spent.append(one.spent)
        if one.late is not None:
            self.promised += 1
            self.in_time += not one.late

    def times(self) -> Times:
        return Times(len(self.spent), *spread(self.spent), self.promised, self.in_time)


@dataclass(slots=True)
class _Party:
    """What is counted of a level or of an engineer."""

    name: str = ""
    opened: int = 0
    closed: int = 0
    reaction: _Clock = field(default_factory=_Clock)
    next_reaction: _Clock = field(default_factory=_Clock)
    resolution: _Clock = field(default_factory=_Clock)
    stars: Counter[int] = field(default_factory=Counter)


class Tally:
    """Counts the tickets of a period, each of which is added once, in any order."""

    def __init__(self, regulation: Regulation, period: Period, now: datetime) -> None:
        self._regulation = regulation
        self._period = period
        self._start, self._end = period.start, period.end
        self._zone = ZoneInfo(period.zone)
        self._now = now
        self._all = _Party()
        self._reopened = 0
        self._levels = {priority.key: _Party() for priority in regulation.priorities}
        self._engineers: dict[int, _Party] = {}
        self._topics: Counter[str] = Counter()
        self._resolutions: Counter[Resolution] = Counter()
        self._opened: Counter[date] = Counter()
        self._closed: Counter[date] = Counter()

    def add(self, case: Case) -> None:
        """One ticket more; it may have nothing in the period."""
        closing = case.last(CLOSINGS, self._start, self._end)
        if self._within(case.history[0]):
            self._add_opened(case)
        if closing is not None:
            self._add_closed(case, closing)
        self._reopened += any(entry.kind in AGAIN and self._within(entry) for entry in case.history)
        rated = case.last({EventKind.RATED}, self._start, self._end)
        if rated is not None:
            self._add_rated(case, rated)

    def figures(self, calls: Calls) -> Figures:
        """Of what was added so far."""
        whole = self._all
        days = [self._period.first + timedelta(days=number) for number in range(self._period.days)]
        return Figures(
            self._period,
            self._now,
            whole.opened,
            whole.closed,
            self._reopened,
            whole.reaction.times(),
            whole.next_reaction.times(),
            whole.resolution.times(),
            [_level(key, party) for key, party in self._levels.items()],
            sorted(self._topics.items(), key=lambda item: (-item[1], item[0])),
            {one: self._resolutions[one] for one in Resolution if self._resolutions[one]},
            _stars(whole.stars),
            sorted(
                (_engineer(id_, party) for id_, party in self._engineers.items()),
                key=lambda one: (-one.closed, one.name, one.id),
            ),
            [Day(day, self._opened[day], self._closed[day]) for day in days],
            calls,
        )

    def _within(self, entry: HistoryEntry) -> bool:
        return self._start <= entry.at < self._end

    def _add_opened(self, case: Case) -> None:
        self._topics[case.ticket.topic] += 1
        self._opened[day_of(case.history[0].at, self._zone)] += 1
        for party in (self._all, self._level(case.ticket.priority)):
            party.opened += 1
        if (one := kept.reaction(self._regulation, case, self._now)) is not None:
            place = kept.first_reaction(case)
            for party in self._parties(one.level, case.history[place] if place is not None else None):
                party.reaction.add(one)
        for later, by in kept.next_reactions(self._regulation, case, self._now):
            for party in self._parties(later.level, by):
                party.next_reaction.add(later)
        done = any(entry.kind in CLOSINGS and self._within(entry) for entry in case.history)
        if not done and case.closing is None and (late := kept.overdue(self._regulation, case, self._now)):
            for party in (self._all, self._level(late.level)):
                party.resolution.add(late)

    def _add_closed(self, case: Case, closing: int) -> None:
        entry, one = case.history[closing], kept.resolution(self._regulation, case, closing)
        self._resolutions[resolution_of(case, closing)] += 1
        self._closed[day_of(entry.at, self._zone)] += 1
        for party in self._parties(one.level, entry):
            party.closed += 1
            party.resolution.add(one)

    def _add_rated(self, case: Case, rated: int) -> None:
        stars = int(case.history[rated].data["stars"])
        closing = max((at for at, entry in enumerate(case.history[:rated]) if entry.kind in CLOSINGS), default=None)
        closer = case.history[closing] if closing is not None else None
        for party in self._parties(None, closer):
            party.stars[stars] += 1

    def _parties(self, level: str | None, by: HistoryEntry | None) -> Iterable[_Party]:
        """Whose figures an event belongs to: the whole, the level, and the engineer who did it."""
        yield self._all
        if level is not None:
            yield self._level(level)
        if by is not None and by.actor.role is Role.ENGINEER and by.actor.id is not None:
            party = self._engineers.setdefault(by.actor.id, _Party())
            party.name = by.actor.name
            yield party

    def _level(self, key: str) -> _Party:
        return self._levels.setdefault(key, _Party())


def resolution_of(case: Case, closing: int) -> Resolution:
    """As what the closing at this place ended the ticket; a complaint that followed makes it a Complaint (5.1)."""
    for entry in case.history[closing + 1 :]:
        if entry.kind in AGAIN:
            break
        if entry.kind is EventKind.COMPLAINED:
            return Resolution.COMPLAINT
    entry = case.history[closing]
    return Resolution.REFUSED if entry.kind is EventKind.REFUSED else Resolution(entry.data["resolution"])


def spread(spent: Sequence[timedelta]) -> tuple[timedelta | None, timedelta | None]:
    """The median and the 90th percentile (see `Times`)."""
    if not spent:
        return None, None
    seconds = [one.total_seconds() for one in spent]
    ninetieth = statistics.quantiles(seconds, n=10, method="inclusive")[-1] if len(seconds) > 1 else seconds[0]
    return timedelta(seconds=statistics.median(seconds)), timedelta(seconds=ninetieth)


def _level(key: str, party: _Party) -> Level:
    return Level(key, party.opened, party.closed, *_all_times(party))


def _engineer(id_: int, party: _Party) -> Engineer:
    return Engineer(id_, party.name, party.closed, *_all_times(party), _stars(party.stars))


def _all_times(party: _Party) -> tuple[Times, Times, Times]:
    return party.reaction.times(), party.next_reaction.times(), party.resolution.times()


def _stars(given: Counter[int]) -> Stars:
    return Stars((given[1], given[2], given[3], given[4], given[5]))
