"""Messages find their tickets: two clients and two engineers write, edit, reply and press at random, with restarts, and
every message is in exactly one ticket, and none is shown to the wrong person.
"""

import asyncio
import shutil
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import timedelta
from itertools import count
from pathlib import Path
from typing import Any, ClassVar

import pytest
from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, rule, run_state_machine_as_test

from desk import conversation, inbox, staff
from desk.delivery import Report, Sent, exchange
from desk.errors import DeskError
from desk.house import House
from desk.letters import Added, Choose, LatelyClosed, Letter, Nothing, Refused
from desk.messages import Content, Kind, Said
from desk.model import Actor, Identity, Impact, Language, Request, Resolution, Role, Sender, Status, Ticket
from desk.notices import Reworded, Spoken
from desk.ports import Work
from desk.tickets import open_ticket
from storage import open_store
from tests.support.clock import Clock
from tests.support.regulations import IPMG

GROUP = -1001
HOUSE = House(IPMG, GROUP, Language.EN)
CLIENTS = (Sender(7, "Emma"), Sender(8, "Marko"))
ENGINEERS = (Actor(Role.ENGINEER, 501, "Андрій"), Actor(Role.ENGINEER, 502, "Олена"))
LEASE = timedelta(minutes=5)

clients = st.integers(0, 1)
picks = st.integers(0, 10_000)


@dataclass
class Shown:
    """A message that stands in a chat: who wrote it (None: the bot), for which ticket (None: not known yet)."""

    chat: int
    number: int
    author: int | None
    ticket: int | None
    text: str
    album: str | None = None
    says: list[int] = field(default_factory=list)
    """Of the bot's: which of the desk's messages it is a copy of."""


