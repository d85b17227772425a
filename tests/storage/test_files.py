"""Pictures on the disk."""

import os
from datetime import UTC, datetime
from pathlib import Path

import pytest

from desk.ports import Files
from storage.files import DiskFiles

LONG_AGO = datetime(2020, 1, 1, tzinfo=UTC)
LATER = datetime(2100, 1, 1, tzinfo=UTC)


def test_content_comes_back_and_equal_content_has_files_of_its_own(tmp_path: Path) -> None:
    files: Files = DiskFiles(tmp_path / "pictures")
    paths = [files.put(b"\x89PNG", ".png") for _ in range(3)]
    assert len(set(paths)) == 3
    assert [files.get(path) for path in paths] == [b"\x89PNG"] * 3
    assert all(path.endswith(".png") for path in paths)


@pytest.mark.parametrize("suffix", ["/../x", "png", ".PNG", "..png", ".p/g", ".png\n", ".averylongone"])
def test_a_suffix_that_could_lead_elsewhere_is_refused(tmp_path: Path, suffix: str) -> None:
    with pytest.raises(ValueError, match="suffix"):
        DiskFiles(tmp_path).put(b"", suffix)
    assert list(tmp_path.rglob("*")) == []


@pytest.mark.parametrize("path", ["../secret", "secret", "/etc/hostname", "ab/../../secret", "", "ab", "ab/x.png"])
def test_only_paths_that_were_given_are_read(tmp_path: Path, path: str) -> None:
    (tmp_path / "secret").write_text("secret")
    root = tmp_path / "pictures"
    root.mkdir()
    (root / "secret").write_text("secret")
    with pytest.raises(FileNotFoundError):
        DiskFiles(root).get(path)


def test_nothing_half_written_is_left_when_the_disk_fails(tmp_path: Path) -> None:
    files = DiskFiles(tmp_path)
    with pytest.raises(TypeError):
        files.put(None, ".png")  # type: ignore[arg-type]
    assert [path for path in tmp_path.rglob("*") if path.is_file()] == []


def test_the_sweep_takes_what_no_row_names_and_is_old(tmp_path: Path) -> None:
    files = DiskFiles(tmp_path)
    kept, orphan = files.put(b"1", ".jpg"), files.put(b"2", "")
    stranger = tmp_path / "ab" / "readme.txt"
    stranger.parent.mkdir(exist_ok=True)
    stranger.write_text("not ours")
    unfinished = stranger.with_name(".unfinished-x")
    unfinished.write_bytes(b"cut off")
    os.utime(unfinished, (0, 0))
    assert files.sweep({kept}, LONG_AGO) == 1
    assert not unfinished.exists()
    assert files.sweep({kept}, LATER) == 1
    assert files.get(kept) == b"1"
    assert stranger.exists()
    with pytest.raises(FileNotFoundError):
        files.get(orphan)
    assert DiskFiles(tmp_path / "nothing").sweep(set(), LATER) == 0
