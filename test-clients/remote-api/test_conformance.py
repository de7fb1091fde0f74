"""Whether the remote API answers as its OpenAPI document says, whatever it is asked: schemathesis makes up the requests."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest
import schemathesis
from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from schemathesis.checks import CHECKS, load_all_checks
from tame import tame

import minimesos

load_all_checks()

#: Streams end with their reader only, and the end of the server has a test of its own.
EXCLUDED = ["lease", "followEvents", "shutdown"]

schema = schemathesis.pytest.from_fixture("api").exclude(operation_id=EXCLUDED)


@pytest.fixture(scope="session")
def api(server: minimesos.Server) -> Iterator[Any]:
    api = schemathesis.openapi.from_url(f"{server.url}/openapi.json")
    description = {"agents": 2, "zookeepers": {"state": True}}
    cluster = minimesos.Cluster(description, name="under-test", server=server)
    task = cluster.run("echo hello").task_id
    known = {
        "cluster": [cluster.name, cluster.id],
        "agent": ["0", "1"],
        "master": ["leader", "0"],
        "task": [task],
        "framework": ["minimesos run"],
        "lease": ["made-up"],
        # That of the masters would be missed.
        "zookeeper": ["state"],
        "session": ["0x1"],
        # There are none with this driver.
        "container": ["database"],
        # Those that requests before have added, until others remove them.
        "fault": ["1", "2", "3"],
    }

    @api.hook
    def before_generate_path_parameters(context: Any, strategy: Any) -> Any:
        """Names that are made up name nothing: half of the requests are about what there is, as long as it is to stay."""
        operation = context.operation
        if operation.definition.raw["operationId"] in ("destroyCluster", "killMaster"):
            return strategy
        names = [parameter.name for parameter in operation.path_parameters]
        return st.one_of(strategy, st.fixed_dictionaries({name: st.sampled_from(known[name]) for name in names}))

    @api.hook
    def map_body(context: Any, body: Any) -> Any:
        return tame(context.operation.definition.raw["operationId"], body)

    yield api
    cluster.destroy()


@schema.parametrize()
@settings(max_examples=30, deadline=None, database=None, suppress_health_check=list(HealthCheck))
def test_every_answer_is_documented(case: Any, token: str) -> None:
    response = case.call(headers={"Authorization": f"Bearer {token}"}, timeout=60)
    excluded = [CHECKS.get_one(name) for name in not_checked(case, response)]
    case.validate_response(response, excluded_checks=excluded)


def not_checked(case: Any, response: Any) -> Iterator[str]:
    # What is right in a description is more than a schema can tell: a name that is taken, an attribute that cannot be read.
    yield "positive_data_acceptance"
    # Whatever is wrong in a body of this type, it is text as the schema has it.
    if case.media_type == "application/yaml":
        yield "negative_data_rejection"
    # A list of one in a query looks like its item, and an empty one like nothing.
    if any(value is None or (isinstance(value, (list, dict)) and len(value) < 2) for value in (case.query or {}).values()):
        yield "negative_data_rejection"
    # The schema is that of the stream, and would be taken for that of each event.
    if any(value.startswith("text/event-stream") for value in response.headers.get("content-type", [])):
        yield "response_schema_conformance"


def test_the_answer_to_a_shutdown_is_documented() -> None:
    with minimesos.Server.start() as server:
        api = schemathesis.openapi.from_url(f"{server.url}/openapi.json")
        minimesos.Cluster(server=server, keep=True)
        headers = {"Authorization": f"Bearer {server.client._token}"}
        # Other checks would ask once more.
        checks = [CHECKS.get_one(name) for name in ("status_code_conformance", "response_schema_conformance")]
        answer = api["/v1/shutdown"]["POST"].Case().call_and_validate(headers=headers, checks=checks)
        assert answer.json() == {"destroyed": 1}
