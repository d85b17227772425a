"""What each answer of the Bot API means, and what becomes of the message: tables."""

from datetime import UTC, datetime, timedelta

import pytest
from aiogram import Bot
from aiogram.exceptions import AiogramError
from aiogram.methods import SendMessage

from bot.faults import Fault, Outcome, classify
from bot.verdict import backoff, decide
from desk.briefing import Briefing
from desk.delivery import Blocked, Errand, GivenUp, Moved, PutOff
from desk.model import Clocks, Identity, Impact, Language, OutboxState, Person, Status, Ticket, Urgency
from desk.notices import TicketOpened
from desk.ports import OutboxRow
from tests.support.session import (
    FakeTelegram,
    Trouble,
    connection_broken,
    connection_refused,
    fake_bot,
    html_page,
    refusal,
    timeout,
)

NOW = datetime(2026, 11, 23, 12, tzinfo=UTC)


def _error(bot: Bot, trouble: Trouble) -> Exception:
    try:
        trouble(bot, SendMessage(chat_id=7, text="x"))
    except AiogramError as error:
        return error
    raise AssertionError("no trouble")


@pytest.mark.parametrize(
    ("trouble", "fault"),
    [
        (refusal(429, "Too Many Requests: retry after 3", retry_after=3), Fault.WAIT),
        (refusal(429, "Too Many Requests: later"), Fault.WAIT),
        (refusal(400, "Bad Request: group chat was upgraded", migrate_to_chat_id=-100), Fault.MOVED),
        (refusal(403, "Forbidden: bot was blocked by the user"), Fault.BLOCKED),
        (refusal(403, "Forbidden: user is deactivated"), Fault.BLOCKED),
        (refusal(400, "Bad Request: message is not modified: specified new message content"), Fault.SAME),
        (refusal(400, "Bad Request: message to edit not found"), Fault.NO_MESSAGE),
        (refusal(400, "Bad Request: message can't be edited"), Fault.NO_MESSAGE),
        (refusal(400, "Bad Request: MESSAGE_ID_INVALID"), Fault.NO_MESSAGE),
        (refusal(400, "Bad Request: message thread not found"), Fault.NO_REPLY),
        (refusal(400, "Bad Request: TOPIC_DELETED"), Fault.NO_REPLY),
        (refusal(400, "Bad Request: message to be replied not found"), Fault.NO_REPLY),
        (refusal(400, "Bad Request: chat not found"), Fault.NO_CHAT),
        (refusal(400, "Bad Request: chat_id is empty"), Fault.NO_CHAT),
        (refusal(400, "Bad Request: not enough rights to send text messages to the chat"), Fault.NO_CHAT),
        (refusal(400, "Bad Request: can't parse entities: Unsupported start tag"), Fault.UNPARSABLE),
        (refusal(400, "Bad Request: message is too long"), Fault.TOO_LONG),
        (refusal(400, "Bad Request: message caption is too long"), Fault.TOO_LONG),
        (refusal(400, "Bad Request: wrong file identifier/HTTP URL specified"), Fault.BAD_FILE),
        (refusal(400, "Bad Request: PHOTO_INVALID_DIMENSIONS"), Fault.BAD_FILE),
        (refusal(413, "Request Entity Too Large"), Fault.BAD_FILE),
        (
            refusal(400, "Bad Request: query is too old and response timeout expired"),
            Fault.STALE,
        ),
        (refusal(400, "Bad Request: BUTTON_DATA_INVALID"), Fault.REJECTED),
        (refusal(400, "Bad Request: can't parse inline keyboard button"), Fault.REJECTED),
        (refusal(500, "Internal Server Error"), Fault.DOWN),
        (refusal(502, "Bad Gateway"), Fault.DOWN),
        (refusal(500, "Internal Server Error: restart"), Fault.DOWN),
        (refusal(401, "Unauthorized"), Fault.NOT_KNOWN),
        (refusal(404, "Not Found"), Fault.NOT_KNOWN),
        (refusal(409, "Conflict: terminated by other getUpdates request"), Fault.DOWN),
        (connection_refused, Fault.DOWN),
        (connection_broken, Fault.DOUBTFUL),
        (timeout, Fault.DOUBTFUL),
        (html_page, Fault.DOUBTFUL),
    ],
)
def test_every_answer_has_its_class(trouble: Trouble, fault: Fault) -> None:
    assert classify(_error(fake_bot(FakeTelegram()), trouble)).fault is fault


def test_what_is_no_answer_of_telegram_is_doubtful_or_our_own() -> None:
    assert classify(TimeoutError()).fault is Fault.DOUBTFUL
    assert classify(ZeroDivisionError()).fault is Fault.BROKEN


