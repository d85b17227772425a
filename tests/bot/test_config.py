"""Settings: every wrong one stops the start with one line that names it, and secrets are never shown."""

import socket
from pathlib import Path

import pytest

from bot.__main__ import main
from bot.config import Settings, StartError, load

NAMES = [name.upper() for name in Settings.model_fields]
TOKEN = "123456:AAsecretsecretsecretsecretsecret"


@pytest.fixture(autouse=True)
def bare(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    """No settings of this machine, and a directory without .env."""
    for name in NAMES:
        monkeypatch.delenv(name, raising=False)
    monkeypatch.chdir(tmp_path)


def settings(monkeypatch: pytest.MonkeyPatch, **given: str) -> Settings:
    for name, value in given.items():
        monkeypatch.setenv(name, value)
    return load()


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("BOT_TOKEN", "not a token"),
        ("BOT_TOKEN", "123456"),
        ("ENGINEER_CHAT_ID", "support"),
        ("ENGINEER_CHAT_ID", "100"),
        ("ENGINEER_CHAT_ID", "-1.5"),
        ("REGULATION", "nobody"),
        ("REGULATION", "./missing.toml"),
        ("DATABASE_URL", "mysql://root:secret@host/db"),
        ("DATABASE_URL", "data.db"),
        ("BOT_API_URL", "localhost:8081"),
        ("ENGINEER_LANGUAGE", "de"),
        ("FLOOD_LIMIT", "-1"),
        ("SUPERVISORS", "olena"),
        ("SUPERVISORS", "501;502"),
        ("SUPERVISORS", "-501"),
        ("WEBHOOK_URL", "support.example.com"),
        ("WEBHOOK_SECRET", "with spaces"),
        ("WEB_PORT", "http"),
        ("WEB_PORT", "65536"),
        ("LOG_LEVEL", "loud"),
        ("LOG_FORMAT", "xml"),
    ],
)
def test_a_wrong_setting_is_named_in_one_line(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str], name: str, value: str
) -> None:
    monkeypatch.setenv(name, value)
    assert main(["run"]) == 2
    said = capsys.readouterr()
    [line] = said.err.splitlines()
    assert line.startswith(f"{name}: expected ")
    assert "secret" not in line
    assert said.out == ""


@pytest.mark.parametrize(
    ("given", "named"),
    [
        ({"WEBHOOK_URL": "https://x.example/t", "BOT_TOKEN": TOKEN}, "WEBHOOK_SECRET"),
        ({"WEBHOOK_URL": "https://x.example/t", "WEBHOOK_SECRET": "s"}, "BOT_TOKEN"),
        ({"BOT_API_URL": "http://localhost:8081"}, "BOT_TOKEN"),
        ({"PLAYGROUND_CLOCK": "clock.json", "BOT_TOKEN": TOKEN}, "PLAYGROUND_CLOCK"),
    ],
)
def test_what_a_setting_needs_is_named(monkeypatch: pytest.MonkeyPatch, given: dict[str, str], named: str) -> None:
    with pytest.raises(StartError, match=f"^{named}: expected"):
        settings(monkeypatch, **given)


def test_several_wrong_ones_are_all_named(monkeypatch: pytest.MonkeyPatch) -> None:
    with pytest.raises(StartError, match=r"WEB_PORT: .*; LOG_LEVEL: "):
        settings(monkeypatch, WEB_PORT="x", LOG_LEVEL="y")


@pytest.mark.parametrize(
    ("given", "limited"),
    [
        ({}, False),
        ({"BOT_TOKEN": TOKEN}, True),
        ({"BOT_TOKEN": TOKEN, "BOT_API_URL": "http://localhost:8081"}, True),
        ({"BOT_TOKEN": TOKEN, "BOT_API_URL": "http://localhost:8081", "PLAYGROUND_CLOCK": "clock.json"}, False),
    ],
)
def test_telegrams_limits_hold_behind_an_own_server_too_but_not_in_a_playground(
    monkeypatch: pytest.MonkeyPatch, given: dict[str, str], limited: bool
) -> None:
    assert settings(monkeypatch, **given).on_telegram is limited


def test_without_settings_the_bot_plays(monkeypatch: pytest.MonkeyPatch) -> None:
    bare = settings(monkeypatch)
    assert (bare.plays, bare.regulation, bare.web_host, bare.web_port) == (True, "ipmg", "127.0.0.1", 8080)
    assert bare.database == "sqlite:///data/playground/frontdesk.db", "the playground's people are not Telegram's"


