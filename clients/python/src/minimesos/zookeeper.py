"""ZooKeepers."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any
from urllib.parse import quote

if TYPE_CHECKING:
    from minimesos.cluster import Cluster


@dataclass(frozen=True)
class ZooKeeperSession:
    """A session with a ZooKeeper that has not ended."""

    #: As ZooKeeper writes it: ``0x1002a3b4c5d0000``.
    id: str
    #: After so many milliseconds of silence it ends.
    timeout_ms: int
    #: The address it is connected from; None while it is not connected.
    client: str | None
    #: The paths of its ephemeral znodes, oldest first.
    ephemerals: list[str]


class ZooKeeper:
    """A ZooKeeper of a cluster, and what can be made to go wrong with it.

    What is done to one that the cluster only uses, and does not run, raises ``ZOOKEEPER_EXTERNAL``.
    """

    def __init__(self, cluster: Cluster, name: str, info: Mapping[str, Any]) -> None:
        """Made by the cluster."""
        self._cluster = cluster
        #: ``masters``, or what the description calls a further one.
        self.name = name
        #: ``zk://ip:port/mesos``; what frameworks are given as their master. That of a further one has no path.
        self.url: str = info["url"]
        #: ``ip:port``; what clients of ZooKeeper are given. Several servers have commas between them.
        self.connect_string: str = info["connectString"]
        self.ip: str = info["ip"]
        self.port: int = info["port"]
        #: Whether it was there before the cluster, which only uses it.
        self.external: bool = info["external"]

    def sessions(self) -> list[ZooKeeperSession]:
        """All sessions that have not ended, connected or not."""
        return [
            ZooKeeperSession(each["id"], each["timeoutMs"], each["client"], each["ephemerals"])
            for each in self._ask("GET", "/sessions")
        ]

    def expire_session(self, session: str) -> None:
        """Ends a session as if its client had been silent for too long.

        ``session``: its id, the address of its client, or the path of one of its ephemeral znodes. Raises
        ``UNKNOWN_SESSION``.
        """
        self._ask("POST", f"/sessions/{quote(session, safe='')}/expire")

    def drop_connection(self, session: str) -> None:
        """Cuts the connection of a session, which goes on when its client connects again in time.

        ``session``: as for ``expire_session``. Raises ``UNKNOWN_SESSION``.
        """
        self._ask("POST", f"/sessions/{quote(session, safe='')}/drop-connection")

    def freeze(self) -> None:
        """Has it stand still, as a process that is stopped: connections stay, nothing is answered, no session ends."""
        self._ask("POST", "/freeze")

    def thaw(self) -> None:
        """Has it go on. Sessions whose time is over by then end."""
        self._ask("POST", "/thaw")

    def set_read_only(self, read_only: bool = True) -> None:
        """Has it only read, as a server that has lost its quorum, or write again."""
        self._ask("POST", "/read-only", body={"readOnly": read_only})

    def restart(self) -> None:
        """Stops it and starts it again on the same port, with all data and sessions."""
        self._ask("POST", "/restart", timeout=None)

    def _ask(self, method: str, path: str, **rest: Any) -> Any:
        return self._cluster._ask(method, f"/zookeepers/{quote(self.name, safe='')}{path}", **rest)

    def __repr__(self) -> str:
        return f"<minimesos.ZooKeeper {self.name} at {self.connect_string}>"
