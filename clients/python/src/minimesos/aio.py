"""The client for asyncio: the classes of :mod:`minimesos`, each method a coroutine::

    async with aio.Cluster(agents=2) as cluster:
        print((await cluster.run("echo hello")).stdout)

What is a property there that asks the server is a method here: ``await cluster.leader()``. Behind each call that is under way
there is a thread that uses the blocking client; to cancel it ends its request. Functions that are handed over (``on_output``,
predicates) are called in that thread.

This file is made by make_aio.py.
"""

from __future__ import annotations

import os
from collections.abc import AsyncIterator, Mapping, Sequence
from types import TracebackType
from typing import Any, Callable, TypeVar, cast

import minimesos
from minimesos.cluster import Texts
from minimesos.container import ContainerAddress, PushedImage
from minimesos.description import Description
from minimesos.durations import Duration
from minimesos.facade import Facade, in_thread, in_threads, without_facade
from minimesos.names import Names
from minimesos.results import Json, RunResult, TimelineEntry
from minimesos.sandbox import SandboxFile
from minimesos.zookeeper import ZooKeeperSession

Result = TypeVar("Result")


class Server(Facade, of=minimesos.Server):
    """As :class:`minimesos.Server`."""

    @classmethod
    async def start(cls, command: str | Sequence[str] | None = None, *, timeout: float = 30) -> Server:
        """Starts a server of its own: it ends, with all its clusters, when it is closed or this process ends in any way.

        ``command`` is what starts minimesos, such as ``npx minimesos``. Default: MINIMESOS_COMMAND, or ``minimesos`` on
        PATH, or in ``node_modules`` of the working directory or one above it. ``timeout`` are the seconds until it is ready.
        Raises ``HOST_START_FAILED``."""
        return cls(await in_thread(minimesos.Server.start, command, timeout=timeout))

    @classmethod
    async def connect(cls, url: str, token: str | None = None) -> Server:
        """Uses a server that runs already. Raises ``HOST_GONE``, ``TOKEN_REFUSED``, ``HOST_INCOMPATIBLE``."""
        return cls(await in_thread(minimesos.Server.connect, url, token))

    @property
    def url(self) -> str:
        """As in :mod:`minimesos`: url."""
        return cast("str", self._blocking.url)

    async def version(self) -> str:
        """The version of minimesos."""
        return cast("str", await self._get("version"))

    async def pid(self) -> int:
        """The process that the server runs in."""
        return cast("int", await self._get("pid"))

    async def clusters(self) -> list[dict[str, Any]]:
        """All clusters of the server, oldest first, as the remote API tells of them."""
        return cast("list[dict[str, Any]]", await self._call("clusters"))

    async def check_health(self) -> None:
        """Raises ``HOST_GONE`` when it does not answer; needs no token."""
        await self._call("check_health")

    async def openapi(self) -> dict[str, Any]:
        """The description of the remote API, for programs that make clients."""
        return cast("dict[str, Any]", await self._call("openapi"))

    async def shutdown(self) -> None:
        """Ends it with all its clusters, whoever has started it. Returns when the clusters are gone."""
        await self._call("shutdown")

    async def close(self) -> None:
        """Ends a server that was started here, with all its clusters, and lets go of one that was not."""
        await self._call("close")

    async def __aenter__(self) -> Server:
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, traceback: TracebackType | None
    ) -> None:
        await self._call("__exit__", kind, error, traceback)


