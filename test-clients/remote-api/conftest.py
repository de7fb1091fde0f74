"""A server of the remote API that nobody needs afterwards."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

import minimesos


@pytest.fixture(scope="session")
def server() -> Iterator[minimesos.Server]:
    with minimesos.Server.start() as server:
        yield server


@pytest.fixture(scope="session")
def token(server: minimesos.Server) -> str:
    return str(server.client._token)
