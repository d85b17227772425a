"""A ticket's life: engineers, clients and the courier act at random over the real store, and what must hold holds."""

import asyncio
import json
import shutil
import sqlite3
from collections.abc import Callable
from dataclasses import dataclass
from datetime import timedelta
from itertools import count
from pathlib import Path
from typing import Any, ClassVar

import pytest
from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import (
    RuleBasedStateMachine,
    initialize,
    invariant,
    precondition,
    rule,
    run_state_machine_as_test,
)

from desk import sla, staff
from desk.conversation import say
from desk.delivery import Sent, exchange
from desk.errors import CommentRequiredError, DeskError, NotAllowedError, TakenError, TicketNotFoundError
from desk.house import House
from desk.messages import Content, Kind, Said
from desk.model import (
    Action,
    Actor,
    EngineerPrompt,
    EventKind,
    HistoryEntry,
    Identity,
    Impact,
    Language,
    Request,
    Resolution,
    Role,
    Scale,
    Sender,
    Status,
    Ticket,
)
from desk.ports import Work
from desk.refresh import refresh_cards
from desk.rules import CLOSING
from desk.tickets import my_ticket, open_ticket
from storage import open_store
from tests.support.clock import Clock
from tests.support.regulations import IPMG, PROVIDENCE

GROUP = -1001
ENGINEERS = (Actor(Role.ENGINEER, 501, "Андрій"), Actor(Role.ENGINEER, 502, "Олена"))
CLIENTS = (Sender(7, "Emma"), Sender(8, "Marko"))
TOLD = {
    EventKind.TAKEN, EventKind.ASKED, EventKind.CLOSED, EventKind.REFUSED, EventKind.PRIORITY_CHANGED,
    EventKind.RELEASED, EventKind.REOPENED,
}  # fmt: skip
HEARD = {EventKind.ANSWERED, EventKind.ADDED}
OPEN = {Status.CREATED, Status.IN_PROGRESS, Status.CLARIFICATION}
WORKED = {Status.IN_PROGRESS, Status.CLARIFICATION}
POSSIBLE = {
    Action.TAKE: {Status.CREATED, Status.CLARIFICATION}, Action.ASK: WORKED, Action.CLOSE: WORKED,
    Action.REFUSE: OPEN, Action.SET_PRIORITY: OPEN, Action.RELEASE: WORKED, Action.REOPEN: {Status.DONE},
    Action.ADD: OPEN,
}  # fmt: skip
"""When an action is possible, written down once more: the desk's own table is what is tested."""

tickets = st.integers(0, 1)
engineers = st.sampled_from(ENGINEERS)


@dataclass
class Shadow:
    """What the history says the ticket must be."""

    status: Status = Status.CREATED
    holder: int | None = None

    def follow(self, entry: HistoryEntry) -> None:
        waits = self.status is Status.CLARIFICATION
        match entry.kind:
            case EventKind.TAKEN:
                self.holder = entry.actor.id
                self.status = self.status if waits else Status.IN_PROGRESS
            case EventKind.REOPENED:
                self.holder, self.status = entry.actor.id, Status.IN_PROGRESS
            case EventKind.RELEASED:
                self.holder = None
                self.status = self.status if waits else Status.CREATED
            case EventKind.ASKED:
                self.status = Status.CLARIFICATION
            case EventKind.ANSWERED:
                self.status = Status.CREATED if self.holder is None else Status.IN_PROGRESS
            case EventKind.CLOSED | EventKind.REFUSED:
                self.status = Status.DONE
            case _:
                pass


