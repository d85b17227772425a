"""Mailings in words: what a client gets, what the group sees of the progress, and the report."""

import html
import re
from collections.abc import Iterator
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest
from aiogram.methods import SendMessage
from aiogram.utils.i18n import I18n

from desk.answers import length
from desk.briefing import NO_TICKET, Briefing
from desk.house import House
from desk.mailings import TEXT_LIMIT
from desk.model import Language, Person
from desk.notices_mailings import MailingNotice, MailingProgress, MailingReport
from desk.ports_mailings import Mailing, MailingKind, MailingState, Progress
from desk.regulation import Regulation
from handlers import mailing_notices
from handlers.notices import Words
from handlers.outgoing import Edit, Say
from tests.handlers.test_notices import translated
from tests.support.clock import MONDAY_NOON as NOW
from tests.support.regulations import IPMG, PROVIDENCE
from tests.support.rules import broken_rule
from tests.support.session import FakeTelegram, fake_bot

__all__ = ["translated"]

HOUR = timedelta(hours=1)
EMMA = Person(7, "Emma", language=Language.EN)
I18N = I18n(path=Path(__file__).parent, default_locale="en", domain="no-such-catalogue")
SENT = Mailing(
    3, MailingKind.MAINTENANCE, MailingState.RUNNING, 601, "Софія", -1, NOW,
    message_id=77, window_start=NOW + 12 * HOUR, window_end=NOW + 16 * HOUR, services=(IPMG.topics[0].key,),
    texts={Language.EN: "Some channels <may> be missing & come back."}, started_at=NOW, running_since=NOW,
)  # fmt: skip
FIGURES = Progress(total=200, sent=90, blocked=4, failed=3, uncertain=2, left=100, skipped=1, time_to_go=3 * HOUR)


@pytest.fixture(autouse=True)
def texts() -> Iterator[None]:
    """The sources, in English."""
    with I18N.context():
        yield


def said(
    notice: MailingNotice | MailingProgress | MailingReport,
    mailing: Mailing = SENT,
    progress: Progress | None = FIGURES,
    regulation: Regulation = IPMG,
    client: Person = EMMA,
) -> Say | Edit:
    """What goes out."""
    words = Words(House(regulation, -1, Language.EN))
    outgoing = words.word(Briefing(notice, NO_TICKET, client, mailing=mailing, progress=progress), NOW)
    assert isinstance(outgoing, Say | Edit)
    return outgoing


def lines(outgoing: Say | Edit) -> list[str]:
    """The words without tags."""
    return html.unescape(re.sub(r"<[^>]*>", "", outgoing.text)).split("\n")


def test_a_client_reads_when_what_and_the_text_by_dates_that_stay_true() -> None:
    assert lines(said(MailingNotice(3, 7))) == [
        "🛠 Planned maintenance",
        "",
        "Time: Tue 24 Nov, 02:00–06:00 (Kyiv time)",
        "Affected: " + IPMG.text(IPMG.topics[0].name, Language.EN),
        "",
        "Some channels <may> be missing & come back.",
    ]


KINDS = [(MailingKind.FINISHED, "Maintenance finished", "Time: "), (MailingKind.POSTPONED, "postponed", "New time: ")]


@pytest.mark.parametrize(("kind", "head", "time"), KINDS)
def test_a_follow_up_says_what_it_is(kind: MailingKind, head: str, time: str) -> None:
    end = NOW + 36 * HOUR
    first, _, when, *_rest = lines(said(MailingNotice(3, 7), replace(SENT, kind=kind, window_end=end)))
    assert first.endswith(head)
    assert when == f"{time}Tue 24 Nov, 02:00 – Wed 25 Nov, 02:00 (Kyiv time)"


def test_what_is_not_known_is_left_out() -> None:
    bare = replace(SENT, window_start=None, window_end=None, services=())
    assert lines(said(MailingNotice(3, 7), bare))[2:] == ["Some channels <may> be missing & come back."]
    next_year = replace(SENT, window_start=NOW + 60 * 24 * HOUR, window_end=NOW + 60 * 24 * HOUR + HOUR)
    assert "Fri 22 Jan 2027, 14:00–15:00" in said(MailingNotice(3, 7), next_year).text


def test_the_switch_is_under_each_mailing() -> None:
    keyboard = said(MailingNotice(3, 7)).keyboard
    assert keyboard is not None
    [[button]] = keyboard.inline_keyboard
    assert "off" in button.text


