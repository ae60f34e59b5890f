"""A picture from an address, when somebody asked for it: never from this computer or its network.

The address that was connected to is looked at, not the one that a name said before: a name may
mean another place the second time it is asked for.
"""

import http.client
import time
from collections.abc import Callable
from ipaddress import ip_address
from typing import Any
from urllib.error import HTTPError, URLError
from urllib.parse import urlsplit
from urllib.request import (
    HTTPHandler,
    HTTPSHandler,
    OpenerDirector,
    ProxyHandler,
    Request,
    build_opener,
)

from desktop.domain.errors import UserError

LARGEST = 20 * 1024 * 1024
QUIET_S, LONGEST_S = 10.0, 60.0
PART = 1 << 16
MOST_LETTERS = 2_000
SAFE = "Nothing was changed. Try again later, or save the picture and choose the file."
Allowed = Callable[[str], bool]


def is_address(place: str) -> bool:
    """Whether it is one of the web, and no file."""
    return place.lower().startswith(("http://", "https://"))


def is_public(address: str) -> bool:
    """Whether a machine's address is one of the open network."""
    return ip_address(address.partition("%")[0]).is_global


def fetched(address: str, is_allowed: Allowed = is_public) -> bytes:
    """What is there, at most 20 MB in at most a minute; UserError says why not."""
    if not is_address(address) or len(address) > MOST_LETTERS or not address.isprintable():
        raise _unfetched(address, "It is no address of the web.")
    end = time.monotonic() + LONGEST_S
    try:
        with _opener(is_allowed).open(_request(address), timeout=QUIET_S) as answer:
            return _read(answer, address, end)
    except HTTPError as error:
        error.close()
        raise _unfetched(address, f"The server answered {error.code}.") from None
    except URLError as error:
        if isinstance(error.reason, UserError):
            raise error.reason from None
        raise _unfetched(address, f"{error.reason}.") from None
    except (OSError, http.client.HTTPException, ValueError) as error:
        raise _unfetched(address, f"{error}.") from None


def _request(address: str) -> Request:
    return Request(address, headers={"User-Agent": "onhand", "Accept": "image/*"})


def _read(answer: Any, address: str, end: float) -> bytes:
    parts: list[bytes] = []
    size = 0
    while part := answer.read1(PART):
        size += len(part)
        if size > LARGEST:
            raise _unfetched(address, f"It is larger than {LARGEST // 1024**2} MB.")
        if time.monotonic() > end:
            raise _unfetched(address, f"It took over {LONGEST_S:.0f} s.")
        parts.append(part)
    return b"".join(parts)


def _opener(is_allowed: Allowed) -> OpenerDirector:
    """Without proxies, files and FTP; a redirection is looked at as the first address was."""

    class Plain(HTTPHandler):
        def http_open(self, req: Request) -> Any:
            return self.do_open(_watched(http.client.HTTPConnection, is_allowed), req)

    class Secure(HTTPSHandler):
        def https_open(self, req: Request) -> Any:
            return self.do_open(_watched(http.client.HTTPSConnection, is_allowed), req)

    opener = build_opener(ProxyHandler({}), Plain, Secure)
    for scheme in ("file", "ftp", "data"):
        opener.handle_open.pop(scheme, None)  # type: ignore[attr-defined]
    return opener


def _watched(kind: type[http.client.HTTPConnection], is_allowed: Allowed) -> Any:
    class Watched(kind):  # type: ignore[valid-type,misc]
        def connect(self) -> None:
            super().connect()
            peer = str(self.sock.getpeername()[0])
            if not is_allowed(peer):
                self.close()
                raise _unfetched(self.host, "It is in this computer's own network.")

    return Watched


def _unfetched(address: str, why: str) -> UserError:
    host = urlsplit(address).hostname or address
    return UserError(
        f"The picture at {host[:100]} was not fetched. {why}", SAFE, "picture", "not_fetched"
    )
