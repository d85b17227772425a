"""Storage: what the desk remembers, on SQLite or PostgreSQL."""

from storage.engine import open_store
from storage.errors import StorageError
from storage.store import Store

__all__ = ["StorageError", "Store", "open_store"]
