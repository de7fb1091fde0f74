"""Requests that another thread ends."""

from __future__ import annotations

import contextlib
import socket
import threading
from contextvars import ContextVar


class Cancellation:
    """Ends the requests of one context, the one that is under way and all that follow: their connections are shut down."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._socket: socket.socket | None = None
        self._cancelled = False

    def watch(self, sock: socket.socket | None) -> None:
        """What the request that is under way is made by; None: there is none any more."""
        with self._lock:
            self._socket = sock
            self._shut_down()

    def cancel(self) -> None:
        """Ends them."""
        with self._lock:
            self._cancelled = True
            self._shut_down()

    def _shut_down(self) -> None:
        if self._cancelled and self._socket is not None:
            with contextlib.suppress(OSError):
                self._socket.shutdown(socket.SHUT_RDWR)


#: That of whoever makes a request, if it can be cancelled.
CANCELLATION: ContextVar[Cancellation | None] = ContextVar("CANCELLATION", default=None)
