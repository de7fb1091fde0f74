"""What goes wrong on purpose."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any
from urllib.parse import quote

from minimesos.durations import Duration, api_duration
from minimesos.errors import MinimesosError
from minimesos.results import TimelineEntry
from minimesos.traffic import traffic, without_none

if TYPE_CHECKING:
    from minimesos.agent import Agent
    from minimesos.cluster import Cluster

_GONE = ("UNKNOWN_CLUSTER", "CLUSTER_DESTROYED", "HOST_GONE")
_PARTITION = {"effect", "message", "agent", "from", "to"}


class Fault:
    """What goes wrong until the end of a ``with`` block, until it is removed, or the cluster is reset."""

    def __init__(self, cluster: Cluster, info: Mapping[str, Any]) -> None:
        """Made by ``Cluster.faults``."""
        self._cluster = cluster
        #: Counts from 1; never used twice by a cluster.
        self.id: int = info["id"]
        #: As it was given, with the names of the remote API.
        self.rule: Mapping[str, Any] = info["rule"]

    def count(self) -> int:
        """How often it has had an effect. Raises ``UNKNOWN_FAULT`` when it was removed, or the cluster reset."""
        return int(self._look()["count"])

    def held(self) -> list[dict[str, Any]]:
        """What it holds, oldest first: what the timeline will say of it. Raises ``UNKNOWN_FAULT``."""
        return list(self._look()["held"])

    def release(self, count: int | None = None) -> None:
        """Lets what it holds pass, oldest first: all of it, or so many. Raises ``UNKNOWN_FAULT``."""
        self._cluster._ask("POST", f"/faults/{self.id}/release", body=without_none({"count": count}))

    def remove(self) -> None:
        """Ends it, and lets what it holds pass. Raises ``UNKNOWN_FAULT``."""
        self._cluster._ask("DELETE", f"/faults/{self.id}")

    def __enter__(self) -> Fault:
        return self

    def __exit__(self, *_: object) -> None:
        try:
            self.remove()
        except MinimesosError as error:
            # It went with a reset, or with the cluster.
            if error.code not in ("UNKNOWN_FAULT", *_GONE):
                raise

    def _look(self) -> Mapping[str, Any]:
        for info in self._cluster._ask("GET", "/faults"):
            if info["id"] == self.id:
                found: Mapping[str, Any] = info
                return found
        raise MinimesosError(
            "UNKNOWN_FAULT", f"There is no fault {self.id} any more.", "It was removed, or the cluster was reset; add it again."
        )

    def __repr__(self) -> str:
        return f"<minimesos.Fault {self.id}: {dict(self.rule)}>"


class Faults:
    """Makes things go wrong between schedulers, masters, agents and executors::

        with cluster.faults.add("drop", message="StatusUpdateMessage", to="master", times=1) as lost: ...

    Faults are asked in the order in which they were added; the first that matches counts. Every effect stands in the timeline.
    """

    def __init__(self, cluster: Cluster) -> None:
        """Made by ``Cluster.faults``."""
        self._cluster = cluster

    def add(
        self,
        effect: str,
        *,
        delay: Duration | None = None,
        status: int | None = None,
        location: str | None = None,
        error: str | None = None,
        times: int | None = None,
        probability: float | None = None,
        **about: Any,
    ) -> Fault:
        """Makes something go wrong.

        ``effect``: ``drop``, ``delay``, ``hold``, ``duplicate``, ``reset``, ``lose-answer``, ``answer`` or ``fail``.
        ``delay``: how much later it arrives. ``status``, ``location``: of an ``answer``; default 503. ``error``: what is said
        of what fails. ``times``: how often it happens; default without end. ``probability``: how likely, each time.
        ``about``: the arguments of :func:`minimesos.traffic.traffic`, such as ``call="ACCEPT"``, ``framework="mine"``.
        Raises ``INVALID_FAULT`` with all that is wrong.
        """
        limits = {"delay": api_duration(delay), "status": status, "location": location, "error": error}
        body = {"effect": effect, **traffic(**about), **limits, "times": times, "probability": probability}
        return Fault(self._cluster, self._cluster._ask("POST", "/faults", body=without_none(body)))

    def partition(self, agent: Agent) -> Fault:
        """Keeps the master and an agent from hearing of each other."""
        both = ["master", "agent"]
        return self.add("drop", message="*", agent=agent, from_=both, to=both)

    def heal(self) -> None:
        """Removes all partitions."""
        for fault in self.list():
            rule = fault.rule
            if rule["effect"] == "drop" and rule.get("message") == "*" and "agent" in rule and set(rule) <= _PARTITION:
                fault.remove()

    def list(self) -> list[Fault]:
        """Those that are in force, in the order in which they are asked."""
        return [Fault(self._cluster, info) for info in self._cluster._ask("GET", "/faults")]

    def clear(self) -> None:
        """Removes all of them."""
        for fault in self.list():
            fault.remove()

    def pause_task(self, task_id: str, *, framework: str | None = None) -> PausedTask:
        """Stops all processes of a task (SIGSTOP), until the end of a ``with`` block, or :meth:`resume_task`."""
        self._cluster._ask("POST", f"/tasks/{quote(task_id, safe='')}/pause", query={"framework": framework})
        return PausedTask(self, task_id, framework)

    def resume_task(self, task_id: str, *, framework: str | None = None) -> None:
        """Lets them go on (SIGCONT)."""
        self._cluster._ask("POST", f"/tasks/{quote(task_id, safe='')}/resume", query={"framework": framework})

    def fill_sandbox(self, task_id: str, *, framework: str | None = None) -> None:
        """Ends a task that was given disk as if its sandbox had been found to be over its quota."""
        self._cluster._ask("POST", f"/tasks/{quote(task_id, safe='')}/fill-sandbox", query={"framework": framework})

    def kill_executor(
        self,
        *,
        task: str | None = None,
        framework: str | None = None,
        executor: str | None = None,
        agent: Agent | str | None = None,
    ) -> None:
        """Has an executor crash, one of Mesos's own included: that of a task, or ``executor`` of ``framework``."""
        about = {"task": task, "framework": framework, "executor": executor, "agent": getattr(agent, "id", agent)}
        self._cluster._ask("POST", "/executors/kill", body=without_none(about))

    def rescind_offers(self, *, framework: str | None = None, agent: Agent | str | None = None) -> int:
        """Has the master take offers back: all, or those of a framework or on an agent. Returns how many."""
        about = {"framework": framework, "agent": getattr(agent, "id", agent)}
        return int(self._cluster._ask("POST", "/offers/rescind", body=without_none(about))["count"])


