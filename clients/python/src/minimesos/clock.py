"""The time of a cluster."""

from __future__ import annotations

from typing import TYPE_CHECKING, Callable, TypeVar

from minimesos.durations import Duration, api_duration
from minimesos.results import Json
from minimesos.traffic import without_none
from minimesos.waiting import timed_out

if TYPE_CHECKING:
    from minimesos.cluster import Cluster

Result = TypeVar("Result")


class Clock:
    """The time of a cluster, which can be moved. Times are seconds since 1970, as those of :func:`time.time`."""

    def __init__(self, cluster: Cluster) -> None:
        """Made by ``Cluster.clock``."""
        self._cluster = cluster

    def now(self) -> float:
        """What time it is on the cluster."""
        return float(self._cluster._ask("GET", "/clock")["now"]) / 1000

    def advance(self, by: Duration) -> float:
        """Lets so much time pass at once, 3650 days at most: timers fire in order, each at its time. Returns the time then."""
        return float(self._cluster._ask("POST", "/clock/advance", body={"by": api_duration(by)}, timeout=None)["now"]) / 1000

    def step(self, latest: float | None = None) -> float | None:
        """Moves time to the next thing that happens, but not beyond ``latest``, a day from now by default.

        Returns the time then; None when nothing happened until there.
        """
        body = without_none({"latest": None if latest is None else latest * 1000})
        now = self._cluster._ask("POST", "/clock/step", body=body, timeout=None)["now"]
        return None if now is None else float(now) / 1000

    def settle(self) -> None:
        """Returns when nothing is under way any more at the time it is."""
        self._cluster._ask("POST", "/clock/settle", timeout=None)

    def run_until(
        self, predicate: Callable[[Json], Result], *, limit: float = 86_400, description: str = "What time was moved for"
    ) -> Result:
        """Moves time until ``predicate``, given the state, returns something true, and returns that.

        ``limit``: by how many seconds at most. Raises ``WAIT_TIMEOUT``.
        """
        latest = self.now() + limit
        while True:
            self.settle()
            state = self._cluster.state()
            result = predicate(state)
            if result:
                return result
            if self.step(latest) is None:
                raise timed_out(description, limit, state)
