"""What keeps order at the desk, as storage fulfils it: who is blocked, and who supervises."""

from collections.abc import Sequence
from datetime import datetime
from typing import Protocol

from desk.model import Actor, Block, Supervisor


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


class Supervisors(Protocol):
    """The admins of the engineers' group as Telegram named them last: asked for when nobody can ask any more."""

    def replace(self, admins: Sequence[Supervisor]) -> None:
        """These and nobody else."""

    def all(self) -> Sequence[Supervisor]:
        """As they were named last."""
