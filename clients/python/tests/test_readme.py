"""As the README of the project has it."""

from threading import Thread
from typing import Any

import pytest


@pytest.mark.mesos_cluster(agents=2)
def test_a_task_is_lost_with_its_agent(mesos_cluster: Any) -> None:
    Thread(target=mesos_cluster.run, args=["sleep 1000"], kwargs={"agent": "0"}).start()
    mesos_cluster.wait_for_tasks(1, state="TASK_RUNNING")
    mesos_cluster.agents[0].kill()
    mesos_cluster.wait_for_tasks(1, state="TASK_LOST")
