"""The clocks against a slow oracle: the real desk and store on one side, the history minute by minute on the other."""

import asyncio
import shutil
import sqlite3
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from functools import cache
from itertools import count
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, rule, run_state_machine_as_test

from desk import closing, conversation, staff, suspension, timers
from desk.errors import DeskError
from desk.house import House
from desk.messages import Content, Kind, Said
from desk.model import Actor, EventKind, HistoryEntry, Identity, Impact, Language, Request, Resolution, Role, Sender
from desk.ports_timers import TimerKind
from desk.regulation import ClockKind, Regulation
from desk.tickets import open_ticket
from storage import open_store
from tests.support.clock import Clock
from tests.support.regulations import IPMG, PROVIDENCE

K = EventKind
ANDRIY = Actor(Role.ENGINEER, 501, "Андрій")
EMMA = Sender(7, "Emma")
START = datetime(2026, 10, 23, 0, 0, tzinfo=UTC)
"""A Friday; in Kyiv the clocks go back on Sunday."""
DAYS = 120
MINUTE = timedelta(minutes=1)


def _alone(regulation: Regulation) -> Regulation:
    """With the clocks only."""
    return regulation.model_copy(
        update={"clarification": None, "escalation": None, "rating": None, "reopen_within": timedelta(days=400)}
    )


def _in_working_time(regulation: Regulation) -> Regulation:
    """With a solution that is counted in working time, and a reaction to what is added."""
    changed = []
    for one in regulation.priorities:
        assert one.resolution is not None
        solution = one.resolution.model_copy(update={"within": one.resolution.within / 2, "clock": ClockKind.WORKING})
        reaction = solution.model_copy(update={"within": timedelta(hours=5), "warn_after": timedelta(hours=1)})
        changed.append(one.model_copy(update={"resolution": solution, "next_reaction": reaction}))
    return regulation.model_copy(update={"priorities": tuple(changed)})


# The two regulations once more, in minutes: to the warning, to the client, to the end; and whether day and night.
Target = tuple[int, int, int, bool]
HALF_DAY: Target = (540, 648, 720, False)
FOUR_HOURS: Target = (180, 216, 240, False)
FIVE_HOURS: Target = (60, 270, 300, False)
FIRST, NEXT, SOLUTION = TimerKind.FIRST_REACTION, TimerKind.NEXT_REACTION, TimerKind.RESOLUTION
TARGETS: dict[str, dict[str, dict[TimerKind, Target]]] = {
    "ipmg": {
        "standard": {FIRST: HALF_DAY, NEXT: HALF_DAY},
        "operative": {FIRST: (60, 81, 90, True), NEXT: FOUR_HOURS},
    },
    "providence": {
        "high": {SOLUTION: (1080, 1296, 1440, True)},
        "medium": {SOLUTION: (2160, 2592, 2880, True)},
        "low": {SOLUTION: (4320, 5184, 5760, True)},
    },
    "working": {
        "high": {SOLUTION: HALF_DAY, NEXT: FIVE_HOURS},
        "medium": {SOLUTION: (1080, 1296, 1440, False), NEXT: FIVE_HOURS},
        "low": {SOLUTION: (2160, 2592, 2880, False), NEXT: FIVE_HOURS},
    },
}
HOUSES = {
    "ipmg": House(_alone(IPMG), -1001, Language.EN),
    "providence": House(_alone(PROVIDENCE), -1001, Language.EN),
    "working": House(_in_working_time(_alone(PROVIDENCE)), -1001, Language.EN),
}
FROM_TAKING = {"operative"}
ENTRIES = (K.NEAR, K.AT_RISK, K.MISSED)


@cache
def open_minutes(name: str) -> bytearray:
    """Of each minute since START whether support is open."""
    zone = ZoneInfo("Europe/Kyiv" if name == "ipmg" else "Europe/Moscow")
    found = bytearray()
    for number in range(DAYS * 1440):
        there = (START + number * MINUTE).astimezone(zone)
        at = there.hour * 60 + there.minute
        if name == "ipmg":
            opens, closes = (450, 1320) if there.weekday() < 5 else (540, 1200)
        else:
            opens, closes = 600, 1320
        found.append(opens <= at < closes)
    return found


