"""The figures of a period agree with the histories: as tables, and against a slow recount step by step."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from datetime import date, datetime, timedelta
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from desk import kept
from desk.figures import Figures, Stars, Tally, Times, spread
from desk.kept import Case
from desk.model import (
    Actor,
    Clocks,
    EventKind,
    HistoryEntry,
    Identity,
    Impact,
    Language,
    Resolution,
    Role,
    Status,
    Ticket,
)
from desk.periods import Period
from desk.ports_reports import Calls
from desk.regulation import ClockKind, Regulation, Target
from tests.support.regulations import IPMG, PROVIDENCE, kyiv, moscow

K = EventKind
CLIENT = Actor(Role.CLIENT, 7, "Emma")
ANDRIY = Actor(Role.ENGINEER, 501, "Андрій")
OLENA = Actor(Role.ENGINEER, 502, "Олена")
NOVEMBER = Period(date(2026, 11, 16), date(2026, 11, 22), "Europe/Kyiv")
Told = tuple[EventKind, str] | tuple[EventKind, str, dict[str, Any]]


def case(told: Sequence[Told], priority: str = "standard", topic: str = "access", by: Actor = ANDRIY) -> Case:
    """A ticket of IPMG with this history, by Kyiv's clock."""
    entries = []
    for number, (kind, at, *data) in enumerate(told):
        actor = CLIENT if kind in (K.OPENED, K.ANSWERED, K.ADDED, K.NOT_SOLVED, K.RATED) else by
        entries.append(HistoryEntry(number + 1, 1001, kyiv(at), kind, actor, data[0] if data else {}))
    return Case(ticket(entries[0].at, priority, topic), entries)


def ticket(at: datetime, priority: str, topic: str = "access") -> Ticket:
    return Ticket(
        id=1001, key="IPMG-1001", client_id=7, draft_id=1, language=Language.EN, status=Status.CREATED,
        priority=priority, topic=topic, impact=Impact.QUESTION, scale=None, identity=Identity(), problem="",
        reproduction="", created_at=at, clocks=Clocks(),
    )  # fmt: skip


def count(cases: Sequence[Case], now: str = "2026-11-25 12:00", period: Period = NOVEMBER) -> Figures:
    tally = Tally(IPMG, period, kyiv(now))
    for one in cases:
        tally.add(one)
    return tally.figures(Calls())


SOLVED = {"resolution": "solved", "comment": ""}
HOUR = timedelta(hours=1)


def test_of_nothing_there_is_nothing() -> None:
    found = count([])
    assert (found.opened, found.closed, found.reopened) == (0, 0, 0)
    assert found.reaction == found.resolution == Times()
    assert found.reaction.share is None
    assert found.stars == Stars()
    assert found.stars.average is None
    assert [level.key for level in found.levels] == ["standard", "operative"]
    assert [(day.opened, day.closed) for day in found.days] == [(0, 0)] * 7
    assert (found.topics, found.resolutions, found.engineers) == ([], {}, [])


REACTIONS = [
    ("in working time", [(K.OPENED, "2026-11-18 21:00"), (K.TAKEN, "2026-11-19 08:30")], 2 * HOUR, False),
    ("at the very end", [(K.OPENED, "2026-11-18 07:30"), (K.TAKEN, "2026-11-18 19:30")], 12 * HOUR, False),
    (
        "a budget used up at closing time is late in the night after it",
        [(K.OPENED, "2026-11-18 10:00"), (K.TAKEN, "2026-11-19 05:00")],
        12 * HOUR,
        True,
    ),
    ("late", [(K.OPENED, "2026-11-18 07:30"), (K.TAKEN, "2026-11-18 19:45")], 12 * HOUR + HOUR / 4, True),
    ("a refusal is one", [(K.OPENED, "2026-11-18 10:00"), (K.REFUSED, "2026-11-18 11:00")], HOUR, False),
    (
        "after the period",
        [(K.OPENED, "2026-11-22 19:00"), (K.ADDED, "2026-11-22 19:10"), (K.TAKEN, "2026-11-23 08:30")],
        2 * HOUR,
        False,
    ),
]


