"""The tickets of a period as rows of tables, with their clocks and events, in the language of the moment.

Who the client is stands in it, and what was done when; nothing that was written about or in a request, but the word
that came with a rating.
"""

from collections.abc import Sequence
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

from aiogram.utils.i18n import gettext as _

from desk import kept
from desk.figures import Engineer, Figures, Level, Stars, Times
from desk.kept import AGAIN, CLOSINGS, Case, Kept
from desk.model import EventKind, HistoryEntry, Role, Status
from desk.periods import Period
from desk.regulation import Regulation
from handlers.texts.common import impact_label, resolution_label, status_label
from handlers.texts.history import event
from handlers.texts.stats import period_name
from handlers.texts.terms import ground_name, priority_name, said, topic_name

Cell = str | int | float | datetime | None
"""A datetime is by the regulation's wall clock, without a zone; a duration is a number of minutes."""
Row = Sequence[Cell]


class Export:
    """Words the rows of one period."""

    def __init__(self, regulation: Regulation, period: Period, now: datetime) -> None:
        self._regulation = regulation
        self._period = period
        self._now = now
        self._zone = ZoneInfo(regulation.timezone)

    def ticket_heads(self) -> list[str]:
        """Over the columns of `ticket`."""
        return [
            _("ID"), _("Opened"), said(self._regulation, self._regulation.priority_word), _("Topic"), _("Impact"),
            _("Status"), _("Closed as"), _("Ground"), _("Client"), _("Company"), _("Engineer"), _("Closed"),
            _("Times opened again"), _("React by"), _("Reacted"), _("Reaction, minutes"), _("Reaction late"),
            _("Next reaction by"), _("Next reactions"), _("Next reactions late"), _("Resolve by"),
            _("Resolution, minutes"), _("Resolution late"), _("Rating"), _("Word of the client"),
        ]  # fmt: skip

    def ticket(self, case: Case) -> list[Cell]:
        """A ticket as it is now, with what became of its promises."""
        ticket, clocks, closing = case.ticket, case.ticket.clocks, self._closing(case)
        place, reaction = kept.first_reaction(case), kept.reaction(self._regulation, case, self._now)
        later = [one for one, _entry in kept.next_reactions(self._regulation, case, self._now)]
        done = (
            kept.overdue(self._regulation, case, self._now)
            if closing is None
            else kept.resolution(self._regulation, case, closing)
        )
        ended = case.history[closing] if closing is not None else None
        rating = next((entry for entry in reversed(case.history) if entry.kind is EventKind.RATED), None)
        return [
            ticket.key, self._wall(ticket.created_at), priority_name(self._regulation, ticket.priority),
            topic_name(self._regulation, ticket.topic), impact_label(ticket.impact), status_label(ticket.status),
            resolution_label(ticket.resolution) if ticket.resolution and ticket.status is Status.DONE else None,
            ground_name(self._regulation, ticket.ground) if ticket.ground else None,
            ticket.identity.name, ticket.identity.company, ticket.assignee_name,
            self._wall(ended.at) if ended else None, sum(entry.kind in AGAIN for entry in case.history),
            self._wall(kept.deadline(self._regulation, case)),
            self._wall(case.history[place].at) if place is not None else None,
            _minutes(reaction.spent if reaction else None), _late(reaction),
            self._wall(clocks.next_reaction_due), len(later), sum(one.late is True for one in later),
            self._wall(clocks.resolution_due),
            _minutes(done.spent if done else None), _late(done),
            int(rating.data["stars"]) if rating else None, str(rating.data.get("text", "")) if rating else None,
        ]  # fmt: skip

    def event_heads(self) -> list[str]:
        """Over the columns of `events`."""
        return [_("ID"), _("When"), _("Event"), _("By"), _("Name")]

    def events(self, case: Case) -> list[list[Cell]]:
        """Everything that happened to a ticket, oldest first."""
        return [
            [case.ticket.key, self._wall(entry.at), event(self._regulation, entry), _by(entry), entry.actor.name]
            for entry in case.history
        ]

    def summary(self, found: Figures) -> list[list[Cell]]:
        """The figures; an empty row stands between two tables of them."""
        parts = (self._whole(found), self._levels(found), self._kinds(found), _calls(found), self._engineers(found))
        return [row for part in parts for row in ([], *part)][1:]

    def _whole(self, found: Figures) -> list[list[Cell]]:
        given: list[list[Cell]] = [[f"{stars} ★", count] for stars, count in enumerate(found.stars.given, 1)]
        return [
            [_("Period"), period_name(self._period)],
            [_("Time zone"), self._regulation.timezone],
            [_("Counted"), self._wall(self._now)],
            [],
            [_("Opened"), found.opened],
            [_("Closed"), found.closed],
            [_("Opened again"), found.reopened],
            [_("Rating"), _stars(found.stars)],
            *given,
        ]

    def _levels(self, found: Figures) -> list[list[Cell]]:
        rows: list[list[Cell]] = [
            [None, _("Opened"), _("Closed"), *_clock_heads()],
            [_("All"), found.opened, found.closed, *_clocks(found)],
        ]
        for level in found.levels:
            name = priority_name(self._regulation, level.key)
            rows.append([name, level.opened, level.closed, *_clocks(level)])
        return rows

    def _kinds(self, found: Figures) -> list[list[Cell]]:
        topics: list[list[Cell]] = [[topic_name(self._regulation, key), count] for key, count in found.topics]
        resolutions: list[list[Cell]] = [[resolution_label(one), count] for one, count in found.resolutions.items()]
        return [[_("Opened by topic")], *topics, [], [_("Closed by resolution")], *resolutions]

    def _engineers(self, found: Figures) -> list[list[Cell]]:
        return [
            [_("By engineer"), _("Closed"), *_clock_heads(), _("Rating"), _("Ratings")],
            *([one.name, one.closed, *_clocks(one), _stars(one.stars), one.stars.count] for one in found.engineers),
        ]

    def _closing(self, case: Case) -> int | None:
        """The last one in the period, as it is counted; else the one that holds now."""
        inside = case.last(CLOSINGS, self._period.start, self._period.end)
        return case.closing if inside is None else inside

    def _wall(self, at: datetime | None) -> datetime | None:
        return at.astimezone(self._zone).replace(tzinfo=None) if at else None


