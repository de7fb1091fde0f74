"""What a forked process must not hold on to."""

from __future__ import annotations

import os
import weakref
from typing import Protocol


class Held(Protocol):
    """Something that another process takes for a sign of life of this one."""

    def let_go(self) -> None:
        """Closes it for this process alone."""


_held: weakref.WeakSet[Held] = weakref.WeakSet()


def let_go_after_fork(held: Held) -> None:
    """A forked process inherits open pipes and connections, and would keep a cluster alive after the death of its owner."""
    _held.add(held)


def _after_fork() -> None:
    for held in list(_held):
        held.let_go()


if hasattr(os, "register_at_fork"):
    os.register_at_fork(after_in_child=_after_fork)
