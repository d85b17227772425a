"""What the parts of one unit of work share: the connection, the time, and what is to be done once it is committed."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from sqlalchemy import Connection, CursorResult, Executable

from desk.model import Person, Ticket
from storage.prepared import Found, Statements


@dataclass(frozen=True, slots=True)
class Moment:
    """The instant of a unit: as everybody is shown it, and as machines count it (the same, but in a playground)."""

    now: datetime
    real: datetime

    def real_of(self, shown: datetime) -> datetime:
        """The real instant as long from now as this one."""
        return self.real + (shown - self.now)

    def shown_of(self, real: datetime) -> datetime:
        """The other way round."""
        return self.now + (real - self.real)


@dataclass(slots=True)
class Unit:
    """One transaction. `writable` is False in `Store.read`; `woke` is set once the outbox has something new to send.

    `statements`: the quick way (SQLite); None: SQLAlchemy's own. `tickets` are those that were read and that
    nobody else can have written since, `people` those that were read, `chats` where chats are. Whatever writes to one
    of these tables elsewhere than in its own module forgets here what it changed.
    """

    connection: Connection
    moment: Moment
    writable: bool
    woke: bool = False
    statements: Statements | None = None
    tickets: dict[int, Ticket] = field(default_factory=dict)
    people: dict[int, Person] = field(default_factory=dict)
    chats: dict[int, int] = field(default_factory=dict)

    @property
    def now(self) -> datetime:
        """The present instant, the same for the whole unit."""
        return self.moment.now

    @property
    def undisturbed(self) -> bool:
        """Nobody else's writing shows in this unit: SQLite has one writer, and a unit that only reads one state."""
        return self.statements is not None or not self.writable

    def execute(
        self, statement: Executable, parameters: Mapping[str, Any] | Sequence[Mapping[str, Any]] | None = None
    ) -> Found | CursorResult[Any]:
        """Run a statement that is built once and has no list in it; `connection.execute` is for the others."""
        if self.statements is not None:
            return self.statements.execute(statement, parameters or {})
        return self.connection.execute(statement, parameters)
