"""Mailings and their recipients (desk/ports_mailings.py says what holds)."""

from collections.abc import Mapping, Sequence
from dataclasses import fields, replace
from typing import Any

from sqlalchemy import Row, bindparam, delete, func, insert, or_, select, text, update

from desk.model import Language, Urgency
from desk.ports_mailings import (
    Audience,
    AudienceKind,
    Company,
    Mailing,
    MailingState,
    RecipientState,
    company_key,
    message_key,
)
from storage import audiences
from storage.tables import LIVE, outbox, people
from storage.tables_mailings import ATTENDED, WRITTEN, mailings, recipients
from storage.unit import Unit

_THIS = mailings.c.id == bindparam("of")
_INSERT = insert(mailings).returning(mailings.c.id)
_GET = select(mailings).where(_THIS)
_LOCK = _GET.with_for_update()
_SEIZE = _GET.with_for_update(skip_locked=True)
_DRAFT = select(mailings).where(mailings.c.author_id == bindparam("author"), WRITTEN)
_RECENT = (
    select(mailings)
    .where(mailings.c.state != MailingState.DRAFT)
    .order_by(mailings.c.id.desc())
    .limit(bindparam("most"))
)
_ATTENDED = select(mailings.c.id).where(ATTENDED).order_by(mailings.c.id)
_NOT_SAVED = frozenset({"id", "chat_id", "message_id", "shown_at", "shown_done", "reported", "version"})
_SAVED = tuple(column.name for column in mailings.c if column.name not in _NOT_SAVED)
_SAVE = (
    update(mailings)
    .where(_THIS, mailings.c.version == bindparam("was"))
    .values({name: bindparam(name) for name in _SAVED} | {"version": mailings.c.version + 1})
)
_DELETE = delete(mailings).where(_THIS, WRITTEN)
_PLACE = update(mailings).where(_THIS).values(chat_id=bindparam("chat"), message_id=bindparam("message"))
_SHOWING = update(mailings).where(_THIS).values(shown_at=bindparam("now"), shown_done=bindparam("done"))
_REPORTED = update(mailings).where(_THIS, ~mailings.c.reported).values(reported=True)

_OF = recipients.c.mailing_id == bindparam("of")
_WAITING = recipients.c.state == text("'waiting'")
_QUEUED = recipients.c.state == text("'queued'")
_COUNTS = select(recipients.c.state, func.count().label("people")).where(_OF).group_by(recipients.c.state)
_HOW_MANY_QUEUED = select(func.count()).select_from(recipients).where(_OF, _QUEUED)
_UNSETTLED = select(recipients.c.person_id).where(_OF, or_(_WAITING, _QUEUED)).limit(1)
_next = recipients.alias("next")
_NEXT = (
    select(_next.c.person_id)
    .where(_next.c.mailing_id == bindparam("of"), _next.c.state == text("'waiting'"))
    .order_by(_next.c.person_id)
    .limit(bindparam("most"))
)
_QUEUE_UP = (
    update(recipients)
    .where(_OF, _WAITING, recipients.c.person_id.in_(_NEXT))
    .values(state=text("'queued'"))
    .returning(recipients.c.person_id)
)
_TAKE_OUT = (
    delete(outbox)
    .where(
        LIVE,
        outbox.c.urgency == bindparam("rank"),
        outbox.c.state == text("'ready'"),
        func.substr(outbox.c.key, 1, func.length(bindparam("prefix", type_=outbox.c.key.type))) == bindparam("prefix"),
    )
    .returning(outbox.c.chat_id)
)
_BACK = (
    update(recipients)
    .where(_OF, _QUEUED, recipients.c.person_id.in_(bindparam("people", expanding=True)))
    .values(state=text("'waiting'"))
)
_WITHDRAW = update(recipients).where(_OF, _WAITING).values(state=text("'withdrawn'"))
_SETTLE = (
    update(recipients)
    .where(_OF, recipients.c.person_id == bindparam("person"), _QUEUED)
    .values(state=bindparam("became"))
)
_OF_PERSON = (
    select(recipients.c.mailing_id, recipients.c.state)
    .where(recipients.c.mailing_id.in_(select(mailings.c.id)), recipients.c.person_id == bindparam("person"))
    .order_by(recipients.c.mailing_id)
)
_COMPANIES = (
    select(people.c.company, func.count().label("people"))
    .where(people.c.company != text("''"))
    .group_by(people.c.company)
)