@pytest.mark.parametrize(("told", "spent", "late"), [row[1:] for row in REACTIONS], ids=[row[0] for row in REACTIONS])
def test_a_reaction_is_measured_as_its_target_counts(told: Sequence[Told], spent: timedelta, late: bool) -> None:
    found = count([case(told)])
    assert found.reaction == Times(1, spent, spent, 1, int(not late))
    assert found.reaction == found.levels[0].reaction


def test_ipmg_3_3_4_an_operative_reaction_is_measured_day_and_night() -> None:
    found = count([case([(K.OPENED, "2026-11-18 23:00"), (K.TAKEN, "2026-11-19 00:30")], "operative")])
    assert found.levels[1].reaction == Times(1, HOUR * 1.5, HOUR * 1.5, 1, 1)


def test_the_night_of_a_clock_change_has_its_real_hours() -> None:
    opened, taken = (K.OPENED, "2026-10-25 02:30"), (K.TAKEN, "2026-10-25 04:00")
    period = Period(date(2026, 10, 25), date(2026, 10, 25), "Europe/Kyiv")
    found = count([case([opened, taken], "operative")], period=period)
    assert found.reaction == Times(1, HOUR * 2.5, HOUR * 2.5, 1, 0)
    assert period.end - period.start == 25 * HOUR


def test_who_waits_still_is_late_from_the_deadline_on_and_no_figure_before() -> None:
    waits = case([(K.OPENED, "2026-11-18 07:30")])
    assert count([waits], now="2026-11-18 19:29").reaction == Times()
    assert count([waits], now="2026-11-18 19:30").reaction == Times(0, None, None, 1, 0)


def test_a_promise_is_judged_by_the_priority_when_it_was_settled() -> None:
    change = {"old": "standard", "new": "operative"}
    took_three_hours: list[Told] = [
        (K.OPENED, "2026-11-18 10:00"),
        (K.TAKEN, "2026-11-18 13:00"),
        (K.PRIORITY_CHANGED, "2026-11-18 14:00", change),
    ]
    found = count([case(took_three_hours, "operative")])
    assert [level.reaction.in_time for level in found.levels] == [1, 0]
    assert [level.opened for level in found.levels] == [0, 1]
    before: list[Told] = [took_three_hours[0], (K.PRIORITY_CHANGED, "2026-11-18 11:00", change), took_three_hours[1]]
    found = count([case(before, "operative")])
    assert found.levels[1].reaction == Times(1, 3 * HOUR, 3 * HOUR, 1, 0)


ADDED: list[Told] = [(K.OPENED, "2026-11-18 10:00"), (K.REPLIED, "2026-11-18 11:00"), (K.ADDED, "2026-11-18 12:00")]
NEXT_REACTIONS: list[tuple[str, str, list[Told], Times]] = [
    (
        "the oldest addition counts",
        "standard",
        [*ADDED, (K.ADDED, "2026-11-18 20:00"), (K.REPLIED, "2026-11-19 08:30")],
        Times(1, 11 * HOUR, 11 * HOUR, 1, 1),
    ),
    ("late", "standard", [*ADDED, (K.REPLIED, "2026-11-19 10:30")], Times(1, 13 * HOUR, 13 * HOUR, 1, 0)),
    ("still open, and late", "standard", ADDED, Times(0, None, None, 1, 0)),
    ("not yet late", "standard", [*ADDED[:2], (K.ADDED, "2026-11-25 11:00")], Times()),
    (
        "while the first reaction is owed it stands for both",
        "standard",
        [(K.OPENED, "2026-11-18 10:00"), (K.ADDED, "2026-11-18 11:00"), (K.REPLIED, "2026-11-18 12:00")],
        Times(),
    ),
    (
        "3.3.4: four working hours once it is made official",
        "operative",
        [(K.OPENED, "2026-11-18 19:00"), (K.TAKEN, "2026-11-18 20:00"), (K.REPLIED, "2026-11-19 09:00")],
        Times(1, 3.5 * HOUR, 3.5 * HOUR, 1, 1),
    ),
    (
        "judged by the level when it was settled",
        "standard",
        [
            (K.OPENED, "2026-11-18 10:00"),
            (K.TAKEN, "2026-11-18 11:00"),
            (K.PRIORITY_CHANGED, "2026-11-18 11:30", {"old": "standard", "new": "operative"}),
            (K.REPLIED, "2026-11-18 15:30"),
            (K.PRIORITY_CHANGED, "2026-11-18 16:00", {"old": "operative", "new": "standard"}),
            (K.ADDED, "2026-11-18 17:00"),
            (K.CLOSED, "2026-11-18 17:30", {"resolution": "solved"}),
        ],
        Times(2, 2.5 * HOUR, 4.1 * HOUR, 2, 1),
    ),
]  # fmt: skip


