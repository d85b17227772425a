"""The look at the timers, each second: what has passed is fired."""

import structlog

from desk import timers
from desk.house import House
from desk.ports import Desk

_log = structlog.get_logger("tick")


async def tick(store: Desk, house: House) -> None:
    """Fire all that has passed. What fails is put off and holds up nothing else."""
    while subjects := await store.read(timers.due):
        for subject in subjects:
            try:
                await store.run(timers.fire, house, subject)
            except Exception as error:  # noqa: BLE001  # whatever it was: the others are due too
                _log.error("a timer failed", owner=subject.owner, subject=subject.id, exc_info=error)
                await store.run(timers.put_off, subject)
