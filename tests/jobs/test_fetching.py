"""A feed's address: read whole, or refused with a sentence; never led anywhere else."""

import threading
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, HTTPServer
from typing import Any

import pytest

from desktop.domain.errors import UserError
from desktop.domain.progress import Silent
from desktop.jobs.importing.fetching import fetched

WHOLE = b"sku,name\nA,Tea\n"
SERVED: list[str] = []  # paths that were asked for
LED = {"/away": "http://shop.example/x", "/home": "file:///etc/passwd"}


class Answers(BaseHTTPRequestHandler):
    def do_GET(self) -> None:
        SERVED.append(self.path)
        self.send_response(302 if self.path in LED else 200 if "csv" in self.path else 404)
        if self.path in LED:
            self.send_header("Location", LED[self.path])
        if self.path == "/cut.csv":
            self.send_header("Content-Length", "999")
        self.end_headers()
        self.wfile.write(WHOLE if "csv" in self.path else b"")

    def log_message(self, *_: Any) -> None:
        """Quiet."""


@pytest.fixture
def address() -> Iterator[str]:
    server = HTTPServer(("127.0.0.1", 0), Answers)
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01})
    thread.start()
    yield f"http://127.0.0.1:{server.server_port}"
    server.shutdown()
    thread.join()
    server.server_close()


def test_a_file_is_read_whole_or_not_at_all(address: str) -> None:
    with fetched(f"{address}/goods.csv", Silent()) as copy:
        assert (copy.name, copy.path.read_bytes()) == ("goods.csv", WHOLE)
    assert not copy.path.exists()
    told = {
        "/cut.csv": "broke off",
        "/away": "Only https",
        "/home": "not allowed",
        "/none": "answered 404",
    }
    for path, words in told.items():
        with pytest.raises(UserError, match=words), fetched(address + path, Silent()):
            pass
