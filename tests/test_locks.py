"""The lock files can be installed by every pip of a supported Python, old ones too."""

import re
from importlib.metadata import requires
from pathlib import Path

import pytest
from packaging.requirements import Requirement
from packaging.utils import canonicalize_name

ROOT = Path(__file__).parent.parent
PINNED = re.compile(r"^(?P<name>[A-Za-z0-9._-]+)(?:\[(?P<extras>[^]]+)\])?==", re.MULTILINE)


def pinned(lock: str) -> dict[str, set[str]]:
    """Package → the extras that the lock names."""
    found = PINNED.finditer((ROOT / lock).read_text(encoding="utf-8"))
    return {canonicalize_name(one["name"]): set((one["extras"] or "").split(",")) - {""} for one in found}


@pytest.mark.parametrize("lock", ["requirements.txt", "requirements-dev.txt"])
def test_an_extra_that_a_package_asks_for_is_pinned_by_that_name(lock: str) -> None:
    """Where only `name` is pinned, older pips (seen: 23.2.1) take the newest `name[extra]`, whose hash is not known."""
    lines = pinned(lock)
    asked = [
        (package, needed)
        for package, extras in lines.items()
        for text in _requires(package)
        for needed in [Requirement(text)]
        if needed.extras and _holds(needed, extras)
    ]
    assert not [(who, str(needed)) for who, needed in asked if needed.extras - lines[canonicalize_name(needed.name)]]


def test_the_locks_name_no_address() -> None:
    for lock in ("requirements.txt", "requirements-dev.txt"):
        assert "://" not in (ROOT / lock).read_text(encoding="utf-8")


def _requires(package: str) -> list[str]:
    try:
        return requires(package) or []
    except ModuleNotFoundError:  # for another platform
        return []


def _holds(needed: Requirement, extras: set[str]) -> bool:
    """Whether it is asked for here, with these extras of the package that asks."""
    return needed.marker is None or any(needed.marker.evaluate({"extra": extra}) for extra in extras | {""})
