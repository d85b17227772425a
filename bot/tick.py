"""What is looked at each second: the timers, of which what has passed is fired, and the mailings that run."""

import structlog

from desk import mailing_run, timers
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


async def attend(store: Desk) -> None:
    """See to the mailings that run. One that fails holds up no other; the next second tries again."""
    for mailing_id in await store.read(mailing_run.attended):
        try:
            await store.run(mailing_run.attend, mailing_id)
        except Exception as error:  # noqa: BLE001  # as above
            _log.error("a mailing failed", mailing=mailing_id, exc_info=error)
