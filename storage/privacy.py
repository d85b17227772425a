"""Erasing a person: what tells who they are, and what was written about and by them (/privacy)."""

from typing import Any

from sqlalchemy import bindparam, case, delete, func, insert, or_, select, update

from desk.model import OutboxState, Role
from desk.ports_mailings import RecipientState
from desk.ports_service import Erased
from desk.ports_timers import Owner
from storage.tables import (
    blocks,
    call_backs,
    copies,
    drafts,
    history,
    holds,
    messages,
    outbox,
    people,
    pictures,
    prompts,
    search,
    tickets,
    topics,
)
from storage.tables_closing import ratings
from storage.tables_mailings import mailings, recipients
from storage.tables_timers import timers
from storage.unit import Unit

_GONE = "—"
_WRITTEN = frozenset({"text", "comment", "before"})
"""What people wrote, in a history entry's data."""


class SqlPrivacy:
    """`desk.ports_service.Privacy`."""

    __slots__ = ("_unit",)

    def __init__(self, unit: Unit) -> None:
        self._unit = unit

    def erase(self, person_id: int) -> Erased:
        """Everything about the person, in this unit: a new table with people's words belongs here too."""
        run = self._unit.connection.execute
        of_client = select(tickets.c.id).where(tickets.c.client_id == person_id)
        numbers = tuple(run(of_client).scalars())
        paths = self._pictures(person_id, numbers)
        self._history(numbers)
        written = select(messages.c.id).where(or_(messages.c.ticket_id.in_(numbers), messages.c.chat_id == person_id))
        written_ids = tuple(run(written).scalars())
        run(delete(copies).where(or_(copies.c.message_id.in_(written_ids), copies.c.chat_id == person_id)))
        run(delete(messages).where(messages.c.id.in_(written_ids)))
        run(update(ratings).where(ratings.c.ticket_id.in_(numbers)).values(word=""))
        run(delete(prompts).where(prompts.c.ticket_id.in_(numbers)))
        run(update(topics).where(topics.c.ticket_id.in_(numbers)).values(name=""))  # the next edit names it anew
        run(delete(search).where(search.c.ticket_id.in_(numbers)))
        self._hand_over(person_id, numbers)
        return Erased(numbers, paths)

    def _pictures(self, person_id: int, numbers: tuple[int, ...]) -> tuple[str, ...]:
        run = self._unit.connection.execute
        of_draft = select(drafts.c.id).where(drafts.c.person_id == person_id)
        theirs = or_(pictures.c.ticket_id.in_(numbers), pictures.c.draft_id.in_(of_draft))
        paths = tuple(run(select(pictures.c.path).where(theirs)).scalars())
        run(delete(pictures).where(theirs))
        kept = set(run(select(pictures.c.path).where(pictures.c.path.in_(paths))).scalars())
        return tuple(path for path in paths if path not in kept)

    def _history(self, numbers: tuple[int, ...]) -> None:
        run = self._unit.connection.execute
        mine = history.c.ticket_id.in_(numbers)
        rows: list[dict[str, Any]] = [
            {"of": row.id, "without": {key: "" if key in _WRITTEN else value for key, value in row.data.items()}}
            for row in run(select(history.c.id, history.c.data).where(mine))
            if _WRITTEN & row.data.keys()
        ]
        if rows:
            run(update(history).where(history.c.id == bindparam("of")).values(data=bindparam("without")), rows)
        run(update(history).where(mine, history.c.actor_role == Role.CLIENT).values(actor_id=None, actor_name=""))

    def _hand_over(self, person_id: int, numbers: tuple[int, ...]) -> None:
        """The tickets to a new nobody; the person and the rest of their rows go."""
        self._unit.tickets.clear()
        self._unit.people.pop(person_id, None)
        run = self._unit.connection.execute
        lowest: int | None = run(select(func.min(people.c.id))).scalar()
        nobody = min(lowest or 0, 0) - 1
        empty = {"name": "", "identity_name": "", "company": "", "contact": "", "position": "", "reachable": False}
        run(insert(people).values(id=nobody, **empty))
        run(
            update(tickets)
            .where(tickets.c.id.in_(numbers))
            .values(
                client_id=nobody, identity_name=_GONE, company="", contact="", position="", problem=_GONE,
                reproduction="", version=tickets.c.version + 1,
            )
        )  # fmt: skip
        run(update(blocks).where(blocks.c.person_id == person_id).values(person_id=nobody))
        run(delete(drafts).where(drafts.c.person_id == person_id))
        run(delete(call_backs).where(call_backs.c.person_id == person_id))
        run(delete(outbox).where(outbox.c.chat_id == person_id, outbox.c.state != OutboxState.SENDING))
        run(delete(timers).where(timers.c.owner == Owner.DRAFT, timers.c.subject == person_id))
        run(delete(holds).where(holds.c.chat_id == person_id))
        on_the_way = recipients.c.state.in_((RecipientState.WAITING, RecipientState.QUEUED))
        now_is = case((on_the_way, RecipientState.WITHDRAWN), else_=recipients.c.state)
        of_any = recipients.c.mailing_id.in_(select(mailings.c.id))
        theirs = update(recipients).where(of_any, recipients.c.person_id == person_id)
        run(theirs.values(person_id=nobody, state=now_is))
        run(delete(people).where(people.c.id == person_id))
