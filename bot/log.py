"""The log: structlog, one line an event, for a console or as JSON. No token, no texts, names or phones of people.

What aiogram, aiohttp and others write through `logging` takes the same way out.
"""

import logging
import re
import sys
from typing import Any, Literal, TextIO

import structlog
from structlog.types import EventDict, Processor, WrappedLogger

from bot.traces import trace

_SECRETS = (
    (re.compile(r"(?<!\d)\d{3,}:[A-Za-z0-9_-]{20,}"), "<token>"),
    (re.compile(r"(?<=://)[^/@\s]+:[^/@\s]+(?=@)"), "<password>"),
)
_QUIET = {
    "aiogram.event": logging.CRITICAL,  # bot/middlewares.py has a line an update
    "aiogram.dispatcher": logging.WARNING,
    "aiohttp.access": logging.WARNING,
    "apscheduler": logging.WARNING,
    "apscheduler.scheduler": logging.ERROR,  # that a tick waits for the one before it, each second
    "alembic": logging.WARNING,
    "asyncio": logging.WARNING,
}


def redact(text: str) -> str:
    """`text` without bot tokens and passwords of URLs."""
    for pattern, instead in _SECRETS:
        text = pattern.sub(instead, text)
    return text


def _hide_secrets(_logger: WrappedLogger, _method: str, event: EventDict) -> EventDict:
    for key, value in event.items():
        if isinstance(value, str):
            event[key] = redact(value)
        elif isinstance(value, BaseException):
            event[key] = redact(repr(value))
    return event


def _trace(_logger: WrappedLogger, _method: str, event: EventDict) -> EventDict:
    """`exc_info` becomes `exception`: the traceback without people's data."""
    given = event.pop("exc_info", None)
    error = given[1] if isinstance(given, tuple) else sys.exc_info()[1] if given is True else given
    if isinstance(error, BaseException):
        event["exception"] = trace(error)
    return event


def _foreign(level: int, stream: TextIO, shared: list[Processor], renderer: Processor) -> None:
    """Lead `logging` to the same stream in the same shape."""
    formatter = structlog.stdlib.ProcessorFormatter(
        foreign_pre_chain=[structlog.stdlib.add_logger_name, *shared],
        processors=[structlog.stdlib.ProcessorFormatter.remove_processors_meta, renderer],
    )
    handler = logging.StreamHandler(stream)
    handler.setFormatter(formatter)
    root = logging.getLogger()
    root.handlers[:] = [handler]
    root.setLevel(max(level, logging.INFO))
    for name, at_least in _QUIET.items():
        logging.getLogger(name).setLevel(max(level, at_least))


def set_up(level: str, style: Literal["console", "json"], stream: TextIO = sys.stderr) -> None:
    """Start logging from `level` (a name of `logging`, any case) on."""
    number: int = logging.getLevelNamesMapping()[level.upper()]
    shared: list[Processor] = [
        structlog.contextvars.merge_contextvars,
        structlog.processors.add_log_level,
        structlog.processors.TimeStamper(fmt="iso", utc=True),
        _trace,
        _hide_secrets,
    ]
    renderer: Processor = (
        structlog.processors.JSONRenderer(ensure_ascii=False)
        if style == "json"
        else structlog.dev.ConsoleRenderer(colors=stream.isatty(), pad_event_to=28)
    )
    structlog.configure(
        processors=[*shared, renderer],
        wrapper_class=structlog.make_filtering_bound_logger(number),
        logger_factory=structlog.WriteLoggerFactory(stream),
        cache_logger_on_first_use=False,
    )
    _foreign(number, stream, shared, renderer)


def logger(name: str) -> Any:
    """A logger of the process; calls look like `log.info("ticket opened", ticket="IPMG-1001")`."""
    return structlog.get_logger(name)