def test_numbers_come_along() -> None:
    bot = fake_bot(FakeTelegram())
    assert classify(_error(bot, refusal(429, "Too Many Requests", retry_after=17))).wait == 17
    assert classify(_error(bot, refusal(400, "upgraded", migrate_to_chat_id=-100123))).chat_id == -100123


def errand(chat_id: int = 7, urgency: Urgency = Urgency.REPLY, attempts: int = 0) -> Errand:
    """News of a ticket of client 7."""
    ticket = Ticket(
        1001, "IPMG-1001", 7, 1, Language.EN, Status.CREATED, "level1", "other", Impact.DOWN, None, Identity(),
        "p", "", NOW, Clocks(),
    )  # fmt: skip
    row = OutboxRow(1, chat_id, TicketOpened(1001), urgency.rank, False, attempts, 1001)
    return Errand(row, Briefing(row.notice, ticket, Person(7, "Emma")))


CLIENT, GROUP, SUPERVISOR = 7, -100, 9


@pytest.mark.parametrize(
    ("fault", "chat_id", "urgency", "attempts", "report"),
    [
        (Fault.WAIT, CLIENT, Urgency.MAILING, 5000, PutOff),
        (Fault.MOVED, GROUP, Urgency.CARD, 0, Moved),
        (Fault.BLOCKED, CLIENT, Urgency.REPLY, 0, Blocked),
        (Fault.BLOCKED, GROUP, Urgency.CARD, 100, PutOff),
        (Fault.NO_CHAT, CLIENT, Urgency.REPLY, 0, GivenUp),
        (Fault.NO_CHAT, GROUP, Urgency.CARD, 100, PutOff),
        (Fault.NO_CHAT, GROUP, Urgency.CARD, 880, GivenUp),
        (Fault.BLOCKED, 0, Urgency.CARD, 100, PutOff),  # until a group is named
        (Fault.BLOCKED, SUPERVISOR, Urgency.REPLY, 0, GivenUp),  # who never pressed Start: says nothing of the group
        (Fault.NO_CHAT, SUPERVISOR, Urgency.REPLY, 0, GivenUp),
        (Fault.DOWN, CLIENT, Urgency.REPLY, 879, PutOff),
        (Fault.DOWN, CLIENT, Urgency.REPLY, 880, GivenUp),
        (Fault.DOWN, CLIENT, Urgency.MAILING, 0, PutOff),
        (Fault.NOT_KNOWN, CLIENT, Urgency.REPLY, 0, PutOff),
        (Fault.DOUBTFUL, CLIENT, Urgency.CRITICAL, 0, PutOff),
        (Fault.DOUBTFUL, CLIENT, Urgency.REPLY, 3, PutOff),
        (Fault.DOUBTFUL, CLIENT, Urgency.MAILING, 0, GivenUp),
        (Fault.BROKEN, CLIENT, Urgency.REPLY, 4, PutOff),
        (Fault.BROKEN, CLIENT, Urgency.REPLY, 5, GivenUp),
        (Fault.REJECTED, CLIENT, Urgency.REPLY, 0, GivenUp),
        (Fault.BAD_FILE, GROUP, Urgency.CARD, 0, GivenUp),
    ],
)
def test_every_fault_has_its_consequence(
    fault: Fault, chat_id: int, urgency: Urgency, attempts: int, report: type
) -> None:
    outcome = Outcome(fault, "reason", wait=9, chat_id=-200)
    assert type(decide(errand(chat_id, urgency, attempts), outcome, NOW, 0.5)) is report


def test_only_what_may_have_arrived_ends_uncertain() -> None:
    ended = decide(errand(urgency=Urgency.MAILING), Outcome(Fault.DOUBTFUL, "?"), NOW, 0.5)
    assert ended == GivenUp(errand(urgency=Urgency.MAILING).row, "?", OutboxState.UNCERTAIN)


def test_telegrams_wait_is_kept_and_counts_as_no_attempt() -> None:
    put_off = decide(errand(), Outcome(Fault.WAIT, "429", wait=9), NOW, 0.5)
    assert put_off == PutOff(errand().row, NOW + timedelta(seconds=9), "429", counted=False, hold=True)


def test_waits_double_from_a_second_to_five_minutes_and_last_three_days() -> None:
    waits = [backoff(attempts, 0.5).total_seconds() for attempts in range(880)]
    assert waits[:10] == [1, 2, 4, 8, 16, 32, 64, 128, 256, 300]
    assert timedelta(days=3) <= timedelta(seconds=sum(waits)) < timedelta(days=3, hours=2)
    assert (backoff(3, 0), backoff(3, 1)) == (timedelta(seconds=6), timedelta(seconds=10))
