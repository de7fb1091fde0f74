"""What there is only of clusters in containers."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any
from urllib.parse import quote

if TYPE_CHECKING:
    from minimesos.cluster import Cluster


@dataclass(frozen=True)
class ContainerAddress:
    """Where a port of a container is reached."""

    #: Within the container.
    port: int
    #: Where it is reached from outside.
    reached_ip: str
    reached_port: int


@dataclass(frozen=True)
class PushedImage:
    """What was sent of an image."""

    #: As agents name it.
    image: str
    #: How many of its layers had to be sent.
    layers_sent: int
    #: How many of them were there already.
    layers_present: int


class Container:
    """A container beside those of Mesos, which the description names under ``containers``."""

    def __init__(self, cluster: Cluster, info: Mapping[str, Any]) -> None:
        """Made by the cluster."""
        self._cluster = cluster
        #: What the description calls it.
        self.name: str = info["name"]
        #: Whether it ran when the cluster was asked.
        self.running: bool = info["running"]
        #: Its address in the network of the cluster; empty for one in that of the machine.
        self.ip: str = info["ip"]
        #: Where its ports are reached.
        self.addresses: list[ContainerAddress] = [
            ContainerAddress(each["port"], each["reached"]["ip"], each["reached"]["port"]) for each in info["addresses"]
        ]

    def log(self) -> str:
        """All that it has written, both streams mixed."""
        return read_container_log(self._cluster, self.name)

    def __repr__(self) -> str:
        return f"<minimesos.Container {self.name}>"


def read_container_log(cluster: Cluster, name: str) -> str:
    """Raises ``UNKNOWN_CONTAINER``."""
    log: str = cluster._ask("GET", f"/containers/{quote(name, safe='')}/log", timeout=None)["log"]
    return log
