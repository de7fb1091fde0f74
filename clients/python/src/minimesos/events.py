"""Server-sent events of the remote API."""

from __future__ import annotations

import json
from collections.abc import Iterator
from typing import Callable, NamedTuple

from minimesos.errors import MinimesosError, error_of_problem
from minimesos.results import TimelineEntry
from minimesos.stream import Stream


class ServerSentEvent(NamedTuple):
    """One event as the HTML standard has it."""

    #: The last id that came, also with an event before this one.
    id: str
    event: str
    data: str


def read_events(stream: Stream, url: str) -> Iterator[ServerSentEvent]:
    """The events of one answer. An event named ``error`` is raised; what the end cuts off is no event."""
    last_id, event = "", ""
    data: list[str] = []
    while True:
        line = stream.readline()
        if not line.endswith(b"\n"):
            return
        text = line.rstrip(b"\r\n").decode("utf-8", "replace")
        if not text:
            if data and event == "error":
                raise error_of_problem(url, 0, "\n".join(data).encode())
            if data:
                yield ServerSentEvent(last_id, event or "message", "\n".join(data))
            event, data = "", []
            continue
        field, _, value = text.partition(":")
        value = value[1:] if value.startswith(" ") else value
        if field == "data":
            data.append(value)
        elif field == "event":
            event = value
        elif field == "id":
            last_id = value
        # Comments keep the connection alive; other fields are for browsers.


class EventStream:
    """What happens on a cluster, as it happens; an iterator that another thread may close.

    It goes on where it stopped when its connection is cut, and ends when the cluster is destroyed or it is closed.
    """

    def __init__(self, open_after: Callable[[str], Stream], url: str, is_over: Callable[[], bool]) -> None:
        """Made by ``Cluster.events``."""
        self._open_after = open_after
        self._url = url
        self._is_over = is_over
        self._closed = False
        self._last_id = ""
        #: How many entries the server had forgotten before they could be read.
        self.missed = 0
        self._stream = open_after("")
        self._events = read_events(self._stream, url)

    def __iter__(self) -> EventStream:
        return self

    def __next__(self) -> TimelineEntry:
        attempts_left = 1
        while not self._closed:
            try:
                for event in self._events:
                    if event.event == "missed":
                        gap = json.loads(event.data)
                        self.missed += gap["to"] - gap["from"] + 1
                        continue
                    self._last_id = event.id
                    return TimelineEntry.of(json.loads(event.data))
            except MinimesosError as error:
                if self._closed or attempts_left == 0 or error.code not in ("HOST_GONE", "READER_TOO_SLOW"):
                    self.close()
                    raise
            if self._closed or attempts_left == 0:
                break
            attempts_left -= 1
            self._reconnect()
        self.close()
        raise StopIteration

    def _reconnect(self) -> None:
        self._stream.close()
        try:
            self._stream = self._open_after(self._last_id)
        except MinimesosError as error:
            self.close()
            if error.code in ("UNKNOWN_CLUSTER", "CLUSTER_DESTROYED") or self._is_over():
                raise StopIteration from None
            raise
        self._events = read_events(self._stream, self._url)
        # Whoever closed it meanwhile has closed the stream before this one.
        if self._closed:
            self._stream.close()

    def close(self) -> None:
        """Ends it, also for another thread that waits for the next event."""
        self._closed = True
        self._stream.close()

    def __enter__(self) -> EventStream:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()
