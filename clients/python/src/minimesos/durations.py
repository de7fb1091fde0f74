"""Durations as Python has them and as the remote API has them."""

from __future__ import annotations

from typing import Union

#: Seconds, or a duration of Mesos such as ``30secs``.
Duration = Union[float, str]


def api_duration(value: Duration | None) -> float | str | None:
    """Seconds become milliseconds; texts are for the server to understand."""
    return value if value is None or isinstance(value, str) else value * 1000