@dataclass
class Running:
    """A clock: how much of its target is gone, and since when it waits for the desk."""

    target: Target
    promise: tuple[int, int]
    spent: int = 0
    stands: bool = False
    ended: int | None = None
    """The minute at which all was gone."""

    def minute(self, now: int, is_open: int) -> None:
        if not self.stands:
            self.spent += 1 if self.target[3] else is_open
            self.look(now)

    def look(self, now: int) -> None:
        if self.ended is None and self.spent >= self.target[2]:
            self.ended = now

    @property
    def passed(self) -> int:
        """The highest step."""
        return 0 if self.stands else sum(self.spent >= step for step in self.target[:3])


@dataclass
class Oracle:
    """What must have been said, and where each clock must be."""

    name: str
    priority: str
    now: int = 0
    told: list[tuple[int, EventKind, TimerKind]] = field(default_factory=list)
    client: list[tuple[TimerKind, tuple[int, int]]] = field(default_factory=list)
    events: list[tuple[int, EventKind]] = field(default_factory=list)
    clocks: dict[TimerKind, Running] = field(default_factory=dict)
    levels: dict[tuple[TimerKind, tuple[int, int]], int] = field(default_factory=dict)
    promised: int = 0
    reacted: bool = False

    def pass_(self, minutes: int, *, looked_at: bool = True) -> None:
        """Minute by minute; nobody looks during an outage."""
        for _ in range(minutes):
            self.now += 1
            is_open = open_minutes(self.name)[self.now - 1]
            for running in self.clocks.values():
                running.minute(self.now, is_open)
            if looked_at:
                self.look()

    def happened(self, kind: EventKind, priority: str) -> None:
        """Something else than a step of a clock."""
        self.events.append((self.now, kind))
        if kind is K.PRIORITY_CHANGED:
            self.again(priority)
        else:
            self.apply(kind, len(self.events))
        self.look()

    def again(self, priority: str) -> None:
        """From the beginning, as if it had been of this priority all the time; nothing is said of what was."""
        events, now = self.events, self.now
        self.priority, self.promised, self.clocks, self.reacted = priority, len(events), {}, False
        self.now = events[0][0]
        for place, (at, kind) in enumerate(events, start=1):
            self.pass_(at - self.now, looked_at=False)
            self.apply(kind, place)
        assert self.now == now

    def apply(self, kind: EventKind, place: int) -> None:
        targets = TARGETS[self.name][self.priority]
        if kind is K.OPENED:
            self.begin(FIRST, targets)
            self.begin(SOLUTION, targets)
        if kind in (K.TAKEN, K.REPLIED, K.ASKED, K.CLOSED, K.REFUSED, K.SUSPENDED, K.RESUMED):
            self.reacted = True
            self.clocks.pop(FIRST, None)
            self.clocks.pop(NEXT, None)
        waits = kind in (K.ADDED, K.ANSWERED, K.NOT_SOLVED)
        waits |= kind in (K.TAKEN, K.REOPENED) and self.priority in FROM_TAKING
        if waits and NEXT not in self.clocks:
            self.begin(NEXT, targets, place)
        solution = self.clocks.get(SOLUTION)
        if solution is not None and kind in (K.ASKED, K.CLOSED, K.REFUSED, K.SUSPENDED):
            solution.stands, solution.ended = True, None
        if solution is not None and kind in (K.ANSWERED, K.REOPENED, K.RESUMED, K.NOT_SOLVED) and solution.stands:
            solution.stands = False
            solution.look(self.now)

    def begin(self, clock: TimerKind, targets: dict[TimerKind, Target], place: int = 0) -> None:
        if clock in targets:
            self.clocks[clock] = Running(targets[clock], (self.promised, place))

    def look(self) -> None:
        """What has passed is said, of each promise the highest step alone."""
        for clock, running in self.clocks.items():
            if clock is NEXT and FIRST in self.clocks:
                continue  # in both regulations the first reaction is owed sooner
            key = (clock, running.promise)
            level = self.levels.get(key, 0)
            if running.passed > level:
                self.levels[key] = running.passed
                self.say(clock, running, level)

    def say(self, clock: TimerKind, running: Running, before: int) -> None:
        step, key = running.passed, (clock, running.promise)
        if step == 2 and before == 0:
            self.told.append((self.now, K.NEAR, clock))
        self.told.append((self.now, ENTRIES[step - 1], clock))
        names = [at for at, kind in self.events if kind in (K.PRIORITY_CHANGED, K.REOPENED, K.NOT_SOLVED)]
        knows = running.ended is not None and any(at >= running.ended for at in names)
        if (step == 2 or (step == 3 and before != 2 and not knows)) and key not in self.client:
            self.client.append(key)

    def due(self, clock: TimerKind) -> int | None:
        """When the clock will be at its end if nothing more happens."""
        running = self.clocks.get(clock)
        if running is None or running.stands:
            return None
        if running.ended is not None:
            return running.ended
        left, at, minutes = running.target[2] - running.spent, self.now, open_minutes(self.name)
        while left:
            left -= 1 if running.target[3] else minutes[at]
            at += 1
        return at


