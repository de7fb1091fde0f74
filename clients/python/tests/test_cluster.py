from __future__ import annotations

import os
import socket
import tarfile
import threading
from pathlib import Path
from typing import Callable

import pytest

import minimesos


def listens(url: str) -> bool:
    ip, port = url[len("http://") :].split(":")
    with socket.socket() as sock:
        return sock.connect_ex((ip, int(port))) == 0


def test_a_cluster_lives_as_long_as_its_block(mesos_server: minimesos.Server) -> None:
    with minimesos.Cluster(agents=2, name="py-block", server=mesos_server) as cluster:
        urls = [cluster.leader.url, *(agent.url for agent in cluster.agents)]
        assert cluster.name == "py-block"
        assert len(urls) == 3
        assert all(listens(url) for url in urls)
        assert cluster.exports["MINIMESOS_MASTER"] == cluster.leader.url
        assert cluster.masters == [cluster.leader]
        assert [info["id"] for info in mesos_server.clusters()] == [cluster.id]
    assert not any(listens(url) for url in urls)
    assert cluster.closed
    assert mesos_server.clusters() == []


def test_masters_fail_over(mesos_server: minimesos.Server) -> None:
    with minimesos.Cluster(agents=1, masters=3, server=mesos_server) as cluster:
        first = cluster.leader
        assert [(each.running, each.leading) for each in cluster.masters] == [(True, True), (True, False), (True, False)]
        second = cluster.failover()
        assert second == cluster.leader
        assert second.url != first.url
        assert cluster.state()["activated_slaves"] == 1
        cluster.failover(restart=False)
        assert [(each.running, each.leading) for each in cluster.masters] == [(True, False), (False, False), (True, True)]
        with pytest.raises(minimesos.MinimesosError) as caught:
            cluster.failover(restart=False)
        assert caught.value.code == "INVALID_ARGUMENT"


def test_to_destroy_a_cluster_twice_does_nothing_more(mesos_server: minimesos.Server) -> None:
    cluster = minimesos.Cluster(server=mesos_server)
    cluster.destroy()
    cluster.destroy()
    with pytest.raises(minimesos.MinimesosError) as caught:
        cluster.state()
    assert caught.value.code == "UNKNOWN_CLUSTER"
    assert caught.value.status == 404


def test_descriptions_come_as_arguments_mappings_texts_and_files(mesos_server: minimesos.Server, tmp_path: Path) -> None:
    file = tmp_path / "minimesos.yaml"
    file.write_text("agents:\n  - resources: cpus:2;mem:256\n    attributes: rack:b\n")
    agents = [{"resources": "cpus:2;mem:256", "attributes": "rack:b"}]
    starts: list[Callable[[], minimesos.Cluster]] = [
        lambda: minimesos.Cluster(agents=agents, server=mesos_server),
        lambda: minimesos.Cluster({"agents": agents}, server=mesos_server),
        lambda: minimesos.Cluster({"agents": 3}, agents=agents, server=mesos_server),
        lambda: minimesos.Cluster(file.read_text(), server=mesos_server),
        lambda: minimesos.Cluster(file, server=mesos_server),
    ]
    for start in starts:
        with start() as cluster:
            [agent] = cluster.state()["slaves"]
            assert agent["attributes"] == {"rack": "b"}
            assert agent["resources"]["cpus"] == 2
    with minimesos.Cluster(mesos_version="1.12", server=mesos_server) as cluster:
        assert cluster.state()["version"].startswith("1.12")
    with pytest.raises(ValueError, match="cannot be combined with agents"):
        minimesos.Cluster(file, agents=2, server=mesos_server)


def test_all_that_is_wrong_with_a_description_is_told(mesos_server: minimesos.Server) -> None:
    with pytest.raises(minimesos.MinimesosError) as caught:
        minimesos.Cluster({"agentz": 1}, agents=[{"resources": "cpus:many"}], server=mesos_server)
    assert caught.value.code == "INVALID_DESCRIPTION"
    assert "agentz" in caught.value.detail
    assert "agents[0].resources" in caught.value.detail
    assert caught.value.remedy
    assert str(caught.value).startswith("INVALID_DESCRIPTION: ")
    assert mesos_server.clusters() == []


