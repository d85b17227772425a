"""What stands beside form and levels: call-backs, departments, prepared answers, articles."""

import shutil
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

import pytest

from desk.regulation import RegulationError, load
from desk.summary import summary

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


@pytest.mark.parametrize(
    ("content", "reason"),
    [
        (b"\xff", "is not UTF-8 text (byte 0)"),
        (b"[", "is not valid TOML"),
        (b"other = 1", "articles is missing"),
        (b"articles = 1", "articles must be"),
        (b"[articles]\nsound = 1", "articles.sound must be"),
        (None, "cannot be read"),
    ],
)
def test_a_file_of_articles_that_is_none_is_told(tmp_path: Path, content: bytes | None, reason: str) -> None:
    path, file = _copy(tmp_path), tmp_path / "ipmg.articles.toml"
    if content is None:
        file.mkdir()
    else:
        file.write_bytes(content)
    with pytest.raises(RegulationError) as raised:
        load(path, TODAY)
    assert any(str(problem).startswith(str(file)) and reason in str(problem) for problem in raised.value.problems), [
        str(problem) for problem in raised.value.problems
    ]


@pytest.mark.parametrize(
    ("line", "key"),
    [('articles = "../x.toml"', "articles"), ("articles = 1", "articles"), ('articles = "x.txt"', "articles"),
     ('missing_articles = "x"', "missing_articles")],
)  # fmt: skip
def test_articles_are_named_by_a_file_beside_the_regulation(tmp_path: Path, line: str, key: str) -> None:
    path = _copy(tmp_path)
    kept = [one for one in path.read_text(encoding="utf-8").split("\n") if not one.startswith("articles =")]
    path.write_text("\n".join([line, *kept]), encoding="utf-8")
    with pytest.raises(RegulationError) as raised:
        load(path, TODAY)
    assert key in [problem.key for problem in raised.value.problems]


def test_without_a_file_of_articles_there_are_none_and_nothing_is_missing(tmp_path: Path) -> None:
    path = _copy(tmp_path)
    kept = [one for one in path.read_text(encoding="utf-8").split("\n") if not one.startswith("articles =")]
    path.write_text("\n".join(kept), encoding="utf-8")
    regulation = load(path, TODAY)
    assert (regulation.articles, regulation.missing_articles) == ((), None)


def test_what_the_regulation_does_not_have_is_not_found() -> None:
    regulation = load(FOLDER / "ipmg.toml", TODAY)
    for find in (regulation.department, regulation.answer, regulation.article):
        with pytest.raises(KeyError):
            find("nonsense")


def test_the_summary_tells_what_is_missing_and_what_is_not_offered(tmp_path: Path) -> None:
    path = _copy(tmp_path)
    now = datetime(2026, 11, 21, 12, tzinfo=UTC)
    regulation = load(path, TODAY)
    assert f"  {tmp_path / 'ipmg.articles.toml'}: is not there, so no help articles are offered" in summary(
        regulation, now
    )
    never = regulation.model_copy(update={"reopen_within": None})
    lines = {one for one in summary(regulation, now) if "can be opened again" in one}
    assert len(lines) == 1
    assert not [one for one in summary(never, now) if "can be opened again" in one]
