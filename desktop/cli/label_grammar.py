"""The words of ``labels``. Standard library only, as ``parser``."""

from argparse import ArgumentParser
from collections.abc import Callable


def add_labels(verb: Callable[[str, str, str], ArgumentParser]) -> None:
    """``verb(name, run, words)`` makes one verb of the group."""
    send = verb("print", "labels:send", "print labels of products, a document or all that are due")
    add = send.add_argument
    add("sku", nargs="*", metavar="SKU", help="an SKU or a code")
    add("--template", default="", metavar="T", help="see labels templates")
    add("--to", required=True, metavar="PLACE", help="FILE.pdf, FILE.zpl or HOST:9100")
    add("--copies", type=int, metavar="N", help="of each; of a document what was received")
    add("--start", type=int, default=1, metavar="N", help="first free label of the sheet")
    add("--from", dest="first", type=int, default=1, metavar="N", help="go on at label N")
    add("--dpi", type=int, choices=(203, 300), default=203, help="of the printer, for ZPL")
    add("--document", default="", metavar="NUMBER", help="the goods of a receipt or an order")
    add("--due", action="store_true", help="all shelf labels that are out of date")
    want = verb("want", "labels:want", "print labels of these products with all that are due")
    want.add_argument("sku", nargs="+", metavar="SKU", help="an SKU or a code")
    verb("templates", "labels:show_templates", "the templates there are")
    verb("due", "labels:due", "shelf labels that are out of date, and why")