class Clocks(RuleBasedStateMachine):
    """One ticket, one client, one engineer, and the time."""

    numbers = count()

    def __init__(self, template: Path, folder: Path) -> None:
        super().__init__()
        self.path = folder / f"clocks{next(self.numbers)}.db"
        shutil.copyfile(template, self.path)
        self.clock = Clock(START)
        self.runner = asyncio.Runner()
        self.store = self.runner.run(open_store(f"sqlite:///{self.path}", clock=self.clock))
        self.eyes = sqlite3.connect(self.path, isolation_level=None)
        self.seen = 0

    def teardown(self) -> None:
        self.eyes.close()
        self.runner.run(self.store.close())
        self.runner.close()
        for file in self.path.parent.glob(self.path.name + "*"):
            file.unlink()

    @initialize(name=st.sampled_from(sorted(HOUSES)), place=st.integers(0, 9), at=st.integers(0, 7 * 1440))
    def begin(self, name: str, place: int, at: int) -> None:
        self.house = HOUSES[name]
        keys = [one.key for one in self.house.regulation.priorities]
        priority = keys[place % len(keys)]
        self.clock.pass_(at * MINUTE)
        self.oracle = Oracle(name, priority, now=at)
        person = self.run(lambda work: work.people.meet(EMMA))
        topic = self.house.regulation.topics[0].key
        who = Identity("Emma Clark", "Alfa TV", "emma@example.com")
        request = Request(1, topic, Impact.DOWN, None, priority, who, "No picture", "")
        self.id = self.run(open_ticket, self.house, person, request).id
        self.follow()

    def run(self, use_case: Callable[..., Any], *args: Any) -> Any:
        return self.runner.run(self.store.run(use_case, *args))

    def history(self) -> Sequence[HistoryEntry]:
        history: Sequence[HistoryEntry] = self.run(lambda work: work.tickets.history(self.id))
        return history

    def follow(self) -> None:
        """The oracle hears what happened, and then the clocks are looked at."""
        history = self.history()
        for entry in history[self.seen :]:
            if entry.kind not in ENTRIES:
                self.oracle.happened(entry.kind, str(entry.data.get("new", "")))
        self.tick()
        self.seen = len(self.history())

    def tick(self) -> None:
        for subject in self.run(timers.due):
            self.run(timers.fire, self.house, subject)

    def do(self, use_case: Callable[..., Any], *args: Any) -> None:
        """Where it is possible."""
        try:
            self.run(use_case, *args)
        except DeskError:
            return
        self.follow()

    @rule(minutes=st.one_of(st.integers(0, 100), st.integers(0, 1500), st.sampled_from([60, 90, 240, 720, 1440])))
    def wait(self, minutes: int) -> None:
        """Each step passes at its moment."""
        self.oracle.pass_(minutes)
        until = self.clock.now + minutes * MINUTE
        while (due := self.run(lambda work: work.timers.next_due())) is not None and due <= until:
            self.clock.now = max(due, self.clock.now)
            self.tick()
        self.clock.now = until
        self.seen = len(self.history())

    @rule(minutes=st.integers(1, 4000))
    def fail_for(self, minutes: int) -> None:
        """Nothing runs for a time."""
        self.oracle.pass_(minutes, looked_at=False)
        self.oracle.look()
        self.clock.pass_(minutes * MINUTE)
        self.tick()
        self.seen = len(self.history())

    @rule()
    def take(self) -> None:
        self.do(staff.take, self.house, ANDRIY, self.id)

    @rule()
    def release(self) -> None:
        self.do(staff.release, self.house, ANDRIY, self.id)

    @rule()
    def ask(self) -> None:
        self.do(staff.ask, self.house, ANDRIY, self.id, "Which?")

    @rule()
    def write(self) -> None:
        self.do(conversation.say, self.house, EMMA, self.id, Said(Content(Kind.TEXT, "More"), EMMA.id, None))

    @rule()
    def reply(self) -> None:
        self.do(conversation.reply, self.house, ANDRIY, self.id, Said(Content(Kind.TEXT, "So"), -1001, None))

    @rule(place=st.integers(0, 9))
    def change(self, place: int) -> None:
        others = [one.key for one in self.house.regulation.priorities if one.key != self.oracle.priority]
        self.do(staff.set_priority, self.house, ANDRIY, self.id, others[place % len(others)])

    @rule()
    def close(self) -> None:
        self.do(staff.close, self.house, ANDRIY, self.id, Resolution.SOLVED, "")

    @rule(by_client=st.booleans())
    def reopen(self, by_client: bool) -> None:
        if by_client:
            self.do(closing.reopen_by_client, self.house, EMMA, self.id)
        else:
            self.do(staff.reopen, self.house, ANDRIY, self.id)

    @rule(ends=st.booleans())
    def suspend(self, ends: bool) -> None:
        if ends:
            self.do(suspension.resume, self.house, ANDRIY, self.id)
        else:
            ground = self.house.regulation.grounds[0].key
            self.do(suspension.suspend, self.house, ANDRIY, self.id, ground, "")

    @invariant()
    def what_was_said_is_what_the_oracle_says(self) -> None:
        if not hasattr(self, "oracle"):
            return
        said = [(entry.at, entry.kind, entry.data["clock"]) for entry in self.history() if entry.kind in ENTRIES]
        expected = [(START + at * MINUTE, kind, clock.value) for at, kind, clock in self.oracle.told]
        assert sorted(said) == sorted(expected)
        keys = [key.split(":")[2] for (key,) in self.eyes.execute("SELECT key FROM outbox WHERE key LIKE 'promise:%'")]
        assert sorted(keys) == sorted(clock.value for clock, _promise in self.oracle.client)

    @invariant()
    def the_deadlines_are_those_of_the_oracle(self) -> None:
        if not hasattr(self, "oracle"):
            return
        clocks = self.run(lambda work: work.tickets.get(self.id)).clocks
        shown = {
            FIRST: None if clocks.first_reacted_at else clocks.first_reaction_due,
            NEXT: clocks.next_reaction_due,
            SOLUTION: clocks.resolution_due,
        }
        for clock, at in shown.items():
            due = self.oracle.due(clock)
            assert at == (None if due is None else START + due * MINUTE), clock


@pytest.mark.hypothesis
def test_the_clocks_are_those_of_the_history_minute_by_minute(migrated_file: Path, tmp_path: Path) -> None:
    run_state_machine_as_test(
        lambda: Clocks(migrated_file, tmp_path),  # type: ignore[arg-type]  # a class, or what makes one
        settings=settings(
            max_examples=20,
            stateful_step_count=25,
            deadline=None,
            suppress_health_check=[HealthCheck.too_slow, HealthCheck.filter_too_much],
        ),
    )
