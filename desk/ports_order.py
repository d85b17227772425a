"""What keeps order at the desk, as storage fulfils it: who is blocked, and who supervises."""

from collections.abc import Sequence
from datetime import datetime
from typing import Protocol

from desk.model import Actor, Block, Colleague


class Blocks(Protocol):
    """Who may not use the desk (IPMG 4.2)."""

    def add(self, block: Block) -> Block:
        """Insert (`id` is ignored); with its id."""

    def standing(self, person_id: int) -> Block | None:
        """The newest one of the person that was not lifted and has not run out."""

    def all(self, limit: int) -> Sequence[Block]:
        """Those that stand now, the newest first."""

    def answer(self, block_id: int) -> bool:
        """The person had their one answer; False: they had it before."""

    def lift(self, person_id: int, at: datetime, by: Actor) -> int:
        """All of the person's that stand; how many."""


class Held(Protocol):
    """Open tickets that somebody has."""

    def of(self, engineer_id: int) -> Sequence[int]:
        """The numbers of theirs, the oldest first."""

    def holders(self) -> Sequence[Colleague]:
        """Everybody who has one, with the name they took it under."""


class Supervisors(Protocol):
    """Who hears when the bot cannot work: kept, because when that happens nobody can be asked for any more."""

    def replace(self, admins: Sequence[Colleague]) -> None:
        """These and nobody else."""

    def all(self) -> Sequence[Colleague]:
        """As they were named last."""

    def shut(self, chat_id: int) -> bool:
        """The chat is closed to the bot; False: that was known."""

    def reopened(self, chat_id: int) -> bool:
        """The chat is open to the bot; False: that was known."""
