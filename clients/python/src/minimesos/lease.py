"""Signs of life."""

from __future__ import annotations

import json

from minimesos.http_client import HttpClient


class Lease:
    """A connection that is held open as long as clusters are needed. When this process is gone, however that came, the
    server notices by the end of the connection."""

    def __init__(self, client: HttpClient) -> None:
        self._stream = client.open("GET", "/v1/lease", accept="application/x-ndjson")
        try:
            #: What requests name it by.
            self.id: str = json.loads(self._stream.readline())["lease"]
        except BaseException:
            self._stream.close()
            raise

    def release(self) -> None:
        """Ends it, and the clusters that hang on nothing else."""
        self._stream.close()
