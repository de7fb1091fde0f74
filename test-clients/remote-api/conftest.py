"""A server of the remote API that nobody needs afterwards."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path
from urllib.request import urlopen

import pytest

import minimesos


@pytest.fixture(scope="session")
def server() -> Iterator[minimesos.Server]:
    with minimesos.Server.start() as server:
        yield server


@pytest.fixture(scope="session")
def token(server: minimesos.Server) -> str:
    return str(server.client._token)


@pytest.fixture(scope="session")
def document(server: minimesos.Server, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The OpenAPI document of the server, as a file."""
    path = tmp_path_factory.mktemp("openapi") / "openapi.json"
    with urlopen(f"{server.url}/openapi.json") as answer:
        path.write_text(json.dumps(json.load(answer)))
    return path
