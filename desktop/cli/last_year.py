"""``reorder --last-year``: what the reorder points and the policy would have made of it."""

import sys
from argparse import Namespace
from decimal import Decimal
from types import SimpleNamespace
from typing import Any

from desktop.cli.access import chosen, open_shop
from desktop.cli.output import Output
from desktop.cli.progress import Told
from desktop.domain.last_year import Kept, LastYear, Lived, Sums, by_class
from desktop.jobs.exporting import write_csv

MEASURES = ("days_out", "units_lost", "money_in_stock", "orders", "thrown_away")
NAMES = tuple(f"{measure}_{rule}" for measure in MEASURES for rule in ("points", "policy"))
_STEP = Decimal("0.001")


def show_last_year(options: Namespace, out: Output) -> int:
    """By class and in all; as CSV by product. In a process of its own; nothing is written."""
    from desktop.jobs.forecasting.worker import in_worker, last_year_of

    with open_shop(options, reads=True) as shop:
        order = last_year_of(shop.actor, shop.clock.now())
        told = LastYear.from_json(in_worker(chosen(options), order, Told()))
    classes = [_line(each) for each in by_class(told)]
    if options.csv:
        write_csv(sys.stdout, ("sku", "name", "grade", *NAMES), map(_line, told.rows))
    elif out.is_json:
        lines = [{name: getattr(each, name) for name in ("grade", *NAMES)} for each in classes]
        values = {"first": told.first, "last": told.last, "products": len(told.rows),
                  "compared": len(told.compared), "classes": lines}  # fmt: skip
        out.result(values, "")
    else:
        out.rows(("grade", "products", *NAMES), classes)
    left, expire = sum(e.points is None for e in told.rows), sum(e.is_left_out for e in told.rows)
    sys.stderr.write(
        f"{told.first} to {told.last}; {left} products without a reorder point are left out, and"
        f" {expire} that would mostly expire.\n"
    )
    return 0


def _line(each: Lived | Sums) -> Any:
    found = SimpleNamespace(grade=each.grade or "all")
    if isinstance(each, Sums):
        found.products = each.products
    else:
        found.sku, found.name = each.sku, each.name
    for rule, kept in (("points", each.points), ("policy", each.policy)):
        for measure, value in zip(MEASURES, _values(kept), strict=True):
            setattr(found, f"{measure}_{rule}", value)
    return found


def _values(kept: Kept | None) -> tuple[int | Decimal | None, ...]:
    if kept is None:
        return (None,) * len(MEASURES)
    units = Decimal(repr(kept.units)).quantize(_STEP)
    return kept.days, units, kept.money, kept.orders, kept.thrown_away
