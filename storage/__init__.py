"""Storage: what the desk remembers, on SQLite or PostgreSQL."""

from storage.engine import open_for_reading, open_store
from storage.errors import StorageError
from storage.store import Store

__all__ = ["StorageError", "Store", "open_for_reading", "open_store"]
