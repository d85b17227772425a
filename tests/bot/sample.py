"""A ticket with news in the outbox, and a courier that works against the fake Telegram."""

import asyncio
import itertools
import time
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from datetime import datetime
from typing import Any, NamedTuple, cast

from aiogram import Bot
from sqlalchemy import text

from bot.courier import Courier, Outlet
from bot.pace import Pace
from bot.tasks import Tasks
from bot.transport import Transport
from desk.briefing import Briefing
from desk.model import Clocks, Identity, Impact, Language, Sender, Status, Ticket, Urgency
from desk.notices import Card, CardPictures, Notice
from desk.ports import Work
from handlers.outgoing import Outgoing, Say, ShowCard, ShowPictures
from storage import Store
from tests.support.clock import Clock

_drafts = itertools.count(1)
GROUP = -1001
CLIENT = 7


def open_ticket(work: Work, /, client_id: int = CLIENT, **more: Any) -> Ticket:
    """A client and a ticket of theirs."""
    work.people.meet(Sender(client_id, "Emma"))
    ticket = Ticket(
        id=0,
        key="",
        client_id=client_id,
        draft_id=next(_drafts),
        language=Language.EN,
        status=Status.CREATED,
        priority="level1",
        topic="other",
        impact=Impact.DOWN,
        scale=None,
        identity=Identity("Emma Clark", "Acme", "emma@acme.example"),
        problem="It does not start",
        reproduction="",
        created_at=work.now,
        clocks=Clocks(),
        **more,
    )
    return work.tickets.add(ticket, "IPMG")


def tell(work: Work, notice: Notice, chat_id: int, key: str, urgency: Urgency = Urgency.REPLY, **more: Any) -> None:
    """A row in the outbox."""
    work.outbox.put(notice, key=key, chat_id=chat_id, urgency=urgency, ticket_id=notice.ticket_id, **more)


class Row(NamedTuple):
    """A row of the outbox."""

    key: str
    chat_id: int
    state: str
    attempts: int
    message_id: int | None
    last_error: str | None


class PlainWords:
    """Words every notice as its kind and the ticket's key; `instead` says something else for a kind."""

    def __init__(self) -> None:
        self.instead: dict[type[Notice], Outgoing | Exception] = {}

    def word(self, briefing: Briefing, now: datetime) -> Outgoing:
        """The words."""
        said = f"{type(briefing.notice).__name__} {briefing.ticket.key}"
        match self.instead.get(type(briefing.notice)):
            case Exception() as error:
                raise error
            case None:
                pass
            case outgoing:
                return outgoing
        match briefing.notice:
            case Card():
                return ShowCard(f"{said} {briefing.ticket.status}", None)
            case CardPictures():
                return ShowPictures(briefing.pictures, said)
            case _:
                return Say(said)


class NoFiles:
    """`desk.ports.Files` with what a test puts there."""

    def __init__(self) -> None:
        self.kept: dict[str, bytes] = {}

    def put(self, content: bytes, suffix: str) -> str:
        """Kept under its number."""
        path = f"{len(self.kept)}{suffix}"
        self.kept[path] = content
        return path

    def get(self, path: str) -> bytes:
        """FileNotFoundError: never put."""
        if path not in self.kept:
            raise FileNotFoundError(path)
        return self.kept[path]

    def remove(self, path: str) -> None:
        """What is not there stays so."""
        self.kept.pop(path, None)


class Desk:
    """The courier under test with all it works with; time passes in the store's clock when the test says so."""

    def __init__(self, bot: Bot, store: Store, clock: Clock) -> None:
        self.store = store
        self.clock = clock
        self.words = PlainWords()
        self.files = NoFiles()
        self.moves: list[tuple[int, int]] = []
        self._bot = bot
        self._tasks = Tasks()
        self.courier = self.new_courier()

    def new_courier(self, outlet: Outlet | None = None) -> Courier:
        """Another courier over the same outbox, as in another process or after a restart."""
        return Courier(
            outlet or self.store,
            Transport(self._bot, self.files),
            self.words,
            clock=self.clock,
            pace=Pace(time.monotonic, limited=False),
            group_id=GROUP,
            moved=lambda old, new: self.moves.append((old, new)),
            doubt_pause=0.05,
        )

    @asynccontextmanager
    async def at_work(self) -> AsyncIterator[None]:
        """The courier runs during the block."""
        run = self._tasks.start(self.courier.run(), "courier")
        try:
            yield
        finally:
            await self.courier.stop(1)
            await run
            self.courier = self.new_courier()

    async def settle(self, most: int = 100) -> list[Row]:
        """Let the courier work until nothing is under way or due at the present time; what the outbox holds then."""
        async with self.at_work():
            for _ in range(most):
                await asyncio.sleep(0.02)
                if await self.store.read(_quiet):
                    break
        return await self.rows()

    async def rows(self) -> list[Row]:
        """The outbox in order."""
        return await self.store.read(_rows)


def _rows(work: Work) -> list[Row]:
    found = cast("Any", work)._unit.connection.execute(
        text("SELECT key, chat_id, state, attempts, message_id, last_error FROM outbox ORDER BY id")
    )
    return [Row(*row) for row in found]


def _quiet(work: Work) -> bool:
    due = work.outbox.next_due()
    return (due is None or due > work.now) and all(row.state != "sending" for row in _rows(work))


__all__ = ["CLIENT", "GROUP", "Desk", "PlainWords", "Row", "open_ticket", "tell"]
