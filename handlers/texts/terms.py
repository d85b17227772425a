"""The regulation's own words by key. A key that a changed regulation no longer has stands for itself."""

from desk.model import HistoryEntry, Resolution, Status, Ticket
from desk.regulation import Regulation, Text
from handlers.texts.common import quote, resolution_label, spoken


def said(regulation: Regulation, text: Text) -> str:
    """A text of the regulation in the language of the moment."""
    return regulation.text(text, spoken())


def priority_name(regulation: Regulation, key: str) -> str:
    """`Operative`."""
    try:
        return said(regulation, regulation.priority(key).name)
    except KeyError:
        return key


def topic_name(regulation: Regulation, key: str) -> str:
    """`No access to the service`; with the department that handles it where there is one."""
    try:
        topic = regulation.topic(key)
    except KeyError:
        return key
    name = said(regulation, topic.name)
    return name if topic.department is None else f"{name} ({said(regulation, topic.department)})"


def ground_name(regulation: Regulation, key: str) -> str:
    """`Foul language or insults`."""
    try:
        return said(regulation, regulation.ground(key).name)
    except KeyError:
        return key


def ground_clause(regulation: Regulation, key: str) -> str:
    """`4.2`; empty when the ground is no more."""
    try:
        return regulation.ground(key).clause
    except KeyError:
        return ""


def department_name(regulation: Regulation, key: str) -> str:
    """`Partner department`."""
    try:
        return said(regulation, regulation.department(key).name)
    except KeyError:
        return key


def contact_lines(regulation: Regulation) -> list[str]:
    """`Support by e-mail: noc@…`, a line each."""
    return [f"{quote(said(regulation, contact.name))}: {quote(contact.value)}" for contact in regulation.contacts]


def is_critical(regulation: Regulation, ticket: Ticket) -> bool:
    """Whether the ticket goes out of turn."""
    try:
        return regulation.priority(ticket.priority).critical
    except KeyError:
        return False


def resolution_name(key: str) -> str:
    """The glossary's word for a stored resolution."""
    try:
        return resolution_label(Resolution(key))
    except ValueError:
        return key


def status_told(ticket: Ticket, entry: HistoryEntry) -> Status:
    """The status that the entry led to. News may come late, so the ticket's present one serves only where it decides
    between two: what was taken or released may be waiting for the client (Clarification).
    """
    kind = entry.kind
    waits = ticket.status is Status.CLARIFICATION
    match kind.value:
        case "taken":
            return Status.CLARIFICATION if waits else Status.IN_PROGRESS
        case "released":
            return Status.CLARIFICATION if waits else Status.CREATED
        case "asked" | "suspended":
            return Status.CLARIFICATION
        case "closed" | "refused":
            return Status.DONE
        case "reopened" | "resumed":
            return Status.IN_PROGRESS
        case "not_solved" if ticket.status is Status.DONE:  # closed once more since
            return Status.CREATED if ticket.assignee_id is None else Status.IN_PROGRESS
        case "opened":
            return Status.CREATED
        case _:
            return ticket.status
