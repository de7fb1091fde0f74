"""Whether a client that a generator makes of the OpenAPI document works."""

from __future__ import annotations

import importlib
import subprocess
import sys
from pathlib import Path
from types import ModuleType

import pytest

import minimesos


@pytest.fixture(scope="module")
def generated(document: Path, tmp_path_factory: pytest.TempPathFactory) -> ModuleType:
    folder = tmp_path_factory.mktemp("generated")
    generator = [str(Path(sys.executable).with_name("openapi-python-client")), "generate", "--meta", "none"]
    subprocess.run([*generator, "--path", document, "--output-path", folder / "minimesos_api"], check=True, capture_output=True)
    sys.path.insert(0, str(folder))
    return importlib.import_module("minimesos_api")


def test_a_cluster_is_created_used_and_destroyed(generated: ModuleType, server: minimesos.Server, token: str) -> None:
    def operation(tag: str, name: str) -> ModuleType:
        return importlib.import_module(f"minimesos_api.api.{tag}.{name}")

    models = importlib.import_module("minimesos_api.models")
    # What a run answers is a stream of events unless something else is asked for.
    client = generated.AuthenticatedClient(base_url=server.url, token=token, headers={"Accept": "application/json"}, timeout=60)

    request = models.ClusterRequest.from_dict({"description": {"agents": 2, "name": "generated"}})
    info = operation("clusters", "create_cluster").sync(client=client, body=request)
    assert isinstance(info, models.ClusterInfo)
    assert (info.name, len(info.agents)) == ("generated", 2)

    command = models.RunRequest.from_dict({"command": "echo hello"})
    result = operation("run", "run").sync(client=client, cluster=info.id, body=command)
    assert isinstance(result, models.RunResult)
    assert (result.stdout, result.exit_code) == ("hello\n", 0)

    [task] = operation("tasks", "list_tasks").sync(client=client, cluster=info.id, state=["TASK_FINISHED"])
    assert task.id == result.task_id

    problem = operation("agents", "stop_agent").sync(client=client, cluster=info.id, agent="7")
    assert isinstance(problem, models.ProblemDocument)
    assert problem.code == "UNKNOWN_AGENT"

    destroyed = operation("clusters", "destroy_cluster").sync_detailed(client=client, cluster=info.id)
    assert destroyed.status_code == 204
    assert operation("clusters", "list_clusters").sync(client=client) == []
