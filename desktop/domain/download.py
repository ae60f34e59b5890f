"""What an address of the web holds, part by part, with limits; nothing else is asked on the way.

Where a guard is given, the machine that was connected to is looked at, not the one that a name said
before: a name may mean another place the second time it is asked for.
"""

import http.client
import time
from collections.abc import Callable, Generator, Iterator
from dataclasses import dataclass
from ipaddress import ip_address
from typing import Any
from urllib.error import HTTPError, URLError
from urllib.request import (
    HTTPHandler,
    HTTPRedirectHandler,
    HTTPSHandler,
    OpenerDirector,
    ProxyHandler,
    Request,
    build_opener,
)

PART = 1 << 16
Allowed = Callable[[str], bool]


class Unfetched(Exception):
    """A sentence that says why not."""

    def __init__(self, why: str, code: str = "unreachable") -> None:
        super().__init__(why)
        self.code = code


@dataclass(frozen=True)
class Terms:
    """How much and how long; ``accept`` is told to the server.

    ``check`` raises where an address may not be asked, also one that the server leads to.
    ``is_allowed``: of the machine at the other end; with it no proxy is asked.
    """

    largest: int
    quiet_s: float
    longest_s: float
    check: Callable[[str], object]
    accept: str = "*/*"
    is_allowed: Allowed | None = None


def is_public(machine: str) -> bool:
    """Whether a machine's address is one of the open network."""
    return ip_address(machine.partition("%")[0]).is_global


def download(address: str, terms: Terms) -> Generator[bytes, None, None]:
    """Its bytes; Unfetched, perhaps after some of them, where they are not all to be had."""
    terms.check(address)
    end = time.monotonic() + terms.longest_s
    request = Request(address, headers={"User-Agent": "Onhand", "Accept": terms.accept})
    try:
        with _opener(terms).open(request, timeout=terms.quiet_s) as answer:
            yield from _parts(answer, terms, end)
    except HTTPError as error:
        error.close()
        raise Unfetched(f"The server answered {error.code}, {error.reason}.", "http") from None
    except URLError as error:
        raise Unfetched(f"It cannot be reached: {error.reason}.") from None
    except (OSError, http.client.HTTPException, ValueError) as error:
        raise Unfetched(f"It cannot be reached: {error}.") from None


def _parts(answer: Any, terms: Terms, end: float) -> Iterator[bytes]:
    told, size = answer.headers.get("Content-Length") or "", 0
    while part := answer.read1(PART):
        size += len(part)
        if size > terms.largest:
            raise Unfetched(f"It is larger than {terms.largest >> 20} MB.", "too_large")
        if time.monotonic() > end:
            raise Unfetched(f"It took over {terms.longest_s:.0f} s.", "too_slow")
        yield part
    if told.isdigit() and size != int(told):
        raise Unfetched("It broke off in the middle.", "truncated")


def _opener(terms: Terms) -> OpenerDirector:
    """Without files and FTP; a redirection is looked at as the first address was."""

    class Led(HTTPRedirectHandler):
        def redirect_request(
            self, req: Request, fp: Any, code: int, msg: str, headers: Any, newurl: str
        ) -> Request | None:
            terms.check(newurl)
            return super().redirect_request(req, fp, code, msg, headers, newurl)

    ways: list[Any] = [Led]
    if terms.is_allowed is not None:
        ways += [ProxyHandler({}), *_guarded(terms.is_allowed)]
    opener = build_opener(*ways)
    for scheme in ("file", "ftp", "data"):
        opener.handle_open.pop(scheme, None)  # type: ignore[attr-defined]
    return opener


def _guarded(is_allowed: Allowed) -> tuple[Any, Any]:
    class Plain(HTTPHandler):
        def http_open(self, req: Request) -> Any:
            return self.do_open(_watched(http.client.HTTPConnection, is_allowed), req)

    class Secure(HTTPSHandler):
        def https_open(self, req: Request) -> Any:
            return self.do_open(_watched(http.client.HTTPSConnection, is_allowed), req)

    return Plain, Secure


def _watched(kind: type[http.client.HTTPConnection], is_allowed: Allowed) -> Any:
    class Watched(kind):  # type: ignore[valid-type,misc]
        def connect(self) -> None:
            super().connect()
            if not is_allowed(str(self.sock.getpeername()[0])):
                self.close()
                raise Unfetched("It is in this computer's own network.", "own_network")

    return Watched