class Life(RuleBasedStateMachine):
    """Up to two tickets of two clients, two engineers."""

    numbers = count()

    def __init__(self, template: Path, folder: Path) -> None:
        super().__init__()
        self.path = folder / f"life{next(self.numbers)}.db"
        shutil.copyfile(template, self.path)
        self.clock = Clock()
        self.runner = asyncio.Runner()
        self.store = self.runner.run(open_store(f"sqlite:///{self.path}", clock=self.clock))
        self.eyes = sqlite3.connect(self.path, isolation_level=None)
        self.ids: list[int] = []
        self.changed: set[int] = set()
        self.next_message = 100
        self.reports: list[Sent] = []

    def teardown(self) -> None:
        self.eyes.close()
        self.runner.run(self.store.close())
        self.runner.close()
        for file in self.path.parent.glob(self.path.name + "*"):
            file.unlink()

    @initialize(providence=st.booleans())
    def choose(self, providence: bool) -> None:
        self.house = House(PROVIDENCE if providence else IPMG, GROUP, Language.EN)
        self.open(0, "standard")

    def run(self, use_case: Callable[..., Any], *args: Any) -> Any:
        return self.runner.run(self.store.run(use_case, *args))

    def of(self, place: int) -> Ticket:
        ticket: Ticket = self.run(staff.look, self.ids[place % len(self.ids)])
        return ticket

    def do(self, place: int, action: Action, use_case: Callable[..., Any], *args: Any) -> None:
        """Do it where it is possible; where it is not, it is refused and nothing changes."""
        ticket = self.of(place)
        before = self.everything()
        self.clock.pass_(timedelta(seconds=1))
        held = ticket.assignee_id is not None
        error: type[DeskError] | None = None
        if action is Action.TAKE and held and ticket.status is not Status.DONE:
            error = TakenError
        elif ticket.status not in POSSIBLE[action] or (action is Action.RELEASE and not held):
            error = NotAllowedError
        if error is None:
            self.run(use_case, *args)
            self.changed.add(ticket.id)
            return
        with pytest.raises(error):
            self.run(use_case, *args)
        assert self.everything() == before

    def everything(self) -> tuple[Any, ...]:
        """All that an action may change."""
        return tuple(
            tuple(self.rows(f"select * from {table} order by 1")) for table in ("tickets", "history", "outbox")
        )

    def rows(self, query: str, *values: Any) -> list[Any]:
        return self.eyes.execute(query, values).fetchall()

    @precondition(lambda self: len(self.ids) < 2)
    @rule(client=st.integers(0, 1), priority=st.sampled_from(["standard", "operative"]))
    def open(self, client: int, priority: str) -> None:
        keys = [one.key for one in self.house.regulation.priorities]
        key = keys[-1] if priority == "operative" else keys[0]
        request = Request(
            draft_id=len(self.ids) + 1, topic=self.house.regulation.topics[0].key, impact=Impact.DEGRADED,
            scale=Scale.ONE, priority=key, identity=Identity("Emma Client", "Films", "+380672446444"),
            problem="No picture", reproduction="",
        )  # fmt: skip

        def opened(work: Work) -> Ticket:
            return open_ticket(work, self.house, work.people.meet(CLIENTS[client]), request)

        ticket = self.run(opened)
        self.ids.append(ticket.id)
        self.changed.add(ticket.id)

    @rule(place=tickets, who=engineers, data=st.data())
    def engineer_works(self, place: int, who: Actor, data: st.DataObject) -> None:
        """Something that is possible now: so that a ticket's life gets long."""
        status = self.of(place).status
        able = [act for act, action in self.acts.items() if status in POSSIBLE[action]]
        data.draw(st.sampled_from(able))(self, place, who, data)

    @rule(place=tickets, who=engineers, data=st.data())
    def engineer_tries(self, place: int, who: Actor, data: st.DataObject) -> None:
        """Anything, possible or not."""
        data.draw(st.sampled_from(list(self.acts)))(self, place, who, data)

    @rule(place=tickets, hours=st.sampled_from([0.1, 1, 5, 13, 40]), limit=st.integers(1, 20), what=st.integers(0, 3))
    def world_turns(self, place: int, hours: float, limit: int, what: int) -> None:
        if what == 0:
            self.clock.pass_(timedelta(hours=hours))
        elif what == 1:
            self.courier(limit)
        elif what == 2:
            self.refresh()
        else:
            self.another_client_gets_nothing(place)

    def take(self, place: int, who: Actor, _data: st.DataObject) -> None:
        self.do(place, Action.TAKE, staff.take, self.house, who, self.of(place).id)

    def release(self, place: int, who: Actor, _data: st.DataObject) -> None:
        self.do(place, Action.RELEASE, staff.release, self.house, who, self.of(place).id)

    def ask(self, place: int, who: Actor, _data: st.DataObject) -> None:
        self.do(place, Action.ASK, staff.ask, self.house, who, self.of(place).id, "Which channel?")

    def ask_by_reply(self, place: int, who: Actor, _data: st.DataObject) -> None:
        """The prompt stays where the reply was refused."""
        prompt = EngineerPrompt(GROUP, 50, self.of(place).id, who.id or 0, Action.ASK, {})
        self.run(staff.await_reply, prompt)
        refused = self.of(place).status not in POSSIBLE[Action.ASK]
        self.do(place, Action.ASK, staff.reply, self.house, who, GROUP, 50, "Since when?")
        assert (self.run(staff.awaited, GROUP, 50) == prompt) is refused

    def close(self, place: int, who: Actor, data: st.DataObject) -> None:
        ticket = self.of(place)
        resolution = data.draw(st.sampled_from(CLOSING))
        comment = data.draw(st.sampled_from(["", "Because"]))
        if resolution is Resolution.NOT_REPRODUCIBLE and not comment:
            with pytest.raises(CommentRequiredError):
                self.run(staff.close, self.house, who, ticket.id, resolution, comment)
            assert self.of(place) == ticket
            return
        self.do(place, Action.CLOSE, staff.close, self.house, who, ticket.id, resolution, comment)

    def refuse(self, place: int, who: Actor, data: st.DataObject) -> None:
        ground = data.draw(st.sampled_from([one.key for one in self.house.regulation.grounds]))
        self.do(place, Action.REFUSE, staff.refuse, self.house, who, self.of(place).id, ground)

    def set_priority(self, place: int, who: Actor, data: st.DataObject) -> None:
        now = self.of(place)
        others = [one.key for one in self.house.regulation.priorities if one.key != now.priority]
        key = data.draw(st.sampled_from(others))
        self.do(place, Action.SET_PRIORITY, staff.set_priority, self.house, who, now.id, key)

    def reopen(self, place: int, who: Actor, _data: st.DataObject) -> None:
        self.do(place, Action.REOPEN, staff.reopen, self.house, who, self.of(place).id)

    @rule(place=tickets, text=st.sampled_from(["When?", "It is channel 5", "x" * 2500]))
    def client_says(self, place: int, text: str) -> None:
        ticket = self.of(place)
        client = next(one for one in CLIENTS if one.id == ticket.client_id)
        self.do(place, Action.ADD, say, self.house, client, ticket.id, Said(Content(Kind.TEXT, text), client.id))

    def another_client_gets_nothing(self, place: int) -> None:
        ticket = self.of(place)
        other = next(one for one in CLIENTS if one.id != ticket.client_id)
        mine = Said(Content(Kind.TEXT, "Mine!"), other.id)
        for use_case, *args in ((say, self.house, other, ticket.id, mine), (my_ticket, other, ticket.id)):
            with pytest.raises(TicketNotFoundError):
                self.run(use_case, *args)
        assert self.of(place) == ticket

    def courier(self, limit: int) -> None:
        """Marks what it sent before and sends the next."""

        def turn(work: Work) -> Any:
            return exchange(work, self.reports, limit=limit, lease=timedelta(minutes=5), group_id=GROUP)

        errands = self.run(turn).errands
        self.reports = []
        for errand in errands:
            self.next_message += 1
            is_card = type(errand.row.notice).__name__ == "Card" and errand.briefing.ticket.card_id is None
            card = (errand.row.chat_id, self.next_message) if is_card else None
            self.reports.append(Sent(errand.row, self.next_message, card))

    def refresh(self) -> None:
        """Wakes nobody up twice: the same period puts nothing more."""
        self.run(refresh_cards, self.house)
        before = self.rows("select count(*) from outbox")
        self.run(refresh_cards, self.house)
        assert self.rows("select count(*) from outbox") == before

    acts: ClassVar = {
        take: Action.TAKE, release: Action.RELEASE, ask: Action.ASK, ask_by_reply: Action.ASK, close: Action.CLOSE,
        refuse: Action.REFUSE, set_priority: Action.SET_PRIORITY, reopen: Action.REOPEN,
    }  # fmt: skip

    @invariant()
    def what_must_hold(self) -> None:
        for ticket, history in self.runner.run(self.store.read(_all, self.ids)):
            self.history_agrees(ticket, history)
            self.client_was_told_once(ticket, history)
            priority = self.house.regulation.priority(ticket.priority)
            assert ticket.clocks == sla.replay(self.house.regulation, priority, history)
        self.changed.clear()

    def history_agrees(self, ticket: Ticket, history: list[HistoryEntry]) -> None:
        shadow = Shadow()
        assert history[0].kind is EventKind.OPENED
        for entry in history[1:]:
            shadow.follow(entry)
        assert (ticket.status, ticket.assignee_id) == (shadow.status, shadow.holder)
        done = ticket.status is Status.DONE
        assert (ticket.closed_at is not None) is done
        assert (ticket.resolution is not None) is done
        assert (ticket.ground is not None) is (ticket.resolution is Resolution.REFUSED)

    def client_was_told_once(self, ticket: Ticket, history: list[HistoryEntry]) -> None:
        found = self.rows("select chat_id, notice, state, collapse from outbox where ticket_id = ?", ticket.id)
        rows = [(chat, json.loads(notice), state, collapse) for chat, notice, state, collapse in found]
        told = sorted(notice["entry_id"] for _, notice, _, _ in rows if notice["kind"] == "StatusChanged")
        assert told == [entry.id for entry in history if entry.kind in TOLD]
        heard = sum(notice["kind"] == "Spoken" for _, notice, _, _ in rows)
        assert heard == sum(entry.kind in HEARD for entry in history)
        assert sum(notice["kind"] == "TicketOpened" for _, notice, _, _ in rows) == 1
        for chat, notice, _, _ in rows:
            to_client = notice["kind"] in ("StatusChanged", "TicketOpened")
            assert chat == (ticket.client_id if to_client else GROUP)
        waiting = [row for row in rows if row[3] == f"card:{ticket.id}" and row[2] == "ready"]
        assert len(waiting) <= 1
        if ticket.id in self.changed:
            assert len(waiting) == 1, "the card is shown after each change"


def _all(work: Work, numbers: list[int]) -> list[tuple[Ticket, list[HistoryEntry]]]:
    return [(staff.look(work, number), list(work.tickets.history(number))) for number in numbers]


@pytest.mark.hypothesis
def test_whatever_people_do_a_ticket_lives_by_the_rules(migrated_file: Path, tmp_path: Path) -> None:
    run_state_machine_as_test(
        lambda: Life(migrated_file, tmp_path),  # type: ignore[arg-type]  # any factory will do
        settings=settings(
            max_examples=15,
            stateful_step_count=30,
            deadline=None,
            suppress_health_check=list(HealthCheck),
        ),
    )
