"""The words of the command line. Standard library only: this is read at every start."""

from __future__ import annotations

from argparse import SUPPRESS, ArgumentParser
from pathlib import Path
from typing import TYPE_CHECKING, TypeAlias

from desktop.cli.feed_options import add_feeds
from desktop.cli.label_grammar import add_labels
from desktop.cli.picture_grammar import add_picture, add_pictures
from desktop.cli.reading_options import how_read
from desktop.cli.scan_options import add_scan
from desktop.cli.variant_options import add_variants

if TYPE_CHECKING:
    from argparse import _SubParsersAction

    _Verbs: TypeAlias = _SubParsersAction[ArgumentParser]


def make_parser() -> ArgumentParser:
    """The whole grammar; each verb names the function that runs it as "module:function"."""
    common = _common()
    parser = ArgumentParser(
        "onhand",
        description="Know what you have. Without a verb, python3 main.py opens the window.",
        parents=[common],
        allow_abbrev=False,
    )
    parser.set_defaults(verb=None, version=False)
    verbs = parser.add_subparsers(title="verbs", metavar="VERB")
    _database(verbs, common)
    _scanning(verbs, common)
    _reading(verbs, common)
    _exporting(verbs, common)
    _products(verbs, common)
    _ledger(verbs, common)
    _events(verbs, common)
    _forecast(verbs, common)
    reorder = _verb(verbs, "reorder", "reorder:show", "what to order today, and why", common)
    reorder.add_argument("--csv", action="store_true", help="as CSV (RFC 4180)")
    reorder.add_argument(
        "--last-year", action="store_true",
        help="what the policy would have made of the last year, beside the reorder points",
    )  # fmt: skip
    _reports(verbs, common)
    group = _group(verbs, "feed", "files that are read again and again", common)
    add_feeds(lambda name, run, words: _verb(group, name, run, words, common), _listing)
    group = _group(verbs, "labels", "labels of products and lots", common)
    add_labels(lambda name, run, words: _verb(group, name, run, words, common))
    pictures = _group(verbs, "pictures", "pictures of many products", common)
    add_pictures(lambda name, run, words: _verb(pictures, name, run, words, common))
    return parser


def _common() -> ArgumentParser:
    """Options that may stand before or after the verb."""
    common = ArgumentParser(add_help=False)
    add = common.add_argument
    add("--database", default=SUPPRESS, metavar="URL", help="a file, sqlite:///… or postgresql://…")
    add(
        "--data-dir",
        default=SUPPRESS,
        type=Path,
        metavar="DIR",
        help="where the program's files lie",
    )
    add("--user", default=SUPPRESS, metavar="NAME", help="who acts")
    add(
        "--stay",
        action="store_true",
        default=SUPPRESS,
        help="work here although the shop has moved elsewhere",
    )
    add("--json", action="store_true", default=SUPPRESS, help="results as JSON")
    add("--version", action="store_true", default=SUPPRESS, help="the program's version")
    return common


def _verb(verbs: _Verbs, name: str, run: str, words: str, common: ArgumentParser) -> ArgumentParser:
    parser = verbs.add_parser(
        name, help=words, description=words, parents=[common], allow_abbrev=False
    )
    parser.set_defaults(verb=f"desktop.cli.{run}")
    return parser


def _group(verbs: _Verbs, name: str, words: str, common: ArgumentParser) -> _Verbs:
    parser = verbs.add_parser(name, help=words, description=words, parents=[common])
    return parser.add_subparsers(title="verbs", metavar="VERB", required=True)