class Cluster(Facade, of=minimesos.Cluster):
    """As :class:`minimesos.Cluster`."""

    def __init__(self, description: Description | None = None, **keys: Any) -> None:
        """Takes the arguments of :class:`minimesos.Cluster`. It starts with its block, or by :meth:`start`."""
        given = {name: without_facade(value) for name, value in keys.items()}
        self._begin: Callable[[], minimesos.Cluster] = lambda: minimesos.Cluster(description, **given)

    @classmethod
    def connect(cls, name: str, **keys: Any) -> Cluster:
        """One that runs already, with the arguments of :meth:`minimesos.Cluster.connect`; its block only lets go of it."""
        given = {key: without_facade(value) for key, value in keys.items()}
        self = cls()
        self._begin = lambda: minimesos.Cluster.connect(name, **given)
        return self

    async def start(self) -> Cluster:
        """Starts it without a block: to be ended by :meth:`destroy`."""
        self._blocking = await in_thread(self._begin)
        return self

    async def __aenter__(self) -> Cluster:
        return await self.start()

    def sandbox(self, task_id: str, *, framework: str | None = None) -> Sandbox:
        """The files of a task."""
        return Sandbox(self._blocking.sandbox(task_id, framework=framework))

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

        async with cluster.events(kinds=["task"]) as events:
            async for entry in events: ...
        """
        return EventStream(lambda: self._blocking.events(kinds=kinds, framework=framework, task=task, agent=agent, since=since))

    @property
    def id(self) -> str:
        """As in :mod:`minimesos`: id."""
        return cast("str", self._blocking.id)

    @property
    def name(self) -> str:
        """As in :mod:`minimesos`: name."""
        return cast("str", self._blocking.name)

    @property
    def closed(self) -> bool:
        """As in :mod:`minimesos`: closed."""
        return cast("bool", self._blocking.closed)

    @property
    def server(self) -> Server:
        """As in :mod:`minimesos`: server."""
        return Server(self._blocking.server)

    @property
    def faults(self) -> Faults:
        """As in :mod:`minimesos`: faults."""
        return Faults(self._blocking.faults)

    @property
    def expect(self) -> Expect:
        """As in :mod:`minimesos`: expect."""
        return Expect(self._blocking.expect)

    @property
    def clock(self) -> Clock:
        """As in :mod:`minimesos`: clock."""
        return Clock(self._blocking.clock)

    async def info(self) -> Json:
        """What the remote API tells of it: addresses of everything, exports, the process it runs in."""
        return cast("Json", await self._call("info"))

    async def masters(self) -> list[Master]:
        """All of them, those that were killed included."""
        return cast("list[Master]", await self._get("masters"))

    async def leader(self) -> Master:
        """The leading master, or the one that led last. Frameworks are given its ``url``, or its ``ip`` and ``port``.

        Where another one may take over, they are given the ``url`` of ``zookeeper``."""
        return cast("Master", await self._get("leader"))

    async def failover(self, *, restart: bool = True) -> Master:
        """Has another master lead, without the wait for the end of a session, and returns it.

        The one that led is killed, and started again as a follower unless told otherwise; with one master, its successor leads.
        Returns when all agents are registered with it. Raises ``INVALID_ARGUMENT`` when too few masters would be left.
        """
        return cast("Master", await self._call("failover", restart=restart))

    async def zookeeper(self) -> ZooKeeper:
        """The ZooKeeper by which the masters are found. Raises ``NO_ZOOKEEPER`` when the description has none."""
        return cast("ZooKeeper", await self._get("zookeeper"))

    async def zookeepers(self) -> dict[str, ZooKeeper]:
        """All its ZooKeepers by name: ``masters``, and the further ones of the description."""
        return cast("dict[str, ZooKeeper]", await self._get("zookeepers"))

    async def containers(self) -> dict[str, Container]:
        """The containers beside those of Mesos that the description names, by name."""
        return cast("dict[str, Container]", await self._get("containers"))

    async def container(self, name: str) -> Container:
        """The container of a name, beside those of Mesos. Raises ``UNKNOWN_CONTAINER``."""
        return cast("Container", await self._call("container", name))

    async def own_engines(self) -> bool:
        """Whether agents have engines of Docker of their own, which ``push_image`` brings images to."""
        return cast("bool", await self._get("own_engines"))

    async def names(self) -> Names | None:
        """Where tasks, masters and agents are found by name; None where the description has no ``names``."""
        return cast("Names | None", await self._get("names"))

    async def exports(self) -> dict[str, str]:
        """Environment variables for programs that use the cluster, such as MINIMESOS_MASTER."""
        return cast("dict[str, str]", await self._get("exports"))

    async def credential(self) -> tuple[str, str] | None:
        """Principal and secret of minimesos itself: masters and agents that ask let them in and allow them everything."""
        return cast("tuple[str, str] | None", await self._get("credential"))

    async def agents(self) -> list[Agent]:
        """The agents that run, oldest first."""
        return cast("list[Agent]", await self._get("agents"))

    async def add_agent(
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
        return cast(
            "Agent",
            await self._call(
                "add_agent", resources=resources, attributes=attributes, flags=flags, port=port, own_process=own_process
            ),
        )

    async def state(self) -> Json:
        """What the leading master answers to ``GET /state``."""
        return cast("Json", await self._call("state"))

    async def frameworks(self, *, id: str | None = None, name: str | None = None, completed: bool = False) -> list[Json]:
        """Frameworks as ``/state`` has them; with ``completed``, those that have ended as well."""
        return cast("list[Json]", await self._call("frameworks", id=id, name=name, completed=completed))

    async def tasks(
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
        return cast("list[Json]", await self._call("tasks", framework=framework, state=state, id=id, name=name, agent=agent))

    async def offers(self) -> list[Json]:
        """The offers that frameworks have and did not answer yet."""
        return cast("list[Json]", await self._call("offers"))

    async def run(
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
        return cast(
            "RunResult",
            await self._call(
                "run",
                command,
                resources=resources,
                name=name,
                user=user,
                credential=credential,
                environment=environment,
                uris=uris,
                agent=agent,
                timeout=timeout,
                on_output=on_output,
                check=check,
            ),
        )

    async def kill_task(self, task_id: str, *, framework: str | None = None) -> None:
        """Kills a task as if its scheduler had asked for it."""
        await self._call("kill_task", task_id, framework=framework)

    async def teardown(self, framework: str) -> None:
        """Ends a framework, by its name or id, with all its tasks."""
        await self._call("teardown", framework)

    async def push_image(self, image: str) -> PushedImage:
        """Brings an image of the engine of the user, such as ``my-executor:1``, to the engines of all agents.

        What of it is there already is not sent again. Raises ``IMAGE_NOT_FOUND``, and ``UNSUPPORTED_BY_DRIVER`` where agents
        have no engines of their own.
        """
        return cast("PushedImage", await self._call("push_image", image))

    async def apps(self) -> list[dict[str, Any]]:
        """The apps that are installed, each with ``id``, ``ready``, and the ``reason`` why it is not."""
        return cast("list[dict[str, Any]]", await self._call("apps"))

    async def install(
        self, app: Mapping[str, Any] | str, *, group: bool = False, update: bool = False, timeout: Duration | None = None
    ) -> list[dict[str, Any]]:
        """Installs an app or group of Marathon, an object or its JSON; returns when all of it runs and is healthy."""
        return cast("list[dict[str, Any]]", await self._call("install", app, group=group, update=update, timeout=timeout))

    async def uninstall(self, id: str, *, group: bool = False) -> None:
        """Ends an app or group, and returns when nothing of it is left."""
        await self._call("uninstall", id, group=group)

    async def reset(self) -> None:
        """Makes it as if it had just been started: no frameworks, no tasks, the agents of the description, the same ports."""
        await self._call("reset")

    async def logs(self, task_id: str, *, stream: str = "stdout", framework: str | None = None) -> str:
        """What a task has written so far to ``stdout`` or ``stderr``."""
        return cast("str", await self._call("logs", task_id, stream=stream, framework=framework))

    def follow_log(self, task_id: str, *, stream: str = "stdout", framework: str | None = None) -> AsyncIterator[str]:
        """What a task has written, and what it writes, in pieces, until it has ended."""
        return in_threads(lambda: self._blocking.follow_log(task_id, stream=stream, framework=framework))

    async def wait_for_framework(self, name: str, *, timeout: Duration | None = None) -> Json:
        """Waits for an active framework of this name or id, and returns it. Default: for 10 seconds."""
        return cast("Json", await self._call("wait_for_framework", name, timeout=timeout))

    async def wait_for_tasks(
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
        return cast(
            "list[Json]",
            await self._call(
                "wait_for_tasks", count, at_least=at_least, state=state, framework=framework, resources=resources, timeout=timeout
            ),
        )

    async def wait_for_agent(
        self, agent: Agent | str | None = None, *, state: str = "active", timeout: Duration | None = None
    ) -> Json | None:
        """Waits until the master takes an agent (default: any) for ``active``, ``inactive`` or ``gone``.

        Returns the agent as ``/state`` of the master has it, None when it is gone.
        """
        return cast("Json | None", await self._call("wait_for_agent", agent, state=state, timeout=timeout))

    async def wait_for(
        self, predicate: Callable[[Json], Result], *, timeout: float = 10, description: str = "What was waited for"
    ) -> Result:
        """Waits until ``predicate``, given the state, returns something true, and returns that."""
        return cast("Result", await self._call("wait_for", predicate, timeout=timeout, description=description))

    async def timeline(
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
        return cast(
            "list[TimelineEntry]",
            await self._call("timeline", kinds=kinds, framework=framework, task=task, agent=agent, text=text, since=since),
        )

    async def timeline_text(self, *, since: int | None = None) -> str:
        """What has happened, to be read: a line for each entry."""
        return cast("str", await self._call("timeline_text", since=since))

    async def timeline_diagram(self, *, task: str | None = None, since: int | None = None) -> str:
        """What has happened, with a task or at all, as a sequence diagram in the language of Mermaid."""
        return cast("str", await self._call("timeline_diagram", task=task, since=since))

    async def diagnostics(self, file: str | os.PathLike[str] | None = None) -> str:
        """Writes an archive (.tar.gz) of all that helps to find out what went wrong, and returns its path."""
        return cast("str", await self._call("diagnostics", file))

    async def destroy(self) -> None:
        """Ends everything that belongs to the cluster, and returns when nothing of it is left."""
        await self._call("destroy")

    async def leave(self) -> None:
        """Lets go of the cluster without its end: it lives on, when its server does, until somebody destroys it."""
        await self._call("leave")

    async def close(self) -> None:
        """Lets go of the cluster; it ends unless it is kept or somebody else holds it."""
        await self._call("close")

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, traceback: TracebackType | None
    ) -> None:
        await self._call("__exit__", kind, error, traceback)


class Master(Facade, of=minimesos.Master):
    """As :class:`minimesos.Master`."""

    @property
    def url(self) -> str:
        """As in :mod:`minimesos`: url."""
        return cast("str", self._blocking.url)

    @property
    def ip(self) -> str:
        """As in :mod:`minimesos`: ip."""
        return cast("str", self._blocking.ip)

    @property
    def port(self) -> int:
        """As in :mod:`minimesos`: port."""
        return cast("int", self._blocking.port)

    @property
    def running(self) -> bool:
        """As in :mod:`minimesos`: running."""
        return cast("bool", self._blocking.running)

    @property
    def leading(self) -> bool:
        """As in :mod:`minimesos`: leading."""
        return cast("bool", self._blocking.leading)

    @property
    def end(self) -> str | None:
        """As in :mod:`minimesos`: end."""
        return cast("str | None", self._blocking.end)

    async def kill(self) -> Master:
        """It crashes. Returns it as it is then. Raises ``MASTER_GONE`` when it does not run."""
        return cast("Master", await self._call("kill"))

    async def restart(self) -> Master:
        """Starts one that was killed again, at the same address. Returns it as it is then."""
        return cast("Master", await self._call("restart"))

    async def pause(self) -> Master:
        """Has it stand still, as :meth:`Agent.pause` does. Only for masters that are processes of their own."""
        return cast("Master", await self._call("pause"))

    async def resume(self) -> Master:
        """Lets it go on after :meth:`pause`."""
        return cast("Master", await self._call("resume"))


class Agent(Facade, of=minimesos.Agent):
    """As :class:`minimesos.Agent`."""

    @property
    def id(self) -> str:
        """As in :mod:`minimesos`: id."""
        return cast("str", self._blocking.id)

    @property
    def url(self) -> str:
        """As in :mod:`minimesos`: url."""
        return cast("str", self._blocking.url)

    @property
    def ip(self) -> str:
        """As in :mod:`minimesos`: ip."""
        return cast("str", self._blocking.ip)

    @property
    def port(self) -> int:
        """As in :mod:`minimesos`: port."""
        return cast("int", self._blocking.port)

    async def running(self) -> bool:
        """Whether it is there: started, and neither stopped nor killed since."""
        return cast("bool", await self._get("running"))

    async def stop(self) -> None:
        """Has it leave the cluster in an orderly way: its executors are shut down, the master removes it.

        Raises ``AGENT_GONE`` when it does not run.
        """
        await self._call("stop")

    async def kill(self) -> None:
        """Ends it at once, as if its process had crashed: nobody is told, its tasks are left to themselves.

        Raises ``AGENT_GONE`` when it does not run.
        """
        await self._call("kill")

    async def pause(self) -> None:
        """Has it stand still, as a process on SIGSTOP: connections stay, and nobody answers on them. Its tasks run on.

        Only for agents that are processes of their own (``ownProcess`` in the description); else raises ``OWN_PROCESS_NEEDED``.
        """
        await self._call("pause")

    async def resume(self) -> None:
        """Lets it go on after :meth:`pause`."""
        await self._call("resume")

    async def restart(
        self,
        *,
        resources: str | list[Json] | None = None,
        attributes: str | list[Json] | None = None,
        flags: Mapping[str, Any] | None = None,
    ) -> None:
        """Starts it again at the same port, on the same work directory; one that runs is killed first.

        As in Mesos, one that was killed keeps its id and recovers the executors of frameworks that checkpoint; one that was
        stopped comes back with a new id. Returns when the master has registered it.

        What is given counts from then on, until a reset; all else stays as it was, and flags are added to those it has. Unless
        the agent is a new one, its flag ``reconfiguration_policy`` has to allow other resources and attributes; otherwise
        ``RECOVERY_FAILED`` is raised.
        """
        await self._call("restart", resources=resources, attributes=attributes, flags=flags)

    async def state(self) -> Json:
        """What it answers to ``GET /state``."""
        return cast("Json", await self._call("state"))


class ZooKeeper(Facade, of=minimesos.ZooKeeper):
    """As :class:`minimesos.ZooKeeper`."""

    @property
    def name(self) -> str:
        """As in :mod:`minimesos`: name."""
        return cast("str", self._blocking.name)

    @property
    def url(self) -> str:
        """As in :mod:`minimesos`: url."""
        return cast("str", self._blocking.url)

    @property
    def connect_string(self) -> str:
        """As in :mod:`minimesos`: connect string."""
        return cast("str", self._blocking.connect_string)

    @property
    def ip(self) -> str:
        """As in :mod:`minimesos`: ip."""
        return cast("str", self._blocking.ip)

    @property
    def port(self) -> int:
        """As in :mod:`minimesos`: port."""
        return cast("int", self._blocking.port)

    @property
    def external(self) -> bool:
        """As in :mod:`minimesos`: external."""
        return cast("bool", self._blocking.external)

    async def sessions(self) -> list[ZooKeeperSession]:
        """All sessions that have not ended, connected or not."""
        return cast("list[ZooKeeperSession]", await self._call("sessions"))

    async def expire_session(self, session: str) -> None:
        """Ends a session as if its client had been silent for too long.

        ``session``: its id, the address of its client, or the path of one of its ephemeral znodes. Raises
        ``UNKNOWN_SESSION``.
        """
        await self._call("expire_session", session)

    async def drop_connection(self, session: str) -> None:
        """Cuts the connection of a session, which goes on when its client connects again in time.

        ``session``: as for ``expire_session``. Raises ``UNKNOWN_SESSION``.
        """
        await self._call("drop_connection", session)

    async def freeze(self) -> None:
        """Has it stand still, as a process that is stopped: connections stay, nothing is answered, no session ends."""
        await self._call("freeze")

    async def thaw(self) -> None:
        """Has it go on. Sessions whose time is over by then end."""
        await self._call("thaw")

    async def set_read_only(self, read_only: bool = True) -> None:
        """Has it only read, as a server that has lost its quorum, or write again."""
        await self._call("set_read_only", read_only)

    async def restart(self) -> None:
        """Stops it and starts it again on the same port, with all data and sessions."""
        await self._call("restart")


class Container(Facade, of=minimesos.Container):
    """As :class:`minimesos.Container`."""

    @property
    def name(self) -> str:
        """As in :mod:`minimesos`: name."""
        return cast("str", self._blocking.name)

    @property
    def running(self) -> bool:
        """As in :mod:`minimesos`: running."""
        return cast("bool", self._blocking.running)

    @property
    def ip(self) -> str:
        """As in :mod:`minimesos`: ip."""
        return cast("str", self._blocking.ip)

    @property
    def addresses(self) -> list[ContainerAddress]:
        """As in :mod:`minimesos`: addresses."""
        return cast("list[ContainerAddress]", self._blocking.addresses)

    async def log(self) -> str:
        """All that it has written, both streams mixed."""
        return cast("str", await self._call("log"))


class Fault(Facade, of=minimesos.Fault):
    """As :class:`minimesos.Fault`."""

    @property
    def id(self) -> int:
        """As in :mod:`minimesos`: id."""
        return cast("int", self._blocking.id)

    @property
    def rule(self) -> Mapping[str, Any]:
        """As in :mod:`minimesos`: rule."""
        return cast("Mapping[str, Any]", self._blocking.rule)

    async def count(self) -> int:
        """How often it has had an effect. Raises ``UNKNOWN_FAULT`` when it was removed, or the cluster reset."""
        return cast("int", await self._call("count"))

    async def held(self) -> list[dict[str, Any]]:
        """What it holds, oldest first: what the timeline will say of it. Raises ``UNKNOWN_FAULT``."""
        return cast("list[dict[str, Any]]", await self._call("held"))

    async def release(self, count: int | None = None) -> None:
        """Lets what it holds pass, oldest first: all of it, or so many. Raises ``UNKNOWN_FAULT``."""
        await self._call("release", count)

    async def remove(self) -> None:
        """Ends it, and lets what it holds pass. Raises ``UNKNOWN_FAULT``."""
        await self._call("remove")

    async def __aenter__(self) -> Fault:
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, traceback: TracebackType | None
    ) -> None:
        await self._call("__exit__", kind, error, traceback)


class Faults(Facade, of=minimesos.Faults):
    """As :class:`minimesos.Faults`."""

    async def add(
        self,
        effect: str,
        *,
        delay: Duration | None = None,
        status: int | None = None,
        location: str | None = None,
        error: str | None = None,
        times: int | None = None,
        probability: float | None = None,
        **about: Any,
    ) -> Fault:
        """Makes something go wrong.

        ``effect``: ``drop``, ``delay``, ``hold``, ``duplicate``, ``reset``, ``lose-answer``, ``answer`` or ``fail``.
        ``delay``: how much later it arrives. ``status``, ``location``: of an ``answer``; default 503. ``error``: what is said
        of what fails. ``times``: how often it happens; default without end. ``probability``: how likely, each time.
        ``about``: the arguments of :func:`minimesos.traffic.traffic`, such as ``call="ACCEPT"``, ``framework="mine"``.
        Raises ``INVALID_FAULT`` with all that is wrong.
        """
        return cast(
            "Fault",
            await self._call(
                "add",
                effect,
                delay=delay,
                status=status,
                location=location,
                error=error,
                times=times,
                probability=probability,
                **about,
            ),
        )

    async def partition(self, agent: Agent) -> Fault:
        """Keeps the master and an agent from hearing of each other."""
        return cast("Fault", await self._call("partition", agent))

    async def heal(self) -> None:
        """Removes all partitions."""
        await self._call("heal")

    async def list(self) -> list[Fault]:
        """Those that are in force, in the order in which they are asked."""
        return cast("list[Fault]", await self._call("list"))

    async def clear(self) -> None:
        """Removes all of them."""
        await self._call("clear")

    async def pause_task(self, task_id: str, *, framework: str | None = None) -> PausedTask:
        """Stops all processes of a task (SIGSTOP), until the end of a ``with`` block, or :meth:`resume_task`."""
        return cast("PausedTask", await self._call("pause_task", task_id, framework=framework))

    async def resume_task(self, task_id: str, *, framework: str | None = None) -> None:
        """Lets them go on (SIGCONT)."""
        await self._call("resume_task", task_id, framework=framework)

    async def fill_sandbox(self, task_id: str, *, framework: str | None = None) -> None:
        """Ends a task that was given disk as if its sandbox had been found to be over its quota."""
        await self._call("fill_sandbox", task_id, framework=framework)

    async def kill_executor(
        self,
        *,
        task: str | None = None,
        framework: str | None = None,
        executor: str | None = None,
        agent: Agent | str | None = None,
    ) -> None:
        """Has an executor crash, one of Mesos's own included: that of a task, or ``executor`` of ``framework``."""
        await self._call("kill_executor", task=task, framework=framework, executor=executor, agent=agent)

    async def rescind_offers(self, *, framework: str | None = None, agent: Agent | str | None = None) -> int:
        """Has the master take offers back: all, or those of a framework or on an agent. Returns how many."""
        return cast("int", await self._call("rescind_offers", framework=framework, agent=agent))


