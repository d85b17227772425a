"""Column types that hold what the model promises, alike on SQLite and PostgreSQL."""

from datetime import UTC, datetime, timedelta
from enum import StrEnum
from typing import Any

from sqlalchemy import JSON, BigInteger, DateTime, Dialect, Enum, Integer, TypeDecorator
from sqlalchemy.dialects.postgresql import JSONB

BigId = BigInteger().with_variant(Integer(), "sqlite")
"""A number that the database gives; SQLite counts only INTEGER keys by itself."""

Json = JSON().with_variant(JSONB(), "postgresql")


class UtcDateTime(TypeDecorator[datetime]):
    """An aware instant, in UTC, to the microsecond. ValueError: a naive value, which would lose its zone on SQLite."""

    impl = DateTime(timezone=True)
    cache_ok = True

    def process_bind_param(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        """To UTC."""
        if value is None:
            return None
        if value.tzinfo is None:
            raise ValueError(f"a naive datetime: {value!r}")
        return value.astimezone(UTC)

    def process_result_value(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        """In UTC; SQLite gives back no zone."""
        if value is None:
            return None
        return value.replace(tzinfo=UTC) if value.tzinfo is None else value.astimezone(UTC)


class Duration(TypeDecorator[timedelta]):
    """Real time, kept as whole microseconds."""

    impl = BigInteger
    cache_ok = True

    def process_bind_param(self, value: timedelta | None, dialect: Dialect) -> int | None:
        """To microseconds."""
        return None if value is None else value // timedelta(microseconds=1)

    def process_result_value(self, value: int | None, dialect: Dialect) -> timedelta | None:
        """From microseconds."""
        return None if value is None else timedelta(microseconds=value)


def closed_set(kind: type[StrEnum], name: str) -> Enum:
    """A StrEnum kept as its text, the database refusing anything else (the constraint is `name`)."""
    return Enum(kind, name=name, native_enum=False, create_constraint=True, values_callable=_values, length=20)


def open_set(kind: type[StrEnum]) -> Enum:
    """A StrEnum kept as its text; later versions may add members without rebuilding the table."""
    return Enum(kind, native_enum=False, create_constraint=False, values_callable=_values, length=40)


def _values(kind: Any) -> list[str]:
    return [member.value for member in kind]
