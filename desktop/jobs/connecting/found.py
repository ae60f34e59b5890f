"""What a trial of a place tells: the steps as they are done, and at the end what is there."""

import time
from dataclasses import dataclass

from desktop.db.version import Found, State, wants_newer
from desktop.domain.errors import UserError

SAFE = "Nothing was changed."
FILE_STEPS = ("file", "shop", "rights", "room")
SERVER_STEPS = ("reach", "protect", "login", "database", "shop", "rights")


@dataclass(frozen=True)
class Step:
    """One thing that was looked at; ``error`` is why it did not go well."""

    key: str
    error: UserError | None = None


@dataclass(frozen=True)
class Place:
    """What is there: a shop, or room for a new one."""

    milliseconds: int
    is_new: bool = False
    is_older: bool = False
    is_newer: bool = False  # and this program may work with it, unless ``wants`` says which may
    wants: str = ""
    revision: str = ""
    products: int = 0
    server: str = ""
    is_shared: bool = False  # another program has the file open
    is_open: bool = False  # it is the one that this program works with
    store: str = ""  # the id of the shop there


def newer_than(found: Found) -> tuple[bool, str]:
    """Whether a shop is newer than this program, and the program that it wants then, if any."""
    return found.state is State.NEWER, found.min_program if wants_newer(found) else ""


def since(began: float) -> int:
    """Milliseconds since a moment of the monotonic clock, at least one."""
    return max(1, round((time.monotonic() - began) * 1000))