@pytest.mark.parametrize(
    ("level", "told", "times"), [row[1:] for row in NEXT_REACTIONS], ids=[row[0] for row in NEXT_REACTIONS]
)
def test_ipmg_3_2_the_reactions_to_what_a_client_adds_are_counted(level: str, told: list[Told], times: Times) -> None:
    found = count([case(told, level)])
    assert found.next_reaction == times
    assert sum(one.next_reaction.promised for one in found.levels) == times.promised
    assert sum(one.next_reaction.measured for one in found.engineers) == times.measured


def test_what_has_no_promise_has_no_next_reaction() -> None:
    assert count([case([*ADDED, (K.REPLIED, "2026-11-19 09:31")], "no_more")]).next_reaction == Times()


def test_without_a_promise_the_time_is_clock_time_and_no_share() -> None:
    found = count([case([(K.OPENED, "2026-11-18 21:00"), (K.CLOSED, "2026-11-19 08:30", SOLVED)])])
    assert found.resolution == Times(1, 11.5 * HOUR, 11.5 * HOUR, 0, 0)
    gone = count([case([(K.OPENED, "2026-11-18 21:00"), (K.TAKEN, "2026-11-19 08:30")], "no_more")])
    assert gone.reaction == Times(1, 11.5 * HOUR, 11.5 * HOUR, 0, 0)
    assert gone.levels[-1].key == "no_more"
    assert kept.deadline(IPMG, case([(K.OPENED, "2026-11-18 21:00")], "no_more")) is None
    assert count([case([(K.OPENED, "2026-11-18 21:00")], "no_more")]).resolution == Times()
    assert kept.deadline(IPMG, case([(K.OPENED, "2026-11-18 21:00")])) == kyiv("2026-11-19 18:30")


def test_closed_twice_counts_once_by_the_last_closing_and_its_whole_time() -> None:
    told: list[Told] = [
        (K.OPENED, "2026-11-17 10:00"),
        (K.TAKEN, "2026-11-17 11:00"),
        (K.CLOSED, "2026-11-17 12:00", SOLVED),
        (K.NOT_SOLVED, "2026-11-18 10:00"),
        (K.CLOSED, "2026-11-19 10:00", {"resolution": "infrastructure", "comment": ""}),
        (K.RATED, "2026-11-19 11:00", {"stars": 2, "text": ""}),
        (K.RATED, "2026-11-19 12:00", {"stars": 4, "text": "better"}),
    ]
    found = count([case(told)])
    assert (found.opened, found.closed, found.reopened) == (1, 1, 1)
    assert found.resolutions == {Resolution.INFRASTRUCTURE: 1}
    assert found.resolution.median == 26 * HOUR
    assert [(day.opened, day.closed) for day in found.days][:4] == [(0, 0), (1, 0), (0, 0), (0, 1)]
    assert found.stars.given == (0, 0, 0, 1, 0)
    assert found.stars.average == 4
    (andriy,) = found.engineers
    assert (andriy.name, andriy.closed, andriy.stars.average, andriy.reaction.in_time) == ("Андрій", 1, 4, 1)
    one_day = count([case(told)], period=Period(date(2026, 11, 17), date(2026, 11, 17), "Europe/Kyiv"))
    assert one_day.resolutions == {Resolution.SOLVED: 1}
    assert one_day.resolution.median == 2 * HOUR
    assert one_day.stars.count == 0


def test_a_refusal_is_a_closing() -> None:
    refused = {"ground": "foul_language", "comment": ""}
    found = count([case([(K.OPENED, "2026-11-18 10:00"), (K.REFUSED, "2026-11-18 11:00", refused)])])
    assert found.resolutions == {Resolution.REFUSED: 1}


