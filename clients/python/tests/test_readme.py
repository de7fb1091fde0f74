"""As the README of the project has it."""

from concurrent.futures import ThreadPoolExecutor
from typing import Any

import pytest


@pytest.mark.mesos_cluster(agents=2)
def test_a_task_is_lost_with_its_agent(mesos_cluster: Any) -> None:
    with ThreadPoolExecutor() as threads:
        running = threads.submit(mesos_cluster.run, "sleep 1000", agent="0")
        mesos_cluster.wait_for_tasks(1, state="TASK_RUNNING")
        mesos_cluster.agents[0].kill()
        assert running.result().state == "TASK_LOST"
