"""What the tests of the process share."""

import io
import logging
from collections.abc import Iterator

import pytest
import structlog
from aiogram import Bot

from bot import log
from tests.support.session import FakeTelegram, fake_bot


@pytest.fixture
def telegram() -> Iterator[FakeTelegram]:
    """Telegram's side; the test fails where a call broke a rule."""
    session = FakeTelegram()
    yield session
    session.check()


@pytest.fixture
def logged() -> Iterator[io.StringIO]:
    """What the log says, as JSON lines."""
    root = logging.getLogger()
    handlers, level = list(root.handlers), root.level
    out = io.StringIO()
    log.set_up("info", "json", out)
    yield out
    structlog.reset_defaults()
    root.handlers[:] = handlers
    root.setLevel(level)


@pytest.fixture
def bot(telegram: FakeTelegram) -> Bot:
    """A bot that talks to it."""
    return fake_bot(telegram)
