"""The buttons of the engineers' group. Labels by the glossary; what a card offers is decided in desk/rules.py."""

from collections.abc import Iterable

from aiogram.types import InlineKeyboardButton, InlineKeyboardMarkup

from desk.model import Action, Ticket
from desk.regulation import Regulation
from desk.rules import CLOSING, COMMENTED, buttons
from handlers.group.callbacks import Act, More, Press, Then, ToolPress
from handlers.texts import conversation
from handlers.texts import group as texts
from handlers.texts.common import resolution_label, shorten
from handlers.texts.terms import ground_name, priority_name

ACTS = {
    Action.TAKE: Act.TAKE,
    Action.ACKNOWLEDGE: Act.SEE,
    Action.ASK: Act.ASK,
    Action.CLOSE: Act.CLOSE,
    Action.REFUSE: Act.REFUSE,
    Action.SET_PRIORITY: Act.PRIORITY,
    Action.RELEASE: Act.RELEASE,
    Action.REOPEN: Act.REOPEN,
}
_FIRST = (Action.TAKE, Action.ACKNOWLEDGE)
_GROUND_WIDTH = 40
"""Characters of a ground on its button; the menu's text has it in full."""

Row = list[InlineKeyboardButton]


def of_ticket(ticket: Ticket, *, unseen: bool = False) -> InlineKeyboardMarkup:
    """The card's buttons in the ticket's present state: Take on a row of its own, the others two by two, then More.

    `unseen`: beside Take, one may say that one sees it (desk/chain.py `can_be_seen`).
    """
    actions = buttons(ticket, unseen=unseen)
    others = [action for action in actions if action not in _FIRST]
    rows = [row] if (row := _first(ticket, actions)) else []
    rows += [[_act(ticket, action) for action in others[place : place + 2]] for place in range(0, len(others), 2)]
    rows.append([InlineKeyboardButton(text=texts.more_label(), callback_data=More(ticket=ticket.id).pack())])
    return InlineKeyboardMarkup(inline_keyboard=rows)


def alarm(ticket: Ticket, *, unseen: bool) -> InlineKeyboardMarkup | None:
    """Under what is said out of turn of a critical request, as long as nobody has it."""
    row = _first(ticket, buttons(ticket, unseen=unseen))
    return InlineKeyboardMarkup(inline_keyboard=[row]) if row else None


def take_only(ticket: Ticket) -> InlineKeyboardMarkup | None:
    """Under news of a request, as long as nobody has it."""
    if Action.TAKE not in buttons(ticket):
        return None
    return InlineKeyboardMarkup(inline_keyboard=[[_act(ticket, Action.TAKE)]])


def more(ticket: Ticket, buttons: Iterable[InlineKeyboardButton]) -> InlineKeyboardMarkup:
    """What is behind More: what is needed seldom."""
    shown = list(buttons)
    return _menu([shown[place : place + 2] for place in range(0, len(shown), 2)], ticket)


def retry(ticket: Ticket, row_id: int) -> InlineKeyboardMarkup:
    """Under the news that something did not reach the client."""
    button = _button(conversation.retry_label(), ticket, Act.RETRY, str(row_id))
    return InlineKeyboardMarkup(inline_keyboard=[[button]])


def resolutions(ticket: Ticket) -> InlineKeyboardMarkup:
    """The five of Close; those that need an explanation lead straight to it."""
    choices = ((one.value, resolution_label(one), one in COMMENTED) for one in CLOSING)
    rows = [
        [_button(label, ticket, Act.CLOSE, value, Then.COMMENT if commented else Then.CHOOSE)]
        for value, label, commented in choices
    ]
    return _menu(rows, ticket)


def priorities(regulation: Regulation, ticket: Ticket) -> InlineKeyboardMarkup:
    """All of the regulation; the present one is marked. What follows on a choice is in reasons.py."""
    rows = [
        [
            InlineKeyboardButton(
                text=_marked(priority_name(regulation, one.key), one.key == ticket.priority),
                callback_data=ToolPress(ticket=ticket.id, tool=Action.SET_PRIORITY, value=one.key).pack(),
            )
        ]
        for one in regulation.priorities
    ]
    return _menu(rows, ticket)


def finish_close(ticket: Ticket, resolution: str) -> InlineKeyboardMarkup:
    """After a resolution: at once, or with a comment; Back leads to the resolutions."""
    return InlineKeyboardMarkup(
        inline_keyboard=[
            [_button(texts.close_now_label(), ticket, Act.CLOSE, resolution, Then.NOW)],
            [_button(texts.comment_label(), ticket, Act.CLOSE, resolution, Then.COMMENT)],
            [_button(texts.back_label(), ticket, Act.CLOSE)],
        ]
    )


def grounds(regulation: Regulation, ticket: Ticket) -> InlineKeyboardMarkup:
    """Numbered as in the menu's text."""
    rows = [
        [_button(shorten(f"{number}. {ground_name(regulation, one.key)}", _GROUND_WIDTH), ticket, Act.REFUSE, one.key)]
        for number, one in enumerate(regulation.grounds, 1)
    ]
    return InlineKeyboardMarkup(inline_keyboard=[*rows, [_leave(ticket)]])


def finish_refuse(ticket: Ticket, ground: str) -> InlineKeyboardMarkup:
    """After a ground: at once, or with a comment; Back leads to the grounds."""
    return InlineKeyboardMarkup(
        inline_keyboard=[
            [_button(texts.refuse_now_label(), ticket, Act.REFUSE, ground, Then.NOW)],
            [_button(texts.comment_label(), ticket, Act.REFUSE, ground, Then.COMMENT)],
            [_button(texts.back_label(), ticket, Act.BACK, "grounds")],
        ]
    )


def _leave(ticket: Ticket) -> InlineKeyboardButton:
    return _button(texts.back_label(), ticket, Act.BACK, then=Then.LEAVE)


def _menu(rows: Iterable[Row], ticket: Ticket) -> InlineKeyboardMarkup:
    return InlineKeyboardMarkup(inline_keyboard=[*rows, [_button(texts.back_label(), ticket, Act.BACK)]])


def _marked(label: str, present: bool) -> str:
    return f"✓ {label}" if present else label


def _first(ticket: Ticket, actions: Iterable[Action]) -> Row:
    return [_act(ticket, action) for action in actions if action in _FIRST]


def _act(ticket: Ticket, action: Action) -> InlineKeyboardButton:
    return _button(texts.action_label(action), ticket, ACTS[action])


def _button(label: str, ticket: Ticket, act: Act, value: str = "", then: Then = Then.CHOOSE) -> InlineKeyboardButton:
    return InlineKeyboardButton(
        text=label, callback_data=Press(ticket=ticket.id, act=act, value=value, then=then).pack()
    )
