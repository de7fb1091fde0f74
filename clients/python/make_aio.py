"""Writes src/minimesos/aio.py: the classes of the client, each method a coroutine. A test tells when it has to be run again."""

from __future__ import annotations

import inspect
import subprocess
from pathlib import Path

import minimesos

TARGET = Path(__file__).parent / "src" / "minimesos" / "aio.py"

#: What is known without asking a server.
LOCAL: dict[str, dict[str, str]] = {
    "Server": {"url": "str"},
    "Cluster": {
        **{"id": "str", "name": "str", "closed": "bool", "server": "Server"},
        **{"faults": "Faults", "expect": "Expect", "clock": "Clock"},
    },
    "Master": {"url": "str", "ip": "str", "port": "int", "running": "bool", "leading": "bool", "end": "str | None"},
    "Agent": {"id": "str", "url": "str", "ip": "str", "port": "int"},
    "ZooKeeper": {"name": "str", "url": "str", "connect_string": "str", "ip": "str", "port": "int", "external": "bool"},
    "Container": {"name": "str", "running": "bool", "ip": "str", "addresses": "list[ContainerAddress]"},
    "Fault": {"id": "int", "rule": "Mapping[str, Any]"},
    "Faults": {},
    "PausedTask": {},
    "Expect": {},
    "Clock": {},
    "Sandbox": {},
}

#: What is made by hand below, or makes no sense here.
LEFT_OUT = {"Server": {"client", "let_go", "start", "connect"}, "Cluster": {"connect", "events", "sandbox"}}

HEAD = '''"""The client for asyncio: the classes of :mod:`minimesos`, each method a coroutine::

    async with aio.Cluster(agents=2) as cluster:
        print((await cluster.run("echo hello")).stdout)

What is a property there that asks the server is a method here: ``await cluster.leader()``. Behind each call that is under way
there is a thread that uses the blocking client; to cancel it ends its request. Functions that are handed over (``on_output``,
predicates) are called in that thread.

This file is made by make_aio.py.
"""

from __future__ import annotations

from collections.abc import AsyncIterator, Mapping, Sequence
from types import TracebackType
from typing import Any, Callable, TypeVar, cast

import os

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
'''

BY_HAND = {
    "Server": '''
    @classmethod
    async def start(cls, command: str | Sequence[str] | None = None, *, timeout: float = 30) -> Server:
        """{start}"""
        return cls(await in_thread(minimesos.Server.start, command, timeout=timeout))

    @classmethod
    async def connect(cls, url: str, token: str | None = None) -> Server:
        """{connect}"""
        return cls(await in_thread(minimesos.Server.connect, url, token))
''',
    "Cluster": '''
    def __init__(self, description: Description | None = None, **keys: Any) -> None:
        """Takes the arguments of :class:`minimesos.Cluster`. It starts with its block, or by :meth:`start`."""
        given = {{name: without_facade(value) for name, value in keys.items()}}
        self._begin: Callable[[], minimesos.Cluster] = lambda: minimesos.Cluster(description, **given)

    @classmethod
    def connect(cls, name: str, **keys: Any) -> Cluster:
        """One that runs already, with the arguments of :meth:`minimesos.Cluster.connect`; its block only lets go of it."""
        given = {{key: without_facade(value) for key, value in keys.items()}}
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
        """{sandbox}"""
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
''',
}

TAIL = '''

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
'''


def text_of(parameter: inspect.Parameter) -> str:
    """As it stands in the source."""
    star = {"VAR_POSITIONAL": "*", "VAR_KEYWORD": "**"}.get(parameter.kind.name, "")
    text = f"{star}{parameter.name}: {parameter.annotation}"
    return text if parameter.default is inspect.Parameter.empty else f"{text} = {parameter.default!r}"


def passed(parameters: list[inspect.Parameter]) -> str:
    """How a call hands its arguments on."""
    forms = {"KEYWORD_ONLY": "{0}={0}", "VAR_POSITIONAL": "*{0}", "VAR_KEYWORD": "**{0}"}
    return "".join(", " + forms.get(each.kind.name, "{0}").format(each.name) for each in parameters)


