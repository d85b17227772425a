"""Suspending with a ground (providence 4.6), and going on."""

from desk import suspension
from desk.model import Action, Ticket
from desk.regulation import Regulation
from handlers.group.callbacks import ToolPress
from handlers.group.menus import Menu
from handlers.group.seat import Seat
from handlers.texts import group
from handlers.texts import tools as texts
from handlers.texts.terms import ground_name


def _options(regulation: Regulation) -> list[tuple[str, str]]:
    return [(ground.key, ground_name(regulation, ground.key)) for ground in regulation.grounds]


async def _confirm(seat: Seat, ticket: Ticket, ground: str) -> str:
    return texts.ground_chosen(seat.house.regulation, ticket, ground)


async def _quoted(seat: Seat, _ticket: Ticket, ground: str) -> str:
    return ground_name(seat.house.regulation, ground)


async def _now(seat: Seat, ticket: Ticket, ground: str) -> str:
    done = await seat.desk.run(suspension.suspend, seat.house, seat.engineer, ticket.id, ground)
    return texts.suspended(done)


MENU = Menu(
    Action.SUSPEND, _options, texts.ground_menu, _confirm, _quoted, _now, texts.suspend_now_label, group.comment_label
)


async def resumed(seat: Seat, press: ToolPress) -> None:
    """Resume: at once."""
    ticket = await seat.desk.run(suspension.resume, seat.house, seat.engineer, press.ticket)
    await seat.answer(texts.resumed(ticket))
