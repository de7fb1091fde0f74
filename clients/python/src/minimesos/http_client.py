"""Requests to the remote API, on the HTTP client of the standard library."""

from __future__ import annotations

import http.client
import json
import socket
import threading
from collections.abc import Mapping
from typing import Any, Callable, NamedTuple
from urllib.parse import urlencode, urlsplit

from minimesos.cancellation import CANCELLATION
from minimesos.errors import MinimesosError, error_of_problem, host_gone, host_incompatible
from minimesos.stream import Stream

#: Seconds until an answer has to begin when nothing is waited for on the other side.
ANSWER_TIMEOUT = 60.0

_CUT = (http.client.RemoteDisconnected, ConnectionResetError, BrokenPipeError, ConnectionAbortedError)


class Request(NamedTuple):
    """What is asked of a server."""

    method: str
    path: str
    query: Mapping[str, Any] | None = None
    #: Becomes JSON.
    body: object = None
    accept: str = "application/json"
    headers: Mapping[str, str] | None = None
    #: Seconds until the answer has to begin, and between its parts; None: no limit.
    timeout: float | None = ANSWER_TIMEOUT


class _Exchange(NamedTuple):
    connection: http.client.HTTPConnection
    socket: socket.socket
    response: http.client.HTTPResponse


class HttpClient:
    """Speaks to one server. Connections are kept and used again; any number of threads may use a client.

    All methods raise what the server answers as the MinimesosError it was there, ``HOST_GONE`` when it does not answer,
    ``TOKEN_REFUSED``, and ``HOST_INCOMPATIBLE`` for answers of something else.
    """

    def __init__(self, url: str, token: str | None, explain: Callable[[str], MinimesosError] | None = None) -> None:
        """``explain`` makes the error of a server that is gone, given why it is taken for that."""
        parts = urlsplit(url if "://" in url else f"http://{url}")
        if parts.scheme not in ("http", "https") or parts.hostname is None:
            raise ValueError(f"url has to be such as http://127.0.0.1:8080, but is {url!r}")
        self.url = f"{parts.scheme}://{parts.netloc}"
        self._address = parts.netloc
        self._secure = parts.scheme == "https"
        self._token = token
        self._explain = explain or (lambda reason: host_gone(self.url, reason))
        self._idle: list[http.client.HTTPConnection] = []
        self._lock = threading.Lock()

    def ask(self, method: str, path: str, **rest: Any) -> Any:
        """The value that the server answers in JSON, None when it has nothing to say; for ``rest`` see Request."""
        content = self.fetch(method, path, **rest)
        if not content:
            return None
        try:
            return json.loads(content)
        except ValueError as error:
            raise host_incompatible(self.url, "something other than JSON", "JSON") from error

    def fetch(self, method: str, path: str, **rest: Any) -> bytes:
        """The whole answer; for ``rest`` see Request."""
        connection, _, response = self._send_again(Request(method, path, **rest))
        try:
            content = response.read()
        except (OSError, http.client.HTTPException) as error:
            connection.close()
            raise self._gone(error) from error
        except BaseException:
            connection.close()
            raise
        _watch(None)
        with self._lock:
            self._idle.append(connection)
        if response.status >= 300:
            raise self._refused(response.status, content)
        return content

    def open(self, method: str, path: str, **rest: Any) -> Stream:
        """The answer as soon as it begins, to be read as it comes; for ``rest`` see Request."""
        exchange = self._send(None, Request(method, path, **{"timeout": None, **rest}))
        stream = Stream(exchange.connection, exchange.socket, exchange.response, self._gone)
        if exchange.response.status < 300:
            return stream
        with stream:
            raise self._refused(exchange.response.status, exchange.response.read())

    def close(self) -> None:
        """Closes what is not in use."""
        with self._lock:
            idle, self._idle = self._idle, []
        for connection in idle:
            connection.close()

    def _send_again(self, request: Request) -> _Exchange:
        """A connection that the server closed while nobody used it is found out by using it."""
        with self._lock:
            known = self._idle.pop() if self._idle else None
        if known is not None:
            try:
                return self._exchange(known, request)
            except _CUT:
                pass
            except (OSError, http.client.HTTPException) as error:
                raise self._gone(error) from error
        return self._send(None, request)

    def _send(self, connection: http.client.HTTPConnection | None, request: Request) -> _Exchange:
        try:
            return self._exchange(connection or self._connection(), request)
        except (OSError, http.client.HTTPException) as error:
            raise self._gone(error) from error

    def _connection(self) -> http.client.HTTPConnection:
        kind = http.client.HTTPSConnection if self._secure else http.client.HTTPConnection
        return kind(self._address)

    def _exchange(self, connection: http.client.HTTPConnection, request: Request) -> _Exchange:
        headers = {"Accept": request.accept, **(request.headers or {})}
        if self._token is not None:
            headers["Authorization"] = f"Bearer {self._token}"
        content = None if request.body is None else json.dumps(request.body).encode()
        if content is not None:
            headers["Content-Type"] = "application/json"
        try:
            if connection.sock is None:
                connection.connect()
            sock = connection.sock
            sock.settimeout(request.timeout)
            _watch(sock)
            connection.request(request.method, request.path + query_text(request.query), content, headers)
            return _Exchange(connection, sock, connection.getresponse())
        except BaseException as error:
            # Whatever it was, an interrupt included: the answer that may still come belongs to nobody.
            connection.close()
            if isinstance(error, http.client.HTTPException) and not isinstance(error, _CUT):
                raise host_incompatible(self.url, "something other than HTTP", "HTTP") from error
            raise

    def _refused(self, status: int, content: bytes) -> MinimesosError:
        if status != 401:
            return error_of_problem(self.url, status, content)
        token = "missing" if self._token is None else "wrong"
        return MinimesosError(
            "TOKEN_REFUSED",
            f"The host process at {self.url} refused the request: its token is {token}.",
            "Give the token that the host process was started with: token, or MINIMESOS_TOKEN.",
            status=status,
            details={"url": self.url, "token": token},
        )

    def _gone(self, error: Exception) -> MinimesosError:
        return self._explain(_in_words(error))


def _watch(sock: socket.socket | None) -> None:
    cancellation = CANCELLATION.get()
    if cancellation is not None:
        cancellation.watch(sock)


def query_text(query: Mapping[str, Any] | None) -> str:
    """The query part of a URL: what is None is left out, a list becomes one value with commas."""
    values = {name: _query_value(value) for name, value in (query or {}).items() if value is not None}
    return f"?{urlencode(values)}" if values else ""


def _query_value(value: Any) -> str:
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, (list, tuple, set, frozenset)):
        return ",".join(map(str, value))
    return str(value)


def _in_words(error: Exception) -> str:
    if isinstance(error, ConnectionRefusedError):
        return "nobody listens there any more"
    if isinstance(error, (*_CUT, http.client.IncompleteRead)):
        return "the connection was cut"
    if isinstance(error, (TimeoutError, socket.timeout)):
        return "it did not answer in time"
    return str(error) or type(error).__name__
