"""The buttons under the figures of a period: other periods, and what else can be seen of this one."""

from enum import StrEnum
from typing import Annotated

from aiogram.filters.callback_data import CallbackData
from aiogram.types import InlineKeyboardButton, InlineKeyboardMarkup
from pydantic import Field

from desk.periods import Period, Preset
from handlers.texts import stats as texts


class Show(StrEnum):
    """What of a period is wanted."""

    TEXT = "t"
    CHART = "c"
    STAFF = "e"
    XLSX = "x"
    CSV = "v"


SUPERVISORS = frozenset({Show.STAFF, Show.XLSX, Show.CSV})
"""What is about engineers, or has people's data; it goes to the supervisor in private."""


class StatsPress(CallbackData, prefix="gs"):
    """`period`: a preset, or the days `20261101-20261115`. Nothing of it is trusted: every press is checked."""

    show: Show
    period: Annotated[str, Field(max_length=24, pattern=r"^[a-z0-9_-]+$")]


def keyboard(period: Period) -> InlineKeyboardMarkup:
    """The periods as they are when a button is pressed, and this very period in other ways."""
    presets = [_button(texts.preset_label(one), Show.TEXT, one.value) for one in Preset]
    code = period.code()
    chart, staff = _button(texts.chart_label(), Show.CHART, code), _button(texts.staff_label(), Show.STAFF, code)
    files = [_button("📄 XLSX", Show.XLSX, code), _button("📄 CSV", Show.CSV, code)]
    return InlineKeyboardMarkup(inline_keyboard=[presets[:2], presets[2:4], presets[4:], [chart, staff], files])


def chart_only(period: Period) -> InlineKeyboardMarkup:
    """Under a digest."""
    return InlineKeyboardMarkup(inline_keyboard=[[_button(texts.chart_label(), Show.CHART, period.code())]])


def _button(label: str, show: Show, period: str) -> InlineKeyboardButton:
    return InlineKeyboardButton(text=label, callback_data=StatsPress(show=show, period=period).pack())
