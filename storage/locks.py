"""Locks on files, for what only one process on this machine may do. The system gives them up when the holder dies."""

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
