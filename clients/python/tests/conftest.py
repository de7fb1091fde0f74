"""What all tests share."""

from __future__ import annotations

import os
import shlex
import time
from pathlib import Path
from typing import Callable

import pytest

_BUILT = Path(__file__).parents[3] / "dist" / "cli.js"


def pytest_configure() -> None:
    """The tests are about the minimesos of this checkout, unless they are told of another one."""
    if "MINIMESOS_COMMAND" not in os.environ and "MINIMESOS_URL" not in os.environ and _BUILT.exists():
        os.environ["MINIMESOS_COMMAND"] = shlex.join(["node", str(_BUILT)])


@pytest.fixture
def eventually() -> Callable[..., None]:
    """Waits for a condition; how long is for a machine that is very busy, not part of what is tested."""

    def wait(condition: Callable[[], object], what: str = "what was waited for") -> None:
        deadline = time.monotonic() + 60
        while not condition():
            assert time.monotonic() < deadline, f"{what} did not come"
            time.sleep(0.02)

    return wait