def tickets_name() -> str:
    return _("Requests")


def events_name() -> str:
    return _("Events")


def summary_name() -> str:
    return _("Totals")


def _clock_heads() -> list[str]:
    return [head for name in (_("Reaction"), _("Next reaction"), _("Resolution")) for head in _heads(name)]


def _clocks(found: Figures | Level | Engineer) -> list[Cell]:
    return [*_times(found.reaction), *_times(found.next_reaction), *_times(found.resolution)]


def _heads(name: str) -> list[str]:
    parts = (_("count"), _("median, minutes"), _("90th percentile, minutes"), _("promised"), _("in time"))
    return [f"{name}: {part}" for part in parts]


def _times(times: Times) -> list[Cell]:
    return [times.measured, _minutes(times.median), _minutes(times.ninetieth), times.promised, times.in_time]


def _minutes(spent: timedelta | None) -> float | None:
    return None if spent is None else round(spent / timedelta(minutes=1), 1)


def _stars(stars: Stars) -> float | None:
    return None if stars.average is None else round(stars.average, 2)


def _calls(found: Figures) -> list[list[Cell]]:
    calls = found.calls
    return [
        [_("Calls asked for"), calls.asked],
        [_("Calls made"), calls.made],
        [_("Calls in time"), calls.in_time],
        [_("Calls late"), calls.late],
    ]


def _late(one: Kept | None) -> str | None:
    if one is None or one.late is None:
        return None
    return _("yes") if one.late else _("no")


def _by(entry: HistoryEntry) -> str:
    return {Role.CLIENT: _("Client"), Role.ENGINEER: _("Engineer"), Role.SYSTEM: _("The desk")}[entry.actor.role]
