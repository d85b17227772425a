"""What may be done to a ticket when (providence 5.1), and which buttons its card shows."""

from collections.abc import Collection
from datetime import datetime, timedelta

from desk.errors import CommentRequiredError, NotAllowedError, TakenError
from desk.model import Action, Resolution, Status, Ticket

CREATED, IN_PROGRESS, CLARIFICATION, DONE = Status

TRANSITIONS: dict[tuple[Action, Status], Status] = {
    (Action.TAKE, CREATED): IN_PROGRESS,
    (Action.TAKE, CLARIFICATION): CLARIFICATION,
    (Action.ACKNOWLEDGE, CREATED): CREATED,
    (Action.ASK, IN_PROGRESS): CLARIFICATION,
    (Action.ASK, CLARIFICATION): CLARIFICATION,
    (Action.ANSWER, CLARIFICATION): IN_PROGRESS,
    (Action.ADD, CREATED): CREATED,
    (Action.ADD, IN_PROGRESS): IN_PROGRESS,
    (Action.REPLY, CREATED): CREATED,
    (Action.REPLY, IN_PROGRESS): IN_PROGRESS,
    (Action.REPLY, CLARIFICATION): CLARIFICATION,
    (Action.REPLY, DONE): DONE,
    (Action.CLOSE, IN_PROGRESS): DONE,
    (Action.CLOSE, CLARIFICATION): DONE,
    (Action.REFUSE, CREATED): DONE,
    (Action.REFUSE, IN_PROGRESS): DONE,
    (Action.REFUSE, CLARIFICATION): DONE,
    (Action.SET_PRIORITY, CREATED): CREATED,
    (Action.SET_PRIORITY, IN_PROGRESS): IN_PROGRESS,
    (Action.SET_PRIORITY, CLARIFICATION): CLARIFICATION,
    (Action.RELEASE, IN_PROGRESS): CREATED,
    (Action.RELEASE, CLARIFICATION): CLARIFICATION,
    (Action.REOPEN, DONE): IN_PROGRESS,
    (Action.NOT_SOLVED, DONE): IN_PROGRESS,
    (Action.ASSIGN, CREATED): IN_PROGRESS,
    (Action.ASSIGN, IN_PROGRESS): IN_PROGRESS,
    (Action.ASSIGN, CLARIFICATION): CLARIFICATION,
    (Action.SUSPEND, IN_PROGRESS): CLARIFICATION,
    (Action.SUSPEND, CLARIFICATION): CLARIFICATION,
    (Action.RESUME, CLARIFICATION): IN_PROGRESS,
    (Action.PASS_ON, IN_PROGRESS): IN_PROGRESS,
    (Action.PASS_ON, CLARIFICATION): CLARIFICATION,
    (Action.SEND_CANNED, IN_PROGRESS): IN_PROGRESS,
    (Action.SEND_CANNED, CLARIFICATION): CLARIFICATION,
    **{(action, status): status for action in (Action.NOTE, Action.LINK) for status in Status},
}
"""The status after an action in a status; a pair that is not here is not allowed."""

TOOLS = (
    Action.ASSIGN,
    Action.SUSPEND,
    Action.RESUME,
    Action.PASS_ON,
    Action.SEND_CANNED,
    Action.NOTE,
    Action.LINK,
)
"""What stands behind More on the card."""

COMMENTED = frozenset({Resolution.NOT_REPRODUCIBLE})
"""Resolutions that need an explanation to the client (providence 5.1)."""

CLOSING = tuple(resolution for resolution in Resolution if resolution is not Resolution.REFUSED)
"""The five resolutions that Close offers."""


def after(action: Action, ticket: Ticket) -> Status:
    """The status the action leads to.

    NotAllowedError: it does not fit the status. TakenError: somebody has the ticket already.
    An answered ticket that was released in the meantime goes back to the queue, and so does one that its client opens
    again and nobody had.
    """
    if action is Action.TAKE and ticket.assignee_id is not None and ticket.status is not DONE:
        raise TakenError(ticket.key, ticket.assignee_name, ticket.assignee_id)
    status = TRANSITIONS.get((action, ticket.status))
    if status is None or (action is Action.RELEASE and ticket.assignee_id is None):
        raise NotAllowedError(action, ticket.status, ticket.key)
    return CREATED if action in (Action.ANSWER, Action.NOT_SOLVED) and ticket.assignee_id is None else status


def buttons(ticket: Ticket, *, unseen: bool = False) -> tuple[Action, ...]:
    """What the card offers to engineers now; `unseen`: it may be acknowledged (desk/chain.py `can_be_seen`)."""
    held = ticket.assignee_id is not None
    return tuple(
        action
        for action, status in TRANSITIONS
        if status is ticket.status
        and action not in (Action.ANSWER, Action.ADD, Action.REPLY, Action.NOT_SOLVED, *TOOLS)
        and not (action is Action.TAKE and held)
        and not (action is Action.ACKNOWLEDGE and not unseen)
        and not (action is Action.RELEASE and not held)
    )


def tools(ticket: Ticket) -> tuple[Action, ...]:
    """What the card offers behind More now."""
    return tuple(action for action in TOOLS if (action, ticket.status) in TRANSITIONS)


def check_comment(resolution: Resolution, comment: str) -> None:
    """CommentRequiredError: this resolution is told to the client with an explanation."""
    if resolution in COMMENTED and not comment:
        raise CommentRequiredError


def may_reopen(ticket: Ticket, within: timedelta | None, now: datetime, lacking: Collection[str] = ()) -> bool:
    """Whether its client may say Not solved: closed, not refused, and no longer ago than `within` (None: never).

    A refusal that was complained about is a Complaint with a ground: it stays refused. On a ground that says that
    something is `lacking` it may: they have it now.
    """
    if ticket.status is not DONE or ticket.closed_at is None or within is None:
        return False
    refused = ticket.resolution is Resolution.REFUSED or ticket.ground is not None
    return (not refused or ticket.ground in lacking) and now - ticket.closed_at <= within
