"""Each operation of the remote API is used by the client: none is left out."""

from __future__ import annotations

import contextlib
import re
import threading
from pathlib import Path
from typing import Any

import pytest

import minimesos
from minimesos.http_client import HttpClient, Request

#: A page for people.
NOT_FOR_PROGRAMS = "GET /docs"


@pytest.fixture
def requests(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """What is asked from now on."""
    made: list[str] = []
    exchange = HttpClient._exchange

    def recorded(self: HttpClient, connection: Any, request: Request) -> Any:
        made.append(f"{request.method} {request.path}")
        return exchange(self, connection, request)

    monkeypatch.setattr(HttpClient, "_exchange", recorded)
    return made


def test_everything_the_server_can_do(requests: list[str], tmp_path: Path) -> None:
    with minimesos.Server.start() as server:
        server.check_health()
        assert server.version
        keys: dict[str, Any] = {"name": "tour", "agents": 2, "masters": 3, "reaction": "immediate", "server": server}
        cluster = minimesos.Cluster({"zookeepers": {"state": True}}, **keys)
        minimesos.Cluster.connect("tour", server=server).leave()
        assert [info["name"] for info in server.clusters()] == ["tour"]
        assert cluster.exports["MINIMESOS_MASTER"] == cluster.leader.url
        assert len(cluster.masters) == 3
        use_tasks(cluster)
        use_faults(cluster)
        use_containers(cluster)
        assert cluster.timeline_diagram().startswith("sequenceDiagram")
        with cluster.events(since=0) as events:
            assert next(events).sequence > 0
        cluster.install({"id": "/web", "cmd": "sleep 1000", "cpus": 0.1, "mem": 32})
        assert [app["ready"] for app in cluster.apps()] == [True]
        cluster.uninstall("/web")
        cluster.diagnostics(tmp_path / "all.tar.gz")
        cluster.reset()
        document = server.openapi()
        cluster.destroy()
        server.shutdown()
    left = [operation for operation in operations(document) if not any(re.fullmatch(operation, each) for each in requests)]
    assert left == [], "the client has nothing for these"


def operations(document: dict[str, Any]) -> list[str]:
    """All of them, as patterns of requests."""
    all_ = [f"{method.upper()} {path}" for path, methods in document["paths"].items() for method in methods]
    return [re.sub(r"\{\w+\}", "[^/]+", each) for each in all_ if each != NOT_FOR_PROGRAMS]


def use_tasks(cluster: minimesos.Cluster) -> None:
    task = cluster.run("echo hello", on_output=lambda text, stream: None).task_id
    assert cluster.tasks(id=task)
    assert cluster.frameworks(completed=True)
    assert cluster.offers() == []
    assert cluster.logs(task) == "hello\n"
    assert cluster.sandbox(task).list()
    assert cluster.sandbox(task).read("stdout") == b"hello\n"
    cluster.expect.event("UPDATE", task=task)
    cluster.expect.none(call="TEARDOWN", framework="nobody", within=0.01)

    def running(**keys: Any) -> dict[str, Any]:
        def run() -> None:
            # A framework that is torn down has no result.
            with contextlib.suppress(minimesos.MinimesosError):
                cluster.run("sleep 1000", **keys)

        threading.Thread(target=run, daemon=True).start()
        [found] = cluster.wait_for_tasks(1, state="TASK_RUNNING", timeout=60)
        return found

    first = running(resources="cpus:0.1;mem:32;disk:32")
    cluster.faults.pause_task(first["id"]).resume()
    cluster.faults.fill_sandbox(first["id"])
    cluster.wait_for_tasks(0, state="TASK_RUNNING", timeout=60)
    cluster.kill_task(running()["id"])
    cluster.wait_for_tasks(0, state="TASK_RUNNING", timeout=60)
    cluster.faults.kill_executor(task=running()["id"])
    cluster.wait_for_tasks(0, state="TASK_RUNNING", timeout=60)
    cluster.teardown(running()["framework_id"])


def use_faults(cluster: minimesos.Cluster) -> None:
    with cluster.faults.add("hold", call="KILL") as fault:
        fault.release()
        assert fault.count() == 0
    cluster.faults.rescind_offers()
    cluster.clock.now()
    cluster.clock.advance(1)
    cluster.clock.step()
    cluster.clock.settle()
    added = cluster.add_agent(attributes="rack:b")
    added.stop()
    agent = cluster.agents[0]
    agent.kill()
    agent.restart()
    cluster.wait_for_agent(agent, timeout=60)
    assert cluster.state()["slaves"]
    # What is no process of its own cannot be paused.
    for stand_still in (agent.pause, agent.resume, cluster.leader.pause, cluster.leader.resume):
        with pytest.raises(minimesos.MinimesosError):
            stand_still()
    leader = cluster.failover()
    leader.kill().restart()
    [session, *_] = cluster.zookeeper.sessions()
    cluster.zookeeper.drop_connection(session.id)
    cluster.zookeeper.expire_session(session.id)
    state = cluster.zookeepers["state"]
    state.freeze()
    state.thaw()
    state.set_read_only()
    state.restart()


def use_containers(cluster: minimesos.Cluster) -> None:
    # There are containers with the driver docker only.
    for use in (lambda: cluster.container("database"), lambda: cluster.push_image("my-executor:1")):
        with pytest.raises(minimesos.MinimesosError):
            use()
