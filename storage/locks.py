"""Locks on files, for what only one process on this machine may do, and for how many there are at work on a database.

The system gives them up when the holder dies, however it dies.
"""

import asyncio
import sys
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path
from typing import BinaryIO

RETRY_SECONDS = 0.2

if sys.platform == "win32":
    import msvcrt

    def _try_lock(file: BinaryIO) -> None:
        msvcrt.locking(file.fileno(), msvcrt.LK_NBLCK, 1)
else:
    import fcntl

    def _try_lock(file: BinaryIO) -> None:
        fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)


@asynccontextmanager
async def hold_file(path: Path) -> AsyncIterator[None]:
    """Wait for the lock on `path` (made where it is not there) and hold it."""
    with path.open("ab") as file:
        while True:
            try:
                _try_lock(file)
                break
            except OSError:
                await asyncio.sleep(RETRY_SECONDS)
        yield


class Attendance:
    """The lock on `path` that every process holds, together with the others, for as long as it is at work.

    OSError: the file cannot be made.
    """

    def __init__(self, path: Path) -> None:
        self._file = path.open("ab")

    def alone(self) -> bool:
        """Nobody else is at work, and nobody begins before `stay`. False also where the system cannot tell."""
        if sys.platform == "win32":
            return False
        try:
            _try_lock(self._file)
        except OSError:
            return False
        return True

    async def stay(self) -> None:
        """Be at work until `leave`. To be called before anything is begun that `alone` would tell others to end."""
        if sys.platform == "win32":  # has no lock that several can hold
            return
        while True:
            try:
                fcntl.flock(self._file, fcntl.LOCK_SH | fcntl.LOCK_NB)
                return
            except OSError:  # somebody is between `alone` and `stay`
                await asyncio.sleep(RETRY_SECONDS)

    def leave(self) -> None:
        """Be at work no more."""
        self._file.close()
