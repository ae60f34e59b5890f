"""The grammar of ``feed``."""

from argparse import ArgumentParser
from collections.abc import Callable

from desktop.cli.reading_options import how_read

Verb = Callable[[str, str, str], ArgumentParser]
POLICIES = ("feed", "shop", "ask")


def add_feeds(verb: Verb, listing: Callable[[ArgumentParser], None]) -> None:
    """``verb`` makes one; ``listing`` gives it the options of a list."""
    add = verb("add", "feeds:add", "keep a source, or change how it is read")
    add.add_argument("name", metavar="NAME")
    add.add_argument("place", metavar="PLACE", help="a file, a folder, a pattern or https://…")
    add.add_argument("--every", type=int, default=None, metavar="HOURS", help="while it runs")
    add.add_argument("--policy", default="feed", choices=POLICIES, help="who wins a conflict")
    how_read(add)
    run = verb("run", "feeds:run", "read a feed now, or all that are due")
    run.add_argument("name", nargs="?", default="", metavar="NAME")
    run.add_argument("--policy", default="", choices=("", "feed", "shop"), help="for this once")
    listing(verb("list", "feeds:show", "all feeds"))
    listing(verb("history", "feeds:history", "how they were read, newest first"))
    changes = verb("changes", "feeds:changes", "what a reading changed, asks or refused")
    changes.add_argument("run", nargs="?", default="", metavar="ID or NAME", help="the newest")
    verb("remove", "feeds:remove", "keep a source no longer").add_argument("name", metavar="NAME")
