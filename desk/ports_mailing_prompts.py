"""Messages in the group that wait for a supervisor's words for a mailing: what one is, and what storage does."""

from dataclasses import dataclass
from enum import StrEnum
from typing import Protocol


class Asked(StrEnum):
    """What a supervisor was asked to write."""

    WINDOW = "window"
    TEXT = "text"
    COMPANY = "company"
    TIME = "time"


@dataclass(frozen=True, slots=True)
class MailingPrompt:
    """The message `message_id` of the bot waits for a reply: `asked` for the draft `mailing_id`.

    `language` is the text's, empty otherwise. `wizard_id` is the message that shows the draft.
    """

    chat_id: int
    message_id: int
    mailing_id: int
    engineer_id: int
    asked: Asked
    language: str
    wizard_id: int


class MailingPrompts(Protocol):
    """What waits; each of them is answered once."""

    def add(self, prompt: MailingPrompt) -> None:
        """Insert, or replace the one of the same message."""

    def get(self, chat_id: int, message_id: int) -> MailingPrompt | None:
        """The prompt, left in place; None: that message waits for nothing of a mailing (any more)."""

    def take(self, chat_id: int, message_id: int) -> MailingPrompt | None:
        """The prompt, deleted: of two who take it one gets it."""

    def forget(self, mailing_id: int) -> None:
        """Nothing waits for this mailing any more."""
