"""One report for one person in the chat: counted beside the updates, shown as what was asked for."""

import asyncio
from collections.abc import Awaitable, Callable
from datetime import datetime
from pathlib import Path
from tempfile import TemporaryDirectory

from aiogram import Bot
from aiogram.types import BufferedInputFile, FSInputFile

from desk.figures import Figures
from desk.house import House
from desk.periods import Period
from desk.ports import Desk
from handlers.reports import counting, files
from handlers.reports.buttons import Show, keyboard
from handlers.reports.files import Format
from handlers.reports.picture import draw
from handlers.reports.waiting import Waiting
from handlers.texts import stats as texts
from handlers.texts.chart import chart, nothing

SEND_SECONDS = 300
"""How long a file may take to be sent."""
MOST_BYTES = 50_000_000
"""What Telegram takes from a bot."""


class Job:
    """`waiting` says how far it is, where it is to be seen."""

    def __init__(self, bot: Bot, desk: Desk, house: House, period: Period, now: datetime, waiting: Waiting) -> None:
        self._bot = bot
        self._desk = desk
        self._house = house
        self._period = period
        self._now = now
        self._waiting = waiting

    @property
    def days(self) -> int:
        """How many days it is of."""
        return self._period.days

    async def make(self, show: Show) -> None:
        """What fails is said, and raised."""
        ways: dict[Show, Callable[[], Awaitable[None]]] = {
            Show.TEXT: self._text,
            Show.CHART: self._chart,
            Show.STAFF: self._staff,
            Show.XLSX: lambda: self._file(Format.XLSX),
            Show.CSV: lambda: self._file(Format.CSV),
        }
        try:
            await ways[show]()
        except Exception:
            await self._waiting.tell(texts.failed(), now=True)
            raise

    async def _text(self) -> None:
        found = await self._figures()
        await self._waiting.answer(texts.figures(self._house.regulation, found), keyboard(self._period))

    async def _staff(self) -> None:
        await self._waiting.answer(texts.staff(await self._figures()))

    async def _chart(self) -> None:
        found = await self._figures()
        await self._waiting.tell(texts.drawing())
        picture = await asyncio.to_thread(draw, chart(self._house.regulation, found), nothing())
        photo = BufferedInputFile(picture, f"{self._period.code()}.png")
        await self._bot.send_photo(
            photo=photo,
            caption="\n".join(texts.heading(found)),
            request_timeout=SEND_SECONDS,
            **self._waiting.place,
        )
        await self._waiting.leave()

    async def _file(self, form: Format) -> None:
        with TemporaryDirectory(prefix="report-", ignore_cleanup_errors=True) as folder:
            path = Path(folder) / files.file_name(self._house.regulation, self._period, form)
            regulation = self._house.regulation
            await files.write(self._desk, regulation, self._period, self._now, path, form, self._waiting)
            if path.stat().st_size > MOST_BYTES:
                await self._waiting.answer(texts.too_large())
                return
            await self._waiting.tell(texts.sending())
            await self._bot.send_document(
                document=FSInputFile(path),
                caption=texts.file_caption(self._period),
                request_timeout=SEND_SECONDS,
                **self._waiting.place,
            )
        await self._waiting.leave()

    async def _figures(self) -> Figures:
        return await counting.figures(self._desk, self._house.regulation, self._period, self._now, self._waiting)