class PausedTask(Facade, of=minimesos.PausedTask):
    """As :class:`minimesos.PausedTask`."""

    async def resume(self) -> None:
        """Lets them go on. Raises ``TASK_NOT_RUNNING``, ``UNKNOWN_TASK`` when it has ended meanwhile."""
        await self._call("resume")

    async def __aenter__(self) -> PausedTask:
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, traceback: TracebackType | None
    ) -> None:
        await self._call("__exit__", kind, error, traceback)


class Expect(Facade, of=minimesos.Expect):
    """As :class:`minimesos.Expect`."""

    async def call(self, *types: str, **about: Any) -> TimelineEntry:
        """A call to an API, such as ACCEPT, when it was carried out."""
        return cast("TimelineEntry", await self._call("call", *types, **about))

    async def event(self, *types: str, **about: Any) -> TimelineEntry:
        """An event on the stream of a scheduler or executor, such as OFFERS, when it was sent."""
        return cast("TimelineEntry", await self._call("event", *types, **about))

    async def message(self, *names: str, **about: Any) -> TimelineEntry:
        """A message between masters, agents and executors, when it arrived."""
        return cast("TimelineEntry", await self._call("message", *names, **about))

    async def action(self, *names: str, **about: Any) -> TimelineEntry:
        """Something that an agent or executor does for a container, when it begins."""
        return cast("TimelineEntry", await self._call("action", *names, **about))

    async def traffic(
        self, *, since: TimelineEntry | int | None = None, times: int | None = None, timeout: Duration | None = None, **about: Any
    ) -> TimelineEntry:
        """Any of them; ``about`` are the arguments of :func:`minimesos.traffic.traffic`."""
        return cast("TimelineEntry", await self._call("traffic", since=since, times=times, timeout=timeout, **about))

    async def none(self, *, since: TimelineEntry | int | None = None, within: Duration | None = None, **about: Any) -> None:
        """Nothing like this comes: from now on, or after ``since``; for a second, or ``within``."""
        await self._call("none", since=since, within=within, **about)


