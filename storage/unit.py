"""What the parts of one unit of work share: the connection, the time, and what is to be done once it is committed."""

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import Connection


@dataclass(slots=True)
class Unit:
    """One transaction. `writable` is False in `Store.read`; `woke` is set once the outbox has something new to send."""

    connection: Connection
    now: datetime
    writable: bool
    woke: bool = False
