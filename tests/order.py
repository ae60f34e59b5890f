"""Which files are begun first: of few tests that take long, or one worker idles at the end.

The rest follows as xdist would have it, files with many tests before files with few.
"""

from collections import Counter
from collections.abc import Sequence
from pathlib import Path

import pytest

LONG = {
    *("test_start.py", "test_shape.py", "test_dependencies.py"),
    *("test_secrecy.py", "test_processes.py", "test_many_scans.py"),
    *("test_permissions.py", "test_ledger_properties.py", "test_concurrency.py"),
    *("test_goods_back.py", "test_returns.py", "test_as_of.py"),
    *("test_forecasting.py", "test_forecasting_worker.py", "test_demo.py", "test_migrating.py"),
    *("test_app.py", "test_app_demo.py", "test_app_start.py", "test_moving.py"),
    *("test_mending.py", "test_restoring.py", "test_restoring_from.py", "test_schemas.py"),
    *("test_every_page.py", "test_looks.py", "test_gallery.py", "test_sharing_beside.py"),
    *("test_forecasting_odd.py", "test_last_year.py", "test_reorder.py", "test_forecasts.py"),
    *("test_moving_shop.py", "test_worker.py", "test_reports.py"),
    *("test_product_form.py", "test_product_panel.py", "test_import_goods.py"),
    *("test_purchasing.py", "test_codes.py", "test_real_codes.py", "test_merge_products.py"),
}
LONG_FOLDERS = {"faults", "migrations", "forecast"}


def sort(items: list[pytest.Item]) -> None:
    """In place; the order within a file stays."""
    sizes = Counter(item.path for item in items)
    items.sort(key=lambda item: (not _is_long(item.path), -sizes[item.path], str(item.path)))


def _is_long(path: Path) -> bool:
    return path.name in LONG or path.parent.name in LONG_FOLDERS


def missing(paths: Sequence[Path]) -> set[str]:
    """Names above that no file has."""
    names = {path.name for path in paths} | {path.parent.name for path in paths}
    return (LONG | LONG_FOLDERS) - names
