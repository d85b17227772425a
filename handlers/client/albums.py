"""Albums come as separate messages: their parts are brought together here and answered once. All in memory: what is
lost with a restart is only that several answers may come instead of one."""

import asyncio
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Protocol

from aiogram.types import Message

from desk.letters import Letter
from handlers.client.outcomes import Outcome

PAUSE = 0.7
"""Seconds after the last part before an album is answered."""

Key = tuple[int, str]
"""Chat and media_group_id."""


class Answer(Protocol):
    """Answers a whole album; `message` is its first part."""

    async def __call__(self, message: Message, letter: Letter, outcomes: list[Outcome]) -> None: ...


@dataclass
class Album:
    """The parts so far."""

    first: Message
    letters: list[Letter] = field(default_factory=list)
    outcomes: list[Outcome] = field(default_factory=list)
    working: int = 0
    changed: float = 0.0


class Albums:
    """What is known of the albums that are coming in."""

    def __init__(self, pause: float = PAUSE) -> None:
        self._pause = pause
        self._coming: dict[Key, Album] = {}

    @contextmanager
    def part(self, key: Key, message: Message) -> Iterator[tuple[Album, bool]]:
        """While one part is being worked on; True with the first one."""
        album, is_new = self._coming.get(key), False
        if album is None:
            album, is_new = self._coming.setdefault(key, Album(message)), True
        album.working += 1
        try:
            yield album, is_new
        finally:
            album.working -= 1
            album.changed = asyncio.get_running_loop().time()

    def put(self, album: Album, letter: Letter, outcome: Outcome) -> None:
        """What became of a part."""
        album.letters.append(letter)
        album.outcomes.append(outcome)

    async def finish(self, key: Key, answer: Answer) -> None:
        """Wait for the last part and answer once."""
        album = self._coming[key]
        clock = asyncio.get_running_loop().time
        while True:
            left = album.changed + self._pause - clock()
            if left <= 0 and not album.working:
                break
            await asyncio.sleep(max(left, 0.05))
        del self._coming[key]
        if album.outcomes:
            await answer(album.first, _whole(album.letters), album.outcomes)


def _whole(letters: Sequence[Letter]) -> Letter:
    """The album's caption, wherever it was."""
    return next((letter for letter in letters if letter.text), letters[0])
