"""A framework's own test, as its authors would write it."""

from __future__ import annotations

import pytest
from my_framework import Scheduler

import minimesos

#: So that the master gives up an agent that has crashed after seconds, not after more than a minute.
_IMPATIENT = [{"flags": {"agent_ping_timeout": "1secs", "max_agent_ping_timeouts": "1"}}]


@pytest.mark.mesos_cluster(agents=3, masters=_IMPATIENT)
def test_tasks_move_when_an_agent_dies(mesos_cluster: minimesos.Cluster) -> None:
    with Scheduler(mesos_cluster.leader.url, instances=3) as scheduler:
        framework = mesos_cluster.wait_for_framework("mine")
        tasks = mesos_cluster.wait_for_tasks(3, framework="mine", state="TASK_RUNNING")
        assert {task["framework_id"] for task in tasks} == {framework["id"]}

        victim = next(agent for agent in mesos_cluster.agents if agent.id == tasks[0]["slave_id"])
        victim.kill()
        assert not victim.running
        mesos_cluster.wait_for_agent(victim, state="gone", timeout=30)

        def moved(state: dict[str, object]) -> bool:
            running = mesos_cluster.tasks(framework="mine", state="TASK_RUNNING")
            return len(running) == 3 and all(task["slave_id"] != victim.id for task in running)

        mesos_cluster.wait_for(moved, timeout=30, description="Three tasks on the other agents")
        lost = [task["id"] for task in tasks if task["slave_id"] == victim.id]
        assert [task for task, state in scheduler.updates if state == "TASK_LOST"] == lost


def test_an_agent_that_stops_takes_its_tasks_with_it(mesos_cluster: minimesos.Cluster) -> None:
    with Scheduler(mesos_cluster.leader.url):
        [task] = mesos_cluster.wait_for_tasks(1, state="TASK_RUNNING")
        mesos_cluster.agents[0].stop()
        mesos_cluster.wait_for_tasks(0, state="TASK_RUNNING")
        mesos_cluster.agents or mesos_cluster.add_agent()
        [other] = mesos_cluster.wait_for_tasks(1, state="TASK_RUNNING")
        assert other["id"] != task["id"]


def test_a_task_that_is_killed_is_started_anew(mesos_cluster: minimesos.Cluster) -> None:
    with Scheduler(mesos_cluster.leader.url) as scheduler:
        mesos_cluster.wait_for_tasks(1, state="TASK_RUNNING")
        mesos_cluster.kill_task("task-0", framework="mine")
        mesos_cluster.wait_for_tasks(1, state="TASK_KILLED")
        mesos_cluster.wait_for(lambda _: ("task-1", "TASK_RUNNING") in scheduler.updates)


def test_teardown_ends_a_framework_with_its_tasks(mesos_cluster: minimesos.Cluster) -> None:
    with Scheduler(mesos_cluster.leader.url):
        mesos_cluster.wait_for_tasks(1, state="TASK_RUNNING")
        mesos_cluster.teardown("mine")
        assert mesos_cluster.frameworks() == []
        [framework] = mesos_cluster.frameworks(name="mine", completed=True)
        assert not framework["active"]
        mesos_cluster.wait_for_tasks(1, state="TASK_KILLED")
