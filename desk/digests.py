"""The digests of each morning and each week: when they come, and what stands in them.

Each is a timer of the desk itself. One is pending of each kind; when it fires the next is planned, so that an outage,
however long, is followed by one digest of each kind and no more.
"""

from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from desk.figures import Stars
from desk.house import House
from desk.kept import CLOSINGS
from desk.model import EventKind, Ticket, Urgency
from desk.notices_reports import DayDigest, OfReports, WeekDigest
from desk.periods import Period, day_of, instant
from desk.ports import Work
from desk.ports_timers import Owner, Subject, Timer, TimerKind
from desk.ports_tools import Shown
from desk.regulation import Regulation
from desk.regulation_reports import DAYS

SUBJECT = Subject(Owner.DIGEST, 0)
NEAREST = 5
"""Deadlines that a digest names."""
_EPOCH = datetime.fromisoformat("2000-01-01T00:00:00+00:00")
_ONE_DAY, _WEEK = timedelta(days=1), timedelta(days=7)


@dataclass(frozen=True, slots=True)
class Digest:
    """Figures of a period as in desk/figures.py, and what is open and late now, with the nearest deadlines."""

    period: Period
    opened: int
    closed: int
    stars: Stars
    open_now: int
    late_now: int
    nearest: Sequence[Ticket]


def settle(work: Work, house: House) -> None:
    """At the start: plan what the regulation says now. What has passed while nobody ran stays due, once."""
    work.reports.hold_digests()
    _plan(work, house)


def fire(work: Work, house: House, _subject: Subject, timer: Timer) -> None:
    """A digest is due: of the days before the last time it should have come."""
    _plan(work, house)
    zone = house.regulation.timezone
    rules = _rules(house)
    if timer.kind not in rules:
        return
    day = day_of(_last(rules[timer.kind], zone, work.now), ZoneInfo(zone))
    notice: OfReports = (
        DayDigest((day - _ONE_DAY).isoformat(), zone)
        if timer.kind is TimerKind.DAILY
        else WeekDigest((day - _WEEK).isoformat(), zone)
    )
    work.outbox.put(
        notice,
        key=f"digest:{timer.kind}:{day}",
        chat_id=work.chats.current(house.group_id),
        urgency=Urgency.CARD,
        silent=True,
    )


def read(work: Work, notice: OfReports) -> Digest:
    """What the digest says: a few counts, bounded by what happened in its days and by what is open."""
    period = _period(notice)
    start, end = period.start, period.end
    counts, given = work.queue.counts(0).of, Counter(work.reports.stars(start, end))
    return Digest(
        period,
        work.reports.tickets([EventKind.OPENED], start, end),
        work.reports.tickets(sorted(CLOSINGS), start, end),
        Stars((given[1], given[2], given[3], given[4], given[5])),
        counts[Shown.ALL],
        counts[Shown.OVERDUE],
        work.reports.nearest(NEAREST),
    )


def _period(notice: OfReports) -> Period:
    if isinstance(notice, DayDigest):
        day = date.fromisoformat(notice.day)
        return Period(day, day, notice.zone)
    first = date.fromisoformat(notice.first)
    return Period(first, first + _WEEK - _ONE_DAY, notice.zone)


@dataclass(frozen=True, slots=True)
class _Rule:
    """At a time of day; on one day of the week (0 is Monday), or on each."""

    at: time
    weekday: int | None = None


def _plan(work: Work, house: House) -> None:
    rules, zone = _rules(house), house.regulation.timezone
    kept = [timer for timer in work.timers.pending(SUBJECT) if timer.kind in rules and timer.due_at <= work.now]
    due = {timer.kind for timer in kept}
    coming = [_timer(kind, _next(rule, zone, work.now)) for kind, rule in rules.items() if kind not in due]
    work.timers.plan(SUBJECT, [*kept, *coming])


def _timer(kind: TimerKind, at: datetime) -> Timer:
    return Timer(kind, 1, (at - _EPOCH) // timedelta(minutes=1), at)


def _rules(house: House) -> dict[TimerKind, _Rule]:
    """None without a group to tell."""
    return rules(house.regulation) if house.group_id else {}


def rules(regulation: Regulation) -> dict[TimerKind, _Rule]:
    """When which digest comes."""
    found, digest = {}, regulation.digest
    if digest and digest.daily:
        found[TimerKind.DAILY] = _Rule(digest.daily)
    if digest and digest.weekly:
        found[TimerKind.WEEKLY] = _Rule(digest.weekly.at, DAYS.index(digest.weekly.day))
    return found


def _next(rule: _Rule, zone: str, now: datetime) -> datetime:
    """The first time after now."""
    return next(at for at in _around(rule, zone, now) if at > now)


def _last(rule: _Rule, zone: str, now: datetime) -> datetime:
    """The last time until now."""
    return [at for at in _around(rule, zone, now) if at <= now][-1]


def _around(rule: _Rule, zone: str, now: datetime) -> Iterator[datetime]:
    """The times of the days about now, two weeks and more, in order."""
    today = day_of(now, ZoneInfo(zone))
    for day in (today + timedelta(days=away) for away in range(-8, 10)):
        if rule.weekday in (None, day.weekday()):
            yield instant(day, rule.at, zone)
