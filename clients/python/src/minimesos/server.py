"""The process that clusters live in."""

from __future__ import annotations

import contextlib
import json
import os
import shlex
import shutil
import signal
import subprocess
import tempfile
import threading
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import IO, Any

from minimesos.errors import MinimesosError, host_gone, host_incompatible, host_start_failed
from minimesos.fork import let_go_after_fork
from minimesos.http_client import HttpClient

_API = 1
_SHOWN_LOG_LINES = 20
_SHOWN_LOG_BYTES = 4096
#: Seconds between the end of a connection and the end of the process behind it.
_DYING = 0.5
#: As a shell says it of a program that is not there: of the one that runs a script, too.
_COMMAND_NOT_FOUND = 127


class Server:
    """A server of minimesos's remote API, in which any number of clusters live.

    Clusters find or start one by themselves. One that several of them share is started once::

        with minimesos.Server.start() as server:
            with minimesos.Cluster(server=server) as cluster: ...
    """

    def __init__(self, client: HttpClient, process: _Process | None = None) -> None:
        """Made by :meth:`start` and :meth:`connect`."""
        self._client = client
        self._process = process
        let_go_after_fork(self)

    @classmethod
    def start(cls, command: str | Sequence[str] | None = None, *, timeout: float = 30) -> Server:
        """Starts a server of its own: it ends, with all its clusters, when it is closed or this process ends in any way.

        ``command`` is what starts minimesos, such as ``npx minimesos``. Default: MINIMESOS_COMMAND, or ``minimesos`` on
        PATH, or in ``node_modules`` of the working directory or one above it. ``timeout`` are the seconds until it is ready.
        Raises ``HOST_START_FAILED``.
        """
        process = _Process(_split(command) if command is not None else find_command())
        try:
            ready = process.wait_until_ready(timeout)
            url, token = ready["url"], ready["token"]
        except BaseException as error:
            log = process.kill()
            if isinstance(error, (KeyError, TypeError, ValueError)):
                raise host_start_failed("its first line of output was not as expected", log) from error
            raise
        client = HttpClient(url, token, lambda reason: host_gone(url, process.explain(reason), process.last_log_lines()))
        return cls(client, process)

    @classmethod
    def connect(cls, url: str, token: str | None = None) -> Server:
        """Uses a server that runs already. Raises ``HOST_GONE``, ``TOKEN_REFUSED``, ``HOST_INCOMPATIBLE``."""
        client = HttpClient(url, token)
        try:
            version = client.ask("GET", "/v1/version")
            api = version.get("api") if isinstance(version, dict) else None
            if api != _API:
                raise host_incompatible(client.url, f"version {api} of the remote API", f"version {_API}")
        except BaseException:
            client.close()
            raise
        return cls(client)

    @property
    def url(self) -> str:
        """``http://ip:port``; its documentation is under ``/docs``."""
        return self._client.url

    @property
    def version(self) -> str:
        """The version of minimesos."""
        return str(self._client.ask("GET", "/v1/version")["version"])

    @property
    def pid(self) -> int:
        """The process that the server runs in."""
        return int(self._client.ask("GET", "/v1/version")["pid"])

    @property
    def client(self) -> HttpClient:
        """For requests that this package has no method for."""
        return self._client

    def clusters(self) -> list[dict[str, Any]]:
        """All clusters of the server, oldest first, as the remote API tells of them."""
        return list(self._client.ask("GET", "/v1/clusters"))

    def check_health(self) -> None:
        """Raises ``HOST_GONE`` when it does not answer; needs no token."""
        self._client.ask("GET", "/v1/health")

    def openapi(self) -> dict[str, Any]:
        """The description of the remote API, for programs that make clients."""
        document: dict[str, Any] = self._client.ask("GET", "/openapi.json")
        return document

    def shutdown(self) -> None:
        """Ends it with all its clusters, whoever has started it. Returns when the clusters are gone."""
        self._client.ask("POST", "/v1/shutdown", timeout=None)

    def close(self) -> None:
        """Ends a server that was started here, with all its clusters, and lets go of one that was not."""
        if self._process is not None:
            # Also of clusters that somebody else holds; one that is gone has ended already.
            with contextlib.suppress(MinimesosError):
                self.shutdown()
        self._client.close()
        if self._process is not None:
            self._process.end()

    def let_go(self) -> None:
        """Called in forked processes."""
        self._client.close()
        if self._process is not None:
            self._process.let_go()

    def __enter__(self) -> Server:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()


