"""E14: an amount in cases and other units is typed in every place where a quantity is."""

from collections.abc import Callable
from decimal import Decimal
from types import SimpleNamespace

import pytest
from PySide6.QtWidgets import QApplication

from desktop.domain.barcode import parse_entry
from desktop.domain.errors import UserError
from desktop.domain.ids import ZERO
from desktop.domain.measure import UnitOf, total, unit_named
from desktop.jobs.scans.notes import NoteRow
from desktop.queries.columns import Column
from desktop.queries.order_lines import OrderLineRow
from desktop.ui.dialogs.delivery_note.line import CodeLine
from desktop.ui.pages.reorder.rows import _counted_in
from desktop.ui.table.typing_in import typed_value
from desktop.ui.typed_quantity import typed_quantity
from desktop.ui.widgets.quantity_edit import QuantityEdit
from tests.stage import theme_of

D = Decimal
CASE = (D(6),)
CELL = Column("qty", "Ordered", "quantity", editable="quantity")


def scan_line(text: str, unit: UnitOf) -> Decimal:
    """Sell, receive and count take the same line; the command reads its parts."""
    entry = parse_entry(f"{text}*CODE")
    return total(entry.parts, unit) if entry.parts else entry.quantity or D(0)


def field(text: str, unit: UnitOf) -> Decimal | None:
    """Stock changes, an order's product, whose unit is known once it is picked."""
    edit = QuantityEdit(None, unit.decimals)
    edit.count_in(unit)
    edit.setText(text)
    return edit.value()


def order_cell(text: str, unit: UnitOf) -> Decimal:
    pack = unit.cases[0] if unit.cases else None
    row = OrderLineRow(
        ZERO, "", "", "", "", "", D(1), D(1), D(1), "", unit.code, pack,
        unit.decimals, ZERO, ZERO, "", 1, None,
    )  # fmt: skip
    words = SimpleNamespace(value=lambda _column, _row: D(1), decimals=lambda *_of: unit.decimals)
    return typed_value(CELL, row, text, words)  # type: ignore[arg-type, no-any-return]


def reorder_cell(text: str, unit: UnitOf) -> Decimal:
    goods = SimpleNamespace(unit=unit.code, decimals=unit.decimals)
    pack = unit.cases[0] if unit.cases else D(1)
    proposal = SimpleNamespace(goods=goods, offer=SimpleNamespace(pack=pack))
    return typed_quantity(text, unit.decimals, of=_counted_in(proposal))  # type: ignore[arg-type]


def note_line(text: str, unit: UnitOf) -> Decimal:
    row = NoteRow("CODE", 1, None, "Tea", "T", unit.code, unit.decimals, unit.cases, D(1))
    line = CodeLine(row, lambda _row, _way: None)
    assert line.amount is not None
    line.amount.setText(text)
    return line.number()


PLACES = (scan_line, field, order_cell, reorder_cell, note_line)


@pytest.mark.parametrize("place", PLACES)
def test_cases_and_units_are_typed_in_every_place(
    qapp: QApplication, place: Callable[[str, UnitOf], Decimal]
) -> None:
    theme_of(qapp)
    pieces, kilos = unit_named("piece", 0, CASE), unit_named("kg", 3)
    assert place("3 cases + 4", pieces) == 22
    assert place("24", pieces) == 24
    assert place("333 g", kilos) == D("0.333")
    assert place("1 kg + 500 g", kilos) == D("1.5")
    for wrong, unit in (("2 kg", pieces), ("1 case", kilos), ("3 pieces", kilos)):
        with pytest.raises(UserError):
            place(wrong, unit)