class Talk(RuleBasedStateMachine):
    """What stands in the three chats, and what the desk must make of it."""

    numbers = count()
    template: ClassVar[Path]

    def __init__(self) -> None:
        super().__init__()
        self.path = self.template.parent / f"talk{next(self.numbers)}.db"
        shutil.copyfile(self.template, self.path)
        self.clock = Clock()
        self.runner = asyncio.Runner()
        self.store = self.runner.run(open_store(f"sqlite:///{self.path}", clock=self.clock))
        self.shown: dict[tuple[int, int], Shown] = {}
        self.next = 100
        self.drafts = 0
        self.owner: dict[int, int] = {}
        self.waiting: list[Shown] = []
        self.reports: list[Report] = []
        self.crashed = False
        self.restarts = 0

    def teardown(self) -> None:
        self.runner.run(self.store.close())
        self.runner.close()
        for file in self.path.parent.glob(self.path.name + "*"):
            file.unlink()

    def run(self, use_case: Callable[..., Any], *args: Any) -> Any:
        return self.runner.run(self.store.run(use_case, *args))

    @initialize()
    def begin(self) -> None:
        for place in (0, 0, 1):
            self.new_ticket(place)

    @rule(place=clients)
    def new_ticket(self, place: int) -> None:
        if len(self.owner) >= 6:
            return
        self.drafts += 1
        who = Identity("Emma Client", "Films", "+380672446444")
        request = Request(self.drafts, "access", Impact.DOWN, None, "operative", who, "No picture", "")

        def make(work: Work) -> Ticket:
            return open_ticket(work, HOUSE, work.people.meet(CLIENTS[place]), request)

        self.owner[self.run(make).id] = CLIENTS[place].id

    # what people do

    def put(self, chat: int, author: int | None, ticket: int | None, text: str, album: str | None = None) -> Shown:
        self.next += 1
        one = Shown(chat, self.next, author, ticket, text, album)
        self.shown[chat, one.number] = one
        return one

    def said(self, one: Shown, replied: Shown | None) -> Said:
        content = Content(Kind.PHOTO if one.album else Kind.TEXT, one.text, {"file_id": "f"} if one.album else {})
        return Said(content, one.chat, one.number, one.album, replied.number if replied else None)

    def open_of(self, client: int) -> list[int]:
        return [one for one, owner in self.owner.items() if owner == client and not self.done(one)]

    def done(self, ticket: int) -> bool:
        return bool(self.run(staff.look, ticket).status is Status.DONE)

    @rule(place=clients, pick=picks, reply=st.booleans(), album=st.booleans(), again=st.booleans())
    def client_writes(self, place: int, pick: int, reply: bool, album: bool, again: bool) -> None:
        sender = CLIENTS[place]
        candidates = [one for one in self.shown.values() if one.chat == sender.id]
        replied = candidates[pick % len(candidates)] if reply and candidates else None
        one = self.put(sender.id, sender.id, None, f"m{self.next}", f"album{self.next}" if album else None)
        self.receive(sender, one, replied)
        if album:
            part = self.put(sender.id, sender.id, None, f"m{self.next}", one.album)
            self.receive(sender, part, replied)
            assert part.ticket == one.ticket, "an album stays together"
        if again:
            before = one.ticket
            self.run(inbox.receive, HOUSE, sender, Letter(self.said(one, replied)))
            assert self.stored(one) == before, "the same message twice has one effect"

    def receive(self, sender: Sender, one: Shown, replied: Shown | None) -> None:
        possible = self.open_of(sender.id)
        goal = replied.ticket if replied else None
        outcome = self.run(inbox.receive, HOUSE, sender, Letter(self.said(one, replied)))
        match outcome:
            case Added(ticket=ticket):
                one.ticket = ticket.id
                assert self.owner[ticket.id] == sender.id
                assert goal in (None, ticket.id), "a reply belongs to what it replies to"
                assert goal is not None or possible == [ticket.id], "a plain one to the only open request"
            case LatelyClosed(ticket=ticket):
                assert self.done(ticket.id)
                assert goal == ticket.id or (goal is None and not possible)
                self.waiting.append(one)
            case Choose(tickets=tickets):
                assert [each.id for each in tickets] == possible
                assert len(possible) > 1 or one.album
                self.waiting.append(one)
            case Nothing():
                assert not possible
                self.waiting.append(one)
            case _:
                raise AssertionError(outcome)

    @rule(place=clients, pick=picks, which=picks)
    def client_says_where(self, place: int, pick: int, which: int) -> None:
        """The one in the chat, or a forged one with anybody's ticket and message."""
        if not self.waiting:
            return
        sender, one = CLIENTS[place], self.waiting[pick % len(self.waiting)]
        ticket = list(self.owner)[which % len(self.owner)]
        allowed = one.chat == sender.id and self.owner[ticket] == sender.id and not self.done(ticket)

        def act(work: Work) -> Any:
            return inbox.pass_on(work, HOUSE, sender, ticket, one.number)

        outcome = self.run(inbox.attempt, IPMG, sender, act)
        assert isinstance(outcome, Added) == allowed, outcome
        if isinstance(outcome, Refused):
            assert self.stored(one) is None
            return
        self.filed(one, ticket)

    @rule(pick=picks)
    def client_says_not_solved(self, pick: int) -> None:
        for one in self.waiting:
            closed = [each for each, owner in self.owner.items() if owner == one.chat and self.done(each)]
            if closed:
                sender, ticket = next(each for each in CLIENTS if each.id == one.chat), closed[pick % len(closed)]
                outcome = self.run(inbox.reopen_with, HOUSE, sender, ticket, one.number)
                assert outcome.ticket.status is not Status.DONE
                self.filed(one, ticket)
                return

    def filed(self, one: Shown, ticket: int) -> None:
        for part in [each for each in self.waiting if each is one or (one.album and each.album == one.album)]:
            part.ticket = ticket
            self.waiting.remove(part)

    @rule(pick=picks, who=st.integers(0, 1), album=st.booleans())
    def engineer_replies(self, pick: int, who: int, album: bool) -> None:
        candidates = [one for one in self.shown.values() if one.chat == GROUP and one.author is None and one.ticket]
        if not candidates:
            return
        replied, engineer = candidates[pick % len(candidates)], ENGINEERS[who]
        assert engineer.id is not None
        ticket = self.run(conversation.goal_in_group, GROUP, replied.number, None)
        assert ticket == replied.ticket
        name = f"album{self.next}" if album else None
        for _part in range(2 if album else 1):
            one = self.put(GROUP, engineer.id, ticket, f"m{self.next}", name)
            self.run(conversation.reply, HOUSE, engineer, ticket, self.said(one, replied))

    @rule(pick=picks)
    def somebody_edits(self, pick: int) -> None:
        candidates = [one for one in self.shown.values() if one.author is not None]
        if candidates:
            one = candidates[pick % len(candidates)]
            one.text += "+"
            self.run(conversation.edit, HOUSE, self.said(one, None))

    @rule(pick=picks)
    def engineer_closes(self, pick: int) -> None:
        ticket = list(self.owner)[pick % len(self.owner)]
        for use_case, *more in ((staff.take,), (staff.close, Resolution.SOLVED, "")):
            try:
                self.run(use_case, HOUSE, ENGINEERS[0], ticket, *more)
            except DeskError:
                continue

    # what the process does

    @rule(limit=st.integers(1, 20), crash=st.booleans())
    def courier(self, limit: int, crash: bool) -> None:
        known = set(self.shown)
        self.turn(limit)
        if not crash:
            self.run(self.mark)
            return
        for place in set(self.shown) - known:  # not marked: it goes again, and nobody knows what stands there
            self.shown[place].ticket = None
        self.crashed = self.crashed or bool(self.reports)
        self.reports = []
        self.clock.pass_(LEASE)

    def mark(self, work: Work) -> None:
        exchange(work, self.reports, limit=0, lease=LEASE, group_id=GROUP)
        self.reports = []

    @rule()
    def restart(self) -> None:
        self.clock.pass_(LEASE)
        if self.restarts == 2:  # a start takes its time
            return
        self.restarts += 1
        self.runner.run(self.store.close())
        self.store = self.runner.run(open_store(f"sqlite:///{self.path}", clock=self.clock))

    def turn(self, limit: int = 20) -> int:
        def step(work: Work) -> Any:
            return exchange(work, self.reports, limit=limit, lease=LEASE, group_id=GROUP)

        self.clock.pass_(timedelta(seconds=2))
        turned = self.run(step)
        self.reports = []
        for errand in turned.errands:
            row, brief = errand.row, errand.briefing
            assert row.chat_id in (GROUP, brief.ticket.client_id), "never to anybody else"
            copies: list[tuple[int, int]] = []
            if isinstance(row.notice, Reworded):
                for copy in brief.copies:
                    assert copy.chat_id == row.chat_id
                    self.shown[row.chat_id, copy.sent_id].text = brief.messages[0].content.text
                self.reports.append(Sent(row, None))
                continue
            if isinstance(row.notice, Spoken):
                for message in brief.messages:
                    assert message.ticket_id == brief.ticket.id
                    other = GROUP if message.author.role is Role.CLIENT else brief.ticket.client_id
                    assert row.chat_id == other
                    if brief.reply_to is not None:
                        assert self.shown[row.chat_id, brief.reply_to].ticket in (brief.ticket.id, None)
                    one = self.put(row.chat_id, None, brief.ticket.id, message.content.text)
                    one.says.append(message.id)
                    copies.append((message.id, one.number))
                self.reports.append(Sent(row, copies[0][1] if copies else None, copies=copies))
                continue
            one = self.put(row.chat_id, None, brief.ticket.id, "news")
            self.reports.append(Sent(row, one.number))
        return len(turned.errands)

    # what must hold

    def stored(self, one: Shown) -> int | None:
        def read(work: Work) -> int | None:
            message = work.messages.written_at(one.chat, one.number)
            assert message is not None, "every message is kept"
            assert message.content.text == one.text
            return message.ticket_id

        found: int | None = self.run(read)
        return found

    @invariant()
    def every_message_is_in_exactly_one_ticket_or_waits(self) -> None:
        people = [one for one in self.shown.values() if one.author is not None]

        def check(work: Work) -> None:
            for one in people:
                message = work.messages.written_at(one.chat, one.number)
                assert message is not None, "every message is kept"
                assert (message.ticket_id, message.content.text) == (one.ticket, one.text)
                assert one.ticket is not None or one in self.waiting

        self.run(check)

    def teardown_checks(self) -> None:
        """In the end each is on the other side with its latest words, and once, unless there was a crash."""
        self.restart()
        while self.turn() or self.reports:
            pass
        copies: dict[int, list[Shown]] = {}
        for one in self.shown.values():
            for message_id in one.says:
                copies.setdefault(message_id, []).append(one)
        for one in self.shown.values():
            if one.author is None or one.ticket is None:
                continue
            message = self.run(lambda work, one=one: work.messages.written_at(one.chat, one.number))
            found = copies.get(message.id, [])
            assert found, "it has reached the other side"
            assert len(found) == 1 or self.crashed
            assert found[-1].text == one.text, "with the latest words"
            assert {each.ticket for each in found} <= {one.ticket, None}, "never in another ticket"


class Checked(Talk):
    def teardown(self) -> None:
        try:
            if self.owner:
                self.teardown_checks()
        finally:
            super().teardown()


@pytest.mark.hypothesis
def test_every_message_finds_its_ticket_and_nobody_elses(tmp_path: Path) -> None:
    async def make() -> None:
        store = await open_store(f"sqlite:///{tmp_path / 'template.db'}", clock=Clock())
        await store.close()

    asyncio.run(make())
    Talk.template = tmp_path / "template.db"
    run_state_machine_as_test(
        Checked,
        settings=settings(
            max_examples=8, stateful_step_count=25, deadline=None, suppress_health_check=list(HealthCheck)
        ),
    )
