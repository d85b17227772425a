"""The courier: sends what the outbox holds. One unit marks what was just sent and claims what is next.

Chats do not wait for each other; within a chat one message follows another. Nothing here is kept that a kill would
lose: what was claimed and not marked is claimed again when its lease runs out.
"""

import asyncio
import random
from collections import defaultdict
from collections.abc import Callable, Sequence
from contextlib import suppress
from dataclasses import replace
from datetime import datetime, timedelta
from typing import Protocol

from bot.clock import Clock
from bot.courier_log import complain, tell
from bot.faults import Fault, Outcome, classify
from bot.log import logger
from bot.mailing_gate import BREATH, MailingGate, of_mailing
from bot.pace import Pace
from bot.tasks import Tasks
from bot.transport import Carrier, Parcel
from bot.verdict import decide
from desk.briefing import Briefing
from desk.delivery import (
    Errand,
    Exchange,
    GivenUp,
    HoldAll,
    Moved,
    PutOff,
    Report,
    Sent,
    exchange,
)
from desk.model import Urgency
from desk.ports import Desk, OutboxRow
from handlers.outgoing import Outgoing, React, Relay, ShowPictures

LEASE = timedelta(seconds=30)
"""How long a claimed message belongs to this process; after a kill it waits so long for another to take it. On SQLite a
process that starts, and finds no other at work, takes it at once (storage/locks.py)."""
_IN_TIME = 25.0
"""Seconds after the claim by which everything claimed is sent or put back: less than the lease."""
_POLL = 1.0
"""Seconds between two looks at the outbox when nobody wakes us: what other processes put is found by it."""
_MOST = 50
"""Messages on their way at once."""
_MARK_WITHIN = 0.05
"""Seconds after which a message that went out is marked at the latest; the last of a chat's errands is at once. What is
not marked goes again after a kill, and each mark by itself would cost a commit."""
_MARK_AT_THE_END = 1.0
"""Seconds that are given, at the stop, to the marks of what went out last."""
_SLOWED_CHATS = 3
"""So many chats told to wait at the same time: Telegram slows down the whole bot."""
_log = logger("courier")


class Wording(Protocol):
    """Words a notice when it is sent, in the language its reader has then."""

    def word(self, briefing: Briefing, now: datetime) -> Outgoing: ...


class Outlet(Desk, Protocol):
    """The part of the store that the courier uses: `on_outbox` is called when there may be something to send."""

    on_outbox: Callable[[], None] | None


