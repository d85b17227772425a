"""The store at different sizes: the questions that people and the courier wait for, each a whole unit of work."""

import asyncio
import random
import tempfile
import time
from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field
from datetime import timedelta
from itertools import count
from pathlib import Path

from benchmarks.fill import FIRST_CLIENT, FIRST_TICKET, MESSAGES, STEPS, clients, fill
from benchmarks.report import Table, median, milliseconds, percentile
from bot.clock import utc_now
from desk import regulation, tickets, timers
from desk.delivery import Exchange, Report, Sent, exchange
from desk.house import House
from desk.model import Language, Sender, Urgency
from desk.notices import StatusChanged
from desk.ports import Work
from desk.ports_timers import Owner, Subject, Timer, TimerKind
from desk.sla import Deadline
from storage import Store, open_store

GROUP = -1_002_001_000_000
_LEASE = timedelta(minutes=2)
_TURN = 32
"""Rows that the courier asks for at once."""
_BACKLOG = 1000
_DUE = 10
_REGULATION = Path(__file__).parents[1] / "regulations" / "ipmg.toml"


@dataclass(slots=True)
class Question:
    """What is asked, and the seconds it took, by the number of tickets."""

    what: str
    times: dict[int, list[float]] = field(default_factory=dict)


async def measure(sizes: tuple[int, ...], rounds: int) -> Table:
    """Fill a store of every size in a temporary folder, ask `rounds` times, and forget it."""
    questions: dict[str, Question] = {}
    for size in sizes:
        with tempfile.TemporaryDirectory(prefix="bench-store-") as folder:
            path = Path(folder) / "frontdesk.db"
            await (await open_store(f"sqlite:///{path}", clock=utc_now)).close()
            await asyncio.to_thread(fill, path, size, GROUP)
            store = await open_store(f"sqlite:///{path}", clock=utc_now)
            try:
                await _ask_everything(Asking(store, size, rounds, questions))
            finally:
                await store.close()
    return _table(sizes, rounds, list(questions.values()))


@dataclass(slots=True)
class Asking:
    """One store of `size` tickets, and where the times go."""

    store: Store
    size: int
    rounds: int
    questions: dict[str, Question]
    dice: random.Random = field(default_factory=lambda: random.Random(1))

    def sender(self) -> Sender:
        """Any client."""
        return Sender(FIRST_CLIENT + self.dice.randrange(clients(self.size)), "Client", None, "uk")

    def ticket(self) -> int:
        """Any ticket's number."""
        return FIRST_TICKET + self.dice.randrange(self.size)

    def times(self, what: str) -> list[float]:
        """Where the seconds of this question at this size are kept."""
        return self.questions.setdefault(what, Question(what)).times.setdefault(self.size, [])

    async def time(self, what: str, ask: Callable[[], Awaitable[object]]) -> None:
        """Ask `rounds` times after a few that are not counted (SQLAlchemy compiles each statement once)."""
        for _ in range(5):
            await ask()
        kept = self.times(what)
        for _ in range(self.rounds):
            began = time.perf_counter()
            await ask()
            kept.append(time.perf_counter() - began)


async def _ask_everything(asking: Asking) -> None:
    store = asking.store
    await asking.time("queue: 20 tickets to react to", lambda: store.read(_queue))
    await asking.time("a client's list: a page and the count", lambda: store.read(tickets.my_tickets, asking.sender()))
    await asking.time("a ticket with its history", lambda: store.read(_ticket, asking.ticket()))
    await asking.time("search: two words, one in every ticket", lambda: store.read(_find, asking.ticket()))
    numbers = count(1)
    await asking.time("one row and its durable commit", lambda: store.run(_mark, next(numbers)))
    await asking.time("courier: nothing to send", lambda: store.run(_turn, ()))
    await asking.time("a tick: nothing is due", lambda: store.read(timers.due))
    await _tick(asking)
    await _send_one_by_one(asking)
    await _claim_behind_a_backlog(asking)


async def _tick(asking: Asking) -> None:
    """Of all timers some are due: they are found, and each is fired in a unit of its own."""
    looks, ticks = asking.times(f"a tick: finding the {_DUE} that are due"), asking.times(f"a tick: {_DUE} are fired")
    house = House(regulation.load(_REGULATION, utc_now().date()), GROUP, Language.EN)
    for number in range(asking.rounds):
        await asking.store.run(_make_due, {asking.ticket() for _ in range(_DUE)}, cycle=number + 1)
        began = time.perf_counter()
        subjects = await asking.store.read(timers.due)
        looks.append(time.perf_counter() - began)
        for subject in subjects:
            await asking.store.run(timers.fire, house, subject)
        ticks.append(time.perf_counter() - began)


