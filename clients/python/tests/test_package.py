from __future__ import annotations

import json
import subprocess
import sys
from importlib.metadata import requires, version
from pathlib import Path

import pytest

CHECKOUT = Path(__file__).parents[3]


def test_it_has_the_version_of_the_server() -> None:
    package = CHECKOUT / "package.json"
    if not package.exists():
        pytest.skip("the sources of the server are not here")
    assert version("minimesos") == json.loads(package.read_text())["version"]


def test_it_needs_nothing_but_the_standard_library() -> None:
    assert not requires("minimesos")
    program = "import sys; before = set(sys.modules); import minimesos; print(*(set(sys.modules) - before))"
    loaded = subprocess.run([sys.executable, "-c", program], check=True, stdout=subprocess.PIPE, text=True).stdout.split()
    others = {name.partition(".")[0] for name in loaded} - {"minimesos"}
    known = getattr(sys, "stdlib_module_names", others)
    assert others <= set(known)
