"""The pictures that a previewed bank shows, by the names of their contents: no other file leaves the machine's disk."""

from __future__ import annotations

import threading
from collections import OrderedDict

MOST = 64 * 1024 * 1024
"""Bytes that are kept at once; those that were asked for longest ago go first."""


class PictureShelf:
    """Pictures in memory, put there when a question that shows them is rendered."""

    def __init__(self, most: int = MOST) -> None:
        self._most = most
        self._held: OrderedDict[str, bytes] = OrderedDict()
        self._size = 0
        self._lock = threading.Lock()

    def keep(self, name: str, content: bytes) -> None:
        """Keep a picture under the name of its content."""
        with self._lock:
            if name in self._held:
                self._held.move_to_end(name)
                return
            self._held[name] = content
            self._size += len(content)
            while self._size > self._most and len(self._held) > 1:
                _, gone = self._held.popitem(last=False)
                self._size -= len(gone)

    def find(self, name: str) -> bytes | None:
        """The picture of that name; None where no question shows one."""
        with self._lock:
            return self._held.get(name)