class Courier:
    """Started by `run`, ended by `stop`.

    `group_id`: the engineers' chat as configured (None: nobody hears of failures). `moved` hears (old, new) when a
    group became a supergroup. `doubt_pause`: seconds between two questions whether Telegram answers again.
    """

    def __init__(
        self,
        store: Outlet,
        transport: Carrier,
        words: Wording,
        *,
        clock: Clock,
        pace: Pace,
        group_id: int | None,
        moved: Callable[[int, int], None] = lambda old, new: None,
        doubt_pause: float = 5.0,
    ) -> None:
        self._store = store
        self._transport = transport
        self._words = words
        self._clock = clock
        self._pace = pace
        self._group_id = group_id
        self._moved = moved
        self._doubt_pause = doubt_pause
        self._tasks = Tasks()
        self._reports: list[Report] = []
        self._busy = 0
        self._wake = asyncio.Event()
        self._stopping = asyncio.Event()
        self._marking: asyncio.TimerHandle | None = None
        self._in_doubt = False
        self._slowed: dict[int, datetime] = {}
        self._failures = 0
        self._gate = MailingGate(pace, clock, self._tasks, transport.answers, doubt_pause)

    async def run(self) -> None:
        """Work until `stop`. Wakes on commits of this process, and by itself every second."""
        self._store.on_outbox = self._wake.set
        while not self._stopping.is_set():
            self._wake.clear()
            if self._in_doubt and not await self._telegram_answers():
                continue
            turn = await self._turn(_MOST - self._busy)
            if turn is None:
                await self._pause(min(30.0, 2.0**self._failures))
            elif not turn.errands or self._busy >= _MOST:
                await self._idle(
                    turn.next_due if self._busy < _MOST else None, BREATH if self._pace.scarce() else _POLL
                )

    async def stop(self, seconds: float) -> None:
        """Claim nothing more, give what is on its way up to `seconds`, mark what went out."""
        self._stopping.set()
        self._wake.set()
        self._store.on_outbox = None
        await self._tasks.finish(seconds)
        if self._reports:
            with suppress(TimeoutError):  # a database that is away; what is not marked goes again
                async with asyncio.timeout(_MARK_AT_THE_END):
                    await self._turn(0)

    async def _turn(self, limit: int) -> Exchange | None:
        """Mark and claim; None: the store failed, and the reports are kept for the next turn."""
        reports, self._reports = self._reports, []
        if self._marking is not None:
            self._marking.cancel()
            self._marking = None
        try:
            turn = await self._store.run(
                exchange,
                self._with_hold_for_all(reports),
                limit=limit,
                lease=LEASE,
                group_id=self._group_id,
                mailings=self._gate.room(),
            )
        except Exception as error:  # noqa: BLE001  # whatever it was: the outbox waits, and so do we
            self._failures += 1
            self._reports[:0] = reports
            _log.error("outbox failed", tries=self._failures, unmarked=len(reports), exc_info=error)
            return None
        self._failures = 0
        for report in reports:
            if isinstance(report, Moved):
                self._moved(report.row.chat_id, report.chat_id)
        for dropped in turn.dropped:
            tell(dropped, dropped.row.notice.ticket_id)
        self._send_out(turn.errands)
        return turn

    def _send_out(self, errands: Sequence[Errand]) -> None:
        """A task a chat."""
        chats: defaultdict[int, list[Errand]] = defaultdict(list)
        for errand in errands:
            chats[errand.row.chat_id].append(errand)
        self._busy += len(errands)
        self._gate.taken(sum(of_mailing(errand.row) for errand in errands))
        until = asyncio.get_running_loop().time() + _IN_TIME
        for chat_id, of_chat in chats.items():
            self._tasks.start(self._chat(of_chat, until), f"courier to {chat_id}")

    async def _chat(self, errands: Sequence[Errand], until: float) -> None:
        """One after another; where one does not go, those behind it go back to wait with it."""
        going = True
        cards: dict[int, tuple[int, int]] = {}
        for errand in errands:
            try:
                if going and not self._stopping.is_set():
                    report = await self._send(_in_reply(errand, cards), until)
                    going = isinstance(report, Sent | GivenUp)
                    if isinstance(report, Sent) and report.card is not None:
                        cards[errand.briefing.ticket.id] = report.card
                    tell(report, errand.briefing.ticket.key)
                else:
                    report = PutOff(errand.row, self._clock(), "waits for an earlier one", counted=False)
            finally:
                self._busy -= 1
                if of_mailing(errand.row):
                    self._gate.done()
            self._reports.append(report)
            if (errand is errands[-1] and not of_mailing(errand.row)) or not going:
                self._wake.set()
            elif self._marking is None:
                self._marking = asyncio.get_running_loop().call_later(_MARK_WITHIN, self._wake.set)

    async def _send(self, errand: Errand, until: float) -> Report:
        row, briefing = errand.row, errand.briefing
        try:
            outgoing = self._words.word(briefing, self._clock())
            if wait := self._wait(errand, outgoing):
                later, hold = self._clock() + timedelta(seconds=wait), not of_mailing(row)
                return PutOff(row, later, "Telegram's pace", counted=False, hold=hold)
            parcel = Parcel(row.id, row.chat_id, row.silent, briefing.ticket, outgoing)
            async with asyncio.timeout_at(until):
                delivered = await self._transport.deliver(parcel)
        except Exception as error:  # noqa: BLE001  # classify takes every kind apart
            outcome = classify(error)
            self._learn(row, outcome)
            complain(errand, outcome, error)
            return decide(errand, outcome, self._clock(), random.random())  # noqa: S311  # a jitter, no secret
        return Sent(row, delivered.message_id, delivered.card, delivered.copies)

    def _learn(self, row: OutboxRow, outcome: Outcome) -> None:
        """What a failure means for the messages after it; that of a mailing's only for mailings."""
        until = self._clock() + timedelta(seconds=outcome.wait)
        match outcome.fault:
            case Fault.DOWN | Fault.NOT_KNOWN | Fault.DOUBTFUL:
                if of_mailing(row):
                    self._gate.doubt()
                else:
                    self._in_doubt = True
            case Fault.WAIT if of_mailing(row):
                self._gate.slowed(row.chat_id, until)
            case Fault.WAIT:
                self._slowed[row.chat_id] = until

    def _wait(self, errand: Errand, outgoing: Outgoing) -> float:
        """Seconds to put it off for Telegram's limits; 0: it goes."""
        row = errand.row
        count = _messages(outgoing)
        urgent = row.urgency == Urgency.CRITICAL.rank
        wait = self._pace.wait(row.chat_id, count, urgent=urgent, spare=of_mailing(row))
        if wait:
            self._pace.give_back(row.chat_id, count)
        return wait

    def _with_hold_for_all(self, reports: Sequence[Report]) -> list[Report]:
        """Where several chats were told to wait at once, all of them wait, for the shortest time that was named."""
        now = self._clock()
        self._slowed = {chat_id: until for chat_id, until in self._slowed.items() if until > now}
        if len(self._slowed) < _SLOWED_CHATS:
            return list(reports)
        hold = HoldAll(min(self._slowed.values()))
        self._slowed.clear()
        _log.warning("telegram slows the whole bot down", until=hold.until.isoformat())
        return [*reports, hold]

    async def _telegram_answers(self) -> bool:
        """Ask something harmless before repeating what may have arrived: an outage then multiplies nothing."""
        self._in_doubt = not await self._transport.answers()
        if not self._in_doubt:
            return True
        _log.warning("telegram does not answer", unmarked=len(self._reports))
        if self._reports:
            await self._turn(0)
        await self._pause(self._doubt_pause)
        return False

    async def _idle(self, next_due: datetime | None, most: float) -> None:
        """Until somebody wakes us, something is due, or it is time to look: `most` seconds."""
        due = most if next_due is None else (next_due - self._clock()).total_seconds()
        with suppress(TimeoutError):
            async with asyncio.timeout(min(most, max(0.01, due))):
                await self._wake.wait()

    async def _pause(self, seconds: float) -> None:
        with suppress(TimeoutError):
            async with asyncio.timeout(seconds):
                await self._stopping.wait()


def _messages(outgoing: Outgoing) -> int:
    """How many messages it makes, as Telegram counts them."""
    match outgoing:
        case ShowPictures(pictures=pictures):
            return max(1, len(pictures))
        case Relay(messages=messages, words=words):
            return max(1, len(messages) + len(words) - 1)
        case React():
            return 0
        case _:
            return 1


def _in_reply(errand: Errand, cards: dict[int, tuple[int, int]]) -> Errand:
    """With the card that was sent a moment ago, after the errand was read: what comes with it is a reply to it."""
    ticket = errand.briefing.ticket
    if ticket.id not in cards:
        return errand
    chat_id, card_id = cards[ticket.id]
    carded = replace(ticket, card_chat_id=chat_id, card_id=card_id)
    return replace(errand, briefing=replace(errand.briefing, ticket=carded))
