"""The buttons under the end of a request, and under its rating."""

from aiogram.types import InlineKeyboardButton, InlineKeyboardMarkup

from desk.ratings import STARS, Rated
from handlers.callbacks import Complain, NoWord, Rate
from handlers.texts import closing, labels, service

Row = list[InlineKeyboardButton]


def stars(ticket_id: int, entry_id: int, given: int = 0, *, panel: bool = False) -> Row:
    """Five buttons; `given` is marked. `panel`: they stand under the rating itself."""
    return [
        InlineKeyboardButton(
            text=closing.stars_label(count, given=count == given),
            callback_data=Rate(ticket=ticket_id, entry=entry_id, stars=count, panel=panel).pack(),
        )
        for count in STARS
    ]


def rated(found: Rated) -> InlineKeyboardMarkup:
    """Other stars; Skip as long as a word is asked for; Complain under a low one."""
    rating = found.rating
    rows = [stars(rating.ticket_id, rating.entry_id, rating.stars, panel=True)]
    if found.asks:
        skip = NoWord(ticket=rating.ticket_id, entry=rating.entry_id).pack()
        rows.append([InlineKeyboardButton(text=labels.skip(), callback_data=skip)])
    if found.low:
        complain = Complain(ticket=rating.ticket_id).pack()
        rows.append([InlineKeyboardButton(text=service.complain_label(), callback_data=complain)])
    return InlineKeyboardMarkup(inline_keyboard=rows)
