"""Clients of the desk for its tests: their forms and their requests, made by the use cases themselves."""

from dataclasses import replace
from datetime import timedelta

from desk import form, inbox, intake
from desk.house import House
from desk.letters import Filled, Letter, Received
from desk.messages import Content, Kind, Said
from desk.model import Actor, Language, NewPicture, PictureKind, Role, Sender, Step, Ticket
from desk.ports import OutboxRow, Work
from tests.support.regulations import IPMG

HOUSE = House(IPMG, -1001, Language.EN)
EMMA = Sender(7, "Emma", "emma", "en")
IHOR = Sender(8, "Ihor", None, "uk")
ANDRIY = Actor(Role.ENGINEER, 501, "Андрій")
OLENA = Actor(Role.ENGINEER, 502, "Олена")
PROBLEM = "The picture is black since noon."
TYPED = {
    Step.NAME: "Emma Clark",
    Step.COMPANY: "Alfa TV",
    Step.CONTACT: "emma@example.com",
    Step.POSITION: "Engineer",
    Step.PROBLEM: PROBLEM,
}
CHOSEN = {Step.TOPIC: "access", Step.IMPACT: "question"}


def picture(name: str, kind: PictureKind = PictureKind.PHOTO) -> NewPicture:
    """A saved screenshot."""
    return NewPicture(kind, f"f-{name}", f"u-{name}", f"{name}.png", "image/png", 9)


def fill(work: Work, sender: Sender = EMMA, *, until: Step = Step.SUMMARY) -> intake.FormView:
    """IPMG's form, filled up to a step; begun where there is none."""
    view = intake.begin(work, IPMG, sender)
    while view.draft.step is not until:
        draft = view.draft
        if draft.step in CHOSEN:
            chosen = intake.choose(work, IPMG, sender, draft.id, draft.revision, CHOSEN[draft.step])
            assert isinstance(chosen, intake.FormView)
            view = chosen
        elif draft.step is Step.SCREENSHOTS:
            view = intake.move(work, IPMG, sender, draft.id, draft.revision, form.skip)
        else:
            taken = write(work, TYPED[draft.step], sender)
            assert isinstance(taken, Filled)
            view = taken.view
    return view


def request(work: Work, sender: Sender = EMMA) -> Ticket:
    """A whole request of the sender's."""
    draft = fill(work, sender).draft
    return intake.send(work, HOUSE, sender, draft.id, draft.revision).ticket


def said(
    text: str,
    sender: Sender = EMMA,
    number: int | None = None,
    *,
    kind: Kind = Kind.TEXT,
    album: str | None = None,
    replied: int | None = None,
    file: str = "",
) -> Said:
    """What a client sends to their private chat, as its message `number`."""
    data = {"file_id": f"f-{file}", "unique_id": f"u-{file}"} if file else {}
    return Said(Content(kind, text, data), sender.id, number, album, replied)


def write(work: Work, text: str, sender: Sender = EMMA, number: int | None = None) -> Received:
    """A text in the private chat."""
    return inbox.receive(work, HOUSE, sender, Letter(said(text, sender, number)))


def send(work: Work, one: Said, sender: Sender = EMMA) -> Received:
    """Anything else in the private chat."""
    return inbox.receive(work, HOUSE, sender, Letter(one))


def told(work: Work) -> list[OutboxRow]:
    """What goes out now, all of it."""
    rows: list[OutboxRow] = []
    while claimed := work.outbox.claim(50, timedelta(minutes=1)):
        for row in claimed:
            work.outbox.sent(row.id, 100 + row.id)
        rows += claimed
    return rows


def block_bot(work: Work, sender: Sender = EMMA) -> None:
    """They cannot be reached any more."""
    person = work.people.get(sender.id)
    assert person is not None
    work.people.save(replace(person, reachable=False))
