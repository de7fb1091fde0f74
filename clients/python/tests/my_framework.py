"""A small framework: a scheduler of the v1 API that keeps a number of tasks running."""

from __future__ import annotations

import base64
import contextlib
import http.client
import json
import threading
from collections.abc import Iterator
from typing import Any
from urllib.parse import urlsplit

_ENDED = {
    "TASK_FINISHED",
    "TASK_FAILED",
    "TASK_KILLED",
    "TASK_ERROR",
    "TASK_LOST",
    "TASK_DROPPED",
    "TASK_GONE",
    "TASK_UNREACHABLE",
}


class Scheduler:
    """Runs from the beginning of a ``with`` block to its end."""

    def __init__(self, master: str, name: str = "mine", instances: int = 1, command: str = "sleep 1000") -> None:
        self._address = urlsplit(master).netloc
        self._name = name
        self._instances = instances
        self._command = command
        self._connection = http.client.HTTPConnection(self._address)
        self._stream_id = ""
        self._framework_id = ""
        self._tasks: dict[str, str] = {}
        self._launched = 0
        self._thread = threading.Thread(target=self._run, daemon=True)
        self._ending = False
        #: The states of all tasks, in the order in which they came.
        self.updates: list[tuple[str, str]] = []

    def __enter__(self) -> Scheduler:
        info = {"user": "root", "name": self._name, "roles": ["*"], "capabilities": [{"type": "MULTI_ROLE"}]}
        body = json.dumps({"type": "SUBSCRIBE", "subscribe": {"framework_info": info}})
        self._connection.request("POST", "/api/v1/scheduler", body, _HEADERS)
        self._response = self._connection.getresponse()
        assert self._response.status == 200, self._response.read()
        self._stream_id = self._response.getheader("Mesos-Stream-Id", "")
        self._thread.start()
        return self

    def __exit__(self, *_: object) -> None:
        self._ending = True
        self._call({"type": "TEARDOWN"})
        self._thread.join(10)
        self._response.close()
        self._connection.close()

    def _run(self) -> None:
        for event in self._events():
            if self._ending:
                continue
            if event["type"] == "SUBSCRIBED":
                self._framework_id = event["subscribed"]["framework_id"]["value"]
            elif event["type"] == "OFFERS":
                for offer in event["offers"]["offers"]:
                    self._answer(offer)
            elif event["type"] == "UPDATE":
                self._take(event["update"]["status"])

    def _events(self) -> Iterator[dict[str, Any]]:
        try:
            while True:
                length = self._response.readline().strip()
                if not length:
                    return
                yield json.loads(self._response.read(int(length)))
        except (OSError, ValueError, http.client.HTTPException):
            return

    def _answer(self, offer: dict[str, Any]) -> None:
        accept: dict[str, Any] = {"offer_ids": [offer["id"]], "filters": {"refuse_seconds": 0.1}, "operations": []}
        if len(self._tasks) < self._instances:
            task_id = f"task-{self._launched}"
            self._launched += 1
            self._tasks[task_id] = "TASK_STAGING"
            task = {
                "name": task_id,
                "task_id": {"value": task_id},
                "agent_id": offer["agent_id"],
                "resources": [_scalar("cpus", 0.1), _scalar("mem", 32)],
                "command": {"shell": True, "value": self._command},
            }
            accept["operations"].append({"type": "LAUNCH", "launch": {"task_infos": [task]}})
        self._call({"type": "ACCEPT", "accept": accept})

    def _take(self, status: dict[str, Any]) -> None:
        task_id, state = status["task_id"]["value"], status["state"]
        self.updates.append((task_id, state))
        if state in _ENDED:
            self._tasks.pop(task_id, None)
            self._call({"type": "REVIVE"})
        if "uuid" in status:
            assert base64.b64decode(status["uuid"])
            names = ("agent_id", "task_id", "uuid")
            self._call({"type": "ACKNOWLEDGE", "acknowledge": {name: status[name] for name in names}})

    def _call(self, call: dict[str, Any]) -> None:
        body = json.dumps({"framework_id": {"value": self._framework_id}, **call})
        with contextlib.closing(http.client.HTTPConnection(self._address)) as connection:
            connection.request("POST", "/api/v1/scheduler", body, {**_HEADERS, "Mesos-Stream-Id": self._stream_id})
            response = connection.getresponse()
            answer = response.read()
            # The framework may be gone before it is told so, also when an operator has ended it.
            assert response.status == 202 or self._ending or answer == b"Framework cannot be found", answer


_HEADERS = {"Content-Type": "application/json", "Accept": "application/json"}


def _scalar(name: str, value: float) -> dict[str, Any]:
    return {"name": name, "type": "SCALAR", "scalar": {"value": value}, "allocation_info": {"role": "*"}}
