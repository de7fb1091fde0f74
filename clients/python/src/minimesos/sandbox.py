"""The files of a task."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any
from urllib.parse import quote

if TYPE_CHECKING:
    from minimesos.cluster import Cluster


@dataclass(frozen=True)
class SandboxFile:
    """A file or directory in the sandbox of a task."""

    #: Counted from the sandbox, such as ``stdout`` or ``data/input.txt``.
    path: str
    directory: bool
    #: In bytes.
    size: int

    @classmethod
    def of(cls, answer: Mapping[str, Any]) -> SandboxFile:
        return cls(path=answer["path"], directory=answer["directory"], size=answer["size"])


class Sandbox:
    """The directory that a task runs in, read through the agent of the task."""

    def __init__(self, cluster: Cluster, task_id: str, framework: str | None) -> None:
        """Made by ``Cluster.sandbox``."""
        self._cluster = cluster
        self._path = f"/tasks/{quote(task_id, safe='')}"
        self._framework = framework

    def list(self, path: str = "") -> list[SandboxFile]:
        """What is in a directory of it."""
        query = {"path": path, "framework": self._framework}
        files = self._cluster._ask("GET", f"{self._path}/files", query=query)
        return [SandboxFile.of(file) for file in files]

    def read(self, path: str) -> bytes:
        """The content of a file. Raises ``NOT_IN_SANDBOX`` when there is no such file."""
        query = {"path": path, "framework": self._framework}
        return self._cluster._fetch("GET", f"{self._path}/file", query=query, accept="*/*")

    def read_text(self, path: str, encoding: str = "utf-8") -> str:
        """The content of a file as text; what cannot be decoded is replaced."""
        return self.read(path).decode(encoding, "replace")
