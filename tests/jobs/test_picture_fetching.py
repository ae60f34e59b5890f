"""A picture from an address: limits, redirections, and nothing of this computer's own network."""

import threading
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

import pytest

from desktop.domain.download import is_public
from desktop.domain.errors import UserError
from desktop.jobs.pictures import fetching
from desktop.jobs.pictures.fetching import fetched

PAGES: dict[str, tuple[int, bytes]] = {
    "/tea.png": (200, b"picture"),
    "/gone.png": (404, b""),
    "/large.png": (200, b"x" * 200_000),
    "/moved": (302, b"/tea.png"),
    "/file": (302, b"file:///etc/passwd"),
}


class Pages(BaseHTTPRequestHandler):
    def do_GET(self) -> None:
        status, body = PAGES[self.path]
        self.send_response(status)
        if status == 302:
            self.send_header("Location", body.decode())
            body = b""
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def log_request(self, code: int | str = "-", size: int | str = "-") -> None:
        """Silent."""

    def log_error(self, format: str, *args: Any) -> None:  # noqa: A002 - its name there
        """The same."""


@pytest.fixture
def server() -> Iterator[str]:
    made = ThreadingHTTPServer(("127.0.0.1", 0), Pages)
    thread = threading.Thread(target=made.serve_forever, kwargs={"poll_interval": 0.01})
    thread.start()
    yield f"http://127.0.0.1:{made.server_port}"
    made.shutdown()
    made.server_close()
    thread.join()


def anywhere(_address: str) -> bool:
    return True


def why(address: str, is_allowed: Any = anywhere) -> str:
    with pytest.raises(UserError) as error:
        fetched(address, is_allowed)
    assert error.value.code == "not_fetched"
    return error.value.message


def test_what_is_fetched_and_what_is_not(server: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(fetching, "LARGEST", 100_000)
    assert fetched(f"{server}/tea.png", anywhere) == b"picture"
    assert fetched(f"{server}/moved", anywhere) == b"picture"
    assert "in this computer's own network" in why(f"{server}/tea.png", is_public)
    assert "answered 404" in why(f"{server}/gone.png")
    assert "larger than" in why(f"{server}/large.png")
    assert "127.0.0.1 was not fetched" in why(f"{server}/file")
    for address in ("file:///etc/passwd", "ftp://example.org/a", "/etc/passwd", "http://a\nb"):
        assert "no address of the web" in why(address)
    monkeypatch.setattr(fetching, "LONGEST_S", -1.0)
    assert "took over" in why(f"{server}/tea.png")


def test_addresses_of_own_networks_are_none_of_the_open_one() -> None:
    own = ("127.0.0.1", "10.1.2.3", "192.168.0.9", "169.254.169.254", "::1", "fe80::1%eth0",
           "fd00::1", "0.0.0.0", "100.64.0.1")  # fmt: skip
    assert not any(map(is_public, own))
    assert is_public("93.184.216.34") and is_public("2606:2800:220:1::1")
