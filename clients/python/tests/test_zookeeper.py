from __future__ import annotations

import socket
import struct

import pytest

import minimesos


def open_session(zookeeper: minimesos.ZooKeeper) -> socket.socket:
    """A session over a connection, as its client asks for it: with what it has seen, a time-out, no id and no password."""
    connection = socket.create_connection((zookeeper.ip, zookeeper.port))
    request = struct.pack(">iqiqi16s", 0, 0, 10_000, 0, 16, b"")
    connection.sendall(struct.pack(">i", len(request)) + request)
    assert len(connection.recv(4)) == 4
    return connection


def test_a_zookeeper_can_be_made_to_fail_its_clients(mesos_server: minimesos.Server) -> None:
    with minimesos.Cluster(agents=0, zookeeper=True, server=mesos_server) as cluster:
        zookeeper = cluster.zookeeper
        assert zookeeper.url == f"zk://{zookeeper.ip}:{zookeeper.port}/mesos"
        assert zookeeper.connect_string == f"{zookeeper.ip}:{zookeeper.port}"
        assert cluster.exports["MINIMESOS_ZOOKEEPER"] == zookeeper.url
        assert not zookeeper.external
        with open_session(zookeeper) as connection:
            ip, port = connection.getsockname()
            [mine] = [session for session in zookeeper.sessions() if session.client == f"{ip}:{port}"]
            assert mine.timeout_ms == 10_000
            assert mine.ephemerals == []
            zookeeper.drop_connection(f"{ip}:{port}")
            [mine] = [session for session in zookeeper.sessions() if session.id == mine.id]
            assert mine.client is None
            zookeeper.expire_session(mine.id)
        assert mine.id not in [session.id for session in zookeeper.sessions()]
        with pytest.raises(minimesos.MinimesosError) as caught:
            zookeeper.expire_session(mine.id)
        assert caught.value.code == "UNKNOWN_SESSION"
        zookeeper.freeze()
        zookeeper.thaw()
        zookeeper.set_read_only()
        zookeeper.set_read_only(False)
        zookeeper.restart()
        assert [entry.what for entry in cluster.timeline(kinds=["fault"])][-1] == "restarted ZooKeeper"
        assert "session expired" in [entry.what for entry in cluster.timeline(kinds=["zookeeper"])]


def test_further_zookeepers_have_names(mesos_server: minimesos.Server) -> None:
    with minimesos.Cluster({"agents": 0, "zookeepers": {"state": True}}, server=mesos_server) as cluster:
        assert list(cluster.zookeepers) == ["state"]
        with pytest.raises(minimesos.MinimesosError) as caught:
            _ = cluster.zookeeper
        assert caught.value.code == "NO_ZOOKEEPER"
