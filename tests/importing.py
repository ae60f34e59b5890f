"""Imports in a test's shop: a file is written, taken in and looked at in one call each."""

from pathlib import Path
from typing import Any

from desktop.jobs.importing import Report, import_file
from desktop.jobs.opening import Shop
from desktop.queries.lists import stream
from desktop.queries.products import PRODUCTS, ProductRow
from tests.trade import request


def take_in(shop: Shop, path: Path, is_dry_run: bool = False) -> Report:
    return import_file(shop.database, shop.actor, shop.clock, shop.ids, path, is_dry_run)


def take_in_text(shop: Shop, folder: Path, *lines: str) -> Report:
    """The lines as a file in UTF-8."""
    path = folder / "goods.csv"
    path.write_text("\n".join(lines) + "\n", "utf-8")
    return take_in(shop, path)


def products(shop: Shop) -> dict[str, ProductRow]:
    """The list of products by SKU."""
    with shop.database.read() as session:
        return {row.sku: row for row in stream(session, PRODUCTS, request(shop))}


def told(report: Report) -> list[tuple[int, str, str]]:
    """Row, column and value of every problem."""
    return [(problem.row, problem.field, problem.value) for problem in report.problems]


def done(report: Report) -> Any:
    """What was done, in a file without problems."""
    assert report.problems == ()
    assert report.imported is not None
    return report.imported
