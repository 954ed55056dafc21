"""What changes, told to whoever watches: one stream for each page, each with its own person's studies alone.

A listener is a queue of the server's loop, so that many of them cost no thread. The last events are kept for pages that
were cut off for a moment; a page that missed more is told the newest rows.
"""

import asyncio
import secrets
import threading
from collections import deque
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field

from pydantic import BaseModel

_KEPT = 500
_LONGEST_QUEUE = 1000  # of a listener that does not read: it is cut off, and comes back for what it missed


@dataclass(frozen=True, slots=True, kw_only=True)
class Event:
    """Something that happened to a study of `owner_id`."""

    id: str
    owner_id: str
    kind: str
    data: BaseModel


@dataclass(slots=True, eq=False)
class Listener:
    """A page that listens; None in its queue ends the stream."""

    owner_id: str
    loop: asyncio.AbstractEventLoop
    queue: asyncio.Queue[Event | None] = field(default_factory=asyncio.Queue)

    def take(self, event: Event) -> None:
        """Queue an event; called in the listener's loop."""
        self.queue.put_nowait(event if self.queue.qsize() < _LONGEST_QUEUE else None)


@dataclass(slots=True)
class Events:
    """The events of one running server."""

    _run: str = field(default_factory=lambda: secrets.token_hex(4))
    _count: int = 0
    _kept: deque[Event] = field(default_factory=lambda: deque(maxlen=_KEPT))
    _listeners: set[Listener] = field(default_factory=set)
    _lock: threading.Lock = field(default_factory=threading.Lock)

    def tell(self, owner_id: str, kind: str, data: BaseModel) -> None:
        """Tell a person's listeners; called from any thread."""
        with self._lock:
            self._count += 1
            event = Event(id=f"{self._run}-{self._count}", owner_id=owner_id, kind=kind, data=data)
            self._kept.append(event)
            for listener in self._listeners:
                if listener.owner_id == owner_id and not listener.loop.is_closed():
                    listener.loop.call_soon_threadsafe(listener.take, event)

    @contextmanager
    def listening(self, owner_id: str, last_id: str | None) -> Iterator[tuple[Listener, bool]]:
        """Yield a listener, with what it missed since `last_id` queued; and whether that is all it missed."""
        listener = Listener(owner_id, asyncio.get_running_loop())
        with self._lock:
            missed = self._since(last_id)
            for event in missed or ():
                if event.owner_id == owner_id:
                    listener.take(event)
            self._listeners.add(listener)
        try:
            yield listener, missed is not None
        finally:
            with self._lock:
                self._listeners.discard(listener)

    def _since(self, last_id: str | None) -> list[Event] | None:
        """The events after one; None if some of them are no longer kept. A new page missed nothing."""
        if last_id is None:
            return []
        run, _, number = last_id.partition("-")
        first = self._count - len(self._kept)
        if run != self._run or not number.isdecimal() or not first <= int(number) <= self._count:
            return None
        return list(self._kept)[int(number) - first :]
