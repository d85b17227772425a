"""Whom a mailing goes to, as SQL: one statement finds its recipients, however many they are."""

from collections.abc import Sequence
from typing import Any

from sqlalchemy import ColumnElement, Select, and_, case, false, func, literal, or_, select, text, true

from desk.model import Language
from desk.ports_mailings import Audience, AudienceKind, Mailing, RecipientState
from storage.tables import people, tickets
from storage.tables_mailings import recipients

_STATE = case(
    (~people.c.mailings, text(f"'{RecipientState.SKIPPED}'")),
    (~people.c.reachable, text(f"'{RecipientState.BLOCKED}'")),
    else_=text(f"'{RecipientState.WAITING}'"),
)
_KNOWN = people.c.id > 0
"""The erased are nobody, and have numbers below."""


def found(mailing: Mailing, languages: Sequence[Language], companies: Sequence[str]) -> Select[Any]:
    """`mailing_id`, `person_id` and `state` of everybody whom it goes to; `companies`: the names that its one has."""
    columns = (literal(mailing.id), people.c.id, _STATE.label("state"))
    if mailing.follows is None:
        return select(*columns).where(_KNOWN, _of(mailing.audience, languages, companies))
    reached = recipients.c.state.in_((RecipientState.SENT, RecipientState.UNCERTAIN))
    before = and_(recipients.c.mailing_id == mailing.follows, recipients.c.person_id == people.c.id, reached)
    return select(*columns).select_from(recipients.join(people, before))


def size(mailing: Mailing, languages: Sequence[Language], companies: Sequence[str]) -> Select[Any]:
    """How many of them get it."""
    everybody = found(mailing, languages, companies).where(people.c.mailings, people.c.reachable)
    return everybody.with_only_columns(func.count(), maintain_column_froms=True)


def _of(audience: Audience, languages: Sequence[Language], companies: Sequence[str]) -> ColumnElement[bool]:
    match audience.kind:
        case AudienceKind.ALL:
            return true()
        case AudienceKind.COMPANY:
            return people.c.company.in_(companies)
        case AudienceKind.TOPIC:
            of_client = and_(tickets.c.client_id == people.c.id, tickets.c.topic == audience.value)
            return select(tickets.c.id).where(of_client).exists()
        case AudienceKind.LANGUAGE:
            return _speaks(audience.value, languages)


def _speaks(language: str, languages: Sequence[Language]) -> ColumnElement[bool]:
    """As desk/house.py `language_of` has it: chosen, else Telegram's, else English, else the regulation's first."""
    default = Language.EN if Language.EN in languages else languages[0]
    not_chosen = or_(people.c.language.is_(None), people.c.language.not_in(languages))
    others = and_(*(~_has_code(one) for one in languages)) if language == default else false()
    return or_(people.c.language == language, and_(not_chosen, or_(_has_code(language), others)))


def _has_code(language: str) -> ColumnElement[bool]:
    """Telegram's language code is this one, or a variant of it (`uk-UA`)."""
    code = func.lower(func.coalesce(people.c.language_code, ""))
    return or_(code == language, code.like(f"{language}-%"))
