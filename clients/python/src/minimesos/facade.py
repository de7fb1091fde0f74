"""What the classes of :mod:`minimesos.aio` are made of."""

from __future__ import annotations

import asyncio
import contextvars
import functools
from collections.abc import AsyncIterator, Iterator
from concurrent.futures import ThreadPoolExecutor
from typing import Any, Callable, ClassVar, TypeVar

from minimesos.cancellation import CANCELLATION, Cancellation

Result = TypeVar("Result")

#: One for each call that is under way; waits are such calls.
_threads = ThreadPoolExecutor(max_workers=256, thread_name_prefix="minimesos")

_NO_MORE = object()


async def in_thread(work: Callable[..., Result], /, *args: Any, **keys: Any) -> Result:
    """Does something that blocks in a thread. To cancel it ends its request, and waits for the end of the thread."""
    cancellation = Cancellation()
    context = contextvars.copy_context()
    context.run(CANCELLATION.set, cancellation)
    loop = asyncio.get_running_loop()
    future = loop.run_in_executor(_threads, functools.partial(context.run, work, *args, **keys))
    try:
        return await asyncio.shield(future)
    except asyncio.CancelledError:
        cancellation.cancel()
        await asyncio.wait([future])
        future.exception()  # that it was cut off is no news
        raise


class Facade:
    """An object of the blocking client, whose methods are called in threads."""

    #: The class here of each class there.
    classes: ClassVar[dict[type, type[Facade]]] = {}

    def __init__(self, blocking: Any) -> None:
        """Made by other objects."""
        self._blocking = blocking

    def __init_subclass__(cls, of: type) -> None:
        Facade.classes[of] = cls

    async def _call(self, name: str, /, *args: Any, **keys: Any) -> Any:
        method = getattr(self._blocking, name)
        answer = await in_thread(method, *map(without_facade, args), **{key: without_facade(each) for key, each in keys.items()})
        return with_facade(answer)

    async def _get(self, name: str) -> Any:
        return with_facade(await in_thread(getattr, self._blocking, name))

    def __eq__(self, other: object) -> bool:
        return isinstance(other, Facade) and self._blocking is other._blocking

    def __hash__(self) -> int:
        return id(self._blocking)

    def __repr__(self) -> str:
        return f"<async {self._blocking!r}>"


def without_facade(value: Any) -> Any:
    """What the blocking client is given."""
    return value._blocking if isinstance(value, Facade) else value


def with_facade(value: Any) -> Any:
    """What it gives."""
    if isinstance(value, list):
        return [with_facade(each) for each in value]
    kind = Facade.classes.get(type(value))
    if kind is not None:
        return kind(value)
    if isinstance(value, dict) and any(type(each) in Facade.classes for each in value.values()):
        return {name: with_facade(each) for name, each in value.items()}
    return value


async def in_threads(start: Callable[[], Iterator[Result]]) -> AsyncIterator[Result]:
    """What an iterator gives that blocks."""
    iterator = await in_thread(start)
    while True:
        each: Any = await in_thread(next, iterator, _NO_MORE)
        if each is _NO_MORE:
            return
        yield each