def test_providence_5_1_a_complaint_after_the_end_makes_it_a_complaint_until_it_is_opened_again() -> None:
    told: list[Told] = [
        (K.OPENED, "2026-11-17 10:00"),
        (K.CLOSED, "2026-11-17 12:00", SOLVED),
        (K.COMPLAINED, "2026-11-24 10:00", {"text": "Rude"}),
    ]
    assert count([case(told)]).resolutions == {Resolution.COMPLAINT: 1}
    again: list[Told] = [*told[:2], (K.NOT_SOLVED, "2026-11-23 10:00"), (K.CLOSED, "2026-11-24 09:00", SOLVED), told[2]]
    assert count([case(again)]).resolutions == {Resolution.SOLVED: 1}


def test_what_the_desk_closes_by_itself_is_nobodys() -> None:
    told = case([(K.OPENED, "2026-11-18 10:00"), (K.CLOSED, "2026-11-18 11:00", SOLVED)], by=Actor(Role.SYSTEM))
    rated = replace(told, history=[*told.history, case([(K.RATED, "2026-11-18 12:00", {"stars": 5})]).history[0]])
    found = count([rated])
    assert (found.closed, found.stars.count, found.engineers) == (1, 1, [])
    assert count([case([(K.RATED, "2026-11-18 12:00", {"stars": 5})])]).stars.count == 1


def test_what_was_opened_before_counts_where_it_is_closed_and_what_is_closed_after_counts_where_it_was_opened() -> None:
    before = case(
        [(K.OPENED, "2026-11-10 10:00"), (K.TAKEN, "2026-11-17 10:00"), (K.CLOSED, "2026-11-17 11:00", SOLVED)]
    )
    after = case(
        [(K.OPENED, "2026-11-22 10:00"), (K.TAKEN, "2026-11-22 11:00"), (K.CLOSED, "2026-11-23 11:00", SOLVED)]
    )
    found = count([before, after])
    assert (found.opened, found.closed) == (1, 1)
    assert found.reaction.measured == found.resolution.measured == 1


def test_topics_come_by_their_number() -> None:
    cases = [case([(K.OPENED, "2026-11-18 10:00")], topic=topic) for topic in ("network", "access", "access", "other")]
    assert count(cases).topics == [("access", 2), ("network", 1), ("other", 1)]


@pytest.mark.parametrize(
    ("minutes", "median", "ninetieth"),
    [([5], 5, 5), ([5, 15], 10, 14), (range(1, 12), 6, 10), ([1, 1, 1, 100], 1, 70.3)],
)
def test_the_median_and_the_90th_percentile(minutes: Sequence[int], median: float, ninetieth: float) -> None:
    found = spread([timedelta(minutes=one) for one in minutes])
    assert found == (timedelta(minutes=median), timedelta(minutes=ninetieth))


# The slow recount: the days are walked in steps of a quarter of an hour, on which everything happens.

STEP = timedelta(minutes=15)
START = moscow("2026-11-18 06:00")
TIMED: Regulation = PROVIDENCE.model_copy(
    update={
        "priorities": (
            PROVIDENCE.priorities[0].model_copy(
                update={
                    "first_reaction": Target(within=timedelta(hours=2), clock=ClockKind.WORKING),
                    "next_reaction": Target(within=timedelta(hours=1), clock=ClockKind.WORKING),
                    "next_reaction_from_taking": True,
                    "resolution": Target(within=timedelta(hours=4), clock=ClockKind.WORKING),
                }
            ),
            PROVIDENCE.priorities[1].model_copy(
                update={
                    "first_reaction": Target(within=timedelta(hours=1), clock=ClockKind.CLOCK),
                    "next_reaction": Target(within=timedelta(minutes=30), clock=ClockKind.CLOCK),
                    "resolution": Target(within=timedelta(hours=4), clock=ClockKind.CLOCK),
                }
            ),
            PROVIDENCE.priorities[2].model_copy(update={"resolution": None}),
        )
    }
)
LEVELS = [priority.key for priority in TIMED.priorities]
FLOW = {
    "open": {
        K.TAKEN: "open", K.ASKED: "waits", K.REFUSED: "done", K.CLOSED: "done", K.PRIORITY_CHANGED: "open",
        K.NOTED: "open", K.ADDED: "open", K.REPLIED: "open",
    },
    "waits": {K.ANSWERED: "open", K.CLOSED: "done", K.RESUMED: "open", K.PRIORITY_CHANGED: "waits"},
    "done": {K.REOPENED: "open", K.NOT_SOLVED: "open", K.RATED: "done", K.REPLIED: "done", K.COMPLAINED: "done"},
}  # fmt: skip


