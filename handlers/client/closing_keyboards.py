"""The buttons under the end of a request and its rating, and under what reminds of something."""

from aiogram.types import InlineKeyboardButton, InlineKeyboardMarkup

from desk.model import Draft, Ticket
from desk.ratings import STARS, Rated
from handlers.callbacks import LAST, Answer, Complain, FormAct, FormPress, Menu, MenuItem, NoWord, Rate, TicketPage
from handlers.texts import closing, labels, notices, service

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


def ask_again() -> InlineKeyboardMarkup:
    """Under the news that nobody answered a call, for the last time."""
    again = Menu(item=MenuItem.CALL_BACK).pack()
    return InlineKeyboardMarkup(
        inline_keyboard=[[InlineKeyboardButton(text=service.call_back_label(), callback_data=again)]]
    )


def answer(ticket: Ticket) -> InlineKeyboardMarkup:
    """Under a question that still waits: Answer, and the request."""
    rows = [
        [InlineKeyboardButton(text=labels.answer(), callback_data=Answer(ticket=ticket.id).pack())],
        [InlineKeyboardButton(text=notices.open_label(), callback_data=TicketPage(ticket=ticket.id, page=LAST).pack())],
    ]
    return InlineKeyboardMarkup(inline_keyboard=rows)


def unfinished(draft: Draft) -> InlineKeyboardMarkup:
    """Continue, or give it up; a form that went on since is shown where it stands then."""
    cancel = FormPress(draft=draft.id, revision=draft.revision, act=FormAct.CANCEL, at=draft.step).pack()
    row = [
        InlineKeyboardButton(text=labels.go_on(), callback_data=Menu(item=MenuItem.CONTINUE).pack()),
        InlineKeyboardButton(text=labels.cancel(), callback_data=cancel),
    ]
    return InlineKeyboardMarkup(inline_keyboard=[row])
