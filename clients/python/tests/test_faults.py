from __future__ import annotations

import contextlib
import threading

import pytest

import minimesos


def in_background(cluster: minimesos.Cluster, command: str = "sleep 1000", **keys: object) -> str:
    """The id of a task that runs."""

    def run() -> None:
        # It may end with the cluster.
        with contextlib.suppress(minimesos.MinimesosError):
            cluster.run(command, **keys)  # type: ignore[arg-type]

    threading.Thread(target=run, daemon=True).start()
    [task] = cluster.wait_for_tasks(1, state="TASK_RUNNING", timeout=60)
    return str(task["id"])


def test_a_fault_has_an_effect_until_it_is_removed(mesos_cluster: minimesos.Cluster) -> None:
    with mesos_cluster.faults.add("hold", message="StatusUpdateMessage", to="master", state="TASK_RUNNING") as held:
        run = threading.Thread(target=lambda: mesos_cluster.run("true"))
        run.start()
        mesos_cluster.wait_for(lambda _: held.count() == 1, timeout=60)
        assert [each["what"] for each in held.held()] == ["StatusUpdateMessage"]
        assert [fault.id for fault in mesos_cluster.faults.list()] == [held.id]
        held.release()
        assert held.held() == []
        run.join()
    assert mesos_cluster.faults.list() == []
    with pytest.raises(minimesos.MinimesosError) as caught:
        held.count()
    assert caught.value.code == "UNKNOWN_FAULT"
    with mesos_cluster.faults.add("drop", call="KILL"):
        mesos_cluster.reset()


def test_a_fault_that_makes_no_sense_is_refused(mesos_cluster: minimesos.Cluster) -> None:
    with pytest.raises(minimesos.MinimesosError) as caught:
        mesos_cluster.faults.add("drop", call="ACEPT", times=0)
    assert caught.value.code in ("INVALID_FAULT", "INVALID_REQUEST")
    with pytest.raises(TypeError):
        mesos_cluster.faults.add("drop", cal="ACCEPT")


def test_partitions_are_healed(mesos_cluster: minimesos.Cluster) -> None:
    other = mesos_cluster.faults.add("delay", event="OFFERS", delay=0.01, probability=0.5)
    mesos_cluster.faults.partition(mesos_cluster.agents[0])
    assert len(mesos_cluster.faults.list()) == 2
    mesos_cluster.faults.heal()
    assert [fault.id for fault in mesos_cluster.faults.list()] == [other.id]
    mesos_cluster.faults.clear()
    assert mesos_cluster.faults.list() == []


def test_what_goes_wrong_once(mesos_cluster: minimesos.Cluster) -> None:
    task = in_background(mesos_cluster, resources="cpus:0.1;mem:32;disk:32")
    with mesos_cluster.faults.pause_task(task):
        pass
    mesos_cluster.faults.fill_sandbox(task)
    mesos_cluster.wait_for_tasks(0, state="TASK_RUNNING", timeout=60)
    task = in_background(mesos_cluster)
    mesos_cluster.faults.kill_executor(task=task)
    mesos_cluster.wait_for_tasks(0, state="TASK_RUNNING", timeout=60)
    assert mesos_cluster.faults.rescind_offers(agent=mesos_cluster.agents[0]) == 0
    assert len(mesos_cluster.timeline(kinds=["fault"])) >= 4


def test_expectations_are_met_or_tell_what_came(mesos_cluster: minimesos.Cluster) -> None:
    task = mesos_cluster.run("true").task_id
    accept = mesos_cluster.expect.call("ACCEPT", "DECLINE", from_="scheduler")
    assert accept.kind == "call"
    update = mesos_cluster.expect.event("UPDATE", task=task, state=["TASK_FINISHED"], since=accept)
    assert update.sequence > accept.sequence
    mesos_cluster.expect.message("StatusUpdateMessage", times=2, timeout="30secs")
    mesos_cluster.expect.action("SANDBOX", agent=mesos_cluster.agents[0])
    mesos_cluster.expect.none(call="TEARDOWN", framework="nobody", within=0.01)
    with pytest.raises(minimesos.MinimesosError) as caught:
        mesos_cluster.expect.call("ACCEPT", framework="nobody", timeout=0.01)
    assert caught.value.code == "EXPECTATION_FAILED"
    assert "ACCEPT" in caught.value.detail
    with pytest.raises(minimesos.MinimesosError) as caught:
        mesos_cluster.expect.none(call="ACCEPT", since=0)
    assert caught.value.code == "EXPECTATION_FAILED"


def test_time_is_moved(mesos_cluster: minimesos.Cluster) -> None:
    before = mesos_cluster.clock.now()
    after = mesos_cluster.clock.advance("2mins")
    assert after - before >= 120
    mesos_cluster.agents[0].kill()
    assert mesos_cluster.clock.run_until(lambda state: not state["slaves"], limit=600)
    step = mesos_cluster.clock.step()
    assert step is None or step >= after
    with pytest.raises(minimesos.MinimesosError) as caught:
        mesos_cluster.clock.run_until(lambda state: state["slaves"], limit=2)
    assert caught.value.code == "WAIT_TIMEOUT"


def test_masters_crash_and_come_back(mesos_cluster: minimesos.Cluster) -> None:
    killed = mesos_cluster.leader.kill()
    assert not killed.running
    with pytest.raises(minimesos.MinimesosError):
        mesos_cluster.state()
    assert killed.restart().running
    mesos_cluster.wait_for_agent(timeout=60)
