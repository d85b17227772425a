"""Albums come as separate messages: their parts are brought together here and answered once. All in memory: what is
lost with a restart is only that several answers may come instead of one."""

import asyncio
from collections import OrderedDict
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Any, Protocol

from aiogram.types import Message

from desk.inbox import Added, Letter
from handlers.client.outcomes import Outcome

PAUSE = 0.7
"""Seconds after the last part before an album is answered."""
_REMEMBERED = 500
"""How many albums and unanswered questions are remembered."""

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
        self._goals: OrderedDict[Key, int] = OrderedDict()
        self._parked: OrderedDict[tuple[int, int], Sequence[Letter]] = OrderedDict()

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

    def put(self, key: Key, album: Album, letter: Letter, outcome: Outcome) -> None:
        """What became of a part."""
        album.letters.append(letter)
        album.outcomes.append(outcome)
        if isinstance(outcome, Added):
            _remember(self._goals, key, outcome.ticket.id)

    def goal(self, key: Key) -> int | None:
        """The ticket that the earlier parts went to."""
        return self._goals.get(key)

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
            self.park(album.first.chat.id, album.first.message_id, album.letters)
            await answer(album.first, _whole(album.letters), album.outcomes)

    def park(self, chat_id: int, message_id: int, letters: Sequence[Letter]) -> None:
        """Remember what was sent, in case the client has to be asked where it belongs."""
        _remember(self._parked, (chat_id, message_id), [letter for letter in letters if letter.picture])

    def parked(self, chat_id: int, message_id: int) -> Sequence[Letter]:
        """What was sent as this message (and the rest of its album); empty: not known any more."""
        return self._parked.get((chat_id, message_id), ())

    def unpark(self, chat_id: int, message_id: int) -> None:
        """It has found its place."""
        self._parked.pop((chat_id, message_id), None)


def _whole(letters: Sequence[Letter]) -> Letter:
    """The album's caption, wherever it was."""
    return next((letter for letter in letters if letter.text), letters[0])


def _remember(memory: OrderedDict[Any, Any], key: Any, value: Any) -> None:
    memory[key] = value
    memory.move_to_end(key)
    while len(memory) > _REMEMBERED:
        memory.popitem(last=False)
