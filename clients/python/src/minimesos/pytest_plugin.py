"""Clusters for tests in pytest: the fixture ``mesos_cluster``.

::

    import pytest

    pytestmark = pytest.mark.mesos_cluster(agents=3)

    def test_my_framework(mesos_cluster):
        start_my_framework(mesos_cluster.leader.url)
        mesos_cluster.wait_for_framework("mine")

When a test fails, what happened meanwhile on each cluster that it got from a fixture is part of its report.
"""

from __future__ import annotations

from collections.abc import Generator, Iterator
from typing import Any

import pytest

from minimesos.cluster import Cluster
from minimesos.description import Description
from minimesos.errors import MinimesosError
from minimesos.server import Server, server_for

#: More than this is no longer read; the last entries are those before the failure.
_MOST_LINES = 200

#: What goes on whether or not anything happens.
_HEARTBEATS = ("PingSlaveMessage", "PongSlaveMessage", "HEARTBEAT")

_SCOPES = ("function", "class", "module", "package", "session")

#: For each cluster that lives on after a test, the last entry of its timeline that belongs to that test.
_SEEN = pytest.StashKey[dict[str, int]]()

#: The clusters that fixtures have made, with the names of the fixtures.
_FROM_FIXTURES = pytest.StashKey[list[tuple[str, Cluster]]]()


def pytest_addoption(parser: pytest.Parser) -> None:
    parser.addini(
        "mesos_cluster",
        "what clusters of the fixture mesos_cluster look like: YAML such as 'agents: 3', or the path of a file",
        default="",
    )
    parser.addini(
        "mesos_cluster_scope",
        f"the scope of the fixture mesos_cluster, one of {', '.join(_SCOPES)}; a cluster that tests share is reset between them",
        default="function",
    )


def pytest_configure(config: pytest.Config) -> None:
    config.stash[_SEEN] = {}
    config.stash[_FROM_FIXTURES] = []
    config.addinivalue_line(
        "markers",
        "mesos_cluster(description=None, *, reset=True, **keys): what the cluster of the fixture mesos_cluster looks like, "
        "with the arguments of minimesos.Cluster, and whether it is reset between tests that share it. For a scope wider "
        "than a function, mark the class or the module (pytestmark).",
    )


def _scope(fixture_name: str, config: pytest.Config) -> Any:
    scope = config.getini("mesos_cluster_scope")
    if scope not in _SCOPES:
        raise pytest.UsageError(f"mesos_cluster_scope has to be one of {', '.join(_SCOPES)}, but is {scope!r}")
    return scope


@pytest.fixture(scope="session")
def mesos_server() -> Iterator[Server]:
    """The server that the clusters of all tests live in: the one of MINIMESOS_URL, or one that is started for them."""
    with server_for(None, None, None) as server:
        yield server


@pytest.fixture(scope=_scope)
def mesos_cluster(request: pytest.FixtureRequest, mesos_server: Server) -> Iterator[Cluster]:
    """A cluster, as new for each test."""
    marker = request.node.get_closest_marker("mesos_cluster")
    if marker is None:
        args, keys = (_description_of(request.config),), {}
    else:
        args, keys = marker.args, {name: value for name, value in marker.kwargs.items() if name != "reset"}
    with Cluster(*args, server=mesos_server, **keys) as cluster:
        yield cluster


@pytest.fixture(autouse=True)
def _mesos_cluster_as_new(request: pytest.FixtureRequest) -> None:
    """Resets a cluster that another test had before; runs before the other fixtures of the test start anything on it."""
    if "mesos_cluster" not in request.fixturenames:
        return
    cluster = request.getfixturevalue("mesos_cluster")
    marker = request.node.get_closest_marker("mesos_cluster")
    reset = marker is None or marker.kwargs.get("reset", True)
    seen = request.config.stash[_SEEN]
    if reset and isinstance(cluster, Cluster) and cluster.id in seen:
        cluster.reset()
        seen[cluster.id] = _last_sequence(cluster, seen[cluster.id])


def _description_of(config: pytest.Config) -> Description | None:
    text = str(config.getini("mesos_cluster")).strip()
    if "\n" not in text and text.endswith((".yaml", ".yml", ".json")):
        return config.rootpath / text
    return text or None


@pytest.hookimpl(hookwrapper=True)
def pytest_runtest_makereport(item: pytest.Item) -> Generator[None, Any, None]:
    outcome = yield
    report = outcome.get_result()
    if report.failed and report.when != "teardown":
        for cluster in _clusters_of(item):
            title = f"What happened on cluster {cluster.name} during this test"
            report.sections.append((title, _timeline_of(cluster, item.config.stash[_SEEN].get(cluster.id))))


@pytest.hookimpl(hookwrapper=True)
def pytest_fixture_setup(fixturedef: Any, request: pytest.FixtureRequest) -> Generator[None, Any, None]:
    """Notes who has a cluster: a test whose own fixtures fail is told of it, too."""
    outcome = yield
    value = None if outcome.excinfo else outcome.get_result()
    if isinstance(value, Cluster):
        request.config.stash[_FROM_FIXTURES].append((fixturedef.argname, value))


@pytest.hookimpl(hookwrapper=True)
def pytest_runtest_teardown(item: pytest.Item) -> Generator[None, None, None]:
    """Remembers where the part of a timeline ends that this test has seen, for the next test with that cluster."""
    yield
    stash = item.config.stash
    stash[_FROM_FIXTURES] = [(name, cluster) for name, cluster in stash[_FROM_FIXTURES] if not cluster.closed]
    for cluster in _clusters_of(item):
        stash[_SEEN][cluster.id] = _last_sequence(cluster, stash[_SEEN].get(cluster.id))


def _clusters_of(item: pytest.Item) -> list[Cluster]:
    """The clusters that the test has from fixtures, whoever has written these."""
    names = getattr(item, "fixturenames", ())
    return [cluster for name, cluster in item.config.stash[_FROM_FIXTURES] if name in names and not cluster.closed]


def _last_sequence(cluster: Cluster, since: int | None) -> int:
    try:
        return max((entry.sequence for entry in cluster.timeline(since=since)), default=since or 0)
    except MinimesosError:
        # The test is to fail for what it does itself, or the next one when it uses the cluster.
        return since or 0


def _timeline_of(cluster: Cluster, since: int | None) -> str:
    try:
        text = cluster.timeline_text(since=since)
    except MinimesosError as error:
        return f"It cannot be told: {error}"
    lines = [line for line in text.splitlines() if not any(word in line for word in _HEARTBEATS)]
    shown = lines[-_MOST_LINES:]
    omitted = [f"(the last {len(shown)} of {len(lines)} entries)"] if len(shown) < len(lines) else []
    return "\n".join([*omitted, *shown]) or "Nothing."