def _database(verbs: _Verbs, common: ArgumentParser) -> None:
    group = _group(verbs, "db", "make and examine the database", common)
    init = _verb(group, "init", "database:init", "make the database and the shop in it", common)
    init.add_argument("--name", default="My shop", help="the shop's name")
    init.add_argument("--country", default="", metavar="XX", help="two letters: DE, GB, US …")
    init.add_argument("--currency", default="", metavar="XXX", help="three letters: EUR, GBP …")
    init.add_argument("--zone", default="", help="time zone, as Europe/Berlin")
    init.add_argument("--tax", action="append", metavar="PERCENT", help="a tax rate, repeatable")
    init.add_argument("--location", default="Shop floor", help="where the goods are kept")
    tax = init.add_mutually_exclusive_group()
    tax.add_argument("--prices-with-tax", dest="includes_tax", action="store_true", default=None)
    tax.add_argument("--prices-without-tax", dest="includes_tax", action="store_false")
    _verb(group, "status", "database:status", "what is at the chosen place", common)
    _health(group, common)
    admin = _verb(
        group,
        "create-admin",
        "people:create_admin",
        "add a person who may do everything, with a password for the sign-in to come",
        common,
    )
    admin.add_argument("name", metavar="NAME")
    admin.add_argument(
        "--password-stdin", action="store_true", help="the password is the first line of the input"
    )
    _backups(group, common)
    _schema(group, common)


def _health(group: _Verbs, common: ArgumentParser) -> None:
    _verb(group, "info", "health:info", "versions, sizes, rows, indexes, last backup", common)
    check = _verb(group, "check", "health:check", "is the database sound?", common)
    check.add_argument("--books", action="store_true", help="also every movement and level")
    metrics = _verb(group, "metrics", "health:metrics", "counters, as Prometheus text", common)
    metrics.description = (
        "Counters live in the program that counts: these are the open window's, as it wrote them"
        " down within the last 15 seconds (onhand_source_info says source=window). Without a"
        " window they are those of this command alone, a handful of statements (source=command)."
    )
    optimize = _verb(
        group, "optimize", "health:optimize", "room given back, fresh statistics", common
    )
    optimize.add_argument(
        "what",
        nargs="*",
        metavar="WHAT",
        choices=[[], "vacuum", "analyze", "reindex", "indexes"],  # [] is "none was named"
        help="vacuum, analyze, reindex, indexes (makes missing ones); else the first two",
    )


def _backups(group: _Verbs, common: ArgumentParser) -> None:
    backup = _verb(group, "backup", "safekeeping:backup", "write a verified backup", common)
    backup.add_argument("--backup-path", type=Path, metavar="P", help="a folder or a file")
    backup.add_argument("--format", choices=("sqlite", "portable", "pg_dump"))
    verify = _verb(group, "verify-backup", "safekeeping:verify", "read a backup to its end", common)
    verify.add_argument("file", type=Path, metavar="FILE")
    restore = _verb(
        group, "restore", "safekeeping:restore", "put a backup in the shop's place", common
    )
    restore.add_argument("file", type=Path, metavar="FILE")
    restore.add_argument("--into", default="", metavar="URL", help="another, empty place")
    restore.add_argument("--yes", action="store_true", help="instead of typing the shop's code")
    _verb(group, "undo-restore", "safekeeping:undo_restore", "take the newest restore back", common)
    copy = _verb(group, "copy", "safekeeping:copy", "copy the shop to an empty place", common)
    copy.add_argument("--to", required=True, metavar="URL", help="on either engine")
    drill = _verb(group, "drill", "safekeeping:drill", "try to restore the newest backup", common)
    drill.add_argument("--backup-path", type=Path, metavar="DIR", help="where the backups lie")


def _schema(group: _Verbs, common: ArgumentParser) -> None:
    _verb(group, "current", "schema:current", "which schema the database has", common)
    _verb(group, "history", "schema:history", "all schemas, and who migrated when", common)
    sql = _verb(group, "sql", "schema:sql", "a migration as SQL text; nothing is run", common)
    sql.add_argument("range", nargs="?", default="", metavar="FROM:TO", help="as 0001:0002")
    migrate = _verb(group, "migrate", "schema:migrate", "to the newest schema", common)
    migrate.add_argument("revision", nargs="?", default="", metavar="REV")
    migrate.add_argument("--rehearse", action="store_true", help="on a copy only")
    make = _verb(group, "create-migration", "schema:create", "write a new revision's file", common)
    make.add_argument("message", metavar="MESSAGE", help="what it does, in one sentence")
    rollback = _verb(group, "rollback", "schema:rollback", "to an older schema", common)
    rollback.add_argument("revision", metavar="REV")
    rollback.add_argument("--yes", action="store_true", help="lose what the older one has not")


