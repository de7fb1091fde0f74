"""Clusters."""

from __future__ import annotations

import base64
import contextlib
import os
from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Any, Callable, TypeVar, Union
from urllib.parse import quote

from minimesos.agent import Agent, Master
from minimesos.clock import Clock
from minimesos.container import Container, PushedImage, read_container_log
from minimesos.description import Description, described_by
from minimesos.durations import Duration, api_duration
from minimesos.errors import MinimesosError
from minimesos.events import EventStream
from minimesos.faults import Expect, Faults
from minimesos.lease import Lease
from minimesos.names import Names
from minimesos.output import decoded, run_result
from minimesos.results import Json, RunResult, TimelineEntry
from minimesos.sandbox import Sandbox
from minimesos.server import Server, server_for
from minimesos.stream import Stream
from minimesos.traffic import without_none
from minimesos.waiting import wait_until
from minimesos.zookeeper import ZooKeeper

Result = TypeVar("Result")
Texts = Union[str, Iterable[str], None]

_GONE = ("UNKNOWN_CLUSTER", "CLUSTER_DESTROYED", "HOST_GONE", "SERVER_STOPPING")


class Cluster:
    """A whole Mesos cluster: masters, agents, and the tasks that frameworks run on them.

    It is ready when the constructor returns, and gone without a trace at the end of the ``with`` block, or when this process
    ends in any way::

        with minimesos.Cluster(agents=2) as cluster:
            start_my_framework(cluster.leader.url)
            cluster.wait_for_tasks(2, state="TASK_RUNNING")

    All methods raise :class:`MinimesosError`.
    """

    def __init__(
        self,
        description: Description | None = None,
        *,
        name: str | None = None,
        driver: str | None = None,
        mesos_version: str | None = None,
        masters: int | Sequence[Mapping[str, Any]] | None = None,
        agents: int | Sequence[Mapping[str, Any]] | None = None,
        zookeeper: bool | Mapping[str, Any] | None = None,
        reaction: str | None = None,
        timeout: Duration | None = None,
        server: Server | None = None,
        url: str | None = None,
        token: str | None = None,
        key: str | None = None,
        keep: bool = False,
    ) -> None:
        """Starts a cluster.

        ``description``: what it is to look like, as a mapping, as YAML text, or as the path of a file (``pathlib.Path``).
        ``name`` to ``timeout`` are keys of a description; those given go before the same keys of a mapping.
        ``agents``: a number, or a list such as ``[{"count": 2, "resources": "cpus:4;mem:4096", "attributes": "rack:a"}]``.
        ``server``, or ``url`` and ``token``: where it is to live. Default: MINIMESOS_URL and MINIMESOS_TOKEN, or a server
        that is started for the clusters of this process.
        ``key``: a cluster that was created with the same key before is used again.
        ``keep``: whether the cluster outlives this object and this process, when its server does.
        """
        keys: dict[str, Any] = {
            "name": name,
            "driver": driver,
            "mesos_version": mesos_version,
            "masters": masters,
            "agents": agents,
            "zookeeper": zookeeper,
        }
        keys.update({"reaction": reaction, "timeout": api_duration(timeout)})
        request = {**described_by(description, keys), "key": key}

        def create(server: Server, lease: Lease) -> Json:
            body = {**without_none(request), "lease": lease.id, "keep": keep}
            answer: Json = server.client.ask("POST", "/v1/clusters", body=body, timeout=None)
            return answer

        self._open(server_for(server, url, token), create)
        self._destroys = not keep

    @classmethod
    def connect(cls, name: str, *, server: Server | None = None, url: str | None = None, token: str | None = None) -> Cluster:
        """Uses a cluster that runs already, by its name or id. The end of the ``with`` block lets go of it only.

        Raises ``UNKNOWN_CLUSTER``.
        """

        def find(server: Server, lease: Lease) -> Json:
            info: Json = server.client.ask("GET", f"/v1/clusters/{quote(name, safe='')}")
            server.client.ask("PUT", f"/v1/clusters/{info['id']}/leases/{lease.id}")
            return info

        self = cls.__new__(cls)
        self._open(server_for(server, url, token), find)
        self._destroys = False
        return self

    def _open(self, server: contextlib.AbstractContextManager[Server], enter: Callable[[Server, Lease], Json]) -> None:
        with contextlib.ExitStack() as stack:
            self._server = stack.enter_context(server)
            lease = self._lease = Lease(self._server.client)
            stack.callback(lease.release)
            info = enter(self._server, lease)
            self._held = stack.pop_all()
        self._owner = os.getpid()
        #: Whether it was destroyed or let go of by this object.
        self.closed = False
        #: Of this cluster alone, also after its name was used again.
        self.id: str = info["id"]
        self.name: str = info["name"]
        self._path = f"/v1/clusters/{quote(self.id, safe='')}"
        self._agents: list[Agent] = []
        #: Makes things go wrong.
        self.faults = Faults(self)
        #: Waits for calls, events and messages.
        self.expect = Expect(self)
        #: Moves its time.
        self.clock = Clock(self)

    # What there is

    @property
    def server(self) -> Server:
        """The server that it lives in."""
        return self._server

    def info(self) -> Json:
        """What the remote API tells of it: addresses of everything, exports, the process it runs in."""
        info: Json = self._ask("GET", "")
        return info

    @property
    def masters(self) -> list[Master]:
        """All of them, those that were killed included."""
        return [Master._of(self, each) for each in self._ask("GET", "/masters")]

    @property
    def leader(self) -> Master:
        """The leading master, or the one that led last. Frameworks are given its ``url``, or its ``ip`` and ``port``.

        Where another one may take over, they are given the ``url`` of ``zookeeper``.
        """
        info = self.info()
        masters = [Master._of(self, each) for each in info["masters"]]
        url = info["exports"].get("MINIMESOS_MASTER")
        return next((master for master in masters if master.url == url), masters[0])

    def failover(self, *, restart: bool = True) -> Master:
        """Has another master lead, without the wait for the end of a session, and returns it.

        The one that led is killed, and started again as a follower unless told otherwise; with one master, its successor leads.
        Returns when all agents are registered with it. Raises ``INVALID_ARGUMENT`` when too few masters would be left.
        """
        masters = self._ask("POST", "/failover", body={"restart": restart}, timeout=None)
        return next(Master._of(self, each) for each in masters if each["leading"])

    @property
    def zookeeper(self) -> ZooKeeper:
        """The ZooKeeper by which the masters are found. Raises ``NO_ZOOKEEPER`` when the description has none."""
        zookeepers = self.zookeepers
        if "masters" not in zookeepers:
            self._ask("GET", "/zookeepers/masters/sessions")  # says best that there is none
        return zookeepers["masters"]

    @property
    def zookeepers(self) -> dict[str, ZooKeeper]:
        """All its ZooKeepers by name: ``masters``, and the further ones of the description."""
        return {name: ZooKeeper(self, name, info) for name, info in self.info()["zookeepers"].items()}

    @property
    def containers(self) -> dict[str, Container]:
        """The containers beside those of Mesos that the description names, by name."""
        return {info["name"]: Container(self, info) for info in self.info()["containers"]}

    def container(self, name: str) -> Container:
        """The container of a name, beside those of Mesos. Raises ``UNKNOWN_CONTAINER``."""
        containers = self.containers
        if name not in containers:
            read_container_log(self, name)  # says best that there is none
        return containers[name]

    @property
    def own_engines(self) -> bool:
        """Whether agents have engines of Docker of their own, which ``push_image`` brings images to."""
        return bool(self.info()["ownEngines"])

    @property
    def names(self) -> Names | None:
        """Where tasks, masters and agents are found by name; None where the description has no ``names``."""
        names = self.info()["names"]
        return None if names is None else Names.of(names)

    @property
    def exports(self) -> dict[str, str]:
        """Environment variables for programs that use the cluster, such as MINIMESOS_MASTER."""
        return dict(self.info()["exports"])

    @property
    def credential(self) -> tuple[str, str] | None:
        """Principal and secret of minimesos itself: masters and agents that ask let them in and allow them everything."""
        credential = self.info().get("credential")
        return None if credential is None else (credential["principal"], credential["secret"])

    def _authorization(self) -> dict[str, str]:
        credential = self.credential
        if credential is None:
            return {}
        return {"Authorization": "Basic " + base64.b64encode(":".join(credential).encode()).decode()}

    @property
    def agents(self) -> list[Agent]:
        """The agents that run, oldest first."""
        return [self._agent_of(info) for info in self._ask("GET", "/agents") if info["running"]]

    def add_agent(
        self,
        *,
        resources: str | list[Json] | None = None,
        attributes: str | list[Json] | None = None,
        flags: Mapping[str, Any] | None = None,
        port: int | None = None,
        own_process: bool | None = None,
    ) -> Agent:
        """Adds an agent and returns when the master has registered it.

        ``resources``, such as ``cpus:4;mem:4096``, and ``attributes``, such as ``rack:a``, are in Mesos's text or JSON form.
        With ``own_process`` it is a process of its own, which can be paused.
        """
        keys = {"resources": resources, "attributes": attributes, "flags": flags, "port": port, "ownProcess": own_process}
        return self._agent_of(self._ask("POST", "/agents", body=without_none(keys), timeout=None))

    def state(self) -> Json:
        """What the leading master answers to ``GET /state``."""
        state: Json = self._ask("GET", "/state")
        return state

    def frameworks(self, *, id: str | None = None, name: str | None = None, completed: bool = False) -> list[Json]:
        """Frameworks as ``/state`` has them; with ``completed``, those that have ended as well."""
        query = {"id": id, "name": name, "completed": completed or None}
        return list(self._ask("GET", "/frameworks", query=query))

    def tasks(
        self,
        *,
        framework: str | None = None,
        state: Texts = None,
        id: str | None = None,
        name: str | None = None,
        agent: Agent | str | None = None,
    ) -> list[Json]:
        """Tasks as ``/state`` has them, also those that have ended.

        ``framework`` is the name or id of theirs, ``state`` one or several states, ``agent`` theirs or its id.
        """
        query = {
            "framework": framework,
            "state": _texts(state),
            "id": id,
            "name": name,
            "agent": agent.id if isinstance(agent, Agent) else agent,
        }
        return list(self._ask("GET", "/tasks", query=query))

    def offers(self) -> list[Json]:
        """The offers that frameworks have and did not answer yet."""
        return list(self._ask("GET", "/offers"))

    # What can be done

    def run(
        self,
        command: str | Sequence[str],
        *,
        resources: str | list[Json] | None = None,
        name: str | None = None,
        user: str | None = None,
        credential: tuple[str, str] | None = None,
        environment: Mapping[str, str] | None = None,
        uris: Sequence[str | Json] | None = None,
        agent: Agent | str | None = None,
        timeout: Duration | None = None,
        on_output: Callable[[str, str], object] | None = None,
        check: bool = False,
    ) -> RunResult:
        """Runs a command as a task and returns when the task has ended, however it ended.

        ``command``: text for a shell, or a program and its arguments as they are.
        ``resources``: what the task gets. Default: ``cpus:0.1;mem:32``.
        ``credential``: principal and secret of the framework that runs it. Default: those of minimesos itself.
        ``timeout``: for all of it. Default: 60 seconds.
        ``on_output``: called with text and ``stdout`` or ``stderr``, soon after the command has written it. What it raises
        ends the run.
        ``check``: whether a task that ends in another state than TASK_FINISHED is an error, ``RUN_FAILED``.
        """
        body = without_none(
            {
                "command": command if isinstance(command, str) else list(command),
                "resources": resources,
                "name": name,
                "user": user,
                "credential": credential and {"principal": credential[0], "secret": credential[1]},
                "environment": environment,
                "uris": uris,
                "agent": _url_of(agent),
                "timeout": api_duration(timeout),
                "throwOnFailure": check or None,
            }
        )
        if on_output is None:
            return RunResult.of(self._ask("POST", "/run", body=body, timeout=None))
        with self._stream("POST", "/run", "text/event-stream", body=body) as stream:
            return run_result(stream, self._server.url, on_output)

    def kill_task(self, task_id: str, *, framework: str | None = None) -> None:
        """Kills a task as if its scheduler had asked for it."""
        self._ask("POST", f"/tasks/{quote(task_id, safe='')}/kill", query={"framework": framework})

    def teardown(self, framework: str) -> None:
        """Ends a framework, by its name or id, with all its tasks."""
        self._ask("POST", f"/frameworks/{quote(framework, safe='')}/teardown")

    def push_image(self, image: str) -> PushedImage:
        """Brings an image of the engine of the user, such as ``my-executor:1``, to the engines of all agents.

        What of it is there already is not sent again. Raises ``IMAGE_NOT_FOUND``, and ``UNSUPPORTED_BY_DRIVER`` where agents
        have no engines of their own.
        """
        pushed = self._ask("POST", "/images", body={"image": image}, timeout=None)
        return PushedImage(pushed["image"], pushed["layersSent"], pushed["layersPresent"])

    def apps(self) -> list[dict[str, Any]]:
        """The apps that are installed, each with ``id``, ``ready``, and the ``reason`` why it is not."""
        return list(self._ask("GET", "/apps"))

    def install(
        self,
        app: Mapping[str, Any] | str,
        *,
        group: bool = False,
        update: bool = False,
        timeout: Duration | None = None,
    ) -> list[dict[str, Any]]:
        """Installs an app or group of Marathon, an object or its JSON; returns when all of it runs and is healthy."""
        body = without_none({"app": app, "group": group, "update": update, "timeout": api_duration(timeout)})
        return list(self._ask("POST", "/apps", body=body, timeout=None))

    def uninstall(self, id: str, *, group: bool = False) -> None:
        """Ends an app or group, and returns when nothing of it is left."""
        self._ask("POST", "/apps/uninstall", body={"id": id, "group": group}, timeout=None)

    def reset(self) -> None:
        """Makes it as if it had just been started: no frameworks, no tasks, the agents of the description, the same ports."""
        self._ask("POST", "/reset", timeout=None)
        for info in self._ask("GET", "/agents"):
            self._agent_of(info)

    # What tasks write

    def logs(self, task_id: str, *, stream: str = "stdout", framework: str | None = None) -> str:
        """What a task has written so far to ``stdout`` or ``stderr``."""
        query = {"stream": stream, "framework": framework}
        content = self._fetch("GET", f"/tasks/{quote(task_id, safe='')}/logs", query=query, accept="text/plain")
        return content.decode("utf-8", "replace")

    def follow_log(self, task_id: str, *, stream: str = "stdout", framework: str | None = None) -> Iterator[str]:
        """What a task has written, and what it writes, in pieces, until it has ended."""
        query = {"stream": stream, "framework": framework, "follow": True}
        return decoded(self._stream("GET", f"/tasks/{quote(task_id, safe='')}/logs", "text/plain", query=query))

    def sandbox(self, task_id: str, *, framework: str | None = None) -> Sandbox:
        """The files of a task."""
        return Sandbox(self, task_id, framework)

    # Waiting

    def wait_for_framework(self, name: str, *, timeout: Duration | None = None) -> Json:
        """Waits for an active framework of this name or id, and returns it. Default: for 10 seconds."""
        framework: Json = self._wait("framework", name, timeout)
        return framework

    def wait_for_tasks(
        self,
        count: int | None = None,
        *,
        at_least: int | None = None,
        state: Texts = None,
        framework: str | None = None,
        resources: str | list[Json] | None = None,
        timeout: Duration | None = None,
    ) -> list[Json]:
        """Waits until there are exactly ``count`` such tasks, or ``at_least`` so many, and returns them.

        Default: at least one, in any state, of any framework, within 10 seconds. ``resources``, what one of them takes, is
        for the message when they do not come: it tells what each agent lacks.
        """
        wanted = {"count": count, "atLeast": at_least, "framework": framework, "resources": resources}
        states = _texts(state)
        return list(self._wait("tasks", without_none({**wanted, "state": states}), timeout))

    def wait_for_agent(
        self, agent: Agent | str | None = None, *, state: str = "active", timeout: Duration | None = None
    ) -> Json | None:
        """Waits until the master takes an agent (default: any) for ``active``, ``inactive`` or ``gone``.

        Returns the agent as ``/state`` of the master has it, None when it is gone.
        """
        wanted = without_none({"agent": _url_of(agent), "state": state})
        found: Json | None = self._wait("agent", wanted, timeout)
        return found

    def wait_for(
        self, predicate: Callable[[Json], Result], *, timeout: float = 10, description: str = "What was waited for"
    ) -> Result:
        """Waits until ``predicate``, given the state, returns something true, and returns that."""
        return wait_until(self.state, predicate, timeout, description)

    def _wait(self, what: str, condition: object, timeout: Duration | None) -> Any:
        body = without_none({what: condition, "timeoutMs": api_duration(timeout)})
        return self._ask("POST", "/wait", body=body, timeout=None)[what]

    # What happened

    def timeline(
        self,
        *,
        kinds: Sequence[str] | None = None,
        framework: str | None = None,
        task: str | None = None,
        agent: str | None = None,
        text: str | None = None,
        since: int | None = None,
    ) -> list[TimelineEntry]:
        """What has happened: entries that are about all of this, and came after the sequence ``since``."""
        query: dict[str, Any] = {"kinds": kinds, "framework": framework, "task": task, "agent": agent}
        query.update({"text": text, "since": since})
        return [TimelineEntry.of(entry) for entry in self._ask("GET", "/timeline", query=query)]

    def timeline_text(self, *, since: int | None = None) -> str:
        """What has happened, to be read: a line for each entry."""
        return self._fetch("GET", "/timeline", query={"since": since}, accept="text/plain").decode()

    def timeline_diagram(self, *, task: str | None = None, since: int | None = None) -> str:
        """What has happened, with a task or at all, as a sequence diagram in the language of Mermaid."""
        query = {"task": task, "since": since}
        return self._fetch("GET", "/timeline", query=query, accept="text/vnd.mermaid").decode()

    def events(
        self,
        *,
        kinds: Sequence[str] | None = None,
        framework: str | None = None,
        task: str | None = None,
        agent: str | None = None,
        since: int | None = None,
    ) -> EventStream:
        """What happens from now on (or has happened after the sequence ``since``), as it happens::

        with cluster.events(kinds=["task"]) as events:
            for entry in events: ...
        """
        query = {"kinds": kinds, "framework": framework, "task": task, "agent": agent, "since": since}

        def open_after(last_id: str) -> Stream:
            headers = {"Last-Event-ID": last_id} if last_id else {}
            return self._stream("GET", "/events", "text/event-stream", query=query, headers=headers)

        return EventStream(open_after, self._server.url, lambda: self.closed)

    def diagnostics(self, file: str | os.PathLike[str] | None = None) -> str:
        """Writes an archive (.tar.gz) of all that helps to find out what went wrong, and returns its path."""
        path = os.fspath(file) if file is not None else f"minimesos-{self.name}-diagnostics.tar.gz"
        with self._stream("GET", "/diagnostics", "application/gzip") as stream, open(path, "wb") as archive:
            for part in iter(stream.read, b""):
                archive.write(part)
        return path

    # The end

    def destroy(self) -> None:
        """Ends everything that belongs to the cluster, and returns when nothing of it is left."""
        try:
            self._ask("DELETE", "", timeout=None)
        except MinimesosError as error:
            if error.code not in _GONE:
                raise
        finally:
            self.close()

    def leave(self) -> None:
        """Lets go of the cluster without its end: it lives on, when its server does, until somebody destroys it."""
        self._ask("DELETE", f"/leases/{self._lease.id}")
        self._destroys = False
        self.close()

    def close(self) -> None:
        """Lets go of the cluster; it ends unless it is kept or somebody else holds it."""
        self.closed = True
        self._held.close()

    def __enter__(self) -> Cluster:
        return self

    def __exit__(self, *_: object) -> None:
        # A forked process that leaves the block is not the owner.
        if os.getpid() != self._owner:
            return
        if self._destroys:
            self.destroy()
        else:
            self.close()

    def __repr__(self) -> str:
        return f"<minimesos.Cluster {self.name}>"

    def _ask(self, method: str, path: str, **rest: Any) -> Any:
        return self._server.client.ask(method, self._path + path, **rest)

    def _fetch(self, method: str, path: str, **rest: Any) -> bytes:
        return self._server.client.fetch(method, self._path + path, **rest)

    def _stream(self, method: str, path: str, accept: str, **rest: Any) -> Stream:
        return self._server.client.open(method, self._path + path, accept=accept, **rest)

    def _agent_of(self, info: Json) -> Agent:
        """One that comes back with a new id keeps its address; one that is gone may have left its address to a new one."""
        known = [agent for agent in self._agents if agent.id == info["id"]]
        known += [agent for agent in self._agents if agent.url == info["url"]]
        if not known:
            agent = Agent(self, info)
            self._agents.append(agent)
            return agent
        known[0]._update(info)
        return known[0]


def _texts(value: Texts) -> list[str] | None:
    return None if value is None else [value] if isinstance(value, str) else list(value)


def _url_of(agent: Agent | str | None) -> str | None:
    return agent.url if isinstance(agent, Agent) else agent