_MADE = frozenset({"id", "services", "texts", "audience"})
_FIELDS = tuple(one.name for one in fields(Mailing) if one.name not in _MADE)


class SqlMailings:
    """`desk.ports_mailings.Mailings`.

    Remembers what the unit read: a batch of results asks for the same mailing many times.
    """

    __slots__ = ("_seen", "_unit")

    def __init__(self, unit: Unit) -> None:
        self._unit = unit
        self._seen: dict[int, Mailing | None] = {}

    def add(self, mailing: Mailing) -> Mailing:
        """Insert; with its id."""
        number: int = self._unit.execute(_INSERT, _to_row(mailing) | {"reported": False}).scalar_one()
        return replace(mailing, id=number)

    def get(self, mailing_id: int) -> Mailing | None:
        """By number."""
        if mailing_id not in self._seen:
            self._seen[mailing_id] = self._one(_GET, mailing_id)
        return self._seen[mailing_id]

    def lock(self, mailing_id: int) -> Mailing | None:
        """`get`, and hold the row until the unit ends."""
        self._seen[mailing_id] = self._one(_LOCK, mailing_id)
        return self._seen[mailing_id]

    def seize(self, mailing_id: int) -> Mailing | None:
        """`lock`, where nobody else holds it."""
        return self._one(_SEIZE, mailing_id)

    def save(self, mailing: Mailing) -> Mailing:
        """Every field but where and when it is shown; RuntimeError: somebody else changed it."""
        row = {name: value for name, value in _to_row(mailing).items() if name in _SAVED}
        if self._unit.execute(_SAVE, row | {"of": mailing.id, "was": mailing.version}).rowcount != 1:
            raise RuntimeError(f"mailing {mailing.id} is not at version {mailing.version}")
        self._seen.pop(mailing.id, None)
        return replace(mailing, version=mailing.version + 1)

    def delete(self, mailing_id: int) -> None:
        """Forget a draft."""
        self._unit.execute(_DELETE, {"of": mailing_id})
        self._seen.pop(mailing_id, None)

    def draft_of(self, author_id: int) -> Mailing | None:
        """The draft that this supervisor is writing."""
        row = self._unit.execute(_DRAFT, {"author": author_id}).first()
        return None if row is None else _from_row(row)

    def recent(self, limit: int) -> Sequence[Mailing]:
        """Without drafts, the newest first."""
        return [_from_row(row) for row in self._unit.execute(_RECENT, {"most": limit})]

    def attended(self) -> Sequence[int]:
        """Those that run, and those that were stopped without a report yet."""
        return list(self._unit.execute(_ATTENDED).scalars())

    def place(self, mailing_id: int, chat_id: int, message_id: int | None) -> None:
        """Where its progress is shown."""
        self._unit.execute(_PLACE, {"of": mailing_id, "chat": chat_id, "message": message_id})
        self._seen.pop(mailing_id, None)

    def showing(self, mailing_id: int, done: int) -> None:
        """Its progress is shown now."""
        self._unit.execute(_SHOWING, {"of": mailing_id, "now": self._unit.now, "done": done})
        self._seen.pop(mailing_id, None)

    def reported(self, mailing_id: int) -> bool:
        """Its report is told now, once."""
        return self._unit.execute(_REPORTED, {"of": mailing_id}).rowcount == 1

    def enlist(self, mailing: Mailing, languages: Sequence[Language]) -> None:
        """Its recipients, in one statement."""
        them = audiences.found(mailing, languages, self._spelled(mailing.audience))
        names = [column.name for column in recipients.c]
        self._unit.connection.execute(insert(recipients).from_select(names, them))

    def audience_size(self, mailing: Mailing, languages: Sequence[Language]) -> int:
        """How many would get it."""
        them = audiences.size(mailing, languages, self._spelled(mailing.audience))
        number: int = self._unit.connection.execute(them).scalar_one()
        return number

    def companies(self, limit: int) -> Sequence[Company]:
        """The companies of clients, under the spelling that most of their people use; those with most people first."""
        found: dict[str, list[Company]] = {}
        for row in self._unit.execute(_COMPANIES):
            found.setdefault(company_key(row.company), []).append(Company(row.company, row.people))
        whole = [
            Company(max(spelled, key=lambda one: one.people).name, sum(one.people for one in spelled))
            for spelled in found.values()
        ]
        return sorted(whole, key=lambda one: (-one.people, one.name))[:limit]

    def _spelled(self, audience: Audience) -> Sequence[str]:
        """All spellings of the company that an audience is."""
        if audience.kind is not AudienceKind.COMPANY:
            return ()
        wanted = company_key(audience.value)
        return [row.company for row in self._unit.execute(_COMPANIES) if company_key(row.company) == wanted]

    def counts(self, mailing_id: int) -> Mapping[RecipientState, int]:
        """How many recipients stand where."""
        return {row.state: row.people for row in self._unit.execute(_COUNTS, {"of": mailing_id})}

    def queued(self, mailing_id: int) -> int:
        """How many are QUEUED."""
        number: int = self._unit.execute(_HOW_MANY_QUEUED, {"of": mailing_id}).scalar_one()
        return number

    def unsettled(self, mailing_id: int) -> bool:
        """Whether anybody is WAITING or QUEUED."""
        return self._unit.execute(_UNSETTLED, {"of": mailing_id}).first() is not None

    def queue_up(self, mailing_id: int, most: int) -> Sequence[int]:
        """Make up to `most` WAITING recipients QUEUED; who became so."""
        return list(self._unit.execute(_QUEUE_UP, {"of": mailing_id, "most": most}).scalars())

    def take_back(self, mailing_id: int) -> int:
        """Those whose message is not being sent are WAITING again; how many."""
        this = {"rank": Urgency.MAILING.rank, "prefix": message_key(mailing_id)}
        gone = list(self._unit.execute(_TAKE_OUT, this).scalars())
        if gone:
            self._unit.connection.execute(_BACK, {"of": mailing_id, "people": gone})
        return len(gone)

    def withdraw(self, mailing_id: int) -> None:
        """Every WAITING recipient is WITHDRAWN."""
        self._unit.execute(_WITHDRAW, {"of": mailing_id})

    def of_person(self, person_id: int) -> Sequence[tuple[int, RecipientState]]:
        """The mailings whose recipient they are; a look at the index for each mailing there is."""
        return [(row.mailing_id, row.state) for row in self._unit.execute(_OF_PERSON, {"person": person_id})]

    def settle(self, mailing_id: int, person_id: int, state: RecipientState) -> None:
        """What became of the message to a QUEUED recipient."""
        self._unit.execute(_SETTLE, {"of": mailing_id, "person": person_id, "became": state})

    def _one(self, statement: Any, mailing_id: int) -> Mailing | None:
        row = self._unit.execute(statement, {"of": mailing_id}).first()
        return None if row is None else _from_row(row)


def _to_row(mailing: Mailing) -> dict[str, Any]:
    row = {name: getattr(mailing, name) for name in _FIELDS}
    texts = {language.value: words for language, words in mailing.texts.items()}
    audience = {"audience": mailing.audience.kind, "audience_value": mailing.audience.value}
    return row | audience | {"texts": texts, "services": list(mailing.services)}


def _from_row(row: Row[Any]) -> Mailing:
    plain = {name: getattr(row, name) for name in _FIELDS}
    return Mailing(
        id=row.id,
        services=tuple(row.services),
        texts={Language(language): words for language, words in row.texts.items()},
        audience=Audience(row.audience, row.audience_value),
        **plain,
    )
