"""What clusters answer with."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

#: A framework, a task or the state as ``/state`` of a Mesos master has it, with Mesos's own names.
Json = dict[str, Any]


@dataclass(frozen=True)
class RunResult:
    """How a task has ended that ``Cluster.run`` ran."""

    task_id: str
    agent_id: str
    agent_url: str
    #: The state it ended in; ``TASK_FINISHED`` when all is well.
    state: str
    #: Mesos's words about the end.
    message: str | None
    #: Mesos's reason for the end, such as ``REASON_COMMAND_EXECUTOR_FAILED``.
    reason: str | None
    #: With what the command exited; None when it did not exit by itself.
    exit_code: int | None
    #: The signal that ended the command, such as ``SIGKILL``.
    signal: str | None
    #: All the task wrote.
    stdout: str
    stderr: str
    #: When what happened, in milliseconds since the call.
    timings: Mapping[str, float]

    @property
    def ok(self) -> bool:
        """Whether the task finished well."""
        return self.state == "TASK_FINISHED"

    @classmethod
    def of(cls, answer: Mapping[str, Any]) -> RunResult:
        return cls(
            task_id=answer["taskId"],
            agent_id=answer["agentId"],
            agent_url=answer["agentUrl"],
            state=answer["state"],
            message=answer.get("message"),
            reason=answer.get("reason"),
            exit_code=answer.get("exitCode"),
            signal=answer.get("signal"),
            stdout=answer["stdout"],
            stderr=answer["stderr"],
            timings=answer.get("timings", {}),
        )


@dataclass(frozen=True)
class TimelineEntry:
    """One thing that happened on a cluster. Ids are there where they are known."""

    #: Counts from 1; never used twice by a cluster.
    sequence: int
    #: Milliseconds since 1970.
    at: float
    #: ``call``, ``event``, ``message``, ``task``, ``command``, ``agent``, ``zookeeper``, ``log``, ``exited``, ``fault`` or
    #: ``cluster``.
    kind: str
    #: Where it happened, or who did it.
    source: str
    #: ``ACCEPT``, ``OFFERS``, ``TASK_RUNNING``, or the text that was logged.
    what: str
    target: str | None = None
    framework: str | None = None
    task: str | None = None
    agent: str | None = None
    details: Mapping[str, Any] = field(default_factory=dict)

    @classmethod
    def of(cls, answer: Mapping[str, Any]) -> TimelineEntry:
        # A newer server may tell more than is known here.
        return cls(**{name: value for name, value in answer.items() if name in cls.__dataclass_fields__})
