"""Which rows of the outbox may go now, as SQL. The table keeps millions of sent rows; these touch only living ones."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, and_, bindparam, exists, func, or_, select, text, tuple_, update

from desk.model import Urgency
from storage.tables import EVERY_CHAT, LIVE, SENDING, holds, outbox
from storage.types import UtcDateTime

CHAT_SHARE = 10
"""The most rows of one chat that one claim takes, so that a full chat leaves room for the others."""

_NOW: ColumnElement[datetime] = bindparam("now", type_=UtcDateTime())
_REAL: ColumnElement[datetime] = bindparam("real", type_=UtcDateTime())
"""What machines count by, also where people are shown another time (a playground's): leases, and Telegram's waits."""
_sending = outbox.alias("sending")
_waiting = outbox.alias("waiting")
_before = outbox.alias("before")

_MAY_GO = or_(
    and_(outbox.c.state == text("'ready'"), or_(outbox.c.not_before.is_(None), outbox.c.not_before <= _NOW)),
    and_(outbox.c.state == text("'sending'"), outbox.c.lease_until <= _REAL),
)
_CHAT_IN_FLIGHT = exists().where(
    _sending.c.chat_id == outbox.c.chat_id,
    text("sending.state = 'sending'"),
    _sending.c.lease_until > _REAL,
    or_(_sending.c.urgency < Urgency.MAILING.rank, outbox.c.urgency > Urgency.REPLY.rank),
)
"""Urgent news wait for no message of a mailing, nor for the progress of one, to arrive in the same chat."""
_EARLIER_WAITS = exists().where(
    _waiting.c.chat_id == outbox.c.chat_id,
    text("waiting.state = 'ready'"),
    _waiting.c.not_before > _NOW,
    _waiting.c.id < outbox.c.id,
    _waiting.c.urgency <= outbox.c.urgency,
)
_CHAT_HELD = exists().where(holds.c.chat_id == outbox.c.chat_id, holds.c.until > _REAL)
_ALL_HELD = exists().where(holds.c.chat_id == EVERY_CHAT, holds.c.until > _REAL)
_SHARE_TAKEN = (
    select(_before.c.id)
    .where(
        _before.c.chat_id == outbox.c.chat_id,
        text("before.state IN ('ready', 'sending')"),
        tuple_(_before.c.urgency, _before.c.id) < tuple_(outbox.c.urgency, outbox.c.id),
    )
    .limit(1)
    .offset(CHAT_SHARE - 1)
    .correlate(outbox)
    .exists()
)

CANDIDATES = (
    select(outbox.c.id, outbox.c.chat_id, outbox.c.urgency)
    .where(
        LIVE,
        outbox.c.urgency <= bindparam("lowest"),
        _MAY_GO,
        ~_ALL_HELD,
        ~_CHAT_HELD,
        ~_CHAT_IN_FLIGHT,
        ~_EARLIER_WAITS,
        ~_SHARE_TAKEN,
    )
    .order_by(outbox.c.urgency, outbox.c.id)
    .limit(bindparam("limit"))
)
"""Ids and chats of what may go at `now` (`real`), at most `limit`, in the order in which it is to go.

What is less urgent than `lowest` (a rank) is left where it is.
"""

PICK = (
    select(outbox)
    .where(outbox.c.id.in_(bindparam("ids", expanding=True)), LIVE, _MAY_GO)
    .order_by(outbox.c.urgency, outbox.c.id)
    .with_for_update(skip_locked=True)
)
"""The candidates, locked. One that a unit is holding (it puts news that this row serves) is left out."""

TAKE = (
    update(outbox)
    .where(outbox.c.id.in_(bindparam("ids", expanding=True)), LIVE, _MAY_GO)
    .values(state=text("'sending'"), lease_until=bindparam("lease_until"))
)

END_LEASES = update(outbox).where(SENDING).values(lease_until=_REAL)
"""What is on its way may be claimed again at once: whoever claimed it is dead, as only the caller can know."""

ONE_CLAIM_AT_A_TIME = text("SELECT pg_advisory_xact_lock(hashtextextended('frontdesk.claim', 0))")
"""PostgreSQL: two who claim at once would see each other's chats as free."""

EARLIEST_WAITING = (
    select(func.min(_waiting.c.not_before))
    .where(text("waiting.state = 'ready'"), _waiting.c.not_before > _NOW)
    .scalar_subquery()
)
EARLIEST_LEASE = (
    select(func.min(_sending.c.lease_until))
    .where(text("sending.state = 'sending'"), _sending.c.lease_until > _REAL)
    .scalar_subquery()
)
EARLIEST_HOLD = select(func.min(holds.c.until)).where(holds.c.until > _REAL).scalar_subquery()
WAKE_TIMES = select(
    exists().where(LIVE).select_from(outbox).label("any"), EARLIEST_WAITING, EARLIEST_LEASE, EARLIEST_HOLD
)
"""Whether anything lives, and when something may become free to go: an instant after `now`, and two after `real`."""


def in_order(candidates: Sequence[Any], locked: Sequence[Any]) -> list[Any]:
    """Of the `locked` rows those before which no candidate of the same chat was left out."""
    have = {row.id for row in locked}
    blocked: set[int] = set()
    allowed: set[int] = set()
    for candidate in candidates:
        if candidate.id not in have:
            blocked.add(candidate.chat_id)
        elif candidate.chat_id not in blocked:
            allowed.add(candidate.id)
    return [row for row in locked if row.id in allowed]
