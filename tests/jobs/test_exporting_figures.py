"""Reports, orders and charts as CSV, workbooks and JSON: the same rows, each in its way."""

import csv
import json
from datetime import date
from decimal import Decimal
from pathlib import Path

from python_calamine import CalamineWorkbook

from desktop.jobs.exporting.figures import Cell, write_figures

TITLES = ("sku", "day", "amount", "is_promo", "share")
ROWS: list[list[Cell]] = [
    ["=1+1", date(2026, 11, 22), Decimal("12.5000"), True, 0.25],
    ["007", None, Decimal(-3), False, None],
]


def test_figures_are_the_same_in_every_format(tmp_path: Path) -> None:
    paths = [tmp_path / f"out.{ending}" for ending in ("csv", "xlsx", "json")]
    assert [write_figures(path, TITLES, ROWS) for path in paths] == [2, 2, 2]
    with paths[0].open(encoding="utf-8-sig", newline="") as stream:
        assert list(csv.reader(stream)) == [
            list(TITLES),
            ["'=1+1", "2026-11-22", "12.5000", "true", "0.25"],
            ["007", "", "-3", "false", ""],
        ]
    assert CalamineWorkbook.from_path(paths[1]).get_sheet_by_index(0).to_python() == [
        list(TITLES),
        ["=1+1", date(2026, 11, 22), 12.5, True, 0.25],
        ["007", "", -3.0, False, ""],
    ]
    text = paths[2].read_text("utf-8")
    first, second = json.loads(text, parse_float=Decimal)
    assert tuple(first) == tuple(second) == TITLES
    assert [*first.values()] == ["=1+1", "2026-11-22", Decimal("12.5"), True, Decimal("0.25")]
    assert [*second.values()] == ["007", None, -3, False, None]
    assert write_figures(tmp_path / "none.json", TITLES, []) == 0
    assert json.loads((tmp_path / "none.json").read_text()) == []
