"""Whether a client that a generator makes of the OpenAPI document works."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
from pathlib import Path
from urllib.request import urlopen

import minimesos

SOURCE = Path(__file__).parent / "generated-client"
#: What is installed stays from one run to the next.
FOLDER = Path(__file__).parents[2] / "node_modules" / ".cache" / "minimesos" / "generated-client"


def test_a_cluster_is_created_used_and_destroyed(server: minimesos.Server, token: str) -> None:
    FOLDER.mkdir(parents=True, exist_ok=True)
    install()
    shutil.copy(SOURCE / "client.ts", FOLDER)
    with urlopen(f"{server.url}/openapi.json") as document:
        (FOLDER / "openapi.json").write_bytes(document.read())
    run("npm", "run", "generate")
    run("npm", "run", "compile")

    before = len(server.clusters())
    answers = json.loads(run("node", "client.js", API_URL=server.url, API_TOKEN=token).splitlines()[-1])
    expected = {"agents": 2, "stdout": "hello\n", "task": True, "problem": "UNKNOWN_AGENT", "destroyed": 204}
    assert answers == expected
    assert len(server.clusters()) == before


def install() -> None:
    wanted, stamp = (SOURCE / "package.json").read_text(), FOLDER / "installed.json"
    if stamp.exists() and stamp.read_text() == wanted:
        return
    (FOLDER / "package.json").write_text(wanted)
    run("npm", "install", "--no-audit", "--no-fund", "--ignore-scripts", "--no-package-lock")
    stamp.write_text(wanted)


def run(*command: str, **environment: str) -> str:
    result = subprocess.run(command, cwd=FOLDER, env={**os.environ, **environment}, capture_output=True, text=True)
    assert result.returncode == 0, f"{' '.join(command)} failed:\n{result.stdout}\n{result.stderr}"
    return result.stdout
