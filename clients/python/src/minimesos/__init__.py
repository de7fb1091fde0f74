"""Apache Mesos clusters for tests, started in milliseconds and gone without a trace.

>>> import minimesos
>>> with minimesos.Cluster(agents=2) as cluster:
...     print(cluster.run("echo hello").stdout)
hello
"""

from minimesos.agent import Agent, Master
from minimesos.clock import Clock
from minimesos.cluster import Cluster
from minimesos.container import Container, ContainerAddress, PushedImage
from minimesos.errors import MinimesosError
from minimesos.events import EventStream
from minimesos.faults import Expect, Fault, Faults, PausedTask
from minimesos.names import Names
from minimesos.results import RunResult, TimelineEntry
from minimesos.sandbox import Sandbox, SandboxFile
from minimesos.server import Server
from minimesos.zookeeper import ZooKeeper, ZooKeeperSession

__all__ = [
    "Agent",
    "Clock",
    "Cluster",
    "Container",
    "ContainerAddress",
    "EventStream",
    "Expect",
    "Fault",
    "Faults",
    "Master",
    "MinimesosError",
    "Names",
    "PausedTask",
    "PushedImage",
    "RunResult",
    "Sandbox",
    "SandboxFile",
    "Server",
    "TimelineEntry",
    "ZooKeeper",
    "ZooKeeperSession",
]