async def _send_one_by_one(asking: Asking) -> None:
    """A message is put, claimed, and marked in the turn that claims the next."""
    put, turns = asking.times("a message into the outbox"), asking.times("courier: mark one, claim one")
    report: tuple[Report, ...] = ()
    for number in range(asking.rounds):
        began = time.perf_counter()
        await asking.store.run(_put, f"one:{number}", asking.ticket(), GROUP)
        put.append(time.perf_counter() - began)
        began = time.perf_counter()
        turn = await asking.store.run(_turn, report)
        turns.append(time.perf_counter() - began)
        report = tuple(Sent(errand.row, 10_000_000 + number) for errand in turn.errands)
        if len(report) != 1:
            raise RuntimeError(f"claimed {len(report)} messages where one was put")
    await asking.store.run(_turn, report)


async def _claim_behind_a_backlog(asking: Asking) -> None:
    """A thousand messages wait for the group, of which some are on their way; a client's message comes."""
    await asking.store.run(_put_many, [asking.ticket() for _ in range(_BACKLOG)])
    await asking.store.run(_turn, ())
    kept = asking.times(f"courier: the same with {_BACKLOG} waiting for the group")
    report: tuple[Report, ...] = ()
    for number in range(asking.rounds):
        await asking.store.run(_put, f"two:{number}", asking.ticket(), asking.sender().id)
        began = time.perf_counter()
        turn = await asking.store.run(_turn, report)
        kept.append(time.perf_counter() - began)
        report = tuple(Sent(errand.row, 20_000_000 + number) for errand in turn.errands)
        if len(report) != 1:
            raise RuntimeError(f"claimed {len(report)} messages where one could go")


def _queue(work: Work) -> int:
    return len(work.tickets.nearest(20))


def _ticket(work: Work, ticket_id: int) -> int:
    assert work.tickets.get(ticket_id) is not None
    return len(work.tickets.history(ticket_id))


def _find(work: Work, ticket_id: int) -> int:
    sought = ("channel", str(ticket_id))
    assert work.search.find(sought, limit=10), "the ticket, or newer ones whose number begins so"
    return work.search.count(sought)


def _mark(work: Work, update_id: int) -> bool:
    return work.updates.mark(update_id)


def _make_due(work: Work, ticket_ids: set[int], cycle: int) -> None:
    for ticket_id in ticket_ids:
        timer = Timer(TimerKind.FIRST_REACTION, Deadline.NEAR, cycle, work.now)
        work.timers.plan(Subject(Owner.TICKET, ticket_id), [timer])


def _turn(work: Work, reports: tuple[Report, ...]) -> Exchange:
    return exchange(work, reports, limit=_TURN, lease=_LEASE, group_id=GROUP)


def _put(work: Work, key: str, ticket_id: int, chat_id: int) -> None:
    entry = work.tickets.history(ticket_id)[-1]
    notice = StatusChanged(ticket_id, entry.id)
    work.outbox.put(notice, key=key, chat_id=chat_id, urgency=Urgency.REPLY, ticket_id=ticket_id)


def _put_many(work: Work, ticket_ids: list[int]) -> None:
    for number, ticket_id in enumerate(ticket_ids):
        _put(work, f"many:{number}", ticket_id, GROUP)


def _table(sizes: tuple[int, ...], rounds: int, questions: list[Question]) -> Table:
    columns = tuple(f"{size:,} tickets" for size in sizes)
    rows = [
        (
            question.what,
            *(f"{milliseconds(median(times))} / {milliseconds(percentile(times, 99))}" for times in _by_size(question)),
        )
        for question in questions
    ]
    notes = (
        f"{rounds} times each; behind the outbox's rows lie {MESSAGES} sent ones a ticket",
        f"behind the tick lie {STEPS} timers a ticket, of which a tenth wait; each that fires has its own commit",
    )
    return Table("The store: median / 99th percentile of a whole unit of work", ("", *columns), rows, notes)


def _by_size(question: Question) -> list[list[float]]:
    return list(question.times.values())
