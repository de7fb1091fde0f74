"""A Mesos framework on pymesos: it keeps a number of tasks running. What it runs on may lose agents, change masters and forget
updates; it replaces what has ended, and asks for the state of all it knows of when it has subscribed again."""

from __future__ import annotations

import contextlib
import getpass
import itertools
import threading
from http.client import HTTPException
from typing import Any

from addict import Dict
from pymesos import MesosSchedulerDriver, Scheduler

_LIVE = ("TASK_STAGING", "TASK_STARTING", "TASK_RUNNING", "TASK_KILLING")

#: What calls raise while no master leads. What is not sent will not run: the reconciliation tells.
_NOT_SENT = (RuntimeError, OSError, HTTPException)


class Keeper(Scheduler):
    """Runs from the beginning of a ``with`` block to its end."""

    def __init__(self, master: str, name: str, count: int, command: str = "sleep 1000") -> None:
        """``master``: ``host:port``, or ``zk://host:port/path``, by which it is found."""
        self._count = count
        self._command = command
        self._numbers = itertools.count(1)
        self._lock = threading.Lock()
        #: The agent of each task that has not ended.
        self._live: dict[str, str] = {}
        framework = {"user": getpass.getuser(), "name": name, "failover_timeout": 3600, "checkpoint": True}
        self._driver = MesosSchedulerDriver(self, framework, master, use_addict=True, implicit_acknowledgements=False)

    def __enter__(self) -> Keeper:
        self._driver.start()
        return self

    def __exit__(self, *_: object) -> None:
        self._driver.stop()
        self._driver.join()

    def registered(self, driver: Any, framework_id: Any, master_info: Any) -> None:
        self._reconcile()

    def reregistered(self, driver: Any, master_info: Any) -> None:
        self._reconcile()

    def resourceOffers(self, driver: Any, offers: Any) -> None:
        for offer in offers:
            with self._lock:
                tasks = [self._task(offer)] if len(self._live) < self._count else []
                self._live.update({task.task_id.value: offer.agent_id.value for task in tasks})
            with contextlib.suppress(*_NOT_SENT):
                driver.launchTasks(offer.id, tasks, {"refuse_seconds": 0.1})

    def statusUpdate(self, driver: Any, status: Any) -> None:
        if status.state not in _LIVE:
            with self._lock:
                self._live.pop(status.task_id.value, None)
        with contextlib.suppress(*_NOT_SENT):
            driver.acknowledgeStatusUpdate(status)

    def _reconcile(self) -> None:
        with self._lock:
            tasks = [Dict(task_id={"value": task}, agent_id={"value": agent}) for task, agent in self._live.items()]
        with contextlib.suppress(*_NOT_SENT):
            self._driver.reconcileTasks(tasks)

    def _task(self, offer: Any) -> Any:
        name = f"task-{next(self._numbers)}"
        resources = [
            {"name": kind, "type": "SCALAR", "scalar": {"value": amount}} for kind, amount in (("cpus", 0.1), ("mem", 32))
        ]
        command = {"value": self._command}
        return Dict(task_id={"value": name}, agent_id=offer.agent_id, name=name, resources=resources, command=command)
