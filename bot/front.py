"""What the handlers bring to the process."""

from aiogram.utils.i18n import I18n
from handlers.notices import NoticeWords

from bot.app import Front
from desk.house import House
from desk.regulation import Regulation
from handlers import profile, routers


def front(regulation: Regulation, i18n: I18n, house: House) -> Front:
    """The handlers of the product."""
    return Front(routers.build(), NoticeWords(regulation, i18n, house.group_language), profile.publish)
