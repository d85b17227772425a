"""The two regulations that come with the product, read once."""

from datetime import UTC, date, datetime
from pathlib import Path
from zoneinfo import ZoneInfo

from desk.regulation import Regulation, load

FOLDER = Path(__file__).parents[2] / "regulations"
TODAY = date(2026, 11, 20)

IPMG: Regulation = load(FOLDER / "ipmg.toml", TODAY)
PROVIDENCE: Regulation = load(FOLDER / "providence.toml", TODAY)


def kyiv(text: str) -> datetime:
    """An instant (UTC) by Kyiv's wall clock: `kyiv("2026-11-20 10:00")`."""
    return datetime.fromisoformat(text).replace(tzinfo=ZoneInfo("Europe/Kyiv")).astimezone(UTC)


def moscow(text: str) -> datetime:
    """An instant (UTC) by Moscow's wall clock."""
    return datetime.fromisoformat(text).replace(tzinfo=ZoneInfo("Europe/Moscow")).astimezone(UTC)
