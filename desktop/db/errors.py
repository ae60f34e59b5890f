"""The edge: what the world did to us, turned into sentences with a way out."""

import sqlite3

from sqlalchemy.exc import DBAPIError, IntegrityError
from sqlalchemy.exc import TimeoutError as PoolTimeout

from desktop.domain.errors import Unavailable, UserError

_SAFE = "Nothing was changed."

# (piece of SQLite's message, code, what happened, what to do)
_SQLITE = (
    (
        "database or disk is full",
        "disk_full",
        "The disk is full.",
        "Make room on the disk and try again; a restart is not needed.",
    ),
    (
        "readonly database",
        "read_only",
        "The shop's file can be read but not written.",
        "Check the file's permissions, or whether the disk became read-only.",
    ),
    (
        "disk i/o error",
        "disk_error",
        "The disk refused to read or write.",
        "Check that the disk is there and has room, then try again.",
    ),
    (
        "unable to open database",
        "cannot_open",
        "The shop's file cannot be opened.",
        "Check that its folder exists and may be written.",
    ),
    (
        "is locked",
        "busy",
        "Another program holds the shop's file.",
        "Wait a moment and try again.",
    ),
    (
        "malformed",
        "damaged",
        "The shop's file is damaged.",
        "Do not go on working with it; restore the newest backup.",
    ),
    (
        "could not decode to utf-8",
        "damaged",
        "The shop's file is damaged.",
        "Do not go on working with it; restore the newest backup.",
    ),
    (
        "file is not a database",
        "not_a_database",
        "The file is not a database.",
        "Choose another file, or restore the newest backup.",
    ),
)

_GONE = (
    "server_gone",
    "The database server does not answer.",
    "Check the network and the server, then try again.",
)
_POSTGRES = {
    "57014": ("too_slow", "The server took too long.", "Try again in a moment."),
    "55P03": ("busy", "Another workstation holds this row.", "Try again in a moment."),
    "40P01": ("busy", "Two workstations waited for each other.", "Try again."),
    "53100": (
        "disk_full",
        "The server's disk is full.",
        "Make room on the server, then try again.",
    ),
    "53300": (
        "too_many",
        "The server takes no more connections.",
        "Close a workstation, try again.",
    ),
    "25006": ("read_only", "The server can be read but not written.", "Ask who looks after it."),
    "42501": ("no_right", "The database login may not do this.", "Ask who looks after the server."),
    "28P01": ("bad_login", "The server refused the user name or password.", "Check both."),
    "28000": ("bad_login", "The server refused this login.", "Check the user name."),
    "3D000": ("no_database", "The server has no database of this name.", "Check the name."),
    "57P03": ("starting", "The server is starting or stopping.", "Try again in a moment."),
    "08P01": (
        "no_tls",
        "The connection to the server cannot be protected.",
        "Ask for the server's certificate, or for an address on this computer.",
    ),
}
# A refused connection carries no state, only libpq's words: (piece, the state it stands for).
_REFUSED = (
    ("password authentication failed", "28P01"),
    ("no password supplied", "28P01"),
    ("pg_hba.conf", "28000"),
    ('fatal:  role "', "28000"),
    ('fatal:  database "', "3D000"),
    ("connection slots", "53300"),
    ("too many clients", "53300"),
    ("too many connections", "53300"),
    ("starting up", "57P03"),
    ("shutting down", "57P03"),
    ("certificate", "08P01"),
    ("ssl", "08P01"),
)


def server_gone() -> Unavailable:
    """The server does not answer, whatever was asked."""
    code, what, way_out = _GONE
    return Unavailable(what, f"{_SAFE} {way_out}", code)


def translate(error: BaseException, committing: bool = False) -> UserError | None:
    """A sentence for an environment's failure, None when the fault is ours."""
    if isinstance(error, PoolTimeout):
        return Unavailable(
            "The server is busy: no connection was free.", "Try again in a moment.", "pool_busy"
        )
    if isinstance(error, IntegrityError):
        return _conflict(error)
    if not isinstance(error, DBAPIError | sqlite3.Error):
        return None
    original = error.orig if isinstance(error, DBAPIError) else error
    state = getattr(original, "pgcode", None)
    if state in _POSTGRES:
        code, what, way_out = _POSTGRES[state]
        return Unavailable(what, f"{_SAFE} {way_out}", code)
    text = str(original).lower()
    for piece, code, what, way_out in _SQLITE:
        if piece in text:
            return Unavailable(what, f"{_SAFE} {way_out}", code)
    if isinstance(error, DBAPIError) and _is_lost(error, state):
        return _lost(text, committing)
    return None


def _is_lost(error: DBAPIError, state: str | None) -> bool:
    """Whether the connection broke: errors without a state come from libpq, not from the server."""
    if not type(error.orig).__module__.startswith("psycopg2"):
        return False
    ours = ("ProgrammingError", "DataError", "NotSupportedError")
    return error.connection_invalidated or (state is None and type(error.orig).__name__ not in ours)


def _lost(text: str, committing: bool) -> Unavailable:
    code, what, way_out = _GONE
    if committing:
        return Unavailable(
            what,
            "It is not known whether the last booking arrived; trying again books it only once.",
            code,
            is_undecided=True,
        )
    for piece, state in _REFUSED:
        if piece in text and "connection to server" in text:
            code, what, way_out = _POSTGRES[state]
            return Unavailable(what, f"{_SAFE} {way_out}", code)
    if "could not translate host name" in text:
        what = "The server's name is not known on this network."
    elif "connection refused" in text:
        what = "The computer answers, but no database server runs at this address and port."
    return Unavailable(what, f"{_SAFE} {way_out}", code)


def _conflict(error: IntegrityError) -> UserError | None:
    """A rule of the database that a command did not foresee, mostly because two were faster."""
    text = str(error.orig).lower()
    if "is never changed or deleted" in text:
        return UserError(
            "This was completed meanwhile, and what is completed is never changed.",
            f"{_SAFE} Undo it, or begin a new one.",
            code="closed",
        )
    if "unique" in text:
        return UserError(
            "The same value was just saved by someone else.",
            f"{_SAFE} Look at what is there now and try again.",
            code="conflict",
        )
    if "check constraint" in text or "out of range" in text:
        return UserError(
            "A value lies outside what the books can hold.",
            f"{_SAFE} Look at the quantities and amounts.",
            code="outside",
        )
    if "foreign key" in text:
        return UserError(
            "Something this depends on is gone, or something depends on it.",
            f"{_SAFE} Refresh and try again.",
            code="conflict",
        )
    return None
