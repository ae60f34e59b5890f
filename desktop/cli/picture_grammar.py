"""The words of ``pictures`` and ``product picture``. Standard library only, as ``parser``."""

from argparse import ArgumentParser
from collections.abc import Callable
from pathlib import Path


def add_picture(verb: ArgumentParser) -> None:
    """``product picture``."""
    verb.add_argument("sku", metavar="SKU", help="an SKU or a code")
    what = verb.add_mutually_exclusive_group()
    add = what.add_argument
    add("--add", type=Path, nargs="+", metavar="FILE", help="put these after those that are there")
    add("--remove", type=int, nargs="+", metavar="N", help="by their numbers in the list")
    add("--first", type=int, metavar="N", help="let this one stand for the product")
    add("--list", action="store_true", help="what there is, which is also told without an option")


def add_pictures(verb: Callable[[str, str, str], ArgumentParser]) -> None:
    """``verb(name, run, words)`` makes one verb of the group."""
    words = "take in a folder of pictures named by SKU, or a list of products with their pictures"
    take = verb("import", "pictures:load", words)
    take.add_argument("path", type=Path, metavar="PATH", help="a folder, or a CSV or XLSX file")
    take.add_argument("--fetch", action="store_true", help="also those at addresses of the web")
    out = verb("export", "pictures:export", "every picture as a file named by its SKU")
    out.add_argument("--to", type=Path, required=True, metavar="DIR", help="a folder")
