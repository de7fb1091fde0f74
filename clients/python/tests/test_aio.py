from __future__ import annotations

import asyncio
import shutil
import sys
import threading
from pathlib import Path
from typing import Any, Callable

import pytest

import minimesos
from minimesos import aio

HERE = Path(__file__).parents[1]


def test_it_has_what_the_blocking_client_has(monkeypatch: pytest.MonkeyPatch) -> None:
    if not (HERE / "make_aio.py").exists() or shutil.which("ruff", path=str(Path(sys.executable).parent)) is None:
        pytest.skip("what it is made by is not here")
    monkeypatch.syspath_prepend(str(HERE))
    monkeypatch.setenv("PATH", str(Path(sys.executable).parent))
    import make_aio

    assert make_aio.TARGET.read_text() == make_aio.source(), "run make_aio.py"


def test_a_cluster_is_used_by_coroutines(mesos_server: minimesos.Server) -> None:
    async def use() -> None:
        async with aio.Cluster(agents=2, server=mesos_server) as cluster:
            assert (await cluster.leader()).url.startswith("http://")
            results = await asyncio.gather(*(cluster.run(f"echo {number}") for number in range(3)))
            assert [result.stdout for result in results] == ["0\n", "1\n", "2\n"]
            [first, second] = await cluster.agents()
            assert [each async for each in cluster.follow_log(results[0].task_id)] == ["0\n"]
            assert await cluster.sandbox(results[0].task_id).read_text("stdout") == "0\n"
            async with await cluster.faults.add("drop", call="KILL", agent=first) as fault:
                assert [each.id for each in await cluster.faults.list()] == [fault.id]
            await cluster.expect.call("ACCEPT", since=0)
            assert await cluster.clock.advance(1) > 0
            await second.kill()
            assert await cluster.agents() == [first]
            assert await cluster.wait_for(lambda state: len(state["slaves"]) == 2, timeout=60)
            assert await cluster.zookeepers() == {}
        with pytest.raises(minimesos.MinimesosError):
            await cluster.state()

    asyncio.run(use())


def test_events_come_as_they_happen(mesos_server: minimesos.Server) -> None:
    async def use() -> list[str]:
        async with aio.Cluster(server=mesos_server) as cluster, cluster.events(kinds=["task"]) as events:
            run = asyncio.create_task(cluster.run("true"))
            seen = []
            async for entry in events:
                seen.append(entry.what)
                if entry.what == "TASK_FINISHED":
                    break
            assert (await run).ok
            assert events.missed == 0
        return seen

    assert asyncio.run(use())[0] == "TASK_STAGING"


def test_what_is_cancelled_ends_on_the_other_side_too(mesos_server: minimesos.Server) -> None:
    async def use() -> None:
        async with aio.Cluster(server=mesos_server) as cluster:
            run = asyncio.create_task(cluster.run("sleep 1000", timeout=1000))
            await cluster.wait_for_tasks(1, state="TASK_RUNNING", timeout=60)
            wait: asyncio.Task[Any] = asyncio.create_task(cluster.wait_for_tasks(99, timeout=1000))
            look: asyncio.Task[Any] = asyncio.create_task(cluster.wait_for(lambda _: False, timeout=1000))
            await asyncio.sleep(0)
            for each in (run, wait, look):
                each.cancel()
                with pytest.raises(asyncio.CancelledError):
                    await each
            await cluster.wait_for_tasks(0, state="TASK_RUNNING", timeout=60)

    asyncio.run(use())


def test_a_start_that_is_cancelled_leaves_nothing(mesos_server: minimesos.Server, eventually: Callable[..., None]) -> None:
    async def use() -> None:
        start = asyncio.create_task(aio.Cluster(server=mesos_server).start())
        await asyncio.sleep(0)
        start.cancel()
        with pytest.raises(asyncio.CancelledError):
            await start

    before = {info["id"] for info in mesos_server.clusters()}
    asyncio.run(use())
    eventually(lambda: {info["id"] for info in mesos_server.clusters()} <= before, "the end of the cluster")


def test_servers_are_shared(mesos_server: minimesos.Server) -> None:
    async def use() -> None:
        async with await aio.Server.start() as server:
            async with aio.Cluster(agents=0, name="shared", server=server):
                async with aio.Cluster.connect("shared", server=server) as same:
                    assert [info["name"] for info in await server.clusters()] == ["shared"]
                    assert same.name == "shared"
                    assert await same.agents() == []
            assert await server.clusters() == []
        with pytest.raises(minimesos.MinimesosError) as caught:
            await aio.Server.connect(mesos_server.url, "wrong")
        assert caught.value.code == "TOKEN_REFUSED"

    asyncio.run(use())
    assert threading.active_count() < 100