def test_the_database_of_a_real_bot_is_the_one_in_the_contract(monkeypatch: pytest.MonkeyPatch) -> None:
    assert settings(monkeypatch, BOT_TOKEN=TOKEN).database == "sqlite:///data/frontdesk.db"
    assert settings(monkeypatch, DATA_DIR="/srv/desk").database == "sqlite:////srv/desk/frontdesk.db"
    assert settings(monkeypatch, DATABASE_URL="postgresql://h/d").database == "postgresql://h/d"


def test_empty_lines_of_a_copied_example_count_as_not_set(monkeypatch: pytest.MonkeyPatch) -> None:
    example = Path(__file__).parents[2] / ".env.example"
    text = example.read_text(encoding="utf-8")
    Path(".env").write_text(text, encoding="utf-8")
    assert load() == Settings(_env_file=None)  # type: ignore[call-arg]
    explained = {line.split("=")[0] for line in text.splitlines() if line and not line.startswith("#")}
    assert explained == set(NAMES)


@pytest.mark.parametrize("given", ["501,502", " 501 , 502,"])
def test_supervisors_are_listed_with_commas(monkeypatch: pytest.MonkeyPatch, given: str) -> None:
    assert settings(monkeypatch, SUPERVISORS=given).supervisors == {501, 502}


def test_the_environment_goes_before_the_file(monkeypatch: pytest.MonkeyPatch) -> None:
    Path(".env").write_text("WEB_PORT=1111\nREGULATION=providence\n", encoding="utf-8")
    read = settings(monkeypatch, WEB_PORT="2222")
    assert (read.web_port, read.regulation) == (2222, "providence")


def test_a_file_that_cannot_be_read_is_named() -> None:
    Path(".env").write_bytes(b"\xff\xfe\x00LOG")
    with pytest.raises(StartError, match=r"^\.env cannot be read"):
        load()


def test_a_file_that_an_editor_of_windows_saved_is_read_from_its_first_line() -> None:
    Path(".env").write_text("WEB_PORT=1111\n", encoding="utf-8-sig")
    assert load().web_port == 1111


def test_of_an_unknown_regulation_only_names_that_can_be_set_are_offered(monkeypatch: pytest.MonkeyPatch) -> None:
    with pytest.raises(StartError, match=r"regulations/ \(ipmg, providence\)"):
        settings(monkeypatch, REGULATION="nobody")


def test_the_home_directory_may_be_written_short(monkeypatch: pytest.MonkeyPatch) -> None:
    assert settings(monkeypatch, DATA_DIR="~/desk").data_dir == Path.home() / "desk"


def test_the_token_is_never_shown(monkeypatch: pytest.MonkeyPatch) -> None:
    assert TOKEN not in repr(settings(monkeypatch, BOT_TOKEN=TOKEN))


@pytest.mark.usefixtures("logged")
def test_a_taken_port_of_the_playground_is_named(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        port = taken.getsockname()[1]
        monkeypatch.setenv("WEB_PORT", str(port))
        assert main(["playground"]) == 2
    said = capsys.readouterr()
    assert said.err.startswith(f"WEB_PORT: cannot listen on 127.0.0.1:{port} (address already in use)")
    assert said.err.count("\n") == 1
    assert said.out == ""


def test_check_shows_what_an_operator_can_check(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["check"]) == 0
    said = capsys.readouterr().out
    assert "the playground" in said
    assert "IPMG-1001" in said


@pytest.mark.usefixtures("logged")
def test_a_directory_that_cannot_be_written_to_is_named_by_its_setting(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr("os.access", lambda path, mode: False)
    for token in ("", TOKEN):
        monkeypatch.setenv("BOT_TOKEN", token)
        assert main(["run"]) == 2
        assert capsys.readouterr().err.startswith("DATA_DIR: the directory data")


def test_a_password_in_an_address_is_not_shown_by_check(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv("BOT_TOKEN", TOKEN)
    monkeypatch.setenv("BOT_API_URL", "http://me:hunter2@127.0.0.1:1")
    assert main(["check"]) == 0
    said = capsys.readouterr()
    assert "127.0.0.1:1" in said.out
    assert "hunter2" not in said.out + said.err


def test_check_lists_every_error_of_both(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> None:
    Path("mine.toml").write_text('prefix = "lower"\n', encoding="utf-8")
    monkeypatch.setenv("REGULATION", "./mine.toml")
    monkeypatch.setenv("WEB_PORT", "x")
    monkeypatch.setenv("LOG_LEVEL", "y")
    assert main(["check"]) == 2
    lines = capsys.readouterr().err.splitlines()
    assert sum("settings" in line for line in lines) == 2
    assert any(line.startswith("mine.toml: prefix ") for line in lines)
