"""What tasks write, while they write it."""

from __future__ import annotations

import codecs
import json
from collections.abc import Iterator
from typing import Callable

from minimesos.errors import host_incompatible
from minimesos.events import read_events
from minimesos.results import RunResult
from minimesos.stream import Stream


def decoded(stream: Stream) -> Iterator[str]:
    """The text of a stream as it comes; a character that comes in two parts stays whole."""
    decoder = codecs.getincrementaldecoder("utf-8")("replace")
    with stream:
        for part in iter(stream.read, b""):
            text = decoder.decode(part)
            if text:
                yield text
        rest = decoder.decode(b"", True)
        if rest:
            yield rest


def run_result(stream: Stream, url: str, on_output: Callable[[str, str], object]) -> RunResult:
    """Hands on the output of a run until its result comes."""
    for event in read_events(stream, url):
        data = json.loads(event.data)
        if event.event == "output":
            on_output(data["text"], data["stream"])
        elif event.event == "result":
            return RunResult.of(data)
    raise host_incompatible(url, "a run without a result", "a result")
