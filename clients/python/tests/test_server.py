from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
from pathlib import Path
from typing import Any, Callable

import pytest

import minimesos
from minimesos.server import _Shared, find_command

#: A program that has a cluster with a task that tries to get away, says where they are, and waits for its end.
OWNER = """
import json, os, sys, threading, time
import minimesos

started = {}
def take(text, stream):
    sandbox = dict(word.split("=") for word in text.split())
    started.update(sandbox, server=cluster.server.pid, owner=os.getpid(), url=cluster.leader.url)
    if "fork" in sys.argv and os.fork() == 0:
        time.sleep(1000)
    print(json.dumps(started), flush=True)

cluster = minimesos.Cluster()
cluster.run("setsid sleep 1000 & echo task=$! directory=$PWD; sleep 1000", on_output=take, timeout=1000)
"""


def is_alive(pid: int) -> bool:
    try:
        # One that has ended and that nobody has waited for yet is dead, too.
        return Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[0] != "Z"
    except OSError:
        return False


@pytest.mark.skipif(not Path("/proc/self/stat").exists(), reason="looks at processes in /proc")
@pytest.mark.parametrize("how", ["plain", "fork"])
def test_nothing_survives_an_owner_that_was_killed(how: str, eventually: Callable[..., None]) -> None:
    with subprocess.Popen([sys.executable, "-c", OWNER, how], stdout=subprocess.PIPE, text=True, start_new_session=True) as owner:
        assert owner.stdout is not None
        started: dict[str, Any] = json.loads(owner.stdout.readline())
        pids = [int(started["server"]), int(started["task"])]
        assert all(is_alive(pid) for pid in pids)
        assert Path(started["directory"]).exists()
        owner.send_signal(signal.SIGKILL)
        owner.wait()
        try:
            eventually(lambda: not any(is_alive(pid) for pid in pids), "the end of the server and the task")
            eventually(lambda: not Path(started["directory"]).exists(), "the end of the sandbox")
        finally:
            os.killpg(owner.pid, signal.SIGKILL) if how == "fork" else None


def test_clusters_without_a_server_share_one(monkeypatch: pytest.MonkeyPatch) -> None:
    # The one of this process is in use by the fixtures.
    monkeypatch.setattr("minimesos.server._shared", _Shared())
    monkeypatch.delenv("MINIMESOS_URL", raising=False)
    with minimesos.Cluster() as first:
        with minimesos.Cluster() as second:
            assert first.server is second.server
            pid = first.server.pid
        assert first.run("true").ok
    assert not is_alive(pid)
    with minimesos.Cluster() as third:
        assert third.server.pid != pid


def test_a_server_of_the_environment_is_used(mesos_server: minimesos.Server, monkeypatch: pytest.MonkeyPatch) -> None:
    token = os.environ.get("MINIMESOS_TOKEN") or mesos_server.client._token or ""
    monkeypatch.setenv("MINIMESOS_URL", mesos_server.url)
    monkeypatch.setenv("MINIMESOS_TOKEN", token)
    with minimesos.Cluster() as cluster:
        assert cluster.server.pid == mesos_server.pid
        assert [info["id"] for info in mesos_server.clusters()] == [cluster.id]
    monkeypatch.delenv("MINIMESOS_TOKEN")
    with minimesos.Cluster(url=mesos_server.url, token=token) as cluster:
        assert cluster.server.version == mesos_server.version


@pytest.mark.parametrize(("token", "which"), [(None, "missing"), ("wrong", "wrong")])
def test_without_the_token_nothing_works(mesos_server: minimesos.Server, token: str | None, which: str) -> None:
    with pytest.raises(minimesos.MinimesosError) as caught:
        minimesos.Server.connect(mesos_server.url, token)
    assert caught.value.code == "TOKEN_REFUSED"
    assert caught.value.details["token"] == which
    assert "MINIMESOS_TOKEN" in caught.value.remedy


def test_how_a_server_died_is_told() -> None:
    with minimesos.Server.start() as server:
        cluster = minimesos.Cluster(server=server)
        os.kill(server.pid, signal.SIGKILL)
        with pytest.raises(minimesos.MinimesosError) as caught:
            cluster.wait_for_tasks(1)
        assert caught.value.code == "HOST_GONE"
        assert "killed by SIGKILL" in caught.value.detail
        cluster.destroy()


def test_a_command_that_does_not_exist_is_told_with_what_to_do(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    with pytest.raises(minimesos.MinimesosError) as caught:
        minimesos.Server.start("/no/such/minimesos")
    assert caught.value.code == "HOST_START_FAILED"
    assert "/no/such/minimesos" in caught.value.detail

    monkeypatch.delenv("MINIMESOS_COMMAND", raising=False)
    monkeypatch.setenv("PATH", str(tmp_path))
    monkeypatch.chdir(tmp_path)
    with pytest.raises(minimesos.MinimesosError) as caught:
        find_command()
    assert caught.value.code == "HOST_START_FAILED"
    assert "MINIMESOS_COMMAND" in caught.value.remedy


def test_a_command_is_found_in_node_modules_above(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    program = tmp_path / "node_modules" / ".bin" / "minimesos"
    program.parent.mkdir(parents=True)
    program.touch(0o755)
    below = tmp_path / "python" / "tests"
    below.mkdir(parents=True)
    monkeypatch.delenv("MINIMESOS_COMMAND", raising=False)
    monkeypatch.setenv("PATH", str(tmp_path))
    monkeypatch.chdir(below)
    assert find_command() == [str(program)]
    monkeypatch.setenv("MINIMESOS_COMMAND", "npx 'mini mesos'")
    assert find_command() == ["npx", "mini mesos"]


@pytest.mark.parametrize(
    ("program", "reason"),
    [
        ("import sys; sys.exit('no such option')", "ended with exit code 1. Its last log lines:\n  no such option"),
        ("import sys; sys.exit(127)", "as when there is no node on PATH"),
        ("print('hello')", "its first line of output was not as expected"),
        ("print('[]')", "its first line of output was not as expected"),
        ("import time; time.sleep(1000)", "not ready within 0.5 s"),
    ],
)
def test_a_command_that_is_not_minimesos_is_told(program: str, reason: str) -> None:
    with pytest.raises(minimesos.MinimesosError) as caught:
        minimesos.Server.start([sys.executable, "-c", program], timeout=0.5 if "sleep" in program else 30)
    assert caught.value.code == "HOST_START_FAILED"
    assert reason in caught.value.detail
