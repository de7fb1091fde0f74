from __future__ import annotations

import asyncio
import json
import urllib.request

import pytest

import minimesos
from minimesos import aio


def test_what_only_containers_have_is_refused_without_them(mesos_server: minimesos.Server) -> None:
    with minimesos.Cluster(agents=0, server=mesos_server) as cluster:
        assert cluster.containers == {}
        assert not cluster.own_engines
        with pytest.raises(minimesos.MinimesosError) as caught:
            cluster.container("a database/1")
        assert caught.value.code == "UNKNOWN_CONTAINER"
        assert "a database/1" in caught.value.detail
        with pytest.raises(minimesos.MinimesosError) as caught:
            cluster.push_image("my-executor:1")
        assert caught.value.code == "UNSUPPORTED_BY_DRIVER"


def test_names_are_where_the_cluster_says(mesos_server: minimesos.Server) -> None:
    with minimesos.Cluster({"agents": 1, "names": {"domain": "mm"}}, server=mesos_server) as cluster:
        names = cluster.names
        assert names is not None
        assert names.domain == "mm"
        assert names.url == f"http://{names.ip}:{names.http_port}" == cluster.exports["MINIMESOS_MESOSDNS"]
        assert str(names.port) == cluster.exports["MINIMESOS_MESOSDNS_PORT"]
        with urllib.request.urlopen(f"{names.url}/v1/hosts/leader.mm") as answer:
            assert json.load(answer)[0]["ip"] == cluster.leader.ip


def test_there_are_no_names_unless_they_are_described(mesos_server: minimesos.Server) -> None:
    with minimesos.Cluster(agents=0, server=mesos_server) as cluster:
        assert cluster.names is None


def test_coroutines_have_them_too(mesos_server: minimesos.Server) -> None:
    async def use() -> None:
        async with aio.Cluster({"agents": 0, "names": True}, server=mesos_server) as cluster:
            names = await cluster.names()
            assert names is not None
            assert names.domain == "mesos"
            assert await cluster.containers() == {}
            assert not await cluster.own_engines()
            with pytest.raises(minimesos.MinimesosError) as caught:
                await cluster.container("database")
            assert caught.value.code == "UNKNOWN_CONTAINER"
            with pytest.raises(minimesos.MinimesosError) as caught:
                await cluster.push_image("my-executor:1")
            assert caught.value.code == "UNSUPPORTED_BY_DRIVER"

    asyncio.run(use())
