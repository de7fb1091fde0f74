from __future__ import annotations

from collections.abc import Iterator

import pytest
from keeper import Keeper

import minimesos

pytestmark = pytest.mark.mesos_cluster(agents=2, zookeeper=True, reaction="immediate")

LONG = 60


@pytest.fixture
def tasks(mesos_cluster: minimesos.Cluster) -> Iterator[list[minimesos.results.Json]]:
    """The tasks of a keeper that runs."""
    with Keeper(mesos_cluster.zookeeper.url, "keeper", 4):
        yield mesos_cluster.wait_for_tasks(4, framework="keeper", state="TASK_RUNNING", timeout=LONG)


def all_run(cluster: minimesos.Cluster) -> list[minimesos.results.Json]:
    return cluster.wait_for_tasks(4, framework="keeper", state="TASK_RUNNING", timeout=LONG)


def kill(cluster: minimesos.Cluster, task: minimesos.results.Json) -> None:
    cluster.kill_task(task["id"])
    cluster.wait_for_tasks(1, framework="keeper", state="TASK_KILLED", timeout=LONG)


def test_updates_are_acknowledged(mesos_cluster: minimesos.Cluster, tasks: list[minimesos.results.Json]) -> None:
    mesos_cluster.expect.call("ACKNOWLEDGE", framework="keeper", times=4, timeout=LONG)
    assert mesos_cluster.logs(tasks[0]["id"]) == ""


def test_a_task_that_ends_is_replaced(mesos_cluster: minimesos.Cluster, tasks: list[minimesos.results.Json]) -> None:
    kill(mesos_cluster, tasks[0])
    assert tasks[0]["id"] not in [task["id"] for task in all_run(mesos_cluster)]


def test_tasks_move_when_an_agent_is_killed(mesos_cluster: minimesos.Cluster, tasks: list[minimesos.results.Json]) -> None:
    agent = mesos_cluster.agents[0]
    agent.kill()
    # The framework checkpoints, so the agent may come back; the master gives it up after five pings.
    mesos_cluster.clock.advance(90)
    on_it = [task for task in tasks if task["slave_id"] == agent.id]
    mesos_cluster.wait_for_tasks(at_least=len(on_it) or 1, framework="keeper", state="TASK_LOST", timeout=LONG)
    assert agent.id not in [task["slave_id"] for task in all_run(mesos_cluster)]


@pytest.mark.mesos_cluster(agents=2, masters=3, reaction="immediate")
def test_tasks_outlive_a_failover_of_the_master(mesos_cluster: minimesos.Cluster, tasks: list[minimesos.results.Json]) -> None:
    before = mesos_cluster.leader
    assert mesos_cluster.failover() != before
    mesos_cluster.wait_for_framework("keeper", timeout=LONG)
    assert {task["id"] for task in all_run(mesos_cluster)} == {task["id"] for task in tasks}
    kill(mesos_cluster, tasks[0])
    all_run(mesos_cluster)


def test_an_end_whose_update_was_lost_is_heard_of(mesos_cluster: minimesos.Cluster, tasks: list[minimesos.results.Json]) -> None:
    task = tasks[0]["id"]
    with mesos_cluster.faults.add(
        "drop", message="StatusUpdateMessage", to="master", state="TASK_KILLED", task=task, times=1
    ) as lost:
        mesos_cluster.kill_task(task)
        mesos_cluster.wait_for(lambda _: lost.count() == 1, timeout=LONG, description="The loss of the update")
        mesos_cluster.clock.advance("10secs")
        mesos_cluster.wait_for_tasks(1, framework="keeper", state="TASK_KILLED", timeout=LONG)
    assert task not in [each["id"] for each in all_run(mesos_cluster)]
