"""What becomes of a message that had to be told: sent, put off, given up; and whom that concerns in turn."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta

from desk import escalation, mailing_run, rights
from desk.briefing import Briefing, OvertakenError, brief
from desk.model import Actor, EventKind, OutboxState, Role, Urgency
from desk.notices import ClientUnreachable, DeliveryFailed, Receipt, Spoken
from desk.notices_escalation import Alarm, CallSettled
from desk.notices_mailings import MailingNotice, MailingProgress
from desk.ports import OutboxRow, Work
from desk.ports_mailings import RecipientState
from desk.rights import Shut


@dataclass(frozen=True, slots=True)
class Sent:
    """It went out as `message_id`; `card` is (chat, message) where it is the ticket's card in a new place.

    `copies` are people's messages that went with it: (our message, Telegram's) pairs.
    """

    row: OutboxRow
    message_id: int | None
    card: tuple[int, int] | None = None
    copies: Sequence[tuple[int, int]] = ()


@dataclass(frozen=True, slots=True)
class PutOff:
    """It goes again at `until`. `counted` adds an attempt, `hold` makes the whole chat wait till then.

    `shut`: the engineers' chat is closed to the bot, and the supervisors hear it.
    """

    row: OutboxRow
    until: datetime
    reason: str
    counted: bool = True
    hold: bool = False
    shut: Shut | None = None


@dataclass(frozen=True, slots=True)
class GivenUp:
    """It is not tried again: DEAD, or UNCERTAIN when it may have gone out."""

    row: OutboxRow
    reason: str
    state: OutboxState = OutboxState.DEAD


@dataclass(frozen=True, slots=True)
class Blocked:
    """The client blocked the bot or deleted the account."""

    row: OutboxRow
    reason: str


@dataclass(frozen=True, slots=True)
class Overtaken:
    """It is no longer true: nobody is told, and nothing went wrong."""

    row: OutboxRow
    reason: str = "overtaken by what happened since"


@dataclass(frozen=True, slots=True)
class Moved:
    """The group became a supergroup with this id."""

    row: OutboxRow
    chat_id: int


@dataclass(frozen=True, slots=True)
class HoldAll:
    """Telegram slows the whole bot down until then."""

    until: datetime


Report = Sent | PutOff | GivenUp | Blocked | Overtaken | Moved | HoldAll


@dataclass(frozen=True, slots=True)
class Errand:
    """A claimed row with what is needed to word it."""

    row: OutboxRow
    briefing: Briefing


@dataclass(frozen=True, slots=True)
class Exchange:
    """What is to be sent now, what was given up while claiming, and, with nothing to send, when to come again."""

    errands: tuple[Errand, ...]
    dropped: tuple[GivenUp | Blocked | Overtaken, ...] = ()
    next_due: datetime | None = None


def exchange(
    work: Work,
    reports: Sequence[Report],
    *,
    limit: int,
    lease: timedelta,
    group_id: int | None,
    mailings: int | None = None,
) -> Exchange:
    """Write down what became of the last messages and claim up to `limit` next ones, in one unit.

    `group_id` is the engineers' chat that hears of failures; None: nobody does. At most `mailings` of the next ones
    are messages of mailings; None: as many as there are.
    """
    for report in reports:
        _settle(work, report, group_id)
    if limit > 0:
        mailing_run.go_on(work, {number for report in reports if (number := _mailing(report))})
    errands: list[Errand] = []
    dropped: list[GivenUp | Blocked | Overtaken] = []
    for row in work.outbox.claim(limit, lease, mailings=mailings) if limit > 0 else ():
        outcome = _prepare(work, row)
        if isinstance(outcome, Errand):
            errands.append(outcome)
        else:
            _settle(work, outcome, group_id)
            dropped.append(outcome)
    next_due = None if errands else work.outbox.next_due(mailings=mailings != 0)
    return Exchange(tuple(errands), tuple(dropped), next_due)


def _mailing(report: Report) -> int | None:
    """The mailing of one of whose messages this is the end."""
    if isinstance(report, Sent | GivenUp | Blocked) and isinstance(report.row.notice, MailingNotice):
        return report.row.notice.mailing_id
    return None


def _prepare(work: Work, row: OutboxRow) -> Errand | GivenUp | Blocked | Overtaken:
    if row.again and row.urgency == Urgency.MAILING.rank:
        return GivenUp(row, "the process ended while it was being sent", OutboxState.UNCERTAIN)
    try:
        briefing = brief(work, row.notice, row.chat_id)
    except OvertakenError:
        return Overtaken(row)
    except LookupError:
        return GivenUp(row, "what it is about is gone")
    if row.chat_id == briefing.client.id and not briefing.client.reachable:
        return Blocked(row, "the client cannot be reached")
    return Errand(row, briefing)


def _settle(work: Work, report: Report, group_id: int | None) -> None:
    if isinstance(report, Sent | GivenUp | Blocked | Overtaken) and isinstance(report.row.notice, MailingNotice):
        _of_mailing(work, report.row.notice, report)
        return
    match report:
        case Sent():
            _sent(work, report)
        case PutOff():
            _put_off(work, report)
        case Overtaken(row=row):
            work.outbox.give_up(row.id, OutboxState.DEAD, report.reason)
        case GivenUp() | Blocked():
            _lost(work, report, group_id)
        case Moved(row=row):
            work.chats.migrate(row.chat_id, report.chat_id)
            work.outbox.retry(row.id, work.now, "the group became a supergroup", counted=False)
        case _:  # HoldAll: mypy holds that nothing else is left
            work.outbox.hold(None, report.until)


def _lost(work: Work, report: GivenUp | Blocked, group_id: int | None) -> None:
    """It does not reach whom it was for, and whoever that concerns hears it."""
    row = report.row
    if isinstance(row.notice, Alarm | CallSettled):
        _not_reached(work, row.notice, report, group_id)
    elif isinstance(report, GivenUp):
        work.outbox.give_up(row.id, report.state, report.reason)
        if report.state is OutboxState.DEAD:
            tell_failed(work, row, report.reason, group_id)
    else:
        work.outbox.give_up(row.id, OutboxState.DEAD, report.reason)
        told = isinstance(row.notice, Spoken)
        deleted = "deactivated" in report.reason.lower()
        mark_unreachable(work, row.notice.ticket_id, None if told else group_id, deleted=deleted)
        if told:
            tell_failed(work, row, report.reason, group_id)


def _sent(work: Work, report: Sent) -> None:
    row = report.row
    work.outbox.sent(row.id, report.message_id)
    if row.chat_id < 0:
        rights.reopened(work, row.chat_id)
    if isinstance(row.notice, MailingProgress) and report.message_id is not None:
        work.mailings.place(row.notice.mailing_id, row.chat_id, report.message_id)
    if report.card is not None:
        work.tickets.set_card(row.notice.ticket_id, *report.card)
    work.messages.sent(row.chat_id, report.copies)
    _acknowledge(work, row)


def _put_off(work: Work, report: PutOff) -> None:
    row = report.row
    work.outbox.retry(row.id, report.until, report.reason, counted=report.counted)
    if report.hold:
        work.outbox.hold(row.chat_id, report.until)
    if report.shut is not None:
        rights.shut(work, row.chat_id, report.shut)


def _not_reached(work: Work, alarm: Alarm | CallSettled, report: GivenUp | Blocked, group_id: int | None) -> None:
    """Whoever was to be told in private cannot be; that an engineer blocked the bot says nothing of the client."""
    work.outbox.give_up(report.row.id, OutboxState.DEAD, report.reason)
    if group_id is not None and isinstance(alarm, Alarm):
        escalation.not_reached(work, alarm, group_id)


def _of_mailing(work: Work, notice: MailingNotice, report: Sent | GivenUp | Blocked | Overtaken) -> None:
    """What became of one of a mailing's messages; of the person only they themselves are to hear."""
    row = report.row
    match report:
        case Sent(message_id=message_id):
            work.outbox.sent(row.id, message_id)
            became = RecipientState.SENT
        case GivenUp(state=state, reason=reason):
            work.outbox.give_up(row.id, state, reason)
            became = RecipientState.UNCERTAIN if state is OutboxState.UNCERTAIN else RecipientState.FAILED
        case Blocked(reason=reason):
            work.outbox.give_up(row.id, OutboxState.DEAD, reason)
            became = RecipientState.BLOCKED
            client = work.people.get(notice.person_id)
            if client is not None and client.reachable:
                work.people.save(replace(client, reachable=False))
        case _:  # Overtaken: it must not go any more
            work.outbox.drop(row.id)
            became = mailing_run.withheld(work, notice) or RecipientState.WAITING
    work.mailings.settle(notice.mailing_id, notice.person_id, became)


