"""The one exception of this package."""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import Any


class MinimesosError(Exception):
    """An error that minimesos tells on purpose, the same in all of its clients.

    ``code`` says which kind of error it is (the codes are listed in docs/errors.md of minimesos), ``detail`` what
    happened, ``remedy`` what to do about it. ``details`` holds the particulars by names that depend on the code,
    ``status`` the HTTP status that it came with; 0 for what happened on this side.
    """

    def __init__(
        self,
        code: str,
        detail: str,
        remedy: str = "",
        *,
        status: int = 0,
        details: Mapping[str, Any] | None = None,
    ) -> None:
        super().__init__(code, detail, remedy)
        self.code = code
        self.detail = detail
        self.remedy = remedy
        self.status = status
        self.details: Mapping[str, Any] = details or {}

    def __str__(self) -> str:
        separator = "\n" if "\n" in self.detail else " "
        return f"{self.code}: {self.detail}{separator}{self.remedy}".rstrip()


def host_gone(url: str, reason: str, log: list[str] | None = None) -> MinimesosError:
    """The server has ended, or does not answer."""
    return MinimesosError(
        "HOST_GONE",
        f"The host process at {url} is gone: {reason}.{_last_lines(log)}",
        "Its clusters are gone with it; start them again.",
        details={"url": url, "reason": reason, "log": log or []},
    )


def host_start_failed(reason: str, log: list[str] | None = None, remedy: str | None = None) -> MinimesosError:
    """No server could be started."""
    return MinimesosError(
        "HOST_START_FAILED",
        f"The host process could not be started: {reason}.{_last_lines(log)}",
        remedy or "Remove the cause named; to see more, start it in a terminal with minimesos serve.",
        details={"reason": reason, "log": log or []},
    )


def host_incompatible(url: str, came: str, expected: str) -> MinimesosError:
    """What answers is not a server that this package can talk to."""
    return MinimesosError(
        "HOST_INCOMPATIBLE",
        f"The host process at {url} speaks {came}, but {expected} is needed.",
        "Use the same version of minimesos on both sides: end that host process and start it again.",
        details={"url": url, "came": came, "expected": expected},
    )


def error_of_problem(url: str, status: int, body: bytes) -> MinimesosError:
    """The error that a problem document (RFC 9457) tells of."""
    try:
        document = json.loads(body)
    except ValueError:
        document = None
    if not isinstance(document, dict) or not isinstance(document.get("code"), str):
        return host_incompatible(url, f"with status {status} something other than minimesos does", "a problem document")
    return MinimesosError(
        document["code"],
        str(document.get("detail", "")),
        str(document.get("remedy", "")),
        status=status or int(document.get("status", 0)),
        details=document.get("details"),
    )


def _last_lines(log: list[str] | None) -> str:
    return " Its last log lines:" + "".join(f"\n  {line}" for line in log) if log else ""
