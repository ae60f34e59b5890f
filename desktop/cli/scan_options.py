"""The words of ``scan``. Standard library only, as ``parser``."""

from argparse import ArgumentParser
from pathlib import Path

MODES = ("sell", "receive", "count", "lookup")


def add_scan(scan: ArgumentParser) -> None:
    """Codes come from standard input, one a line; a lot and its day may follow behind tabs."""
    add = scan.add_argument
    add("--mode", choices=MODES, default="sell")
    add("--location", default="", metavar="L", help="a place's name or label")
    add("--order", default="", metavar="NUMBER", help="receive: of this purchase order")
    add("--lot", default="", metavar="LOT", help="of all lines that name none themselves")
    add("--expiry", default="", metavar="DAY", help="the last day of that lot, as 2027-03-31")
    add("--picture", type=Path, metavar="FILE", help="tell the codes in a picture or PDF instead")
    add("--book", action="store_true", help="receive them, with --order as many as it waits for")