def test_a_key_finds_the_cluster_that_was_created_with_it(mesos_server: minimesos.Server) -> None:
    with minimesos.Cluster(key="py-key", server=mesos_server) as first:
        again = minimesos.Cluster(key="py-key", server=mesos_server)
        assert again.id == first.id
        again.close()
        assert [info["id"] for info in mesos_server.clusters()] == [first.id]
        with pytest.raises(minimesos.MinimesosError) as caught:
            minimesos.Cluster(key="py-key", agents=2, server=mesos_server)
        assert caught.value.code == "KEY_REUSED"


def test_a_cluster_ends_with_the_last_that_holds_it(mesos_server: minimesos.Server, eventually: Callable[..., None]) -> None:
    creator = minimesos.Cluster(name="py-held", server=mesos_server)
    with minimesos.Cluster.connect("py-held", server=mesos_server) as guest:
        creator.close()
        assert guest.run("true").ok
    eventually(lambda: mesos_server.clusters() == [], "the end of the cluster")
    with pytest.raises(minimesos.MinimesosError) as caught:
        minimesos.Cluster.connect("py-held", server=mesos_server)
    assert caught.value.code in ("UNKNOWN_CLUSTER", "CLUSTER_DESTROYED")


def test_a_kept_cluster_outlives_its_block(mesos_server: minimesos.Server) -> None:
    with minimesos.Cluster(keep=True, server=mesos_server) as cluster:
        pass
    with minimesos.Cluster.connect(cluster.id, server=mesos_server) as again:
        assert again.name == cluster.name
        again.destroy()
    assert mesos_server.clusters() == []


def test_clusters_may_ask_who_somebody_is(mesos_server: minimesos.Server) -> None:
    asking = {"authenticate_http_readonly": True, "authenticate_http_readwrite": True}
    acls = {"run_tasks": [{"principals": {"values": ["p"]}, "users": {"type": "NONE"}}]}
    frameworks = {"authenticate_http_frameworks": True, "http_framework_authenticators": "basic", "credentials": "p secret"}
    masters = [{"flags": {**asking, **frameworks, "acls": acls}}]
    agents = [{"flags": {**asking, "http_credentials": "p secret"}}]
    with minimesos.Cluster(server=mesos_server, masters=masters, agents=agents) as cluster:
        assert cluster.credential is not None
        assert cluster.credential[0] == "minimesos"
        assert cluster.run("true").state == "TASK_FINISHED"
        assert cluster.agents[0].state()["id"] == cluster.agents[0].id
        assert cluster.run("true", credential=("p", "secret")).state == "TASK_ERROR"


def test_agents_come_and_go(mesos_cluster: minimesos.Cluster) -> None:
    [first] = mesos_cluster.agents
    added = mesos_cluster.add_agent(resources="cpus:1;mem:128", attributes="rack:c")
    assert mesos_cluster.agents == [first, added]
    assert added.state()["attributes"] == {"rack": "c"}

    added_id, added_url = added.id, added.url
    added.stop()
    assert not added.running
    assert mesos_cluster.wait_for_agent(added, state="gone") is None
    with pytest.raises(minimesos.MinimesosError) as caught:
        added.kill()
    assert caught.value.code == "AGENT_GONE"
    added.restart()
    assert added.running
    assert added.url == added_url
    assert added.id != added_id

    first_id = first.id
    first.kill()
    assert mesos_cluster.agents == [added]
    first.restart()
    assert first.id == first_id
    with pytest.raises(minimesos.MinimesosError) as caught:
        first.restart(resources="cpus:8")
    assert caught.value.code == "RECOVERY_FAILED"
    more = "cpus:8;mem:8192;disk:10000;ports:[1-65535]"
    first.restart(resources=more, attributes="rack:a", flags={"reconfiguration_policy": "additive"})
    assert first.id == first_id
    assert first.state()["attributes"] == {"rack": "a"}
    found = mesos_cluster.wait_for_agent(first)
    assert found is not None
    assert found["id"] == first.id


