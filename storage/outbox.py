"""Messages that must be told: put by use cases, claimed and marked by the courier (desk/ports.py says what holds)."""

from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import Any

import structlog
from sqlalchemy import ColumnElement, Row, bindparam, case, delete, func, select, text, update
from sqlalchemy.dialects.postgresql import insert  # its ON CONFLICT is compiled by the SQLite dialect too

from desk.model import OutboxState, Urgency
from desk.notices import Notice, from_json, to_json
from desk.ports import OutboxRow, Post
from storage import claims
from storage.tables import (
    COLLAPSIBLE,
    EVERY_CHAT,
    KNOWN_MESSAGE,
    OVER_MAILING,
    SENDING,
    SENT_CARD,
    chats,
    holds,
    outbox,
    tickets,
)
from storage.types import UtcDateTime
from storage.unit import Unit

STRANGE_LEASES = 20
"""How often news of an unknown kind are claimed before they are given up: ten minutes, with the courier's lease."""
_STRANGE = "a kind of news that this version does not know"
_log = structlog.get_logger("outbox")

_PUT_COLUMNS = (
    "key",
    "chat_id",
    "notice",
    "urgency",
    "silent",
    "ticket_id",
    "collapse",
    "state",
    "attempts",
    "put_at",
    "not_before",
)
_given: dict[str, ColumnElement[Any]] = {name: bindparam(name, type_=outbox.c[name].type) for name in _PUT_COLUMNS}
_where_now = select(chats.c.new_id).where(chats.c.old_id == _given["chat_id"]).scalar_subquery()
_NEW = insert(outbox).from_select(
    _PUT_COLUMNS,
    select(*(_given | {"chat_id": func.coalesce(_where_now, _given["chat_id"])}).values()).where(
        ~select(outbox.c.id).where(outbox.c.key == _given["key"]).exists()
    ),
)
# The update of a row that waits already changes nothing but its rank: it is there to lock the row until the unit ends,
# so that nobody claims it before what it is to tell is committed (PostgreSQL).
_PUT = _NEW.on_conflict_do_update(
    index_elements=[outbox.c.collapse],
    index_where=COLLAPSIBLE,
    set_={
        "urgency": case((_NEW.excluded.urgency < outbox.c.urgency, _NEW.excluded.urgency), else_=outbox.c.urgency),
        "silent": outbox.c.silent & _NEW.excluded.silent,
    },
)
_TICKET_OF = (
    select(outbox.c.ticket_id)
    .where(outbox.c.chat_id == bindparam("chat"), outbox.c.message_id == bindparam("message"), KNOWN_MESSAGE)
    .order_by(outbox.c.id.desc())
    .limit(1)
)
_MESSAGE_OF = select(outbox.c.chat_id, outbox.c.message_id).where(outbox.c.key == bindparam("of_key"), KNOWN_MESSAGE)
_KNOWN = select(outbox.c.key).where(outbox.c.key.in_(bindparam("keys", expanding=True)))
_ON_ITS_WAY = (
    select(outbox.c.id)
    .where(
        outbox.c.chat_id == bindparam("chat"), SENDING, outbox.c.lease_until > bindparam("real", type_=UtcDateTime())
    )
    .limit(1)
)
_THIS = outbox.c.id == bindparam("of")
_IS_SENDING = outbox.c.state == text("'sending'")
_SENT = (
    update(outbox)
    .where(_THIS)
    .values(
        state=text("'sent'"),
        lease_until=None,
        not_before=None,
        message_id=func.coalesce(bindparam("message", type_=outbox.c.message_id.type), outbox.c.message_id),
    )
)
_twin = outbox.alias("twin")
_TWIN_IDS = select(_twin.c.id).where(
    text("twin.state = 'ready'"), _twin.c.collapse == outbox.c.collapse, _twin.c.id != outbox.c.id
)
_RETRY = (
    update(outbox)
    .where(_THIS, _IS_SENDING, ~_TWIN_IDS.exists())
    .values(
        state=text("'ready'"),
        lease_until=None,
        not_before=bindparam("until"),
        last_error=bindparam("error"),
        attempts=outbox.c.attempts + bindparam("count"),
    )
)
_FOLD = delete(outbox).where(_THIS, _IS_SENDING).returning(outbox.c.collapse, outbox.c.attempts)
_TWIN_WAITS = (
    update(outbox)
    .where(outbox.c.collapse == bindparam("same"), COLLAPSIBLE)
    .values(not_before=bindparam("until"), last_error=bindparam("error"), attempts=bindparam("tried"))
)
_GIVE_UP = (
    update(outbox)
    .where(_THIS)
    .values(state=bindparam("end"), lease_until=None, not_before=None, last_error=bindparam("error"))
)
_REVIVE = (
    update(outbox)
    .where(_THIS, outbox.c.state == text("'dead'"), outbox.c.ticket_id == bindparam("ticket"))
    .values(state=text("'ready'"), attempts=0, not_before=None, collapse=None)
)
_NEW_HOLD = insert(holds)
_HOLD = _NEW_HOLD.on_conflict_do_update(
    index_elements=[holds.c.chat_id],
    set_={"until": _NEW_HOLD.excluded.until},
    where=holds.c.until < _NEW_HOLD.excluded.until,
)
_DROP = delete(outbox).where(_THIS, _IS_SENDING)
_FORGET_HOLDS = delete(holds).where(holds.c.until <= bindparam("real"))


