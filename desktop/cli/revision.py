"""What a database's schema is to this program: its own, an older or a newer one."""

from typing import Any

from desktop import __version__
from desktop.db.version import HEAD, Found, State, wants_newer


def of_newer(found: Found) -> dict[str, Any]:
    """Whether the schema is newer, the oldest program it takes, and whether this one may write."""
    return {
        "is_newer": found.state is State.NEWER,
        "min_program": found.min_program or None,
        "takes_this_program": not wants_newer(found),
    }


def in_words(found: Found) -> str:
    """The same in brackets."""
    if found.revision == HEAD:
        return "(newest)"
    if found.state is not State.NEWER:
        return f"(older: newest is {HEAD})"
    if wants_newer(found):
        return (
            f"(newer than this program's {HEAD}: it wants Onhand {found.min_program} or newer,"
            f" this is {__version__} and may only look)"
        )
    return f"(newer than this program's {HEAD}, which may work with it)"
