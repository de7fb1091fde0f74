"""What clusters are to look like."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Any, Union

#: Keys as in ``minimesos.yaml``: a mapping, YAML or JSON text, or the path of a file with that.
Description = Union[Mapping[str, Any], str, Path]

_API_NAMES = {"mesos_version": "mesosVersion"}


def described_by(description: Description | None, given: Mapping[str, Any]) -> dict[str, Any]:
    """The part of a request for a cluster that describes it. What is given by itself goes before the description."""
    keys = {_API_NAMES.get(name, name): value for name, value in given.items() if value is not None}
    if description is None or isinstance(description, Mapping):
        return {"description": {**(description or {}), **keys}}
    if keys:
        names = ", ".join(name for name, value in given.items() if value is not None)
        raise ValueError(f"a description that is text or a file cannot be combined with {names}")
    text = description.read_text(encoding="utf-8") if isinstance(description, Path) else description
    return {"descriptionText": text}
