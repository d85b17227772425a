"""What is told of a mailing. None of it is about a ticket."""

from dataclasses import dataclass
from typing import ClassVar


@dataclass(frozen=True, slots=True)
class MailingNotice:
    """To a client: the mailing itself."""

    ticket_id: ClassVar[int] = 0
    mailing_id: int
    person_id: int


@dataclass(frozen=True, slots=True)
class MailingProgress:
    """To the engineers: how far it is; an edit of its message once that is there."""

    ticket_id: ClassVar[int] = 0
    mailing_id: int


@dataclass(frozen=True, slots=True)
class MailingReport:
    """To the engineers: it has ended, with the figures."""

    ticket_id: ClassVar[int] = 0
    mailing_id: int


AboutMailing = MailingNotice | MailingProgress | MailingReport