def _acknowledge(work: Work, row: OutboxRow) -> None:
    """An engineer's message that has reached the client gets its receipt."""
    message = work.messages.get(row.notice.message_id) if isinstance(row.notice, Spoken) else None
    if message is not None and message.author.role is Role.ENGINEER and message.message_id is not None:
        work.outbox.put(
            Receipt(row.notice.ticket_id, message.id),
            key=f"receipt:{message.id}",
            chat_id=message.chat_id,
            urgency=Urgency.CARD,
            silent=True,
            ticket_id=row.notice.ticket_id,
        )


def mark_unreachable(work: Work, ticket_id: int, group_id: int | None, *, deleted: bool = False) -> None:
    """The client cannot be written to until they write again; the engineers hear it once a ticket."""
    ticket = work.tickets.get(ticket_id)
    client = work.people.get(ticket.client_id) if ticket else None
    if ticket is None or client is None:
        return
    if client.reachable:
        work.people.save(replace(client, reachable=False))
    if any(entry.kind is EventKind.CLIENT_UNREACHABLE for entry in work.tickets.history(ticket_id)):
        return
    work.tickets.log(ticket_id, work.now, EventKind.CLIENT_UNREACHABLE, Actor(Role.SYSTEM), {})
    if group_id is not None:
        work.outbox.put(
            ClientUnreachable(ticket_id, deleted),
            key=f"unreachable:{ticket_id}",
            chat_id=group_id,
            urgency=Urgency.REPLY,
            ticket_id=ticket_id,
        )


def tell_failed(work: Work, row: OutboxRow, reason: str, group_id: int | None) -> None:
    """The engineers hear that something for the client of a ticket was not delivered; nothing else is worth a word."""
    ticket = work.tickets.get(row.notice.ticket_id)
    if ticket is None or row.chat_id != ticket.client_id or group_id is None:
        return
    work.outbox.put(
        DeliveryFailed(ticket.id, reason, row.id, getattr(row.notice, "message_id", None)),
        key=f"failed:{row.id}:{work.now.isoformat()}",
        chat_id=group_id,
        urgency=Urgency.REPLY,
        ticket_id=ticket.id,
    )


def adopt_group(work: Work, group_id: int) -> None:
    """What was put while there was no engineers' group (chat 0) goes to the first one that is named."""
    if work.chats.current(0) == 0:
        work.chats.migrate(0, group_id)
