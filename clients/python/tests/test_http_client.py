"""What the client makes of servers that misbehave."""

from __future__ import annotations

import json
import socket
import threading
from collections.abc import Iterator
from contextlib import closing, contextmanager

import pytest

import minimesos
from minimesos.events import EventStream, read_events
from minimesos.http_client import HttpClient, query_text
from minimesos.stream import Stream


@contextmanager
def answering(*answers: bytes) -> Iterator[str]:
    """A server that gives these answers, whatever is asked: each connection the next one, then it is closed."""
    with socket.create_server(("127.0.0.1", 0)) as listener:

        def serve() -> None:
            for answer in answers:
                connection, _ = listener.accept()
                with connection:
                    connection.recv(65536)
                    connection.sendall(answer)

        thread = threading.Thread(target=serve, daemon=True)
        thread.start()
        yield f"http://127.0.0.1:{listener.getsockname()[1]}"
        thread.join(10)


def answer(body: str, status: str = "200 OK", headers: str = "") -> bytes:
    content = body.encode()
    return f"HTTP/1.1 {status}\r\nContent-Length: {len(content)}\r\n{headers}\r\n".encode() + content


def chunked(*parts: str) -> bytes:
    head = b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n"
    return head + b"".join(f"{len(part.encode()):x}\r\n{part}\r\n".encode() for part in parts)


PROBLEM = {"status": 409, "code": "AGENT_GONE", "detail": "It is gone.", "remedy": "Use another.", "details": {"agent": "S0"}}


@pytest.mark.parametrize(
    ("given", "code", "detail"),
    [
        (b"", "HOST_GONE", "the connection was cut"),
        (b"SSH-2.0-OpenSSH\r\n", "HOST_INCOMPATIBLE", "other than HTTP"),
        (answer("<html>"), "HOST_INCOMPATIBLE", "other than JSON"),
        (answer("<html>", "404 Not Found"), "HOST_INCOMPATIBLE", "status 404"),
        (answer("{}", "500 Oh"), "HOST_INCOMPATIBLE", "status 500"),
        (answer('{"api": 2}'), "HOST_INCOMPATIBLE", "version 2 of the remote API"),
        (answer("[]"), "HOST_INCOMPATIBLE", "version None"),
        (answer('{"api"')[:-3], "HOST_GONE", "the connection was cut"),
        (answer(json.dumps(PROBLEM), "409 Conflict"), "AGENT_GONE", "It is gone."),
    ],
)
def test_what_is_no_server_of_minimesos_is_told(given: bytes, code: str, detail: str) -> None:
    with answering(given) as url, pytest.raises(minimesos.MinimesosError) as caught:
        minimesos.Server.connect(url)
    assert caught.value.code == code
    assert detail in caught.value.detail


def test_problems_keep_their_parts() -> None:
    with answering(answer(json.dumps(PROBLEM), "409 Conflict")) as url, closing(HttpClient(url, None)) as client:
        with pytest.raises(minimesos.MinimesosError) as caught:
            client.ask("GET", "/")
    error = caught.value
    assert (error.status, error.code, error.details["agent"]) == (409, "AGENT_GONE", "S0")
    assert str(error) == "AGENT_GONE: It is gone. Use another."


def test_nobody_there() -> None:
    with socket.create_server(("127.0.0.1", 0)) as listener:
        port = listener.getsockname()[1]
    with pytest.raises(minimesos.MinimesosError) as caught:
        minimesos.Server.connect(f"127.0.0.1:{port}", "token")
    assert caught.value.code == "HOST_GONE"
    assert "nobody listens there" in caught.value.detail
    with pytest.raises(ValueError, match="url has to be such as"):
        minimesos.Server.connect("ftp://127.0.0.1")


def test_an_answer_that_does_not_come_in_time() -> None:
    with socket.create_server(("127.0.0.1", 0)) as listener:
        client = HttpClient(f"http://127.0.0.1:{listener.getsockname()[1]}", None)
        with pytest.raises(minimesos.MinimesosError) as caught:
            client.ask("GET", "/", timeout=0.05)
    assert "did not answer in time" in caught.value.detail


def test_a_connection_that_was_closed_while_idle_is_replaced() -> None:
    with answering(answer("1"), answer("2")) as url, closing(HttpClient(url, "token")) as client:
        assert client.ask("GET", "/") == 1
        assert client.ask("POST", "/", body={}) == 2


def test_queries() -> None:
    assert query_text(None) == ""
    assert query_text({"a": None, "b": ["x", "y&z"], "c": True, "d": 0}) == "?b=x%2Cy%26z&c=true&d=0"


def test_events_are_read_as_the_standard_has_them() -> None:
    parts = (": hello\n\nid: 1\ndata: a\n", "data: b\r\n\r\n", "event: x\ndata:c\n\ndata", ": cut off")
    with answering(chunked(*parts, "")) as url, HttpClient(url, None).open("GET", "/") as stream:
        events = list(read_events(stream, url))
    assert events == [("1", "message", "a\nb"), ("1", "x", "c")]


def test_an_error_event_is_raised() -> None:
    given = chunked(f"event: error\ndata: {json.dumps(PROBLEM)}\n\n", "")
    with answering(given) as url, HttpClient(url, None).open("GET", "/") as stream:
        with pytest.raises(minimesos.MinimesosError) as caught:
            list(read_events(stream, url))
    assert caught.value.code == "AGENT_GONE"


def entry(sequence: int) -> str:
    data = {"sequence": sequence, "at": 0, "kind": "log", "source": "master", "what": "text", "added": "by a later version"}
    return f"id: {sequence}\ndata: {json.dumps(data)}\n\n"


def test_events_go_on_after_their_connection_was_cut() -> None:
    gone = {"status": 404, "code": "UNKNOWN_CLUSTER", "detail": "", "remedy": ""}
    missed = 'event: missed\ndata: {"from": 3, "to": 4}\n\n'
    first, second = chunked(entry(1), entry(2)), chunked(missed, entry(5), "")
    asked: list[str] = []
    with answering(first, second, answer(json.dumps(gone), "404 Not Found")) as url:
        client = HttpClient(url, None)

        def open_after(last_id: str) -> Stream:
            asked.append(last_id)
            return client.open("GET", "/")

        stream = EventStream(open_after, url, lambda: False)
        assert [each.sequence for each in stream] == [1, 2, 5]
    assert asked == ["", "2", "5"]
    assert stream.missed == 2
