"""Spans of minutes."""

import pytest

from desk.spans import merge

Intervals = list[tuple[int, int]]


@pytest.mark.parametrize(
    ("given", "merged"),
    [
        ([], []),
        ([(5, 6), (1, 2)], [(1, 2), (5, 6)]),
        ([(1, 2), (2, 3)], [(1, 3)]),
        ([(1, 9), (2, 3), (8, 10)], [(1, 10)]),
    ],
)
def test_intervals_that_touch_run_together_in_order(given: Intervals, merged: Intervals) -> None:
    assert merge(given) == merged