def doc(value: object) -> str:
    """The documentation of a member, with its indentation."""
    return (inspect.getdoc(value) or "").replace("\n", "\n        ").replace("\n        \n", "\n\n")


def method(name: str, function: object) -> str:
    """A coroutine that calls it."""
    signature = inspect.signature(function)  # type: ignore[arg-type]
    parameters = list(signature.parameters.values())[1:]
    texts = [text_of(each) for each in parameters]
    first = next((at for at, each in enumerate(parameters) if each.kind.name == "KEYWORD_ONLY"), None)
    if first is not None and not any(each.kind.name == "VAR_POSITIONAL" for each in parameters):
        texts.insert(first, "*")
    returns = str(signature.return_annotation)
    head = f"def {name}({', '.join(['self', *texts])}) -> "
    about = f'        """{doc(function)}{chr(10) + "        " if chr(10) in doc(function) else ""}"""\n'
    if returns.startswith("Iterator["):
        call = f"        return in_threads(lambda: self._blocking.{name}({passed(parameters)[2:]}))\n"
        return f"    {head}Async{returns}:\n{about}{call}"
    call = f'await self._call("{name}"{passed(parameters)})'
    body = f"        {call}\n" if returns == "None" else f"        return cast({returns!r}, {call})\n"
    return f"    async {head}{returns}:\n{about}{body}"


def asked(name: str, member: property) -> str:
    """A coroutine that gets a property."""
    returns = str(inspect.signature(member.fget).return_annotation)  # type: ignore[arg-type]
    head = f'    async def {name}(self) -> {returns}:\n        """{doc(member)}"""\n'
    return f'{head}        return cast({returns!r}, await self._get("{name}"))\n'


def known(name: str, kind: str) -> str:
    """A property that is known here."""
    value = f"{kind}(self._blocking.{name})" if kind in LOCAL else f"cast({kind!r}, self._blocking.{name})"
    about = f"As in :mod:`minimesos`: {name.replace('_', ' ')}."
    return f'    @property\n    def {name}(self) -> {kind}:\n        """{about}"""\n        return {value}\n'


def facade(name: str) -> str:
    """The class here of a class there."""
    blocking = getattr(minimesos, name)
    parts = [f'\nclass {name}(Facade, of=minimesos.{name}):\n    """As :class:`minimesos.{name}`."""\n']
    if name in BY_HAND:
        parts.append(
            BY_HAND[name].format(
                **{each: doc(getattr(blocking, each)) for each in ("start", "connect", "sandbox") if hasattr(blocking, each)}
            )
        )
    parts += [known(each, kind) for each, kind in LOCAL[name].items()]
    left_out = LEFT_OUT.get(name, set()) | set(LOCAL[name])
    for each, member in vars(blocking).items():
        if each.startswith("_") or each in left_out:
            continue
        if isinstance(member, property):
            parts.append(asked(each, member))
        elif inspect.isfunction(member):
            parts.append(method(each, member))
    if hasattr(blocking, "__exit__"):
        if name != "Cluster":
            parts.append(f"    async def __aenter__(self) -> {name}:\n        return self\n")
        parts.append(
            "    async def __aexit__(\n"
            "        self, kind: type[BaseException] | None, error: BaseException | None, traceback: TracebackType | None\n"
            '    ) -> None:\n        await self._call("__exit__", kind, error, traceback)\n'
        )
    return "\n".join(parts)


def source() -> str:
    """The module, formatted as all sources are."""
    text = HEAD + "\n".join(facade(name) for name in LOCAL) + TAIL
    where = ["--config", str(TARGET.parents[2] / "pyproject.toml"), "--stdin-filename", str(TARGET), "-"]
    for command in (["check", "--fix-only", "--quiet", "--select", "I,F401"], ["format"]):
        text = subprocess.run(["ruff", *command, *where], input=text, stdout=subprocess.PIPE, text=True, check=True).stdout
    return text


if __name__ == "__main__":
    TARGET.write_text(source(), encoding="utf-8")
