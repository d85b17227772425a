"""`python -m bot [run|playground|check|report]`: the command line."""

import argparse
import asyncio
import contextlib
import signal
import sys
from collections.abc import Callable, Sequence
from pathlib import Path

from pydantic import SecretStr

from bot import app, config, log, report
from bot.check import check
from bot.clock import PlaygroundClock, utc_now
from bot.config import Settings, StartError
from bot.directories import writable
from bot.probe import probe
from bot.webhook import cannot_listen
from playground.loopback import is_loopback
from playground.server import Playground

STOPPED_BY_ERROR = 1
CANNOT_START = 2


def main(arguments: Sequence[str] | None = None) -> int:
    """The exit status: 0, 1 after an error while running, 2 when it cannot start."""
    asked = _parser().parse_args(arguments)
    command = asked.command
    try:
        if command == "check":
            return _check()
        settings = config.load()
        log.set_up(settings.log_level, settings.log_format)
        if command == "report":
            asyncio.run(report.report(settings, asked))
            return 0
        if command == "playground":
            settings = settings.model_copy(
                update={"bot_token": None, "bot_api_url": None, "webhook_url": None, "engineer_chat_id": None}
            )
        _run(settings)
    except StartError as error:
        sys.stderr.write(f"{log.redact(str(error))}\n")
        return CANNOT_START
    except KeyboardInterrupt:
        return 0
    except Exception as error:  # noqa: BLE001  # the last boundary: the log has no people's data
        log.logger("process").error("ended by an error", exc_info=error)
        return STOPPED_BY_ERROR
    return 0


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(
        prog="python -m bot",
        description="A Telegram front desk for technical support. Settings: the environment and .env (.env.example).",
    )
    commands = parser.add_subparsers(dest="command", metavar="command")
    commands.add_parser("run", help="start the bot (the default): on Telegram, or in the playground without BOT_TOKEN")
    commands.add_parser("playground", help="start the bot in the playground, whatever BOT_TOKEN says")
    commands.add_parser("check", help="read the settings and the regulation, ask Telegram; print a summary, or errors")
    report.add_arguments(commands.add_parser("report", help="figures of a period: text, a chart, XLSX or CSV"))
    parser.set_defaults(command="run")
    return parser


def _check() -> int:
    lines, errors = check(utc_now)
    settings = None if errors else config.load()
    if settings is not None and not settings.plays:
        more, errors = asyncio.run(probe(settings))
        lines += more
    (sys.stderr if errors else sys.stdout).write(log.redact("\n".join(errors or lines)) + "\n")
    return CANNOT_START if errors else 0


def _run(settings: Settings) -> None:
    with asyncio.Runner(loop_factory=_loop_factory()) as runner:
        runner.run(_play(settings) if settings.plays else _work(settings))


def _loop_factory() -> Callable[[], asyncio.AbstractEventLoop] | None:
    """uvloop where it is: a tenth to a fifth quicker."""
    try:
        import uvloop
    except ImportError:  # Windows
        return None
    return uvloop.new_event_loop


async def _work(settings: Settings) -> None:
    """Run until SIGTERM or SIGINT."""
    stop = asyncio.Event()
    for number in (signal.SIGTERM, signal.SIGINT):
        with contextlib.suppress(NotImplementedError):  # Windows
            asyncio.get_running_loop().add_signal_handler(number, stop.set)
    if settings.playground_clock is None:
        await app.run(settings, stop)
    else:
        await app.run(settings, stop, clock=_clock_of(settings.playground_clock), real=utc_now)


def _clock_of(path: Path) -> PlaygroundClock:
    """The playground's time. StartError: there is none."""
    try:
        return PlaygroundClock(path)
    except OSError as error:
        raise StartError(f"PLAYGROUND_CLOCK: {path} cannot be read ({error.strerror})") from None
    except ValueError as error:
        raise StartError(f"PLAYGROUND_CLOCK: {path} cannot be read: {error}") from None


async def _play(settings: Settings) -> None:
    """Run against a Telegram of our own in the same process. StartError: it cannot, or must not, listen there."""
    if not is_loopback(settings.web_host):
        raise StartError(
            "WEB_HOST: the playground has no login, so it listens on this machine only: "
            f"leave WEB_HOST empty or set 127.0.0.1, got {settings.web_host!r}"
        )
    home = settings.playground_dir
    writable("DATA_DIR", home)
    clock_file = settings.playground_clock or home / "clock.json"
    zone = app.read_regulation(settings, utc_now).timezone
    state_file = home / "telegram.json"
    playground = Playground(
        settings.web_host, settings.web_port, state_file=state_file, clock_file=clock_file, zone=zone
    )
    try:
        await playground.start()
    except OSError as error:
        raise StartError(cannot_listen(settings.web_host, settings.web_port, error)) from None
    except ValueError as error:
        raise StartError(f"the playground cannot go on where it was: {error}") from None
    sys.stdout.write(f"No BOT_TOKEN: the bot runs in the playground. Open {playground.url} in a browser.\n")
    sys.stdout.flush()
    try:
        await _work(
            settings.model_copy(
                update={
                    "bot_token": SecretStr(playground.token),
                    "bot_api_url": playground.url,
                    "engineer_chat_id": settings.engineer_chat_id or playground.group_id,
                    "database_url": settings.database,
                    "webhook_url": None,
                    "playground_clock": clock_file,
                }
            )
        )
    finally:
        await playground.stop()


if __name__ == "__main__":
    sys.exit(main())
