"""The playground's time: forward only, as fast as a person likes, the same for every page, kept over restarts."""

import json
from pathlib import Path
from typing import Any

import pytest
from aiogram import Bot
from aiogram.exceptions import TelegramBadRequest
from aiohttp import ClientSession
from hypothesis import given
from hypothesis import strategies as st

from playground.clock import FARTHEST, FASTEST, STALE, PlayClock, read
from playground.errors import PeopleError
from playground.server import Playground
from tests.playground.conftest import Clock
from tests.playground.face import Face

HOUR = 3600.0


async def test_time_is_real_until_somebody_moves_it(face: Face, clock: Clock) -> None:
    assert await face.call("GET", "clock") == {"now": clock.now, "rate": 1, "ahead": 0, "zone": None}
    clock.now += 5
    assert (await face.world())["clock"]["now"] == clock.now


async def test_an_hour_more_shows_in_the_dates_of_messages(face: Face, clock: Clock, client: int) -> None:
    shown = await face.call("POST", "clock", {"plus": HOUR})
    assert (shown["now"], shown["ahead"], shown["rate"]) == (clock.now + HOUR, HOUR, 1)
    assert (await face.says(client, "Hello"))["date"] == int(clock.now + HOUR)
    clock.now += 10
    assert (await face.call("GET", "clock"))["now"] == clock.now + HOUR


async def test_a_faster_clock_runs_so_much_faster(face: Face, clock: Clock) -> None:
    await face.call("POST", "clock", {"rate": 60})
    before = (await face.call("GET", "clock"))["now"]
    clock.now += 60
    assert (await face.call("GET", "clock"))["now"] == pytest.approx(before + HOUR)


async def test_every_page_hears_it(face: Face, playground: Playground) -> None:
    queue = playground.world.events.listen(None)
    shown = await face.call("POST", "clock", {"to": playground.clock() + 90})
    event = json.loads((queue.get_nowait() or b"").split(b"data: ")[1])
    assert event == {"type": "clock", "clock": shown}


@pytest.mark.parametrize(
    ("body", "why"),
    [
        ({"plus": -1}, "time never goes back"),
        ({"to": 1_700_000_000}, "time never goes back"),
        ({"plus": FARTHEST + 1}, "a year at most"),
        ({"to": 1e300}, "a year at most"),
        ({"plus": 1, "to": 1_900_000_000}, "either plus or to"),
        ({"rate": 0}, "1 to 3600"),
        ({"rate": -60}, "1 to 3600"),
        ({"rate": FASTEST + 1}, "1 to 3600"),
        ({"rate": "60"}, "a number"),
        ({"plus": True}, "a number"),
        ({"to": None}, "a number"),
        ({"minus": 1}, "does not know: minus"),
    ],
)
async def test_what_time_does_not_do_is_refused(
    playground: Playground, http: ClientSession, clock: Clock, body: dict[str, Any], why: str
) -> None:
    async with http.post(f"{playground.url}/api/clock", json=body) as response:
        assert response.status == 400
        assert why in (await response.json())["error"]
    assert playground.clock() == clock.now


async def test_not_a_number_is_refused(playground: Playground, http: ClientSession, clock: Clock) -> None:
    for number in ("NaN", "Infinity"):
        for key in ("plus", "rate"):
            headers = {"Content-Type": "application/json"}
            body = f'{{"{key}": {number}}}'
            async with http.post(f"{playground.url}/api/clock", data=body, headers=headers) as response:
                assert response.status == 400
    assert playground.clock() == clock.now


async def test_a_press_is_answered_by_a_machine_and_waits_in_its_time(bot: Bot, face: Face, client: int) -> None:
    sent = await bot.send_message(client, "Ticket")
    query_id = await face.presses(client, client, sent.message_id, "take")
    await face.call("POST", "clock", {"plus": HOUR})
    assert await bot.answer_callback_query(query_id)


async def test_a_message_is_as_old_as_its_people_say(bot: Bot, face: Face, client: int) -> None:
    sent = await bot.send_message(client, "Ticket")
    await face.call("POST", "clock", {"plus": 49 * HOUR})
    with pytest.raises(TelegramBadRequest):
        await bot.delete_message(client, sent.message_id)


async def test_a_new_world_has_the_same_time(face: Face, clock: Clock) -> None:
    await face.call("POST", "clock", {"plus": HOUR})
    await face.call("POST", "reset", {})
    assert (await face.world())["clock"]["now"] == clock.now + HOUR


async def test_the_time_outlives_the_process_and_its_speed_does_not(tmp_path: Path, clock: Clock) -> None:
    path = tmp_path / "deep" / "clock.json"
    first = Playground(clock_file=path, clock=clock)
    await first.start()
    first.clock.set(shown=first.clock() + HOUR, rate=600)
    clock.now += 1
    left = first.clock()
    await first.stop()
    clock.now += HOUR
    second = Playground(clock_file=path, clock=clock)
    await second.start()
    assert second.clock.as_json()["rate"] == 1, "nobody watched: the night is not a year"
    assert second.clock() == pytest.approx(left + HOUR, abs=600 * STALE + 1)
    assert second.clock() >= left
    await second.stop()


@pytest.mark.parametrize("text", ["{", "[]", "{}", '{"real": 0, "shown": 0, "rate": 0}', '{"real": 1, "shown": 2}'])
async def test_a_file_that_is_no_clock_is_named(tmp_path: Path, text: str) -> None:
    path = tmp_path / "clock.json"
    path.write_text(text)
    with pytest.raises(ValueError, match=r"clock\.json"):
        await Playground(clock_file=path).start()
    assert path.read_text() == text


@given(
    st.lists(
        st.tuples(
            st.floats(0, 1e5),
            st.floats(-1e5, 1e5),
            st.sampled_from([0.5, 1, 2, 60, 600, 3600, 4000]),
        ),
        max_size=12,
    )
)
def test_it_never_goes_back_also_for_who_goes_by_what_was(moves: list[tuple[float, float, float]]) -> None:
    outside = Clock()
    clock = PlayClock(outside)
    seen = clock()
    for passed, plus, rate in moves:
        outside.now += passed
        stale, asked = clock._line, clock()
        assert asked >= seen
        try:
            clock.set(shown=asked + plus, rate=rate)
        except PeopleError:
            assert clock._line == stale
        outside.now += STALE
        assert clock() >= stale.at(outside.now) - 1e-3, "a reader may go by the old line for so long"
        seen = clock()


def test_the_file_is_what_docs_say(tmp_path: Path) -> None:
    docs = (Path(__file__).parents[2] / "docs" / "playground.md").read_text(encoding="utf-8")
    outside, path = Clock(), tmp_path / "clock.json"
    clock = PlayClock(outside, path)
    clock.start()
    clock.set(shown=outside.now + HOUR, rate=60)
    line = read(path)
    assert (line.real, line.shown, line.rate) == (outside.now, outside.now + HOUR, 60)
    for key in json.loads(path.read_text()):
        assert f'"{key}": ' in docs.partition("## Time")[2]
