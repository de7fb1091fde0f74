"""Masters and agents."""

from __future__ import annotations

import contextlib
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any
from urllib.parse import quote

from minimesos.http_client import HttpClient
from minimesos.results import Json

if TYPE_CHECKING:
    from minimesos.cluster import Cluster


@dataclass(frozen=True)
class Master:
    """Where a master listens, and what it was when the cluster was asked."""

    #: ``http://ip:port``; what frameworks are given as their master.
    url: str
    ip: str
    port: int
    #: False when it was killed, or has ended by itself.
    running: bool
    #: Whether it had been elected, and served.
    leading: bool
    #: Why it does not run, when it has ended by itself.
    end: str | None
    _cluster: Cluster = field(repr=False, compare=False)

    @staticmethod
    def _of(cluster: Cluster, info: Mapping[str, Any]) -> Master:
        return Master(info["url"], info["ip"], info["port"], info["running"], info["leading"], info.get("end"), cluster)

    def kill(self) -> Master:
        """It crashes. Returns it as it is then. Raises ``MASTER_GONE`` when it does not run."""
        return self._operate("kill")

    def restart(self) -> Master:
        """Starts one that was killed again, at the same address. Returns it as it is then."""
        return self._operate("restart")

    def pause(self) -> Master:
        """Has it stand still, as :meth:`Agent.pause` does. Only for masters that are processes of their own."""
        return self._operate("pause")

    def resume(self) -> Master:
        """Lets it go on after :meth:`pause`."""
        return self._operate("resume")

    def _operate(self, operation: str) -> Master:
        path = f"/masters/{quote(self.url, safe='')}/{operation}"
        return Master._of(self._cluster, self._cluster._ask("POST", path, timeout=None))


class Agent:
    """An agent of a cluster. It stays the same agent when it is restarted, also when the master gives it a new id."""

    def __init__(self, cluster: Cluster, info: Mapping[str, Any]) -> None:
        """Made by the cluster."""
        self._cluster = cluster
        self._update(info)

    def _update(self, info: Mapping[str, Any]) -> None:
        #: The id that the master gave it last.
        self.id: str = info["id"]
        #: ``http://ip:port``.
        self.url: str = info["url"]
        self.ip: str = info["ip"]
        self.port: int = info["port"]

    @property
    def running(self) -> bool:
        """Whether it is there: started, and neither stopped nor killed since."""
        return any(agent is self for agent in self._cluster.agents)

    def stop(self) -> None:
        """Has it leave the cluster in an orderly way: its executors are shut down, the master removes it.

        Raises ``AGENT_GONE`` when it does not run.
        """
        self._operate("stop")

    def kill(self) -> None:
        """Ends it at once, as if its process had crashed: nobody is told, its tasks are left to themselves.

        Raises ``AGENT_GONE`` when it does not run.
        """
        self._operate("kill")

    def pause(self) -> None:
        """Has it stand still, as a process on SIGSTOP: connections stay, and nobody answers on them. Its tasks run on.

        Only for agents that are processes of their own (``ownProcess`` in the description); else raises ``OWN_PROCESS_NEEDED``.
        """
        self._operate("pause")

    def resume(self) -> None:
        """Lets it go on after :meth:`pause`."""
        self._operate("resume")

    def restart(
        self,
        *,
        resources: str | list[Json] | None = None,
        attributes: str | list[Json] | None = None,
        flags: Mapping[str, Any] | None = None,
    ) -> None:
        """Starts it again at the same port, on the same work directory; one that runs is killed first.

        As in Mesos, one that was killed keeps its id and recovers the executors of frameworks that checkpoint; one that was
        stopped comes back with a new id. Returns when the master has registered it.

        What is given counts from then on, until a reset; all else stays as it was, and flags are added to those it has. Unless
        the agent is a new one, its flag ``reconfiguration_policy`` has to allow other resources and attributes; otherwise
        ``RECOVERY_FAILED`` is raised.
        """
        changes = {"resources": resources, "attributes": attributes, "flags": flags}
        self._operate("restart", {name: value for name, value in changes.items() if value is not None})

    def state(self) -> Json:
        """What it answers to ``GET /state``."""
        with contextlib.closing(HttpClient(self.url, None)) as client:
            state: Json = client.ask("GET", "/state", headers=self._cluster._authorization())
        return state

    def _operate(self, operation: str, body: Mapping[str, Any] | None = None) -> None:
        # Its address stays when a reset or a restart brings it a new id.
        path = f"/agents/{quote(self.url, safe='')}/{operation}"
        self._update(self._cluster._ask("POST", path, body=body, timeout=None))

    def __repr__(self) -> str:
        return f"<minimesos.Agent {self.id} at {self.url}>"
