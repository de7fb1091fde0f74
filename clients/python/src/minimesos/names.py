"""Names of tasks, masters and agents."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any


@dataclass(frozen=True)
class Names:
    """Where tasks, masters and agents are found by name, as with Mesos-DNS."""

    #: The HTTP API of Mesos-DNS: ``http://ip:port``, with ``http_port`` as its port.
    url: str
    ip: str
    #: Where DNS is spoken, over UDP and TCP.
    port: int
    #: Where HTTP is.
    http_port: int
    #: What all names end with, such as ``mesos``.
    domain: str

    @classmethod
    def of(cls, info: Mapping[str, Any]) -> Names:
        return cls(info["url"], info["ip"], info["port"], info["httpPort"], info["domain"])
