"""What can go wrong at the desk. Errors carry data; handlers/texts/errors.py turns them into words."""

from dataclasses import dataclass

from desk.model import Action, Status, Step


class DeskError(Exception):
    """The base of everything the desk refuses."""


class AlreadyProcessedError(DeskError):
    """The same update came again; its effect is there already."""


@dataclass
class BadAnswerError(DeskError):
    """An answer of the form does not fit.

    `reason` is one of: empty, too_short, too_long, not_a_contact, not_a_phone, not_a_name, not_a_choice, required,
    wants_text, wants_button, wants_picture. `limit` is the number of characters for too_short and too_long.
    """

    step: Step
    reason: str
    limit: int | None = None


@dataclass
class PictureRefusedError(DeskError):
    """A picture is not taken. `reason`: format, damaged, too_big, too_many. `limit`: bytes, or how many."""

    reason: str
    limit: int | None = None


@dataclass
class OutdatedError(DeskError):
    """A button of an earlier state was pressed; the present step should be shown again."""


@dataclass
class NoDraftError(DeskError):
    """There is no form under way."""


@dataclass
class IncompleteError(DeskError):
    """The form cannot be sent yet (IPMG 3.2.1): these required steps have no answer."""

    missing: tuple[Step, ...]


@dataclass
class TicketNotFoundError(DeskError):
    """There is no such ticket, or it is not theirs: the two look alike on purpose (providence 1.2)."""


@dataclass
class NotAllowedError(DeskError):
    """The action does not fit the ticket's status."""

    action: Action
    status: Status
    key: str


@dataclass
class TakenError(DeskError):
    """Somebody (maybe they themselves) has the ticket already."""

    key: str
    assignee_name: str
    assignee_id: int | None = None


@dataclass
class CommentRequiredError(DeskError):
    """This resolution needs a comment for the client (providence 5.1, Not reproducible)."""


@dataclass
class UnknownChoiceError(DeskError):
    """A priority, ground or resolution that the regulation does not have."""

    value: str


@dataclass
class NotBlockedError(DeskError):
    """The client of this ticket is not blocked."""

    key: str


@dataclass
class CallBackError(DeskError):
    """A call-back is not possible. `reason`: not_offered, gone, or done (by `name`)."""

    reason: str
    name: str = ""


@dataclass
class DeletionError(DeskError):
    """A person's data cannot be deleted. `reason`: not_asked (any more), or open: these requests of theirs are."""

    reason: str
    keys: tuple[str, ...] = ()


@dataclass
class LinkedError(DeskError):
    """The two tickets are linked already; `key` is the other one's."""

    key: str


@dataclass
class SameTextError(DeskError):
    """The change changes nothing."""


@dataclass
class RatingError(DeskError):
    """A rating is not taken. `reason`: not_asked (the regulation asks for none, or not of this end), open (again),
    outdated (it was closed once more since), late (nobody rates any more), kept (it cannot be changed any more).
    """

    reason: str
    key: str
    stars: int = 0


@dataclass
class ComplaintHandledError(DeskError):
    """No complaint about the request waits. `name`: who has handled the last one; empty: there is none."""

    key: str
    name: str


@dataclass
class MailingError(DeskError):
    """Something about a mailing is not possible. `reason` is one of:

    gone (there is none such), not_yours (another supervisor writes it), state (it is `value`: a MailingState),
    window_order (the end is not after the start), window_past (the end has passed), window_missing, too_long (a text,
    of more than `limit` characters), empty, language (not one of the regulation's), text_missing (none at all),
    service (`value`: no topic of the regulation), same_people (a follow-up goes to those of the first), audience
    (`value` names nobody), nobody (nobody would get it), time_past, time_late (it would start after the window's end).
    """

    reason: str
    value: str = ""
    limit: int | None = None


@dataclass
class SeenError(DeskError):
    """Somebody has said before that they see it; it still waits to be taken."""

    key: str
    name: str


@dataclass
class OnCallError(DeskError):
    """Being on call does not change hands so. `reason`: already (on call until then), not_on_call (`name` is, empty:
    nobody), waits (for `name`), gone, settled, not_yours (but `name`'s), moved (`name` is on call now), nobody (was
    chosen), or no_rota (in the chat).
    """

    reason: str
    name: str = ""


@dataclass
class IncidentError(DeskError):
    """No incident is made or changed so. `reason`: answered (before), too_few (are open still), gone, joined (`key` is
    a part of one), or not_of_it (`key` is closed, or about something else).
    """

    reason: str
    key: str = ""
