"""A mailing in a client's language, spoken in the middle of what is said in the group's."""

from datetime import datetime

from desk.house import House
from desk.mailings import text_for
from desk.model import Language
from desk.ports_mailings import Mailing
from handlers.texts.common import quote, speak


def as_client(house: House, mailing: Mailing, language: Language, _now: datetime) -> str:
    """Exactly what a client of this language gets (HTML)."""
    speak(language)
    try:
        return quote(text_for(mailing, house.regulation, language))
    finally:
        speak(house.group_language)
