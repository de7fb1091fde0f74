"""Waits for what only the caller can tell."""

from __future__ import annotations

import time
from typing import Callable, TypeVar

from minimesos.errors import MinimesosError
from minimesos.results import Json

Result = TypeVar("Result")

#: Seconds after which the state is looked at again.
_LOOK_AGAIN = 0.05


def wait_until(look: Callable[[], Json], predicate: Callable[[Json], Result], timeout: float, description: str) -> Result:
    """Looks until the predicate returns something true; raises ``WAIT_TIMEOUT``, which tells what was seen last."""
    deadline = time.monotonic() + timeout
    while True:
        state = look()
        result = predicate(state)
        if result:
            return result
        if time.monotonic() >= deadline:
            raise timed_out(description, timeout, state)
        time.sleep(_LOOK_AGAIN)


def timed_out(description: str, timeout: float, state: Json) -> MinimesosError:
    """The error of a wait, which tells what was seen last."""
    seen = _summary(state)
    return MinimesosError(
        "WAIT_TIMEOUT",
        f"{description} did not come within {timeout:g} s. Seen last: {seen}",
        "Compare what was seen with what the wait asks for; give it more time (timeout) if it is on its way.",
        details={"waitedFor": description, "timeout": f"{timeout:g}secs", "seen": seen},
    )


def _summary(state: Json) -> str:
    lines = [f"agent {agent['id']} at {agent['pid'].partition('@')[2]}" for agent in state["slaves"]]
    for framework in state["frameworks"]:
        lines.append(f"framework {framework['name']} ({framework['id']})")
        tasks = [*framework["tasks"], *framework["unreachable_tasks"], *framework["completed_tasks"]]
        lines += [f"task {task['id']} of {framework['name']}: {task['state']}" for task in tasks]
    return "".join(f"\n  {line}" for line in lines or ["neither agents nor frameworks"])
