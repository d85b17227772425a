"""What the desk remembers of what it does about itself, once for all of its processes."""

from dataclasses import dataclass
from typing import Protocol


@dataclass(frozen=True, slots=True)
class Fact:
    """Something that is done for `value`, and has come as far as `reached`; an empty value: never begun."""

    name: str
    value: str = ""
    reached: int = 0
    done: bool = False


class Facts(Protocol):
    """The facts."""

    def lock(self, name: str) -> Fact:
        """How far it is; nobody else gets it until the unit ends."""

    def save(self, fact: Fact) -> None:
        """Write every field of a locked one."""

    def advance(self, name: str, to: int) -> bool:
        """Whether this unit is the first that comes so far: of several processes one."""
