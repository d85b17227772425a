"""What the page hears at once: a short ring of events, encoded only while somebody listens."""

import asyncio
import json
from collections import deque
from typing import Any

KEPT = 2000  # a page that was away longer reads the world again


class Events:
    """Numbered events for the pages; each listener has a queue of ready server-sent events."""

    def __init__(self) -> None:
        self.last = 0
        self._ring: deque[tuple[int, dict[str, Any]]] = deque(maxlen=KEPT)
        self._listeners: set[asyncio.Queue[bytes | None]] = set()

    def emit(self, kind: str, **payload: Any) -> None:
        """Tell every page; the payload must not be changed afterwards."""
        self.last += 1
        payload["type"] = kind
        self._ring.append((self.last, payload))
        if self._listeners:
            encoded = encode(self.last, payload)
            for listener in self._listeners:
                listener.put_nowait(encoded)

    def listen(self, after: int | None) -> asyncio.Queue[bytes | None]:
        """A queue with what came after the number `after`, then everything new; None in it means the end."""
        queue: asyncio.Queue[bytes | None] = asyncio.Queue()
        if after is not None and after < self.last:
            oldest = self._ring[0][0] if self._ring else self.last + 1
            if after + 1 < oldest:
                queue.put_nowait(encode(self.last, {"type": "reset"}))
            else:
                for number, payload in self._ring:
                    if number > after:
                        queue.put_nowait(encode(number, payload))
        elif after is not None and after > self.last:
            queue.put_nowait(encode(self.last, {"type": "reset"}))
        self._listeners.add(queue)
        return queue

    def forget(self, queue: asyncio.Queue[bytes | None]) -> None:
        """A page that has gone."""
        self._listeners.discard(queue)

    def close(self) -> None:
        """End every stream."""
        for listener in self._listeners:
            listener.put_nowait(None)


def encode(number: int, payload: dict[str, Any]) -> bytes:
    """One server-sent event as bytes."""
    return f"id: {number}\ndata: {json.dumps(payload, ensure_ascii=False)}\n\n".encode()