RESOLUTIONS = [
    ("closed at the very end", [(K.OPENED, "10:00"), (K.CLOSED, "14:00")], 4 * HOUR, False),
    ("closed a quarter of an hour later", [(K.OPENED, "10:00"), (K.CLOSED, "14:15")], 4.25 * HOUR, True),
    ("the pause does not count", [(K.OPENED, "10:00"), (K.ASKED, "11:00"), (K.CLOSED, "21:00")], HOUR, False),
    (
        "used up at closing time and paused after it",
        [(K.OPENED, "18:00"), (K.ASKED, "23:00"), (K.CLOSED, "23:15")],
        4 * HOUR,
        True,
    ),
    (
        "paused at the very end, closed then",
        [(K.OPENED, "10:00"), (K.ASKED, "14:00"), (K.CLOSED, "21:00")],
        4 * HOUR,
        False,
    ),
    (
        "used up when it goes on",
        [(K.OPENED, "10:00"), (K.ASKED, "14:00"), (K.ANSWERED, "22:00"), (K.CLOSED, "22:15")],
        4 * HOUR,
        True,
    ),
]


@pytest.mark.parametrize(
    ("told", "spent", "late"), [row[1:] for row in RESOLUTIONS], ids=[row[0] for row in RESOLUTIONS]
)
def test_a_resolution_is_late_where_its_time_had_passed_while_the_clock_ran(
    told: Sequence[tuple[EventKind, str]], spent: timedelta, late: bool
) -> None:
    entries = [
        HistoryEntry(number, 1001, moscow(f"2026-11-18 {at}"), kind, ANDRIY, SOLVED if kind is K.CLOSED else {})
        for number, (kind, at) in enumerate(told)
    ]
    found = kept.resolution(TIMED, Case(ticket(entries[0].at, LEVELS[0]), entries), len(entries) - 1)
    assert found == kept.Kept(LEVELS[0], spent, late)


def test_an_open_request_past_its_promised_end_is_late_and_has_no_figure_yet() -> None:
    opened = HistoryEntry(1, 1001, moscow("2026-11-18 10:00"), K.OPENED, CLIENT, {})
    for now, late in (("2026-11-18 13:59", 0), ("2026-11-18 14:00", 1)):
        tally = Tally(TIMED, NOVEMBER, moscow(now))
        tally.add(Case(ticket(opened.at, LEVELS[0]), [opened]))
        found = tally.figures(Calls())
        assert found.resolution == found.levels[0].resolution == Times(0, None, None, late, 0)


@st.composite
def lives(draw: st.DrawFn) -> Case:
    """A ticket's life as the rules allow it."""
    at, state = START + STEP * draw(st.integers(0, 300)), "open"
    level = draw(st.sampled_from(LEVELS))
    entries = [HistoryEntry(1, 1001, at, K.OPENED, CLIENT)]
    for number in range(draw(st.integers(0, 7))):
        at += STEP * draw(st.sampled_from([0, 1, 2, 4, 8, 16, 40, 70]))
        kind = draw(st.sampled_from(sorted(FLOW[state])))
        state = FLOW[state][kind]
        data: dict[str, Any] = {}
        actor = draw(st.sampled_from([ANDRIY, OLENA, Actor(Role.SYSTEM)]))
        if kind is K.PRIORITY_CHANGED:
            new = draw(st.sampled_from([one for one in LEVELS if one != level]))
            data, level = {"old": level, "new": new}, new
        elif kind is K.CLOSED:
            data = {"resolution": draw(st.sampled_from(["solved", "complaint"]))}
        elif kind is K.RATED:
            data = {"stars": draw(st.integers(1, 5))}
        entries.append(HistoryEntry(number + 2, 1001, at, kind, actor, data))
    return Case(ticket(entries[0].at, level, draw(st.sampled_from(["access", "other"]))), entries)


@dataclass
class Walk:
    """What a clock has counted, and whether it ran on when it was used up."""

    target: Target | None
    spent: timedelta = timedelta(0)
    late: bool = False

    def run(self, since: datetime, until: datetime) -> None:
        at = since
        while at < until:
            self.late = self.late or self.used_up
            if self.target is None or self.target.clock is ClockKind.CLOCK or TIMED.support.is_open(at):
                self.spent += STEP
            at += STEP

    @property
    def used_up(self) -> bool:
        return self.target is not None and self.spent >= self.target.within


