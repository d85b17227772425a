"""The draft of a mailing as one message that is edited in place: its pages, and what it becomes when it is none."""

from collections.abc import Callable
from datetime import datetime
from typing import NamedTuple

from aiogram.types import InlineKeyboardMarkup

from desk.mailing_draft import View
from desk.model import Language
from desk.ports_mailings import Mailing
from desk.regulation import Regulation
from handlers.group.mailings import keyboards
from handlers.texts import mailing_wizard as texts
from handlers.texts.common import speak, spoken
from handlers.texts.mailing_refusals import lack
from handlers.texts.mailings import window


class Page(NamedTuple):
    """What the message shows."""

    text: str
    keyboard: InlineKeyboardMarkup | None


Maker = Callable[[Regulation, View, datetime], Page]


def summary(regulation: Regulation, view: View, now: datetime) -> Page:
    """The whole draft, with all that can be set."""
    missing = [lack(one) for one in view.lacks]
    text = texts.draft(regulation, view.mailing, view.size, missing, _as_read(regulation, view.mailing, now), now)
    return Page(text, keyboards.draft(view.mailing, ready=not missing))


def _as_read(regulation: Regulation, mailing: Mailing, now: datetime) -> list[str]:
    """The window as clients of each language read it."""
    start, end, here = mailing.window_start, mailing.window_end, spoken()
    if start is None or end is None:
        return []
    try:
        return [f"{one.value.upper()}: {_window(one, start, end, regulation, now)}" for one in regulation.languages]
    finally:
        speak(here)


def _window(language: Language, start: datetime, end: datetime, regulation: Regulation, now: datetime) -> str:
    speak(language)
    return window(start, end, regulation, now)


def services(regulation: Regulation, view: View, _now: datetime) -> Page:
    """Which topics are affected."""
    return Page(texts.services_page(view.mailing), keyboards.services(regulation, view.mailing))


def written(regulation: Regulation, view: View, _now: datetime) -> Page:
    """The text in each language."""
    return Page(texts.texts_page(regulation, view.mailing), keyboards.texts(regulation, view.mailing))


def audience(regulation: Regulation, view: View, _now: datetime) -> Page:
    """Whom it goes to."""
    text = texts.audience_page(regulation, view.mailing, view.size)
    return Page(text, keyboards.audience(regulation, view.mailing))


def languages(regulation: Regulation, view: View, _now: datetime) -> Page:
    """Those who are spoken to in a language."""
    return Page(texts.languages_page(view.mailing), keyboards.languages(regulation, view.mailing))


def topics(regulation: Regulation, view: View, _now: datetime) -> Page:
    """Those who asked about a topic."""
    return Page(texts.topics_page(view.mailing), keyboards.topics(regulation, view.mailing))


def start(regulation: Regulation, view: View, now: datetime) -> Page:
    """At once, or at a time."""
    return Page(texts.when_page(regulation, view.mailing, now), keyboards.when(view.mailing))


def sending(regulation: Regulation, view: View, now: datetime) -> Page:
    """Once more before it goes; where something has come to be missing, the draft."""
    if view.lacks:
        return summary(regulation, view, now)
    text = texts.send_page(regulation, view.mailing, view.size, now)
    return Page(text, keyboards.send(view.mailing, view.size))


def discarding(_regulation: Regulation, view: View, _now: datetime) -> Page:
    """Once more before it is thrown away."""
    return Page(texts.discard_page(view.mailing), keyboards.discard(view.mailing))


def handed_over(regulation: Regulation, mailing: Mailing, size: int, now: datetime) -> Page:
    """It is on its way; further news of it stand in its progress."""
    return Page(texts.handed_over(regulation, mailing, size, now), None)


def preview(regulation: Regulation, mailing: Mailing, language: Language, text: str) -> Page:
    """What a client of this language gets (`text`), and nothing else."""
    return Page(text, keyboards.preview(regulation, mailing, language))
