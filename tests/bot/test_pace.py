"""Telegram's limits, kept beforehand."""

import pytest

from bot.pace import Pace


class Watch:
    """A monotonic clock that a test moves."""

    now = 1000.0

    def __call__(self) -> float:
        return self.now


def sent(pace: Pace, watch: Watch, chat_id: int, seconds: int) -> int:
    """How many messages go to a chat in so many seconds, by somebody who tries ten times a second."""
    count = 0
    for _ in range(seconds * 10):
        if pace.wait(chat_id) <= 0:
            count += 1
        else:
            pace.give_back(chat_id)
        watch.now += 0.1
    return count


@pytest.mark.parametrize(
    ("chat_id", "seconds", "least", "most"), [(7, 60, 60, 64), (-1001, 60, 38, 41), (-1001, 180, 78, 81)]
)
def test_a_chat_gets_what_telegram_allows_and_no_more(chat_id: int, seconds: int, least: int, most: int) -> None:
    watch = Watch()
    assert least <= sent(Pace(watch, limited=True), watch, chat_id, seconds) <= most


def test_all_chats_together_get_thirty_a_second() -> None:
    pace = Pace(Watch(), limited=True)
    assert [pace.wait(chat) for chat in range(1, 31)] == [0.0] * 30
    assert pace.wait(31) > 0


def test_urgent_ones_go_at_once_and_the_others_pay_for_it() -> None:
    pace = Pace(Watch(), limited=True)
    assert [pace.wait(7, urgent=True) for _ in range(10)] == [0.0] * 10
    assert pace.wait(7) > 5


def test_an_album_counts_as_its_pictures() -> None:
    pace = Pace(Watch(), limited=True)
    assert pace.wait(-1001, 20) == 0
    assert pace.wait(-1001, 1) > 0


def test_another_server_than_telegrams_is_not_spared() -> None:
    pace = Pace(Watch(), limited=False)
    assert {pace.wait(7) for _ in range(1000)} == {0.0}


def test_chats_that_are_quiet_are_forgotten() -> None:
    watch = Watch()
    pace = Pace(watch, limited=True)
    for chat in range(1, 10_001):
        pace.wait(chat, urgent=True)
    watch.now += 10
    pace.wait(20_000)
    assert len(pace._chats) == 1