class Clock(Facade, of=minimesos.Clock):
    """As :class:`minimesos.Clock`."""

    async def now(self) -> float:
        """What time it is on the cluster."""
        return cast("float", await self._call("now"))

    async def advance(self, by: Duration) -> float:
        """Lets so much time pass at once, 3650 days at most: timers fire in order, each at its time. Returns the time then."""
        return cast("float", await self._call("advance", by))

    async def step(self, latest: float | None = None) -> float | None:
        """Moves time to the next thing that happens, but not beyond ``latest``, a day from now by default.

        Returns the time then; None when nothing happened until there.
        """
        return cast("float | None", await self._call("step", latest))

    async def settle(self) -> None:
        """Returns when nothing is under way any more at the time it is."""
        await self._call("settle")

    async def run_until(
        self, predicate: Callable[[Json], Result], *, limit: float = 86400, description: str = "What time was moved for"
    ) -> Result:
        """Moves time until ``predicate``, given the state, returns something true, and returns that.

        ``limit``: by how many seconds at most. Raises ``WAIT_TIMEOUT``.
        """
        return cast("Result", await self._call("run_until", predicate, limit=limit, description=description))


class Sandbox(Facade, of=minimesos.Sandbox):
    """As :class:`minimesos.Sandbox`."""

    async def list(self, path: str = "") -> list[SandboxFile]:
        """What is in a directory of it."""
        return cast("list[SandboxFile]", await self._call("list", path))

    async def read(self, path: str) -> bytes:
        """The content of a file. Raises ``NOT_IN_SANDBOX`` when there is no such file."""
        return cast("bytes", await self._call("read", path))

    async def read_text(self, path: str, encoding: str = "utf-8") -> str:
        """The content of a file as text; what cannot be decoded is replaced."""
        return cast("str", await self._call("read_text", path, encoding))


class EventStream:
    """What happens on a cluster, as it happens, from the beginning of its block to its end."""

    def __init__(self, begin: Callable[[], minimesos.EventStream]) -> None:
        """Made by ``Cluster.events``."""
        self._begin = begin
        self._stream: minimesos.EventStream | None = None

    @property
    def missed(self) -> int:
        """How many entries the server had forgotten before they could be read."""
        return 0 if self._stream is None else self._stream.missed

    async def __aenter__(self) -> EventStream:
        self._stream = await in_thread(self._begin)
        return self

    async def __aexit__(self, *_: object) -> None:
        if self._stream is not None:
            self._stream.close()

    def __aiter__(self) -> AsyncIterator[TimelineEntry]:
        stream = self._stream
        if stream is None:
            raise RuntimeError("events are read in a block: async with cluster.events() as events")
        return in_threads(lambda: stream)
