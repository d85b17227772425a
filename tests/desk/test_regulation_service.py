"""What stands beside form and levels: call-backs, departments, prepared answers, articles."""

import shutil
from datetime import date, timedelta
from pathlib import Path

import pytest

from desk.regulation import RegulationError, load

FOLDER = Path(__file__).parents[2] / "regulations"
TODAY = date(2026, 11, 21)


def _copy(folder: Path, articles: str | None = None, name: str = "ipmg") -> Path:
    path = folder / f"{name}.toml"
    shutil.copyfile(FOLDER / f"{name}.toml", path)
    if articles is not None:
        (folder / f"{name}.articles.toml").write_text(articles, encoding="utf-8")
    return path


@pytest.mark.parametrize("name", ["ipmg", "providence"])
def test_a_shipped_regulation_has_articles_answers_departments_and_a_time_to_reopen(name: str) -> None:
    regulation = load(FOLDER / f"{name}.toml", TODAY)
    assert regulation.articles
    assert regulation.canned
    assert regulation.departments
    assert regulation.reopen_within == timedelta(days=7)
    assert regulation.missing_articles is None


def test_only_ipmg_calls_back_within_30_minutes_of_phone_hours_3_2_2() -> None:
    call_back = load(FOLDER / "ipmg.toml", TODAY).call_back
    assert call_back is not None
    assert (call_back.calendar, call_back.within, call_back.clause) == ("phone", timedelta(minutes=30), "3.2.2")
    assert load(FOLDER / "providence.toml", TODAY).call_back is None


def test_articles_that_are_not_there_are_said_and_stop_nothing(tmp_path: Path) -> None:
    regulation = load(_copy(tmp_path), TODAY)
    assert regulation.articles == ()
    assert regulation.missing_articles == str(tmp_path / "ipmg.articles.toml")


def test_a_wrong_article_is_told_with_its_file_and_key(tmp_path: Path) -> None:
    text = '[articles.sound]\nlink = "ftp://x"\ntitle = { en = "a" }\n'
    with pytest.raises(RegulationError) as raised:
        load(_copy(tmp_path, text), TODAY)
    file = tmp_path / "ipmg.articles.toml"
    assert set(map(str, raised.value.problems)) == {
        f"{file}: articles.sound.body is missing",
        f"{file}: articles.sound.link must be an address that begins with https://",
        f"{file}: articles.sound.title has no text in ru, uk",
        f"{file}: articles.sound.words is missing",
    }


def test_a_call_back_calendar_that_is_none_is_told(tmp_path: Path) -> None:
    path = _copy(tmp_path)
    path.write_text(path.read_text(encoding="utf-8").replace('"30m"', '"soon"').replace(
        '[call_back]\ncalendar = "phone"', '[call_back]\ncalendar = "night"'), encoding="utf-8")  # fmt: skip
    with pytest.raises(RegulationError) as raised:
        load(path, TODAY)
    assert [problem.key for problem in raised.value.problems] == ["call_back.calendar", "call_back.within"]
