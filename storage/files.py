"""Pictures on the disk, under DATA_DIR: random names, written durably, swept when no row names them any more."""

import os
import re
import secrets
import tempfile
from datetime import UTC, datetime
from pathlib import Path

_NAME = re.compile(r"[0-9a-f]{2}/[0-9a-f]{32}(\.[a-z0-9]{1,8})?")
_SUFFIX = re.compile(r"(\.[a-z0-9]{1,8})?")
_UNFINISHED = ".unfinished-"


class DiskFiles:
    """`desk.ports.Files` under `root`, which is made where it is not there."""

    def __init__(self, root: Path) -> None:
        self._root = root

    def put(self, content: bytes, suffix: str) -> str:
        """Write so that it survives a power cut once this returns; the path relative to the root.

        ValueError: `suffix` is not empty and not a dot with up to eight small letters or digits. OSError: no room.
        """
        if not _SUFFIX.fullmatch(suffix):
            raise ValueError(f"not a file suffix: {suffix!r}")
        name = secrets.token_hex(16)
        path = f"{name[:2]}/{name}{suffix}"
        folder = self._root / name[:2]
        if not folder.is_dir():
            folder.mkdir(parents=True, exist_ok=True)
            _sync_folder(self._root)
        _write(folder, folder / f"{name}{suffix}", content)
        return path

    def get(self, path: str) -> bytes:
        """The content. FileNotFoundError: it is gone, or `path` is none that `put` gives."""
        if not _NAME.fullmatch(path):
            raise FileNotFoundError(path)
        return (self._root / path).read_bytes()

    def remove(self, path: str) -> None:
        """Take it off the disk; what is gone, or no path that `put` gives, is no error."""
        if _NAME.fullmatch(path):
            (self._root / path).unlink(missing_ok=True)

    def sweep(self, keep: set[str], older_than: datetime) -> int:
        """Remove what no row names (`keep` holds their paths) and was written before `older_than`; how many.

        What is younger may belong to a unit of work that has not been committed yet.
        """
        removed = 0
        for file in self._root.glob("[0-9a-f][0-9a-f]/*"):
            path = file.relative_to(self._root).as_posix()
            ours = _NAME.fullmatch(path) or file.name.startswith(_UNFINISHED)
            if not ours or path in keep:
                continue
            try:
                if datetime.fromtimestamp(file.stat().st_mtime, UTC) < older_than:
                    file.unlink()
                    removed += 1
            except FileNotFoundError:  # another process swept it
                continue
        return removed


def _write(folder: Path, target: Path, content: bytes) -> None:
    handle, unfinished = tempfile.mkstemp(prefix=_UNFINISHED, dir=folder)
    try:
        with os.fdopen(handle, "wb") as file:
            file.write(content)
            file.flush()
            os.fsync(file.fileno())
        Path(unfinished).replace(target)
    except BaseException:
        Path(unfinished).unlink(missing_ok=True)
        raise
    _sync_folder(folder)


def _sync_folder(folder: Path) -> None:
    """Make the names in `folder` durable; systems that cannot open a folder (Windows) do it by themselves."""
    try:
        handle = os.open(folder, os.O_RDONLY)
    except OSError:
        return
    try:
        os.fsync(handle)
    finally:
        os.close(handle)