class _Process:
    """``minimesos serve`` as a child that lives as long as the pipe to its standard input is open."""

    def __init__(self, command: Sequence[str]) -> None:
        # A file takes what is written even while nobody reads. It has no name: it is gone with the two processes.
        self._log: IO[bytes] = tempfile.TemporaryFile()  # noqa: SIM115
        try:
            self._child = subprocess.Popen(
                [*command, "serve", "--json", "--lease-stdin"],
                stdin=subprocess.PIPE,
                stdout=subprocess.PIPE,
                stderr=self._log,
                # Ctrl-C is for this process: it may want to look at the cluster before that ends.
                start_new_session=True,
            )
        except OSError as error:
            self._log.close()
            raise host_start_failed(f"{shlex.join(command)}: {error.strerror or error}", remedy=_WHERE) from error

    def wait_until_ready(self, timeout: float) -> dict[str, Any]:
        """What it says of itself in its first line."""
        assert self._child.stdout is not None
        expired = threading.Event()

        def expire() -> None:
            expired.set()
            self._child.kill()

        timer = threading.Timer(timeout, expire)
        timer.start()
        try:
            line = self._child.stdout.readline()
        finally:
            timer.cancel()
        if expired.is_set():
            raise host_start_failed(f"it was not ready within {timeout:g} s", self.kill())
        if not line:
            # The end of its output may be seen before its end.
            with contextlib.suppress(subprocess.TimeoutExpired):
                self._child.wait(_DYING)
            raise host_start_failed(self.explain("it closed its output"), self.kill(), _WHERE)
        self._child.stdout.close()
        ready: dict[str, Any] = json.loads(line)
        return ready

    def explain(self, reason: str) -> str:
        """How it ended, or the given reason when it lives."""
        try:
            code = self._child.wait(_DYING)
        except subprocess.TimeoutExpired:
            return reason
        if code < 0:
            return f"it was killed by {signal.Signals(-code).name}"
        return f"it ended with exit code {code}" + (", as when there is no node on PATH" if code == _COMMAND_NOT_FOUND else "")

    def last_log_lines(self) -> list[str]:
        if self._log.closed:
            return []
        size = self._log.seek(0, os.SEEK_END)
        self._log.seek(max(0, size - _SHOWN_LOG_BYTES))
        return self._log.read().decode("utf-8", "replace").strip().splitlines()[-_SHOWN_LOG_LINES:]

    def end(self, timeout: float = 30) -> None:
        """Resolves its lease; killed when it has not ended in time."""
        with contextlib.suppress(OSError):
            self._pipe.close()
        try:
            self._child.wait(timeout)
        except subprocess.TimeoutExpired:
            self.kill()
        self._log.close()

    def kill(self) -> list[str]:
        """Ends it at once; what it had started is ended by its supervisor. Returns its last log lines."""
        self._child.kill()
        self._child.wait()
        for pipe in (self._child.stdin, self._child.stdout):
            with contextlib.suppress(OSError):
                if pipe is not None:
                    pipe.close()
        log = self.last_log_lines()
        self._log.close()
        return log

    def let_go(self) -> None:
        self._pipe.close()

    @property
    def _pipe(self) -> IO[bytes]:
        assert self._child.stdin is not None
        return self._child.stdin


_WHERE = (
    "Install minimesos (npm install --save-dev minimesos; it needs Node 20.19 or newer), set MINIMESOS_COMMAND to the "
    'command that starts it, such as "npx minimesos", or MINIMESOS_URL and MINIMESOS_TOKEN to a server that runs.'
)


def find_command() -> list[str]:
    """The command that starts minimesos. Raises ``HOST_START_FAILED`` when there is none."""
    given = os.environ.get("MINIMESOS_COMMAND", "").strip()
    if given:
        return _split(given)
    places = [shutil.which("minimesos"), *(shutil.which("minimesos", path=str(folder)) for folder in _node_folders())]
    found = next((place for place in places if place), None)
    if found is None:
        raise host_start_failed("there is no command minimesos on PATH or in node_modules", remedy=_WHERE)
    return [found]


def _node_folders() -> Iterator[Path]:
    here = Path.cwd()
    for folder in (here, *here.parents):
        yield folder / "node_modules" / ".bin"


def _split(command: str | Sequence[str]) -> list[str]:
    return shlex.split(command, posix=os.name != "nt") if isinstance(command, str) else list(command)


class _Shared:
    """The server of all clusters of this process that were given none: there while one of them is."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._server: Server | None = None
        self._users = 0
        let_go_after_fork(self)

    @contextlib.contextmanager
    def use(self) -> Iterator[Server]:
        with self._lock:
            if self._server is None:
                self._server = Server.start()
            self._users += 1
            server = self._server
        try:
            yield server
        finally:
            with self._lock:
                self._users -= 1
                unused = self._server is server and self._users == 0
                if unused:
                    self._server = None
            if unused:
                server.close()

    def let_go(self) -> None:
        self._lock = threading.Lock()
        self._server = None
        self._users = 0


_shared = _Shared()


@contextlib.contextmanager
def server_for(server: Server | None, url: str | None, token: str | None) -> Iterator[Server]:
    """The server that a cluster lives in: the one given, the one of the environment, or one of this process."""
    if server is not None:
        if url is not None or token is not None:
            raise ValueError("give either server, or url and token")
        yield server
        return
    url = url or os.environ.get("MINIMESOS_URL")
    if url:
        with Server.connect(url, token or os.environ.get("MINIMESOS_TOKEN") or None) as connected:
            yield connected
        return
    with _shared.use() as started:
        yield started
