"""Passing a request on to another department (providence 2.2, 3.3)."""

from desk import passing
from desk.model import Action, Ticket
from desk.regulation import Regulation
from handlers.group.menus import Menu
from handlers.group.seat import Seat
from handlers.texts import group
from handlers.texts import tools as texts
from handlers.texts.terms import department_name


def _options(regulation: Regulation) -> list[tuple[str, str]]:
    named = [(one.key, department_name(regulation, one.key)) for one in regulation.departments]
    return [(key, name[:1].upper() + name[1:]) for key, name in named]  # a button begins like the others


async def _confirm(seat: Seat, ticket: Ticket, department: str) -> str:
    return texts.department_chosen(seat.house.regulation, ticket, department)


async def _quoted(seat: Seat, _ticket: Ticket, department: str) -> str:
    return department_name(seat.house.regulation, department)


async def _now(seat: Seat, ticket: Ticket, department: str) -> str:
    done = await seat.desk.run(passing.pass_on, seat.house, seat.engineer, ticket.id, department)
    return texts.passed_on(done)


MENU = Menu(
    Action.PASS_ON, _options, texts.department_menu, _confirm, _quoted, _now,
    texts.pass_on_now_label, group.comment_label,
)  # fmt: skip
