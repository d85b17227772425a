"""What Send costs: it opens the ticket and puts everything that is told of it, and is still one small transaction.

A statement that is run for several rows (the news in the outbox) counts once: PostgreSQL gets them in one go.
"""

import pytest

from tests.handlers.client.conftest import Client, picture
from tests.handlers.client.test_limits import MOST, counted
from tests.handlers.conftest import Rig

OPENED = MOST + 2
"""Every other update of the form asks or saves; this one opens a ticket, which the search learns, with its timers."""
CRITICAL = 5
"""A critical one is also looked at beside the others of its topic: are they one incident?"""
FIRST_REQUEST = OPENED + 1
"""The first request of a client also remembers who they are."""


async def press_send(emma: Client, rig: Rig, pictures: int, impact: str) -> list[str]:
    """The statements of a Send with so many pictures."""
    rig.telegram.files |= {f"p{number}": picture(side=8 + number) for number in range(pictures)}
    await emma.fill(until="impact")
    await emma.press(impact)
    await emma.fill(until="screenshots")
    for number in range(pictures):
        await emma.feed(rig.updates.photo(emma.user, f"p{number}"))
    await emma.fill()
    with counted() as statements:
        await emma.press("Send")
    return statements


@pytest.mark.parametrize(("pictures", "impact"), [(0, "Question or request"), (2, "Nothing works")])
async def test_a_request_is_opened_with_few_statements_more_than_a_form_update(
    emma: Client, rig: Rig, pictures: int, impact: str
) -> None:
    first = await press_send(emma, rig, pictures, impact)
    second = await press_send(emma, rig, pictures, impact)
    assert len(await emma.tickets()) == 2
    more = CRITICAL if impact == "Nothing works" else 0
    assert len(first) <= FIRST_REQUEST + more
    assert len(second) <= OPENED + more


async def test_a_second_tap_costs_no_more(emma: Client, rig: Rig) -> None:
    await emma.fill()
    summary = emma.last
    send = next(data for label, data in summary.buttons.items() if "Send" in label)
    await emma.push(send, summary)
    with counted() as again:
        assert "IPMG-1001" in await emma.push(send, summary)
    assert len(await emma.tickets()) == 1
    assert len(again) <= MOST
