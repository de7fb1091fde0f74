"""Answers that are read while they are written."""

from __future__ import annotations

import contextlib
import http.client
import socket
from typing import Callable

from minimesos.errors import MinimesosError
from minimesos.fork import let_go_after_fork


class Stream:
    """An answer that stays open. Another thread may close it, which ends it for whoever reads."""

    def __init__(
        self,
        connection: http.client.HTTPConnection,
        sock: socket.socket,
        response: http.client.HTTPResponse,
        gone: Callable[[Exception], MinimesosError],
    ) -> None:
        self._connection = connection
        # The connection forgets its socket when the answer is the last one on it.
        self._socket = sock
        self._response = response
        self._gone = gone
        self._closed = False
        self._rest = b""
        let_go_after_fork(self)

    @property
    def closed(self) -> bool:
        """Whether it was closed on this side."""
        return self._closed

    def read(self) -> bytes:
        """What has come, at least one byte; empty at the end of the answer."""
        if self._rest:
            rest, self._rest = self._rest, b""
            return rest
        if self._closed:
            return b""
        try:
            return self._response.read1(65536)
        except (OSError, ValueError, AttributeError, http.client.HTTPException) as error:
            # Closing pulls the ground from under a read that is under way, in more than one way.
            if self._closed:
                return b""
            raise self._gone(error) from error

    def readline(self) -> bytes:
        """The next line with its end; at the end of the answer what there is, or nothing."""
        parts = []
        while True:
            part = self.read()
            line, end, rest = part.partition(b"\n")
            parts.append(line + end)
            if end or not part:
                self._rest = rest
                return b"".join(parts)

    def close(self) -> None:
        """Ends the answer."""
        if self._closed:
            return
        self._closed = True
        # This wakes up a thread that reads; closing alone does not.
        with contextlib.suppress(OSError):
            self._socket.shutdown(socket.SHUT_RDWR)
        self._connection.close()

    def let_go(self) -> None:
        """Called in forked processes: to close it there alone."""
        self._closed = True
        # To close the socket itself would wait for the response that reads from it.
        descriptor = self._socket.detach()
        if descriptor >= 0:
            socket.close(descriptor)

    def __enter__(self) -> Stream:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()
