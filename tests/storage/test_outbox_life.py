"""The outbox against a simple model of it, under whatever order of events hypothesis finds."""

import asyncio
import shutil
import tempfile
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from pathlib import Path

import pytest
from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, invariant, precondition, rule, run_state_machine_as_test

from desk.model import OutboxState, Urgency
from storage import open_store
from tests.storage.samples import put
from tests.support.clock import Clock

CHATS = st.integers(1, 3)
URGENCIES = st.sampled_from(list(Urgency))
SECONDS = st.integers(0, 90)
LEASE = timedelta(seconds=60)


@dataclass(frozen=True)
class Expected:
    """A row as the model has it; `id` counts the puts, and the row is about the ticket of that number."""

    id: int
    chat: int
    rank: int
    collapse: str | None
    state: OutboxState = OutboxState.READY
    until: datetime | None = None
    attempts: int = 0

    @property
    def turn(self) -> tuple[int, int]:
        return self.rank, self.id


class OutboxLife(RuleBasedStateMachine):
    """Puts, claims, outcomes and time in any order; what is claimed is what the model says, nothing is lost."""

    template: Path

    def __init__(self) -> None:
        super().__init__()
        self.folder = Path(tempfile.mkdtemp(prefix="frontdesk-outbox-"))
        shutil.copyfile(self.template, self.folder / "outbox.db")
        self.runner = asyncio.Runner()
        self.clock = Clock()
        self.store = self.runner.run(open_store(f"sqlite:///{self.folder}/outbox.db", clock=self.clock))
        self.rows: dict[int, Expected] = {}
        self.holds: dict[int, datetime] = {}
        self.puts = 0
        self.real: dict[int, int] = {}  # the database's ids by ours

    def teardown(self) -> None:
        self.runner.run(self.store.close())
        self.runner.close()
        shutil.rmtree(self.folder)

    def in_state(self, state: OutboxState) -> list[Expected]:
        return [row for row in self.rows.values() if row.state is state]

    def blocked(self, row: Expected) -> bool:
        """Whether something else keeps a due row from going."""
        now = self.clock.now
        if any(self.holds.get(chat, now) > now for chat in (0, row.chat)):
            return True
        others = [other for other in self.rows.values() if other.chat == row.chat and other != row]
        return any(
            (
                other.state is OutboxState.SENDING
                and other.until is not None
                and other.until > now
                and not (other.rank == Urgency.MAILING.rank and row.rank <= Urgency.REPLY.rank)
            )
            or (
                other.state is OutboxState.READY
                and other.until is not None
                and other.until > now
                and other.id < row.id
                and other.rank <= row.rank
            )
            for other in others
        )

    def claimable(self) -> list[Expected]:
        now = self.clock.now
        due = [
            row
            for row in (*self.in_state(OutboxState.READY), *self.in_state(OutboxState.SENDING))
            if row.until is None or row.until <= now
        ]
        return sorted((row for row in due if not self.blocked(row)), key=lambda row: row.turn)

    @rule(chat=CHATS, urgency=URGENCIES, collapse=st.booleans())
    def put(self, chat: int, urgency: Urgency, collapse: bool) -> None:
        self.puts += 1
        key = f"chat{chat}" if collapse else None
        self.runner.run(self.store.run(put, f"k{self.puts}", chat, urgency, key, self.puts))
        waiting = [row for row in self.in_state(OutboxState.READY) if key and row.collapse == key]
        if waiting:
            (row,) = waiting
            self.rows[row.id] = replace(row, rank=min(row.rank, urgency.rank))
        else:
            self.rows[self.puts] = Expected(self.puts, chat, urgency.rank, key)

    @rule(limit=st.integers(1, 5), mailings=st.none() | st.integers(0, 2))
    def claim(self, limit: int, mailings: int | None = None) -> None:
        expected = self.claimable()[:limit]
        if mailings is not None:
            others = [row for row in expected if row.rank < Urgency.MAILING.rank]
            expected = expected[: len(others) + mailings]
        claim = self.store.run(lambda work: list(work.outbox.claim(limit, LEASE, mailings=mailings)))
        claimed = self.runner.run(claim)
        assert [(row.ticket_id, row.attempts, row.again) for row in claimed] == [
            (row.id, row.attempts, row.state is OutboxState.SENDING) for row in expected
        ]
        for row, real in zip(expected, claimed, strict=True):
            self.real[row.id] = real.id
            self.rows[row.id] = replace(row, state=OutboxState.SENDING, until=self.clock.now + LEASE)

    @precondition(lambda self: self.in_state(OutboxState.SENDING))
    @rule(data=st.data(), outcome=st.sampled_from(["sent", "dead"]))
    def end(self, data: st.DataObject, outcome: str) -> None:
        row = data.draw(st.sampled_from(self.in_state(OutboxState.SENDING)))
        state = OutboxState(outcome)
        if state is OutboxState.SENT:
            self.sent(row)
        else:
            real = self.real[row.id]
            self.runner.run(self.store.run(lambda work: work.outbox.give_up(real, state, "gone")))
            self.rows[row.id] = replace(row, state=state, until=None)

    def sent(self, row: Expected) -> None:
        real = self.real[row.id]
        self.runner.run(self.store.run(lambda work: work.outbox.sent(real, real)))
        self.rows[row.id] = replace(row, state=OutboxState.SENT, until=None)

    @precondition(lambda self: self.in_state(OutboxState.SENDING))
    @rule(data=st.data(), seconds=SECONDS, counted=st.booleans())
    def retry(self, data: st.DataObject, seconds: int, counted: bool) -> None:
        row = data.draw(st.sampled_from(self.in_state(OutboxState.SENDING)))
        until = self.clock.now + timedelta(seconds=seconds)
        real = self.real[row.id]
        self.runner.run(self.store.run(lambda work: work.outbox.retry(real, until, "down", counted=counted)))
        attempts = row.attempts + counted
        twins = [twin for twin in self.in_state(OutboxState.READY) if row.collapse and twin.collapse == row.collapse]
        if twins:
            del self.rows[row.id]
            self.rows[twins[0].id] = replace(twins[0], until=until, attempts=attempts)
        else:
            self.rows[row.id] = replace(row, state=OutboxState.READY, until=until, attempts=attempts)

    @rule(chat=st.integers(0, 3), seconds=SECONDS)
    def hold(self, chat: int, seconds: int) -> None:
        until = self.clock.now + timedelta(seconds=seconds)
        self.runner.run(self.store.run(lambda work: work.outbox.hold(chat or None, until)))
        self.holds[chat] = max(until, self.holds.get(chat, until))

    @rule(seconds=SECONDS)
    def time_passes(self, seconds: int) -> None:
        self.clock.pass_(timedelta(seconds=seconds))

    @invariant()
    def next_due_is_now_exactly_when_something_may_go_and_never_too_late(self) -> None:
        due = self.runner.run(self.store.read(lambda work: work.outbox.next_due()))
        now = self.clock.now
        if self.claimable():
            assert due == now
        elif self.in_state(OutboxState.READY) or self.in_state(OutboxState.SENDING):
            assert due is not None
            assert due > now
            self.nothing_may_go_before(due)
        else:
            assert due is None
        urgent = self.runner.run(self.store.read(lambda work: work.outbox.next_due(mailings=False)))
        assert (urgent == now) is any(row.rank < Urgency.MAILING.rank for row in self.claimable())

    def nothing_may_go_before(self, due: datetime) -> None:
        now, self.clock.now = self.clock.now, due - timedelta(microseconds=1)
        assert self.claimable() == []
        self.clock.now = now

    @rule()
    def everything_goes_in_the_end(self) -> None:
        for _ in range(20 + 4 * len(self.rows)):
            due = self.runner.run(self.store.read(lambda work: work.outbox.next_due()))
            if due is None:
                break
            self.clock.now = max(due, self.clock.now)
            self.claim(5)
            for row in self.in_state(OutboxState.SENDING):
                self.sent(row)
        assert not self.in_state(OutboxState.READY)
        assert not self.in_state(OutboxState.SENDING)


@pytest.mark.timeout(300)
def test_the_outbox_does_what_its_model_does(migrated_file: Path) -> None:
    life = type("Life", (OutboxLife,), {"template": migrated_file})
    run_state_machine_as_test(
        life,
        settings=settings(
            max_examples=40, stateful_step_count=30, deadline=None, suppress_health_check=list(HealthCheck)
        ),
    )
