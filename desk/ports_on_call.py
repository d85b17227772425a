"""What being on call needs of storage: the chat's rota, who took over, what is handed over, who left the group."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import Protocol

from desk.model import Colleague
from desk.rota import TurnKind


@dataclass(frozen=True, slots=True)
class ChatRota:
    """A rota that a supervisor set in the chat; it holds in place of the file's. `start` is on the wall (naive)."""

    start: datetime
    turn: TurnKind
    people: tuple[Colleague, ...]
    by: Colleague
    at: datetime


@dataclass(frozen=True, slots=True)
class Override:
    """`engineer` is on call from `since` until `until`, whatever the rota says; of several the newest holds."""

    id: int
    engineer: Colleague
    since: datetime
    until: datetime
    at: datetime


class HandoverState(StrEnum):
    """Where a handover stands."""

    WAITING = "waiting"
    ACCEPTED = "accepted"
    DECLINED = "declined"
    WITHDRAWN = "withdrawn"
    EXPIRED = "expired"


@dataclass(frozen=True, slots=True)
class Handover:
    """`giver` asks `taker` to be on call until `until`; it counts once the taker has confirmed, before `expires_at`."""

    id: int
    giver: Colleague
    taker: Colleague
    asked_at: datetime
    expires_at: datetime
    until: datetime
    state: HandoverState = HandoverState.WAITING


class OnCalls(Protocol):
    """Who is on call, beside what the regulation's file says."""

    def rota(self) -> ChatRota | None:
        """The chat's."""

    def set_rota(self, rota: ChatRota | None) -> bool:
        """This one in place of any other; None: none. False: there was none to clear."""

    def override(self, at: datetime, absent: frozenset[int] = frozenset()) -> Override | None:
        """The newest one that holds `at`, of somebody who is not absent."""

    def add(self, override: Override) -> Override:
        """Insert (`id` is ignored); with its id."""

    def end(self, override_id: int, until: datetime) -> None:
        """It holds no longer than this."""

    def ask(self, handover: Handover) -> Handover:
        """Insert (`id` is ignored); with its id."""

    def handover(self, handover_id: int) -> Handover | None:
        """By number."""

    def lock_handover(self, handover_id: int) -> Handover | None:
        """The same, and hold the row until the unit ends."""

    def settle(self, handover_id: int, state: HandoverState) -> None:
        """Where it stands now."""

    def waiting(self, engineer_id: int) -> Sequence[Handover]:
        """Those that wait, given or taken by this engineer."""

    def absent(self) -> frozenset[int]:
        """Who left the group."""

    def left(self, engineer_id: int) -> bool:
        """They are absent from now on; False: they were before."""

    def back(self, engineer_id: int) -> bool:
        """They are no longer absent; False: they were not."""