@pytest.mark.parametrize("regulation", [IPMG, PROVIDENCE], ids=["ipmg", "providence"])
@pytest.mark.parametrize("language", Language)
@pytest.mark.parametrize("text", ["x", "<", "&", "😀"])
def test_the_longest_text_with_its_frame_fits_one_message(
    translated: I18n, regulation: Regulation, language: Language, text: str
) -> None:
    full = (text * TEXT_LIMIT)[: TEXT_LIMIT // length(text)]
    keys = tuple(topic.key for topic in regulation.topics)
    largest = replace(SENT, services=keys * 10, texts=dict.fromkeys(Language, full))
    for kind in MailingKind:
        with translated.context():
            outgoing = said(
                MailingNotice(3, 7), replace(largest, kind=kind), None, regulation, replace(EMMA, language=language)
            )
        message = SendMessage(chat_id=7, text=outgoing.text, reply_markup=outgoing.keyboard)
        assert broken_rule(fake_bot(FakeTelegram()), message) is None
        assert length("\n".join(lines(outgoing))) <= 4096


def test_progress_is_posted_once_and_then_edited() -> None:
    first = said(MailingProgress(3), replace(SENT, message_id=None))
    assert isinstance(first, Say)
    edit = said(MailingProgress(3))
    assert isinstance(edit, Edit)
    assert (edit.message_id, edit.text) == (77, first.text)
    assert edit.keyboard is not None
    assert edit.keyboard.inline_keyboard
    assert lines(edit) == [
        "📣 Mailing 3: planned maintenance",
        "",
        "▓▓▓▓▓▓░░░░░░ 50% · running",
        "sent 90 of 200, blocked the bot 4, failed 3, not known 2, want none 1, left 100",
        "Time left: 3 hr",
    ]


def test_progress_of_what_does_not_run_has_no_time_to_go() -> None:
    paused = said(MailingProgress(3), replace(SENT, state=MailingState.PAUSED), replace(FIGURES, time_to_go=None))
    assert not any("Time left" in line for line in lines(paused))
    soon = said(MailingProgress(3), SENT, replace(FIGURES, time_to_go=timedelta(seconds=40)))
    assert lines(soon)[-1] == "Time left: less than a minute"
    waits = replace(SENT, state=MailingState.SCHEDULED, at=NOW + HOUR)
    assert lines(said(MailingProgress(3), waits, Progress()))[-1] == "It starts on Mon 23 Nov, 15:00 (Kyiv time)."


def test_the_report_has_every_figure_and_stands_in_reply_to_the_progress() -> None:
    done = replace(SENT, state=MailingState.DONE, ended_at=NOW + 2 * HOUR, running_since=None)
    told = said(MailingReport(3), done, Progress(200, 150, 20, 10, 5, 0, 15))
    assert isinstance(told, Say)
    assert told.reply_to == 77
    assert lines(told) == [
        "🏁 Mailing 3: planned maintenance",
        "",
        "The mailing has ended.",
        "Started: Mon 23 Nov, 14:00 (Kyiv time), took 2 hr",
        "",
        "200 recipients:",
        "✅ Sent: 150",
        "🚫 Blocked the bot: 20",
        "❌ Failed: 10",
        "❔ May have arrived, not sent again: 5",
        "🔕 Want no mailings: 15",
    ]


STOPPED = replace(SENT, state=MailingState.STOPPED, ended_at=NOW + HOUR, running_since=None)
ENDS = [
    (STOPPED, "The mailing was stopped."),
    (replace(STOPPED, started_at=None), "The mailing was stopped before it began. Nobody got it."),
    (
        replace(STOPPED, started_at=None, ended_at=NOW + 17 * HOUR),
        "The mailing did not begin: by its time the maintenance was over. Nobody got it.",
    ),
]


@pytest.mark.parametrize(("mailing", "why"), ENDS)
def test_the_report_says_why_it_ended(mailing: Mailing, why: str) -> None:
    assert lines(said(MailingReport(3), mailing, Progress()))[2] == why


def test_a_preview_is_in_the_clients_language_and_leaves_the_groups() -> None:
    text = mailing_notices.notice(IPMG, SENT, Language.UK, Language.EN, NOW)
    assert "Some channels" in text
    assert "Planned" in said(MailingNotice(3, 7)).text
