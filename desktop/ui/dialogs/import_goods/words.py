"""What an import is told in: fields, kinds of files, what would happen and what did."""

from collections.abc import Iterator

from desktop.commands.imports import Imported, ImportProblem, RowChange
from desktop.domain.custom_field import TYPES
from desktop.jobs.importing import Report
from desktop.jobs.importing.new_fields import NEW
from desktop.ui.goods_words import FIELDS, GoodsWords
from desktop.ui.text import plural, tr

NEW_FIELDS = {
    NEW: "New field",
    **{f"{NEW}:{kind}": f"New field: {word.lower()}" for kind, word in TYPES.items()},
}
KINDS = {
    "plain": "Goods",
    "shopify": "Shopify",
    "woocommerce": "WooCommerce",
    "vendor": "Vendor prices",
    "count": "Counted stock",
    "sales": "Sales of the past",
    "categories": "Categories",
    "tax_codes": "Tax codes",
}


def summary(report: Report) -> str:
    """12 new, 3 changed, 5 as they were."""
    done = report.imported
    if done is None:
        count = len({problem.row for problem in report.problems})
        return plural("{n} row has a problem.", "{n} rows have problems.", count)
    stocks = ("{n} stock to book", "{n} stocks to book")
    told = ", ".join(_counts(done, stocks)) or tr("Nothing is in it")
    left = len({problem.row for problem in report.left_out})
    out = " " + plural("{n} row stays out.", "{n} rows stay out.", left) if left else ""
    return f"{told}.{out}{_sold_here(done)}"


def _sold_here(done: Imported) -> str:
    """A sentence of what would count twice, where there is some."""
    if not done.sold_here:
        return ""
    return " " + plural(
        "{n} day of a product was sold here and is left out.",
        "{n} days of products were sold here and are left out.",
        done.sold_here,
    )


def _counts(done: Imported, stocks: tuple[str, str]) -> Iterator[str]:
    told = (
        ("{n} new", "{n} new", done.created),
        ("{n} changed", "{n} changed", done.changed),
        ("{n} as it was", "{n} as they were", done.unchanged),
        (*stocks, done.counted),
        ("{n} new category", "{n} new categories", done.categories),
        ("{n} sale", "{n} sales", done.sales),
        ("{n} day", "{n} days", done.days),
        ("{n} picture", "{n} pictures", done.pictures),
        ("{n} new field", "{n} new fields", done.fields),
    )
    return (plural(one, many, count) for one, many, count in told if count)


def asked(report: Report) -> str:
    """What the button does."""
    done = report.imported
    if done is None or done.is_empty:
        return tr("Import")
    if done.categories and not done.created and not done.changed:
        return plural("Import {n} category", "Import {n} categories", done.categories)
    if done.sales:
        return plural("Import {n} sale", "Import {n} sales", done.sales)
    count = max(done.created + done.changed, done.counted)
    return plural("Import {n} product", "Import {n} products", count)


def is_anything(report: Report | None) -> bool:
    """Whether there is something to import, as far as one can see; vendors may still be new."""
    done = None if report is None else report.imported
    return done is not None and bool(
        done.created
        or done.changed
        or done.counted
        or done.categories
        or done.sales
        or done.fields
        or done.pictures
        or "vendor" in _read(report)
    )


def _read(report: Report | None) -> dict[str, str]:
    return {} if report is None else report.columns


def change_row(change: RowChange, goods: GoodsWords) -> tuple[str, str, str, str]:
    """Row, SKU, name, and what becomes of it."""
    told = [(d.field, d.before, d.after) for d in change.differences]
    return str(change.row), change.sku, change.name, goods.change(change.state, told)


def problem_row(problem: ImportProblem) -> tuple[str, str, str, str]:
    """Row, column, value and reason."""
    field = tr(FIELDS[problem.field]) if problem.field in FIELDS else problem.field
    return str(problem.row), field, problem.value, problem.reason


def said(report: Report) -> str:
    """What was done."""
    done = report.imported
    if done is None or done.is_empty:
        same = tr("{file}: nothing differs from what is there.", file=report.file)
        return same + (_sold_here(done) if done else "")
    told = ", ".join(_counts(done, ("{n} stock booked", "{n} stocks booked")))
    left = len({problem.row for problem in report.left_out})
    out = " " + plural("{n} row stayed out.", "{n} rows stayed out.", left) if left else ""
    return tr("{file} is in: {what}.", file=report.file, what=told) + out + _sold_here(done)
