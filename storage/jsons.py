"""How JSON is written into columns."""

import json

dumps = json.JSONEncoder(ensure_ascii=False, separators=(",", ":")).encode
"""Short, and readable in the database for people who write Cyrillic."""