def _scanning(verbs: _Verbs, common: ArgumentParser) -> None:
    scan = _verb(
        verbs, "scan", "scanning:scan", "book codes from standard input, one a line", common
    )
    add_scan(scan)
    _importing(_verb(verbs, "import", "importing:load", "take goods in from a file", common))


def _importing(load: ArgumentParser) -> None:
    """What is left out is found out from the file."""
    words = "CSV, XLSX, XLS, ODS or JSON; or: undo"
    load.add_argument("file", type=Path, metavar="FILE", help=words)
    load.add_argument("target", nargs="?", default="", metavar="ID", help="of the import to undo")
    load.add_argument("--dry-run", action="store_true", help="only say what would be done")
    how_read(load)
    load.add_argument("--pictures", action="store_true", help="take in those that the rows name")
    load.add_argument("--fetch", action="store_true", help="also those at addresses of the web")


def _reading(verbs: _Verbs, common: ArgumentParser) -> None:
    show = _verb(verbs, "list", "lists:show", "products, movements, alerts, vendors …", common)
    show.add_argument("name", metavar="NAME")
    _listing(show)
    show.add_argument("--all", action="store_true", help="alerts: also those that are over")
    _own_values(show, "products: only with this value; repeatable")


def _exporting(verbs: _Verbs, common: ArgumentParser) -> None:
    save = _verb(verbs, "export", "exporting:export", "a list as a file", common)
    save.add_argument("name", metavar="LIST", help="products, movements, vendors …")
    formats = ("csv", "json", "xlsx", "shopify", "woocommerce")
    save.add_argument("--format", choices=formats, default="", help="else as FILE ends; csv")
    save.add_argument("--to", type=Path, default=None, metavar="FILE", help="else to the output")
    save.add_argument("--pictures", action="store_true", help="of products, in a folder beside it")
    save.add_argument("--replace", action="store_true", help="a file that is there")
    _own_values(save, "products: only with this value; repeatable")
    _listing(save)


def _listing(show: ArgumentParser) -> None:
    show.add_argument("--search", default="", metavar="TEXT", help="words that must all be found")
    words = "only such rows: incomplete, no_vendor, late …; repeatable"
    show.add_argument("--filter", action="append", default=[], metavar="NAME", help=words)
    show.add_argument("--sort", default="", metavar="FIELD", help="-FIELD for the other direction")
    show.add_argument("--limit", type=int, default=None, metavar="N")
    show.add_argument("--csv", action="store_true", help="as CSV (RFC 4180)")
    show.add_argument("--bom", action="store_true", help="with a byte order mark, for Excel")


def _events(verbs: _Verbs, common: ArgumentParser) -> None:
    group = _group(verbs, "events", "holidays, promotions and other special days", common)
    load = _verb(group, "import", "events:load", "events from a CSV or .ics file", common)
    load.add_argument("file", type=Path, metavar="FILE")
    load.add_argument("--dry-run", action="store_true", help="only tell what would happen")
    _listing(_verb(group, "list", "events:show", "all events, by day", common))


