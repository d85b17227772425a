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


def test_mailings_leave_a_part_of_the_budget_to_everything_else() -> None:
    watch = Watch()
    pace = Pace(watch, limited=True)
    assert pace.room() == 20
    for chat in range(1, 21):
        assert pace.wait(chat, spare=True) == 0
    assert (pace.room(), pace.scarce()) == (0, True)
    assert [pace.wait(chat) for chat in range(21, 31)] == [0.0] * 10  # replies go at once
    assert pace.room() == 0
    watch.now += 1
    assert pace.room() == 20


def test_a_mailing_goes_as_fast_as_telegram_allows_where_nothing_else_does() -> None:
    watch = Watch()
    pace, count = Pace(watch, limited=True), 0
    for _ in range(600):
        for _message in range(pace.room()):
            count += 1
            assert pace.wait(count, spare=True) == 0
        watch.now += 0.1
    assert 60 * 30 <= count <= 60 * 30 + 20


def test_progress_leaves_half_of_a_group_s_budget_to_news() -> None:
    watch = Watch()
    pace = Pace(watch, limited=True)
    went = 0
    while pace.wait(-1001, spare=True) <= 0:
        went += 1
    pace.give_back(-1001)
    assert went == 10
    assert [pace.wait(-1001) for _ in range(10)] == [0.0] * 10
    assert pace.wait(-1001) > 0


def test_another_server_s_limits_are_its_own() -> None:
    pace = Pace(Watch(), limited=False)
    assert [pace.wait(7, spare=True) for _ in range(100)] == [0.0] * 100
    assert pace.room() > 1000