_PURGE = delete(outbox).where(
    SENT_CARD,
    outbox.c.put_at < bindparam("before"),
    select(tickets.c.id)
    .where(
        tickets.c.id == outbox.c.ticket_id,
        tickets.c.card_chat_id == outbox.c.chat_id,
        tickets.c.card_id == outbox.c.message_id,
    )
    .exists(),
)
_PURGE_MAILINGS = delete(outbox).where(OVER_MAILING, outbox.c.put_at < bindparam("before"))


class SqlOutbox:
    """`desk.ports.Outbox`."""

    __slots__ = ("_unit",)

    def __init__(self, unit: Unit) -> None:
        self._unit = unit

    def put(
        self,
        notice: Notice,
        *,
        key: str,
        chat_id: int,
        urgency: Urgency,
        silent: bool = False,
        ticket_id: int | None = None,
        collapse: str | None = None,
        not_before: datetime | None = None,
    ) -> None:
        """Insert a ready row, once a `key`; with `collapse` a row that is ready already serves instead."""
        self.put_all([Post(notice, key, chat_id, urgency, silent, ticket_id, collapse, not_before)])

    def put_all(self, posts: Sequence[Post]) -> None:
        """`put` for several: one statement, however many there are."""
        if posts:
            self._unit.execute(_PUT, [_to_row(post, self._unit.now) for post in posts])
            self._unit.woke = True

    def ticket_of(self, chat_id: int, message_id: int) -> int | None:
        """The ticket that a sent message was about."""
        found: int | None = self._unit.execute(_TICKET_OF, {"chat": chat_id, "message": message_id}).scalar()
        return found

    def message_of(self, key: str) -> tuple[int, int] | None:
        """Where what was put under this key is."""
        found = self._unit.execute(_MESSAGE_OF, {"of_key": key}).first()
        return (found.chat_id, found.message_id) if found else None

    def known(self, keys: Sequence[str]) -> set[str]:
        """Which of these keys have a row."""
        return set(self._unit.connection.execute(_KNOWN, {"keys": list(keys)}).scalars()) if keys else set()

    def on_its_way(self, chat_id: int) -> bool:
        """A row of the chat is `sending` under a living lease."""
        return self._unit.execute(_ON_ITS_WAY, {"chat": chat_id, "real": self._unit.moment.real}).first() is not None

    def claim(self, limit: int, lease: timedelta, *, mailings: int | None = None) -> Sequence[OutboxRow]:
        """Take up to `limit` rows that may go, at most `claims.CHAT_SHARE` of a chat, until now + `lease`."""
        execute, now, real = self._unit.execute, self._unit.now, self._unit.moment.real
        if self._unit.connection.dialect.name == "postgresql":
            execute(claims.ONE_CLAIM_AT_A_TIME)
        lowest = _lowest(mailings != 0)
        candidates = execute(claims.CANDIDATES, {"now": now, "real": real, "limit": limit, "lowest": lowest}).all()
        if mailings is not None:
            others = sum(row.urgency < Urgency.MAILING.rank for row in candidates)
            candidates = candidates[: others + mailings]
        if not candidates:
            return []
        at = {"now": now, "real": real}
        locked = self._unit.connection.execute(claims.PICK, {"ids": [row.id for row in candidates]} | at).all()
        rows = claims.in_order(candidates, locked)
        if not rows:
            return []
        taken = self._unit.connection.execute(
            claims.TAKE, {"ids": [row.id for row in rows], "lease_until": real + lease} | at
        )
        if taken.rowcount != len(rows):
            raise RuntimeError(f"claimed {taken.rowcount} of {len(rows)} locked rows")
        return [known for row in rows if (known := self._understand(row, now + lease))]

    def _understand(self, row: Row[Any], later: datetime) -> OutboxRow | None:
        """The claimed row; one of a later version's kind goes back, for a process that knows it.

        There is one while versions change. Where none comes it is given up, for what waits behind it in its chat.
        """
        try:
            return _from_row(row)
        except (KeyError, TypeError):
            last = row.attempts + 1 >= STRANGE_LEASES
            _log.error("news of a kind that this version does not know", row=row.id, given_up=last)
            if last:
                self.give_up(row.id, OutboxState.DEAD, _STRANGE)
            else:
                self.retry(row.id, later, _STRANGE)
            return None

    def sent(self, row_id: int, message_id: int | None) -> None:
        """It went out, as this message, whatever was thought of it since."""
        self._unit.execute(_SENT, {"of": row_id, "message": message_id})

    def purge(self, before: datetime) -> int:
        """Forget edits of cards and messages of mailings that were put before; how many.

        The ticket itself knows its card's message, and a mailing what became of its messages.
        """
        mailings = self._unit.execute(_PURGE_MAILINGS, {"before": before}).rowcount
        return self._unit.execute(_PURGE, {"before": before}).rowcount + mailings

    def retry(self, row_id: int, not_before: datetime, error: str, *, counted: bool = True) -> None:
        """Ready again at `not_before`; a ready twin takes over the attempts and the waiting instead."""
        execute = self._unit.execute
        this = {"of": row_id, "until": not_before, "error": error, "count": int(counted)}
        if execute(_RETRY, this).rowcount == 0:
            folded = execute(_FOLD, {"of": row_id}).first()
            if folded is not None:
                tried = folded.attempts + int(counted)
                execute(
                    _TWIN_WAITS,
                    {"same": folded.collapse, "until": not_before, "error": error, "tried": tried},
                )
        self._unit.woke = True

    def give_up(self, row_id: int, state: OutboxState, error: str) -> None:
        """DEAD or UNCERTAIN: it is not tried again."""
        self._unit.execute(_GIVE_UP, {"of": row_id, "end": state, "error": error})

    def drop(self, row_id: int) -> None:
        """Forget a claimed row."""
        self._unit.execute(_DROP, {"of": row_id})

    def revive(self, row_id: int, ticket_id: int) -> bool:
        """Ready again. False: it is not dead (any more), or about another ticket."""
        revived = self._unit.connection.execute(_REVIVE, {"of": row_id, "ticket": ticket_id}).rowcount == 1
        self._unit.woke = self._unit.woke or revived
        return revived

    def hold(self, chat_id: int | None, until: datetime) -> None:
        """Nothing ready goes to this chat (None: to any) before `until`; a longer hold stays."""
        moment = self._unit.moment
        self._unit.execute(_FORGET_HOLDS, {"real": moment.real})
        chat = EVERY_CHAT if chat_id is None else chat_id
        self._unit.execute(_HOLD, {"chat_id": chat, "until": moment.real_of(until)})

    def next_due(self, *, mailings: bool = True) -> datetime | None:
        """When there may be something to claim: now, or the nearest end of a wait, a lease or a hold; None: never."""
        moment = self._unit.moment
        at = {"now": moment.now, "real": moment.real}
        times: Sequence[Any] = self._unit.execute(claims.WAKE_TIMES, at).one()
        if not times[0]:
            return None
        if self._unit.execute(claims.CANDIDATES, at | {"limit": 1, "lowest": _lowest(mailings)}).first():
            return moment.now
        shown = [times[1], *(time and moment.shown_of(time) for time in times[2:])]
        return min((time for time in shown if time is not None), default=None)


def _lowest(mailings: bool) -> int:
    """The rank of the least urgent rows that may go."""
    return (Urgency.MAILING if mailings else Urgency.CARD).rank


def _to_row(post: Post, now: datetime) -> dict[str, Any]:
    return {
        "key": post.key,
        "chat_id": post.chat_id,
        "notice": to_json(post.notice),
        "urgency": post.urgency.rank,
        "silent": post.silent,
        "ticket_id": post.ticket_id,
        "collapse": post.collapse,
        "state": OutboxState.READY,
        "attempts": 0,
        "put_at": now,
        "not_before": post.not_before,
    }


def _from_row(row: Row[Any]) -> OutboxRow:
    return OutboxRow(
        id=row.id,
        chat_id=row.chat_id,
        notice=from_json(row.notice),
        urgency=row.urgency,
        silent=row.silent,
        attempts=row.attempts,
        ticket_id=row.ticket_id,
        again=row.state is OutboxState.SENDING,
    )