def _products(verbs: _Verbs, common: ArgumentParser) -> None:
    group = _group(verbs, "product", "add, show, change, archive and delete products", common)
    add = _verb(group, "add", "products:add", "a new product", common)
    add.add_argument("--sku", required=True)
    add.add_argument("--name", required=True)
    _fields(add)
    show = _verb(group, "show", "products:show", "everything about one product", common)
    show.add_argument("sku", metavar="SKU", help="an SKU or a code")
    edit = _verb(group, "edit", "products:edit", "change a product", common)
    edit.add_argument("sku", metavar="SKU", help="an SKU or a code")
    edit.add_argument("--sku", dest="new_sku", metavar="NEW", help="another SKU")
    edit.add_argument("--name")
    edit.add_argument("--status", choices=("active", "draft", "archived"))
    edit.add_argument("--remove-barcode", action="append", default=[], metavar="CODE")
    _fields(edit)
    add_variants(lambda name, run, words: _verb(group, name, run, words, common))
    add_picture(_verb(group, "picture", "pictures:one", "the pictures of a product", common))
    for name, words in (
        ("archive", "take a product out of sale, with its history kept"),
        ("delete", "delete a product that has no movements"),
    ):
        _verb(group, name, f"products:{name}", words, common).add_argument(
            "sku", metavar="SKU", help="an SKU or a code"
        )
    _categories(verbs, common)
    _own_fields(verbs, common)
    words = "products that were entered more than once become one, which is undone as one"
    merge = _verb(verbs, "merge", "merging:merge", words, common)
    merge.add_argument("sku", nargs="+", metavar="SKU", help="what becomes part of the last one")
    merge.add_argument("into", metavar="INTO", help="the product that is left")
    _verb(verbs, "duplicates", "merging:duplicates", "products that may be the same", common)


def _categories(verbs: _Verbs, common: ArgumentParser) -> None:
    group = _group(verbs, "category", "the tree of categories", common)
    _verb(group, "list", "categories:show", "all of them, with their products", common)
    for name, words in (
        ("add", "a new one, with those above it"),
        ("edit", "its name, slug, description or colour"),
        ("rename", "another name in the same place"),
        ("move", "a branch to another place"),
        ("delete", "an empty one, or with its products going to another"),
    ):
        run = "edit" if name == "rename" else name
        verb = _verb(group, name, f"categories:{run}", words, common)
        verb.add_argument("path", metavar="PATH", help='as "Drinks > Tea"')
        if name == "rename":
            verb.add_argument("name", metavar="NAME")
        if name == "move":
            verb.add_argument("into", metavar="INTO", help='a path; "" is the top')
        if name == "delete":
            verb.add_argument("--into", metavar="PATH", help='where its products go; "" for none')
        if name in ("add", "edit"):
            for field in ("--slug", "--description", "--colour"):
                verb.add_argument(field)
        if name == "edit":
            verb.add_argument("--name")


def _own_fields(verbs: _Verbs, common: ArgumentParser) -> None:
    group = _group(verbs, "field", "fields of the shop's own for products", common)
    show = _verb(group, "list", "fields:show", "all of them, with how many products", common)
    show.add_argument("--all", action="store_true", help="also those that were retired")
    add = _verb(group, "add", "fields:add", "a new one, in use at once", common)
    add.add_argument("label", metavar="LABEL", help='as "Shelf colour"')
    add.add_argument("--key", default="", help="else made from the label")
    change = _verb(group, "change", "fields:change", "its words, type, choices …", common)
    change.add_argument("key", metavar="KEY")
    change.add_argument("--label")
    change.add_argument(
        "--rename", action="append", default=[], metavar="OLD=NEW", help="words of a choice"
    )
    for verb in (add, change):
        verb.add_argument("--type", choices=("text", "number", "date", "yes_no", "choice"))
        verb.add_argument(
            "--choice", action="append", default=[], metavar="WORDS", help="repeatable: all of them"
        )
        verb.add_argument("--required", choices=("yes", "no"))
        verb.add_argument("--section", metavar="WORDS", help="the heading it stands under")
    for name, words in (
        ("retire", "hide it, its values are kept"),
        ("restore", "bring a retired one back"),
        ("delete", "with all its values"),
    ):
        verb = _verb(group, name, f"fields:{name}", words, common)
        verb.add_argument("key", metavar="KEY")
        if name == "delete":
            verb.add_argument("--yes", action="store_true", help="also with values")
    food = _verb(group, "group", "fields:group", "ready-made fields of food", common)
    food.add_argument("group", choices=("food", "nutrition", "allergens", "storage", "origin"))
    food.add_argument("--off", action="store_true", help="hide them, their values are kept")


