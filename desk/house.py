"""What a use case needs to know of the company: its regulation and where its engineers sit."""

from dataclasses import dataclass

from desk.model import Language, Person, Sender
from desk.regulation import Regulation


@dataclass(frozen=True, slots=True)
class House:
    """`group_id` is the engineers' chat as configured; the outbox finds where it has moved since.

    `supervisors` are the Telegram user ids listed in SUPERVISORS; the group's admins are supervisors too.
    """

    regulation: Regulation
    group_id: int
    group_language: Language
    supervisors: frozenset[int] = frozenset()


def language_of(regulation: Regulation, person: Person | Sender) -> Language:
    """The language to speak to a person in: chosen, else Telegram's, else English, else the regulation's first."""
    chosen = person.language if isinstance(person, Person) else None
    code = (person.language_code or "").split("-")[0].lower()
    for wanted in (chosen, code, Language.EN):
        if wanted in regulation.languages:
            return Language(wanted)
    return regulation.languages[0]
