"""What may be said of a file instead of letting it be found out: for imports and for feeds."""

from argparse import ArgumentParser


def how_read(load: ArgumentParser) -> None:
    """What is left out is found out from the file."""
    load.add_argument(
        "--profile", default="auto", metavar="P",
        help="plain, shopify, woocommerce, vendor, count, sales, categories, tax_codes",
    )  # fmt: skip
    load.add_argument("--map", action="append", default=[], metavar="COLUMN=FIELD")
    load.add_argument(
        "--new-field", action="append", default=[], metavar="COLUMN[:TYPE]",
        help="becomes a custom field: text, number, date, yes_no, choice; else guessed",
    )  # fmt: skip
    load.add_argument("--encoding", default="", metavar="E", help="cp1252, cp1250, cp1251 …")
    load.add_argument(
        "--delimiter", default="", metavar="SIGN", help="the sign between cells, or tab"
    )
    load.add_argument("--decimal", default="", choices=("", ",", "."), help="before decimals")
    load.add_argument("--dates", default="", choices=("", "dmy", "mdy", "ymd"), help="their order")
    load.add_argument("--sheet", default="", metavar="NAME", help="of a workbook")
    load.add_argument("--header", type=int, default=None, metavar="ROW", help="0: there is none")
    load.add_argument("--vendor", default="", metavar="NAME", help="whose prices they are")
    load.add_argument("--skip-problems", action="store_true", help="leave such rows out")