def _own_values(parser: ArgumentParser, words: str) -> None:
    parser.add_argument("--field", action="append", default=[], metavar="KEY=VALUE", help=words)


def _fields(parser: ArgumentParser) -> None:
    for name in ("price", "cost", "reorder-point", "reorder-quantity", "unit", "description"):
        parser.add_argument(f"--{name}")
    parser.add_argument("--tax", metavar="PERCENT")
    parser.add_argument("--category", metavar="PATH", help='as "Drinks > Tea"')
    parser.add_argument("--tracking", choices=("none", "lot"), help="lot: keep lots and expiry")
    parser.add_argument(
        "--barcode", action="append", default=[], metavar="CODE", help="repeatable; 6*CODE for six"
    )
    _own_values(parser, "of the custom fields; repeatable")


def _ledger(verbs: _Verbs, common: ArgumentParser) -> None:
    undo = _verb(verbs, "undo", "ledger:undo", "take back the last booking, or the named", common)
    undo.add_argument(
        "target",
        nargs="?",
        default="",
        metavar="ID",
        help="of a movement, document, import or change",
    )
    as_of = _verb(verbs, "asof", "as_of:show", "the stock as it was at a moment", common)
    as_of.add_argument("time", metavar="TIME", help="as 2026-03-31T14:05, in the shop's zone")
    as_of.add_argument("--csv", action="store_true", help="as CSV (RFC 4180)")
    as_of.add_argument(
        "--known", action="store_true", help="as the program showed it then; else as known today"
    )
    verify = _verb(
        verbs, "verify", "ledger:verify", "prove that the books are whole and right", common
    )
    verify.add_argument("--rebuild", action="store_true", help="set levels that differ aright")
    demo = _verb(verbs, "demo", "demo:fill_shop", "fill the database with the demo shop", common)
    for name in ("products", "movements", "days", "seed"):
        demo.add_argument(f"--{name}", type=int, metavar="N")


def _forecast(verbs: _Verbs, common: ArgumentParser) -> None:
    group = _group(verbs, "forecast", "what will be sold", common)
    words = "forecasts of the series in a CSV file, written to another"
    panel = _verb(group, "panel", "forecast:panel", words, common)
    add = panel.add_argument
    add(
        "--history", type=Path, required=True, metavar="CSV", help="unique_id, ds, y, promo, closed"
    )
    add("--future", type=Path, required=True, metavar="CSV", help="unique_id, ds, promo, closed")
    add("--events", type=Path, metavar="CSV", help="ds, event_name, type")
    add("--stock", type=Path, metavar="CSV", help="unique_id, cover, stock")
    add("--out", type=Path, required=True, metavar="CSV", help="mean and bands of each period")
    add("--depletion-out", type=Path, metavar="CSV", help="when the stock is gone")
    words = "forecasts of the shop's products; some of them with the habits of the last run"
    run = _verb(group, "run", "forecast:run", words, common)
    run.add_argument("--sku", action="append", metavar="SKU", help="only this one, repeatable")
    show = _verb(group, "show", "forecast:show", "when a product runs out, and how sure", common)
    show.add_argument("sku", metavar="SKU")


def _reports(verbs: _Verbs, common: ArgumentParser) -> None:
    words = "demand, abc, stock_outs, promotions, turnover, spending or accuracy"
    report = _verb(verbs, "report", "reports:show", "a report on trade", common)
    report.add_argument("name", metavar="NAME", help=words)
    report.add_argument("--from", dest="first", metavar="DAY", help="90 days ago")
    report.add_argument("--to", dest="last", metavar="DAY", help="yesterday")
    report.add_argument("--category", metavar="PATH", help='as "Drinks > Tea"')
    report.add_argument("--csv", action="store_true", help="as CSV")
