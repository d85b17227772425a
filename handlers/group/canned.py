"""Prepared answers of the regulation: chosen by title, shown as the client will read them, sent or edited first."""

from desk import canned
from desk.model import Action, Ticket
from desk.regulation import Regulation
from handlers.group.menus import Menu
from handlers.group.seat import Seat
from handlers.texts import tools as texts
from handlers.texts.terms import said


def _options(regulation: Regulation) -> list[tuple[str, str]]:
    return [(one.key, said(regulation, one.title)) for one in regulation.canned]


async def _confirm(seat: Seat, ticket: Ticket, key: str) -> str:
    return texts.canned_chosen(ticket, await _quoted(seat, ticket, key))


async def _quoted(seat: Seat, ticket: Ticket, key: str) -> str:
    return (await seat.desk.read(canned.prepared, seat.house, ticket.id, key)).text


async def _now(seat: Seat, ticket: Ticket, key: str) -> str:
    done = await seat.desk.run(canned.send, seat.house, seat.engineer, ticket.id, key)
    return texts.answer_sent(done)


MENU = Menu(
    Action.SEND_CANNED, _options, texts.canned_menu, _confirm, _quoted, _now, texts.send_label, texts.edit_label
)
