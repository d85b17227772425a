"""The bot's clock where a playground sets it: both agree to the millisecond, and time never goes back."""

import time
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from bot import clock as clocks
from bot.__main__ import main
from bot.clock import PlaygroundClock, utc_now
from playground.clock import PlayClock

HOUR = 3600.0


class Outside:
    """The time of the world outside, for both."""

    def __init__(self) -> None:
        self.now = 1_795_000_000.0

    def __call__(self) -> float:
        return self.now


@pytest.fixture
def outside() -> Outside:
    return Outside()


@pytest.fixture
def set_by(outside: Outside, tmp_path: Path) -> PlayClock:
    """The playground's clock with its file."""
    clock = PlayClock(outside, tmp_path / "clock.json")
    clock.start()
    return clock


@pytest.fixture
def always_looks(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """Looks at the file each time it is asked."""
    monkeypatch.setattr(clocks, "_LOOK_AFTER", 0.0)
    return iter(())


@pytest.mark.usefixtures("always_looks")
def test_both_show_the_same_whatever_is_set(outside: Outside, set_by: PlayClock, tmp_path: Path) -> None:
    follows = PlaygroundClock(tmp_path / "clock.json", outside)
    for passed, plus, rate in ((0, 0, 1), (5, HOUR, 1), (0, 0, 60), (60, 900, 600), (7, 0, 1), (100, 86_400, 60)):
        outside.now += passed
        set_by.set(shown=set_by() + plus, rate=rate)
        for _ in range(3):
            outside.now += 0.25
            assert follows().timestamp() == pytest.approx(set_by(), abs=0.001)
    assert follows().tzinfo is UTC


@pytest.mark.usefixtures("always_looks")
def test_a_restart_of_either_changes_nothing(outside: Outside, set_by: PlayClock, tmp_path: Path) -> None:
    path = tmp_path / "clock.json"
    set_by.set(shown=set_by() + HOUR, rate=60)
    outside.now += 10
    again = PlayClock(outside, path)
    again.start()
    assert PlaygroundClock(path, outside)().timestamp() == pytest.approx(again()) == pytest.approx(set_by())


@pytest.mark.usefixtures("always_looks")
@pytest.mark.parametrize("broken", ["", "{", '{"real": 0, "shown": 0, "rate": -1}', None])
def test_what_cannot_be_read_for_a_moment_leaves_the_last_known(
    outside: Outside, set_by: PlayClock, tmp_path: Path, broken: str | None
) -> None:
    path = tmp_path / "clock.json"
    set_by.set(shown=set_by() + HOUR)
    follows = PlaygroundClock(path, outside)
    if broken is None:
        path.unlink()
    else:
        path.write_text(broken)
    outside.now += 1
    assert follows().timestamp() == pytest.approx(outside.now + HOUR)
    set_by.set(shown=set_by() + HOUR)
    assert follows().timestamp() == pytest.approx(outside.now + 2 * HOUR)


@pytest.mark.usefixtures("always_looks")
def test_time_never_goes_back_also_where_somebody_edits_the_file(outside: Outside, set_by: PlayClock) -> None:
    assert set_by.path is not None
    set_by.set(shown=set_by() + HOUR)
    follows = PlaygroundClock(set_by.path, outside)
    before = follows()
    set_by.path.write_text(f'{{"real": {outside.now}, "shown": {outside.now}, "rate": 1}}')
    assert follows() == before
    outside.now += HOUR + 1
    assert follows() == before + timedelta(seconds=1)


def test_the_file_is_looked_at_every_twentieth_of_a_second(outside: Outside, set_by: PlayClock) -> None:
    assert set_by.path is not None
    follows = PlaygroundClock(set_by.path, outside)
    before = follows()
    set_by.set(shown=set_by() + HOUR)
    assert follows() == before
    time.sleep(2 * clocks._LOOK_AFTER)
    assert follows() == before + timedelta(hours=1)


def test_it_costs_next_to_nothing(set_by: PlayClock) -> None:
    assert set_by.path is not None
    follows = PlaygroundClock(set_by.path)
    assert abs(follows() - utc_now()) < timedelta(seconds=1)
    began = time.process_time()
    for _ in range(10_000):
        follows()
    assert (time.process_time() - began) / 10_000 < 0.000_02


def test_the_machines_time_is_aware() -> None:
    assert abs(utc_now() - datetime.fromtimestamp(time.time(), UTC)) < timedelta(seconds=1)


@pytest.mark.usefixtures("logged")
@pytest.mark.parametrize("text", [None, "{}"])
def test_a_clock_that_cannot_be_read_stops_the_start_with_one_line(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str], tmp_path: Path, text: str | None
) -> None:
    path = tmp_path / "clock.json"
    if text is not None:
        path.write_text(text)
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("BOT_TOKEN", "123456:AAsecretsecretsecretsecretsecret")
    monkeypatch.setenv("BOT_API_URL", "http://127.0.0.1:1")
    monkeypatch.setenv("PLAYGROUND_CLOCK", str(path))
    assert main(["run"]) == 2
    said = capsys.readouterr().err
    assert said.count("\n") == 1
    assert said.startswith(f"PLAYGROUND_CLOCK: {path} cannot be read")
