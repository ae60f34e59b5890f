"""The words of ``product variants``, ``price`` and of what changes a family."""

from argparse import ArgumentParser
from collections.abc import Callable

Verb = Callable[[str, str, str], ArgumentParser]


def add_variants(verb: Verb) -> None:
    """``verb`` makes one: its name, what runs it, and a sentence."""
    make = verb("variants", "variants:make", "a product's variants: shown, or made from options")
    make.add_argument("sku", metavar="SKU", help="an SKU or a code")
    make.add_argument(
        "--option", action="append", default=[], metavar="NAME=A,B", help="repeatable: Size=S,M,L"
    )
    make.add_argument("--pattern", metavar="P", help="of the SKUs; else {parent}-{size}-{colour}")
    make.add_argument(
        "--leave-out", action="append", default=[], metavar="A,B", help="a combination, repeatable"
    )
    make.add_argument("--barcodes", action="store_true", help="each gets an EAN-13 of the shop")
    make.add_argument("--price", metavar="P", help="else the product's")
    make.add_argument("--cost", metavar="C", help="else the product's")
    make.add_argument("--on-hand", metavar="N", help="how many there are of each, counted")
    make.add_argument(
        "--empty", action="store_true", help="what the product itself holds is counted as 0"
    )
    price = verb("price", "variants:price", "what a product costs, everywhere or in one store")
    price.add_argument("sku", metavar="SKU", help="an SKU or a code")
    price.add_argument("price", metavar="P", help='"" with --store: as everywhere')
    price.add_argument("--store", metavar="CODE", help="only there")
    word = verb("rename-option", "variants:rename", "another word over a whole family")
    word.add_argument("sku", metavar="SKU", help="the parent, or one of the variants")
    word.add_argument("option", metavar="OPTION", help="as Colour")
    word.add_argument("to", metavar="TO")
    word.add_argument("--value", default="", metavar="V", help="rename this value of it")
    leave = verb("leave-family", "variants:leave", "a variant becomes a product of its own")
    leave.add_argument("sku", metavar="SKU", help="an SKU or a code")
    join = verb("join-family", "variants:join", "a product that exists becomes a variant")
    join.add_argument("sku", metavar="SKU", help="an SKU or a code")
    join.add_argument("--parent", required=True, metavar="SKU", help="the parent, or a variant")
    join.add_argument(
        "--option", action="append", required=True, metavar="NAME=A", help="repeatable: Size=XL"
    )