def test_a_reset_makes_a_cluster_as_new(mesos_cluster: minimesos.Cluster) -> None:
    agent = mesos_cluster.agents[0]
    url, agent_id = mesos_cluster.leader.url, agent.id
    mesos_cluster.add_agent()
    mesos_cluster.run("true")
    mesos_cluster.reset()
    assert mesos_cluster.leader.url == url
    assert mesos_cluster.frameworks(completed=True) == []
    assert mesos_cluster.agents == [agent]
    assert agent.id != agent_id
    agent.restart()
    assert agent.running


def test_waits_tell_what_they_saw(mesos_cluster: minimesos.Cluster) -> None:
    with pytest.raises(minimesos.MinimesosError) as caught:
        mesos_cluster.wait_for_framework("mine", timeout=0.05)
    assert caught.value.code == "WAIT_TIMEOUT"
    assert caught.value.status == 408
    assert "mine" in caught.value.detail
    with pytest.raises(minimesos.MinimesosError) as caught:
        mesos_cluster.wait_for(lambda state: state["frameworks"], timeout=0, description="A framework")
    assert caught.value.code == "WAIT_TIMEOUT"
    assert caught.value.detail.startswith("A framework did not come within 0 s.")
    assert mesos_cluster.agents[0].id in caught.value.detail
    with pytest.raises(minimesos.MinimesosError) as caught:
        mesos_cluster.wait_for_tasks(state="TASK_RUNING")
    assert caught.value.code == "INVALID_ARGUMENT"
    assert mesos_cluster.wait_for(lambda state: state["version"]) == "1.11.0"


def test_the_timeline_tells_what_happened(mesos_cluster: minimesos.Cluster) -> None:
    result = mesos_cluster.run("true")
    states = [entry.what for entry in mesos_cluster.timeline(kinds=["task"], task=result.task_id)]
    assert "TASK_FINISHED" in states
    everything = mesos_cluster.timeline()
    half = everything[len(everything) // 2].sequence
    assert mesos_cluster.timeline(since=half)[0].sequence == half + 1
    assert "TASK_FINISHED" in mesos_cluster.timeline_text(since=half)


def test_events_come_as_they_happen(mesos_cluster: minimesos.Cluster) -> None:
    with mesos_cluster.events(kinds=["task"]) as events:
        result = mesos_cluster.run("true")
        seen = []
        for entry in events:
            seen.append((entry.task, entry.what))
            if entry.what == "TASK_FINISHED":
                break
    # Not TASK_RUNNING: of a task that ends at once the master may hear the end first, and goes by the latest state.
    assert seen[0] == (result.task_id, "TASK_STAGING")
    assert seen[-1] == (result.task_id, "TASK_FINISHED")
    assert list(events) == []
    with mesos_cluster.events(since=0) as again:
        assert next(again).sequence == 1


def test_another_thread_ends_the_events(mesos_cluster: minimesos.Cluster) -> None:
    events = mesos_cluster.events(kinds=["fault"])
    seen: list[object] = []
    reader = threading.Thread(target=lambda: seen.extend(events))
    reader.start()
    events.close()
    reader.join(30)
    assert not reader.is_alive()
    assert seen == []


def test_events_end_with_the_cluster(mesos_server: minimesos.Server) -> None:
    cluster = minimesos.Cluster(server=mesos_server)
    events = cluster.events(kinds=["fault"])
    cluster.destroy()
    assert list(events) == []


def test_diagnostics_are_an_archive(mesos_cluster: minimesos.Cluster, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    mesos_cluster.run("echo found")
    with tarfile.open(mesos_cluster.diagnostics(tmp_path / "all.tar.gz")) as archive:
        names = archive.getnames()
    assert any(name.endswith("stdout") for name in names)
    assert any("timeline" in name for name in names)
    monkeypatch.chdir(tmp_path)
    assert os.path.exists(mesos_cluster.diagnostics())


def test_many_threads_may_use_a_cluster(mesos_cluster: minimesos.Cluster) -> None:
    ids: list[str] = []
    threads = [threading.Thread(target=lambda: ids.append(mesos_cluster.state()["id"])) for _ in range(20)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(ids) == 20
    assert len(set(ids)) == 1
