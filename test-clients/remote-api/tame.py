"""Keeps requests that are made up from taking long, and from doing anything to this machine."""

from __future__ import annotations

import re
import time
from typing import Any

LONGEST_MOVE_MS = 3650 * 24 * 3600 * 1000


def tame(operation: str, body: Any) -> Any:
    """The body as it is sent: what is a valid request stays one, and what is none stays none."""
    changes = {
        "run": _harmless,
        "wait": lambda body: _within(body, "timeoutMs", 20),
        "expectTraffic": lambda body: _within(body, "timeout", 20),
        "expectNone": lambda body: _within(body, "within", 20),
        "createCluster": _small,
        "addFault": _rare,
        "advanceClock": _soon,
        "stepClock": _near,
    }
    return changes[operation](body) if operation in changes and isinstance(body, dict) else body


def _harmless(body: dict[str, Any]) -> dict[str, Any]:
    command, uris = body.get("command"), body.get("uris")
    if isinstance(command, str) and command:
        body = {**body, "command": "echo hello"}
    if isinstance(command, list) and command and all(isinstance(each, str) for each in command):
        body = {**body, "command": ["echo", *command]}
    if isinstance(uris, list):
        body = {**body, "uris": [_nothing_there(uri) for uri in uris]}
    return _within(body, "timeout", 2000)


def _nothing_there(uri: Any) -> Any:
    if isinstance(uri, str):
        return "/no/such/file"
    if isinstance(uri, dict) and isinstance(uri.get("value"), str):
        return {**uri, "value": "/no/such/file"}
    return uri


def _within(body: dict[str, Any], key: str, milliseconds: int) -> dict[str, Any]:
    given = body.get(key, milliseconds)
    valid = isinstance(given, (int, float)) and not isinstance(given, bool) and given >= 0
    return {**body, key: min(given, milliseconds) if valid else given}


def _small(body: dict[str, Any]) -> dict[str, Any]:
    description = body.get("description")
    if not isinstance(description, dict):
        return body
    agents = description.get("agents")
    if isinstance(agents, int):
        agents = min(agents, 3)
    elif isinstance(agents, list):
        agents = [_few(agent) for agent in agents[:3]]
    changed = {} if agents is None else {"agents": agents}
    if "zookeeper" in description:
        changed["zookeeper"] = _in_memory(description["zookeeper"])
    if isinstance(description.get("zookeepers"), dict):
        changed["zookeepers"] = {name: _in_memory(each) for name, each in description["zookeepers"].items()}
    return {**body, "description": {**description, **changed}}


def _in_memory(zookeeper: Any) -> Any:
    """A ZooKeeper that writes nothing to this machine, and is not waited for in vain."""
    if not isinstance(zookeeper, dict):
        return zookeeper
    if isinstance(zookeeper.get("url"), str):
        return {**zookeeper, "url": "http://nowhere"}
    return {key: value for key, value in zookeeper.items() if key != "dataDirectory" or not isinstance(value, str)}


def _few(agent: Any) -> Any:
    count = agent.get("count") if isinstance(agent, dict) else None
    return {**agent, "count": min(count, 2)} if isinstance(count, int) else agent


def _rare(body: dict[str, Any]) -> dict[str, Any]:
    """A fault that is in force, and of which the requests after it notice nothing."""
    given = body.get("probability", 1)
    valid = isinstance(given, (int, float)) and not isinstance(given, bool) and 0 < given <= 1
    return {**body, "probability": 1e-12 if valid else given}


def _soon(body: dict[str, Any]) -> dict[str, Any]:
    by = body.get("by")
    if isinstance(by, str) and re.fullmatch(r"[\d.]+(ns|us|ms|secs|mins|hrs|days|weeks)", by):
        return {**body, "by": "1secs"}
    valid = isinstance(by, (int, float)) and not isinstance(by, bool) and 0 <= by <= LONGEST_MOVE_MS
    return {**body, "by": min(by, 1000)} if valid else body


def _near(body: dict[str, Any]) -> dict[str, Any]:
    """A day of a cluster in which nothing happens takes a second or two: no thousands of years."""
    latest = body.get("latest")
    valid = isinstance(latest, (int, float)) and not isinstance(latest, bool)
    return {**body, "latest": min(latest, time.time() * 1000 + 60_000)} if valid else body