class PausedTask:
    """A task whose processes are stopped, until the end of a ``with`` block."""

    def __init__(self, faults: Faults, task_id: str, framework: str | None) -> None:
        """Made by ``Faults.pause_task``."""
        self._faults = faults
        self._task_id = task_id
        self._framework = framework

    def resume(self) -> None:
        """Lets them go on. Raises ``TASK_NOT_RUNNING``, ``UNKNOWN_TASK`` when it has ended meanwhile."""
        self._faults.resume_task(self._task_id, framework=self._framework)

    def __enter__(self) -> PausedTask:
        return self

    def __exit__(self, *_: object) -> None:
        try:
            self.resume()
        except MinimesosError as error:
            if error.code not in ("TASK_NOT_RUNNING", "UNKNOWN_TASK", *_GONE):
                raise


class Expect:
    """Waits for calls, events, messages and actions, and makes sure that some do not come::

        accept = cluster.expect.call("ACCEPT", framework="mine")
        cluster.expect.none(call="ACCEPT", since=accept, within=0.5)

    An entry of the timeline is returned, at once when it has come already: what counts is all since the start or the last reset,
    or what came after ``since``, an entry. ``times``: how often it has to come. ``timeout``: how long to wait, 10 seconds by
    default. All raise ``EXPECTATION_FAILED``, which tells what came instead.
    """

    def __init__(self, cluster: Cluster) -> None:
        """Made by ``Cluster.expect``."""
        self._cluster = cluster

    def call(self, *types: str, **about: Any) -> TimelineEntry:
        """A call to an API, such as ACCEPT, when it was carried out."""
        return self.traffic(call=types, **about)

    def event(self, *types: str, **about: Any) -> TimelineEntry:
        """An event on the stream of a scheduler or executor, such as OFFERS, when it was sent."""
        return self.traffic(event=types, **about)

    def message(self, *names: str, **about: Any) -> TimelineEntry:
        """A message between masters, agents and executors, when it arrived."""
        return self.traffic(message=names, **about)

    def action(self, *names: str, **about: Any) -> TimelineEntry:
        """Something that an agent or executor does for a container, when it begins."""
        return self.traffic(action=names, **about)

    def traffic(
        self,
        *,
        since: TimelineEntry | int | None = None,
        times: int | None = None,
        timeout: Duration | None = None,
        **about: Any,
    ) -> TimelineEntry:
        """Any of them; ``about`` are the arguments of :func:`minimesos.traffic.traffic`."""
        options = {"since": _sequence(since), "times": times, "timeout": api_duration(timeout)}
        body = without_none({**traffic(**about), **options})
        return TimelineEntry.of(self._cluster._ask("POST", "/expect", body=body, timeout=None))

    def none(self, *, since: TimelineEntry | int | None = None, within: Duration | None = None, **about: Any) -> None:
        """Nothing like this comes: from now on, or after ``since``; for a second, or ``within``."""
        body = without_none({**traffic(**about), "since": _sequence(since), "within": api_duration(within)})
        self._cluster._ask("POST", "/expect-none", body=body, timeout=None)


def _sequence(since: TimelineEntry | int | None) -> int | None:
    return since.sequence if isinstance(since, TimelineEntry) else since