@dataclass
class Recount:
    """Lists instead of counters, of everything that the figures count."""

    opened: list[Case] = field(default_factory=list)
    closed: list[tuple[str, str, Actor]] = field(default_factory=list)
    reopened: int = 0
    reactions: list[tuple[str, timedelta | None, bool | None, Actor | None]] = field(default_factory=list)
    later: list[tuple[str, timedelta | None, bool | None, Actor | None]] = field(default_factory=list)
    resolutions: list[tuple[str, timedelta | None, bool | None, Actor | None]] = field(default_factory=list)
    stars: list[int] = field(default_factory=list)


def level_then(one: Case, upto: int) -> str:
    """Backwards from what it is now."""
    level = one.ticket.priority
    for entry in reversed(one.history[upto:]):
        if entry.kind is K.PRIORITY_CHANGED:
            level = entry.data["old"]
    return level


def walk_resolution(one: Case, upto: int, level: str, until: datetime | None) -> Walk:
    """The entries before `upto`, and then the time until `until`."""
    walk, runs, since = Walk(TIMED.priority(level).resolution), False, START
    for entry in one.history[:upto]:
        if runs:
            walk.run(since, entry.at)
        since = entry.at
        if entry.kind in (K.ASKED, K.CLOSED, K.REFUSED):
            runs = False
        elif entry.kind in (K.OPENED, K.ANSWERED, K.RESUMED, K.REOPENED, K.NOT_SOLVED):
            runs = True
    if until is not None and runs:
        walk.run(since, until)
        walk.late = walk.late or walk.used_up
    return walk


def recount(cases: Sequence[Case], period: Period, now: datetime) -> Recount:
    found = Recount()
    for one in cases:
        inside = [period.start <= entry.at < period.end for entry in one.history]
        ends = [n for n, entry in enumerate(one.history) if entry.kind in (K.CLOSED, K.REFUSED)]
        ends_inside = [n for n in ends if inside[n]]
        if inside[0]:
            found.opened.append(one)
            _recount_reaction(found, one, now)
            _recount_later(found, one, now)
            opens = [n for n, entry in enumerate(one.history) if entry.kind in (K.OPENED, K.REOPENED, K.NOT_SOLVED)]
            if not ends_inside and max(opens) > max(ends, default=-1):
                walk = walk_resolution(one, len(one.history), one.ticket.priority, now)
                if walk.late:
                    found.resolutions.append((one.ticket.priority, None, True, None))
        if ends_inside:
            end = ends_inside[-1]
            entry, level = one.history[end], level_then(one, end)
            walk = walk_resolution(one, end + 1, level, None)
            after = [entry.kind for entry in one.history[end + 1 :]]
            opens_again = [n for n, kind in enumerate(after) if kind in (K.REOPENED, K.NOT_SOLVED)]
            complained = K.COMPLAINED in after[: opens_again[0] if opens_again else None]
            resolution = "complaint" if complained else entry.data.get("resolution", "refused")
            found.closed.append((level, resolution, entry.actor))
            found.resolutions.append((level, walk.spent, walk.late if walk.target else None, entry.actor))
        found.reopened += any(
            i and e.kind in (K.REOPENED, K.NOT_SOLVED) for i, e in zip(inside, one.history, strict=True)
        )
        rated = [e.data["stars"] for i, e in zip(inside, one.history, strict=True) if i and e.kind is K.RATED]
        found.stars += rated[-1:]
    return found


HEARD = (K.TAKEN, K.ASKED, K.CLOSED, K.REFUSED, K.RESUMED, K.REPLIED)


def used_up_at(target: Target, since: datetime) -> datetime:
    walk, at = Walk(target), since
    while not walk.used_up:
        walk.run(at, at + STEP)
        at += STEP
    return at


