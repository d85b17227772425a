"""The digests in words."""

from dataclasses import replace
from datetime import date, timedelta

import pytest
from aiogram.methods import SendMessage
from aiogram.utils.i18n import I18n

from desk.answers import length
from desk.briefing import NO_TICKET, Briefing
from desk.digests import Digest
from desk.figures import Stars
from desk.house import House
from desk.model import Clocks, Language, Person, Ticket
from desk.notices_reports import DayDigest, OfReports, WeekDigest
from desk.periods import Period
from desk.regulation import Regulation
from handlers.notices import Words
from handlers.outgoing import Say
from tests.handlers.test_notices import shown, translated
from tests.support.clock import MONDAY_NOON as NOW
from tests.support.regulations import IPMG, PROVIDENCE
from tests.support.rules import broken_rule
from tests.support.session import FakeTelegram, fake_bot

__all__ = ["translated"]

SUNDAY, MONDAY = date(2026, 11, 22), date(2026, 11, 16)


def waiting(regulation: Regulation, number: int) -> Ticket:
    """An open ticket whose deadline is in some hours."""
    due = NOW + timedelta(hours=number % 100)
    return replace(
        NO_TICKET, id=number, key=f"{regulation.prefix}-{number}", priority=regulation.priorities[0].key,
        clocks=Clocks(resolution_due=due), card_chat_id=-1_001_234_567_890, card_id=number,
    )  # fmt: skip


def digest(regulation: Regulation, language: Language, notice: OfReports, found: Digest) -> Say:
    """What the group reads."""
    briefing = Briefing(notice, NO_TICKET, Person(0, ""), digest=found)
    outgoing = Words(House(regulation, -1, language)).word(briefing, NOW)
    assert isinstance(outgoing, Say)
    return outgoing


def test_a_day_says_what_was_and_how_it_stands(translated: I18n) -> None:
    zone = IPMG.timezone
    stars = Stars((0, 0, 0, 1, 1))
    found = Digest(Period(SUNDAY, SUNDAY, zone), 12, 9, stars, 7, 2, [waiting(IPMG, 1001)])
    with translated.context():
        said = shown(digest(IPMG, Language.EN, DayDigest(SUNDAY.isoformat(), zone), found).text)
    for part in ("The day before · November 22, 2026", "Opened: 12", "Closed: 9", "4.5", "Open now: 7", "Late now: 2"):
        assert part in said
    assert "IPMG-1001" in said


def test_a_week_in_which_nothing_was_has_no_chart(translated: I18n) -> None:
    found = Digest(Period(MONDAY, SUNDAY, IPMG.timezone), 0, 0, Stars(), 0, 0, [])
    with translated.context():
        said = digest(IPMG, Language.EN, WeekDigest(MONDAY.isoformat(), IPMG.timezone), found)
    assert said.keyboard is None
    assert "The week before" in said.text
    assert "Late now" not in said.text


@pytest.mark.parametrize("regulation", [IPMG, PROVIDENCE], ids=["ipmg", "providence"])
@pytest.mark.parametrize("language", Language)
def test_the_largest_is_one_legal_message(translated: I18n, regulation: Regulation, language: Language) -> None:
    zone, many = regulation.timezone, 10**9
    nearest = [waiting(regulation, 10**9 + number) for number in range(5)]
    found = Digest(Period(MONDAY, SUNDAY, zone), many, many, Stars((many,) * 5), many, many, nearest)
    with translated.context():
        outgoing = digest(regulation, language, WeekDigest(MONDAY.isoformat(), zone), found)
    assert length(shown(outgoing.text)) <= 4096
    call = SendMessage(chat_id=1, text=outgoing.text, reply_markup=outgoing.keyboard)
    assert broken_rule(fake_bot(FakeTelegram()), call) is None
