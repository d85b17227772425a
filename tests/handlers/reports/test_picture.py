"""Charts: of the right size, not blank, in every language without a missing letter."""

import io
import warnings
from collections.abc import Sequence
from datetime import date, timedelta

import pytest
from aiogram.utils.i18n import I18n
from PIL import Image

from desk.figures import Day, Figures, Level, Stars, Times
from desk.model import Language
from desk.periods import Period
from desk.ports_reports import Calls
from desk.regulation import Regulation
from handlers.reports.picture import WIDTH, draw
from handlers.texts import stats
from handlers.texts.chart import chart, nothing
from handlers.texts.common import speak
from tests.support.regulations import IPMG, PROVIDENCE, kyiv

SOME = Times(10, timedelta(minutes=40), timedelta(hours=5), 10, 9)


def figures(regulation: Regulation, days: int, *, busy: bool = True, topics: Sequence[tuple[str, int]] = ()) -> Figures:
    first = date(2026, 1, 1)
    period = Period(first, first + timedelta(days=days - 1), regulation.timezone)
    levels = [Level(one.key, 5, 4, SOME, SOME, SOME) for one in regulation.priorities]
    each = [Day(first + timedelta(days=n), n % 7, n % 5) for n in range(days)]
    idle = [Day(day.day, 0, 0) for day in each]
    some = SOME if busy else Times()
    return Figures(
        period, kyiv("2026-11-25 12:00"), 10 * busy, 8 * busy, 0, some, some, some,
        levels if busy else [], topics if busy else [], {}, Stars((0, 0, 1, 2, 9) if busy else (0,) * 5), [],
        each if busy else idle, Calls(),
    )  # fmt: skip


def drawn(regulation: Regulation, found: Figures) -> Image.Image:
    """The picture; a letter that the font lacks is a warning, and fails."""
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        return Image.open(io.BytesIO(draw(chart(regulation, found), nothing()))).convert("RGB")


@pytest.mark.parametrize("language", list(Language))
@pytest.mark.parametrize("regulation", [IPMG, PROVIDENCE], ids=["ipmg", "providence"])
@pytest.mark.parametrize("days", [1, 7, 30, 365])
def test_it_is_a_picture_for_a_phone(english: I18n, regulation: Regulation, language: Language, days: int) -> None:
    assert english
    speak(language)
    picture = drawn(regulation, figures(regulation, days, topics=[(one.key, 3) for one in regulation.topics]))
    assert picture.size[0] == WIDTH
    assert WIDTH * 0.7 < picture.size[1] < WIDTH * 2
    colours = {colour for _count, colour in picture.getcolors(WIDTH * 4000) or []}
    assert {(0x2B, 0x8A, 0x5B), (0xF0, 0x8C, 0x2E)} <= colours
    assert sum(picture.convert("L").histogram()[:128]) > 20_000


def test_chart_and_words_name_the_next_reaction_beside_the_first(english: I18n) -> None:
    assert english
    found = figures(IPMG, 7)
    assert [row.name for row in chart(IPMG, found).rows[0].rows][:3] == [
        "Standard: reaction", "Standard: next reaction", "Standard: resolution",
    ]  # fmt: skip
    text = stats.figures(IPMG, found)
    assert "Next reaction in time: 90% (9 of 10)" in text
    assert "Next reaction: median 40 min, 90% within 5 hr, in time 90% (9 of 10)" in text


def test_where_nothing_happened_it_says_so(english: I18n) -> None:
    assert english
    picture = drawn(IPMG, figures(IPMG, 7, busy=False))
    assert picture.size[0] == WIDTH
    assert picture.size[1] < WIDTH / 2


def test_a_dollar_in_a_name_is_a_dollar(english: I18n) -> None:
    assert english
    levels = (IPMG.priorities[0].model_copy(update={"name": dict.fromkeys(Language, "$x^{2}$ \\frac")}),)
    drawn(IPMG.model_copy(update={"priorities": levels}), figures(IPMG, 7))


@pytest.mark.parametrize(("days", "bars"), [(1, None), (7, 7), (31, 31), (32, 5), (365, 12), (1200, 4)])
def test_the_bars_are_never_too_many(english: I18n, days: int, bars: int | None) -> None:
    assert english
    found = chart(IPMG, figures(IPMG, days))
    assert (len(found.bars.opened) if found.bars else None) == bars
    assert found.bars is None or 0 < sum(bool(label) for label in found.bars.labels) <= 7
