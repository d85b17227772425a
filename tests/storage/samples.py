"""People, drafts and tickets for the tests of the storage, as use cases would make them."""

from dataclasses import replace
from datetime import timedelta

from desk.model import (
    Answers,
    Clocks,
    Draft,
    Identity,
    Impact,
    Language,
    NewPicture,
    PictureKind,
    Sender,
    Status,
    Step,
    Ticket,
    Urgency,
)
from desk.notices import TicketOpened
from desk.ports import Work

ANN = Sender(7_000_000_001, "Ann <b>", "ann", "uk")
GROUP = -1_001_234_567_890
WHO = Identity("Анна Коваль", "ТОВ «Ромашка»", "+380441234567", "")


def meet(work: Work) -> int:
    """Ann's id, known from now on."""
    return work.people.meet(ANN).id


def draft(work: Work) -> Draft:
    """Ann's form, just begun."""
    return work.drafts.start(Draft(0, meet(work), 1, Step.TOPIC, Answers(), work.now, work.now))


def ticket(work: Work, /, draft_id: int = 1, **fields: object) -> Ticket:
    """A ticket of Ann's in the database."""
    sample = Ticket(
        id=0,
        key="",
        client_id=meet(work),
        draft_id=draft_id,
        language=Language.UK,
        status=Status.CREATED,
        priority="high",
        topic="mail",
        impact=Impact.DOWN,
        scale=None,
        identity=WHO,
        problem="Нічого не працює\n'; DROP TABLE tickets; --",
        reproduction="",
        created_at=work.now,
        clocks=Clocks(
            first_reaction_due=work.now + timedelta(minutes=30, microseconds=1),
            resolution_spent=timedelta(hours=1, microseconds=3),
        ),
    )
    return work.tickets.add(replace(sample, **fields), "IPMG")  # type: ignore[arg-type]


def picture(number: int) -> NewPicture:
    """A saved screenshot."""
    return NewPicture(PictureKind.PHOTO, f"file{number}", f"unique{number}", f"ab/{number}.jpg", "image/jpeg", 1000)


def put(
    work: Work,
    /,
    key: str,
    chat_id: int = 1,
    urgency: Urgency = Urgency.REPLY,
    collapse: str | None = None,
    about: int = 1001,
) -> None:
    """A message to be told."""
    work.outbox.put(TicketOpened(about), key=key, chat_id=chat_id, urgency=urgency, ticket_id=about, collapse=collapse)