def _recount_later(found: Recount, one: Case, now: datetime) -> None:
    """Between each reaction and the one before it: whether somebody began to wait, and since when."""
    heard = [n for n, entry in enumerate(one.history) if entry.kind in HEARD]
    for before, n in zip([-1, *heard], [*heard, len(one.history)], strict=True):
        level = level_then(one, n)
        priority = TIMED.priority(level)
        begins = {K.ADDED, K.ANSWERED, K.NOT_SOLVED}
        begins |= {K.TAKEN, K.REOPENED} if priority.next_reaction_from_taking else set()
        waits = [entry.at for entry in one.history[max(before, 0) : n] if entry.kind in begins]
        if not waits or priority.next_reaction is None:
            continue
        due, first = used_up_at(priority.next_reaction, waits[0]), priority.first_reaction
        if before < 0 and first is not None and used_up_at(first, one.history[0].at) <= due:
            continue
        if n < len(one.history):
            walk = Walk(priority.next_reaction)
            walk.run(waits[0], one.history[n].at)
            found.later.append((level, walk.spent, one.history[n].at > due, one.history[n].actor))
        elif now >= due:
            found.later.append((level, None, True, None))


def _recount_reaction(found: Recount, one: Case, now: datetime) -> None:
    first = next((n for n, entry in enumerate(one.history) if entry.kind in HEARD), None)
    level = one.ticket.priority if first is None else level_then(one, first)
    walk = Walk(TIMED.priority(level).first_reaction)
    walk.run(one.history[0].at, now if first is None else one.history[first].at)
    if first is not None:
        late = walk.late if walk.target else None
        found.reactions.append((level, walk.spent, late, one.history[first].actor))
    elif walk.late or walk.used_up:
        found.reactions.append((level, None, True, None))


def times_of(rows: Sequence[tuple[str, timedelta | None, bool | None, Actor | None]]) -> Times:
    spent = sorted(row[1] for row in rows if row[1] is not None)
    judged = [row[2] for row in rows if row[2] is not None]
    if not spent:
        return Times(0, None, None, len(judged), judged.count(False))
    half = len(spent) // 2
    median = spent[half] if len(spent) % 2 else (spent[half - 1] + spent[half]) / 2
    tenths = 9 * (len(spent) - 1)
    low, rest = spent[tenths // 10], tenths % 10
    ninetieth = low + (spent[tenths // 10 + 1] - low) * rest / 10 if rest else low
    return Times(len(spent), median, ninetieth, len(judged), judged.count(False))


@settings(max_examples=150, deadline=None)
@given(st.lists(lives(), max_size=5), st.integers(0, 4), st.integers(1, 5), st.integers(0, 60))
def test_the_figures_are_those_of_a_slow_recount(cases: list[Case], first: int, days: int, later: int) -> None:
    begin = date(2026, 11, 18) + timedelta(days=first)
    period = Period(begin, begin + timedelta(days=days - 1), TIMED.timezone)
    now = max([START, *(entry.at for one in cases for entry in one.history)]) + STEP * later
    tally = Tally(TIMED, period, now)
    for one in cases:
        tally.add(one)
    found, slow = tally.figures(Calls()), recount(cases, period, now)
    assert (found.opened, found.closed, found.reopened) == (len(slow.opened), len(slow.closed), slow.reopened)
    assert found.reaction == times_of(slow.reactions)
    assert found.next_reaction == times_of(slow.later)
    assert found.resolution == times_of(slow.resolutions)
    assert found.resolutions == Counter(Resolution(one[1]) for one in slow.closed)
    assert dict(found.topics) == Counter(one.ticket.topic for one in slow.opened)
    assert Counter(dict(enumerate(found.stars.given, 1))) == Counter(slow.stars)
    for level in found.levels:
        assert level.opened == sum(one.ticket.priority == level.key for one in slow.opened)
        assert level.closed == sum(one[0] == level.key for one in slow.closed)
        assert level.reaction == times_of([row for row in slow.reactions if row[0] == level.key])
        assert level.next_reaction == times_of([row for row in slow.later if row[0] == level.key])
        assert level.resolution == times_of([row for row in slow.resolutions if row[0] == level.key])
    for engineer in found.engineers:
        assert engineer.reaction == times_of([row for row in slow.reactions if row[3] and row[3].id == engineer.id])
        assert engineer.next_reaction == times_of([row for row in slow.later if row[3] and row[3].id == engineer.id])
        assert engineer.resolution == times_of([row for row in slow.resolutions if row[3] and row[3].id == engineer.id])
        assert engineer.closed == sum(one[2].id == engineer.id for one in slow.closed)
    assert sum(day.opened for day in found.days) == found.opened
    assert sum(day.closed for day in found.days) == found.closed
