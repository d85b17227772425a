"""The words and numbers of a chart of a period's figures, in the language of the moment. Plain text."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from aiogram.utils.i18n import gettext as _
from babel.dates import format_date, format_skeleton

from desk.buckets import Grain, buckets, grain
from desk.figures import Figures, Times
from desk.regulation import Regulation
from handlers.texts.common import shorten, spoken
from handlers.texts.stats import average, percent, period_name
from handlers.texts.terms import priority_name, said, topic_name

_LEVEL = 20
_TOPIC = 34
_TOPICS = 7
_ROWS = 8
_TICKS = 7


@dataclass(frozen=True, slots=True)
class Bars:
    """Pairs of bars over time; an empty label stands under no tick."""

    title: str
    opened: Sequence[int]
    closed: Sequence[int]
    labels: Sequence[str]
    legend: tuple[str, str]


@dataclass(frozen=True, slots=True)
class Row:
    """A bar with its name above and its value at its end; `share` is its length, 0 to 1."""

    name: str
    value: str
    share: float


@dataclass(frozen=True, slots=True)
class Rows:
    """Bars one under another; `of_all`: the rest of each bar is what is missing to the whole."""

    title: str
    rows: Sequence[Row]
    of_all: bool


@dataclass(frozen=True, slots=True)
class Chart:
    """A whole picture: the great numbers on top, then the panels."""

    title: str
    subtitle: str
    numbers: Sequence[tuple[str, str]]
    bars: Bars | None
    rows: Sequence[Rows]


def chart(regulation: Regulation, found: Figures) -> Chart:
    """What the picture of these figures shows."""
    one_day = found.period.days == 1
    kept, topics = _kept(regulation, found), _topics(regulation, found)
    panels = [kept] if kept.rows else []
    if (one_day or not panels) and topics.rows:
        panels.append(topics)
    return Chart(
        period_name(found.period),
        said(regulation, regulation.company),
        _numbers(found),
        None if one_day else _bars(found),
        panels,
    )


def nothing() -> str:
    return _("Nothing happened in this time.")


def _numbers(found: Figures) -> list[tuple[str, str]]:
    numbers = [(str(found.opened), _("requests opened")), (str(found.closed), _("requests closed"))]
    if found.reaction.promised:
        numbers.append((percent(found.reaction.share), _("reaction in time")))
    if found.resolution.promised:
        numbers.append((percent(found.resolution.share), _("resolution in time")))
    if found.stars.count:
        numbers.append((f"{average(found.stars)} ★", _("rating")))
    return numbers


def _bars(found: Figures) -> Bars:
    groups, by = buckets(found.days), grain(len(found.days))
    title = {
        Grain.DAY: _("Opened and closed by day"),
        Grain.WEEK: _("Opened and closed by week"),
        Grain.MONTH: _("Opened and closed by month"),
        Grain.YEAR: _("Opened and closed by year"),
    }[by]
    every = -(-len(groups) // _TICKS)
    labels = [_tick(by, one.first, len(groups)) if place % every == 0 else "" for place, one in enumerate(groups)]
    return Bars(
        title,
        [one.opened for one in groups],
        [one.closed for one in groups],
        labels,
        (_("requests opened"), _("requests closed")),
    )


def _tick(by: Grain, day: date, count: int) -> str:
    locale = spoken().value
    if by is Grain.DAY and count <= _TICKS:
        return format_date(day, "EEE\nd.MM", locale=locale)
    skeleton = {Grain.DAY: "MMMd", Grain.WEEK: "MMMd", Grain.MONTH: "yMMM", Grain.YEAR: "y"}[by]
    return format_skeleton(skeleton, day, locale=locale).replace(" ", "\n", 1)


def _kept(regulation: Regulation, found: Figures) -> Rows:
    rows = []
    for level in found.levels:
        name = shorten(priority_name(regulation, level.key), _LEVEL)
        for what, times in (
            (_("reaction"), level.reaction),
            (_("next reaction"), level.next_reaction),
            (_("resolution"), level.resolution),
        ):
            if times.promised:
                rows.append(Row(f"{name}: {what}", _share(times), times.share or 0.0))
    return Rows(_("In time, by level"), rows[:_ROWS], of_all=True)


def _share(times: Times) -> str:
    return f"{percent(times.share)} · {times.in_time}/{times.promised}"


def _topics(regulation: Regulation, found: Figures) -> Rows:
    most = max((count for _key, count in found.topics), default=0)
    rows = [
        Row(shorten(topic_name(regulation, key), _TOPIC), str(count), count / most)
        for key, count in found.topics[:_TOPICS]
    ]
    return Rows(_("Opened by topic"), rows, of_all=False)
