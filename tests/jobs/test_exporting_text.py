"""Hostile text comes out of every file as it went in, once its guard is taken off."""

import csv
import io
from pathlib import Path
from typing import Any
from zipfile import ZipFile

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from python_calamine import CalamineWorkbook

from desktop.domain.cells import all_guarded, guarded, unguarded
from desktop.domain.progress import Silent
from desktop.jobs.exporting import Head, Order, write_csv
from desktop.jobs.exporting.xlsx_file import write_xlsx
from desktop.queries.chosen import Chosen
from desktop.queries.columns import Request
from desktop.queries.extract import Extract
from desktop.queries.products import PRODUCTS
from tests import hostile

KEPT = [text for text in hostile.EVERY if text.isprintable() or text in hostile.LINES]
# what XML keeps: also control characters, which the format has an escape for
stored = st.text(st.characters(codec="utf-8", exclude_characters="\x00"), min_size=1)


class Row:
    def __init__(self, text: Any) -> None:
        self.text = text


def as_csv(texts: list[str]) -> list[str]:
    stream = io.StringIO(newline="")
    write_csv(stream, ("text",), [Row(text) for text in texts])
    _, *rows = csv.reader(io.StringIO(stream.getvalue(), newline=""))
    return [row[0] if row else "" for row in rows]


def as_xlsx(path: Path, texts: list[str]) -> list[Any]:
    heads = (Head("n", "n", "number"), Head("text", "text"))
    order = Order(PRODUCTS, Chosen(Request(), len(texts)), heads, path)
    parts: list[Any] = [[list(range(len(texts))), texts]]
    write_xlsx(path, order, Extract((None, None), (None, None), iter(parts)), Silent())
    _, *rows = CalamineWorkbook.from_path(path).get_sheet_by_index(0).to_python()
    return [row[1] for row in rows]


def test_in_csv() -> None:
    written = as_csv(KEPT)
    assert [unguarded(cell) for cell in written] == KEPT
    assert not [cell for cell in written if cell.startswith(("=", "+", "-", "@", "\t", "\r"))]


def test_in_a_workbook(tmp_path: Path) -> None:
    written = as_xlsx(tmp_path / "out.xlsx", KEPT)
    assert [unguarded(cell) if cell.startswith("'") else cell for cell in written] == KEPT
    assert [cell for cell in written if cell not in KEPT] == ["''=1+1", "'''@x"]


def test_a_workbook_holds_no_formula_and_no_link(tmp_path: Path) -> None:
    as_xlsx(tmp_path / "out.xlsx", KEPT)
    with ZipFile(tmp_path / "out.xlsx") as book:
        sheet = book.read("xl/worksheets/sheet1.xml").decode()
    assert "<f>" not in sheet
    assert "hyperlink" not in sheet.replace("HYPERLINK", "")


@pytest.mark.parametrize("at", range(3))
@given(texts=st.lists(stored, min_size=1, max_size=20))
@settings(max_examples=100, deadline=None)
def test_many_cells_are_guarded_as_one_by_one(texts: list[str], at: int) -> None:
    mixed = [*texts, *hostile.FORMULAS[at : at + 1]]
    assert list(all_guarded(mixed)) == [guarded(text) for text in mixed]
    assert list(all_guarded(texts)) == [guarded(text) for text in texts]
