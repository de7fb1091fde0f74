"""Which traffic is meant."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any, Union

#: One name, several, or ``*``.
Names = Union[str, Iterable[str], None]


def traffic(
    *,
    message: Names = None,
    call: Names = None,
    event: Names = None,
    action: Names = None,
    api: str | None = None,
    from_: Names = None,
    to: Names = None,
    framework: str | None = None,
    agent: Any = None,
    task: str | None = None,
    state: Names = None,
) -> dict[str, Any]:
    """Messages, calls, events or actions of which all of this is true, as the remote API has them.

    ``message`` between masters, agents and executors (``StatusUpdateMessage``), ``call`` to the APIs (``ACCEPT``), ``event``
    on the streams of schedulers and executors (``OFFERS``), ``action`` for containers (``FETCH``, ``SANDBOX``, ``CHECK``,
    ``HEALTH_CHECK``): at most one of them; a name, several, or ``*``. ``api``: ``scheduler``, ``executor`` or ``operator``.
    ``from_`` and ``to``: ``master``, ``agent``, ``scheduler``, ``executor``, ``operator``, or an id. ``framework``: its id or
    name. ``agent``: an agent or its id. ``task``: its id. ``state``: the state that it tells of a task.
    """
    keys: dict[str, Any] = {
        "message": _names(message),
        "call": _names(call),
        "event": _names(event),
        "action": _names(action),
        "api": api,
        "from": _names(from_),
        "to": _names(to),
        "framework": framework,
        "agent": getattr(agent, "id", agent),
        "task": task,
        "state": _names(state),
    }
    return {name: value for name, value in keys.items() if value is not None}


def _names(names: Names) -> str | list[str] | None:
    return names if names is None or isinstance(names, str) else list(names)


def without_none(values: Mapping[str, Any]) -> dict[str, Any]:
    """Those that were given."""
    return {name: value for name, value in values.items() if value is not None}
