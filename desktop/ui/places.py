"""Known places in words, and as commands of the window: "Work on: …" goes there at once."""

from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING

from desktop.settings import KnownPlace
from desktop.ui.actions import Command
from desktop.ui.text import tr

if TYPE_CHECKING:
    from desktop.jobs.connecting import Choice

Known = tuple[KnownPlace, "Choice"]


def words_of(known: "Known") -> str:
    """The shop's name and where it is."""
    from desktop.jobs.connecting import FileChoice

    place, choice = known
    if not place.database:
        where = tr("this computer")
    elif isinstance(choice, FileChoice):
        where = f"{choice.path.parent.name}/{choice.path.name}"
    else:
        where = tr("{database} on {host}", database=choice.database, host=choice.host)
    return f"{place.name} · {where}"


def commands_of(places: Sequence["Known"], go: Callable[["Choice"], None]) -> list[Command]:
    """One command for each place, the last used first."""
    return [
        Command(
            tr("Work on: {place}", place=words_of(known)),
            "",
            lambda choice=known[1]: go(choice),  # type: ignore[misc]
            "server" if known[0].database.startswith("postgresql") else "hard-drive",
        )
        for known in places
    ]
