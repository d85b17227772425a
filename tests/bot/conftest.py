"""What the tests of the process share."""

from collections.abc import Iterator

import pytest
from aiogram import Bot

from tests.support.session import FakeTelegram, fake_bot


@pytest.fixture
def telegram() -> Iterator[FakeTelegram]:
    """Telegram's side; the test fails where a call broke a rule."""
    session = FakeTelegram()
    yield session
    session.check()


@pytest.fixture
def bot(telegram: FakeTelegram) -> Bot:
    """A bot that talks to it."""
    return fake_bot(telegram)
