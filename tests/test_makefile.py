"""A set-up that failed half-way is made whole by the next `make`."""

import shutil
import subprocess
from pathlib import Path

import pytest

ROOT = Path(__file__).parent.parent
PYTHON = """#!/bin/sh
[ "$1" = -c ] && exit 0
mkdir -p .venv/bin && touch .venv/bin/python
echo "ensurepip is not available" >&2
exit 1
"""
"""Debian's, without the package python3-venv."""


@pytest.mark.skipif(shutil.which("make") is None, reason="make is not installed")
def test_half_an_environment_does_not_stay(tmp_path: Path) -> None:
    for needed in ("Makefile", "requirements.txt"):
        shutil.copy(ROOT / needed, tmp_path)
    python = tmp_path / "python"
    python.write_text(PYTHON, encoding="utf-8")
    python.chmod(0o755)
    made = subprocess.run(["make", f"PYTHON={python}", "setup"], cwd=tmp_path, capture_output=True, text=True)
    assert made.returncode != 0
    assert "ensurepip" in made.stderr
    assert not (tmp_path / ".venv").exists()
