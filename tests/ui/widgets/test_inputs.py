"""Typed and chosen values: amounts, quantities, lists, switches, fields."""

from decimal import Decimal

import pytest
from PySide6.QtCore import QLocale, QPoint, QPointF, Qt
from PySide6.QtGui import QWheelEvent
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QHBoxLayout, QWidget
from pytestqt.qtbot import QtBot

from desktop.domain.errors import UserError
from desktop.ui.theme import Theme
from desktop.ui.widgets.choices import Check, Combo, Spin, Switch
from desktop.ui.widgets.field import Field
from desktop.ui.widgets.label import Label
from desktop.ui.widgets.line_edit import FilterEdit, LineEdit
from desktop.ui.widgets.money_edit import MoneyEdit
from desktop.ui.widgets.quantity_edit import QuantityEdit


def test_a_typed_amount_is_a_decimal_and_never_a_float(
    theme: Theme, english: QLocale, qtbot: QtBot
) -> None:
    edit = MoneyEdit()
    qtbot.addWidget(edit)
    with qtbot.waitSignal(edit.edited) as heard:
        QTest.keyClicks(edit, "0")
    QTest.keyClicks(edit, ".10")
    assert heard.args == [Decimal("0.0000")]
    assert edit.value() == Decimal("0.10")


@pytest.mark.parametrize(("typed", "code"), [("abc", "bad_number"), ("-4", "negative")])
def test_a_wrong_amount_is_none_while_typing_and_a_sentence_when_asked(
    theme: Theme, english: QLocale, qtbot: QtBot, typed: str, code: str
) -> None:
    edit = MoneyEdit(field="price")
    qtbot.addWidget(edit)
    QTest.keyClicks(edit, typed)
    assert edit.valid_value() is None
    with pytest.raises(UserError) as refused:
        edit.value()
    assert (refused.value.code, refused.value.field) == (code, "price")


def test_an_empty_amount_is_none(theme: Theme, qtbot: QtBot) -> None:
    edit = MoneyEdit(Decimal(5))
    qtbot.addWidget(edit)
    edit.set_value(None)
    assert edit.text() == ""
    assert edit.value() is None


def test_on_leaving_an_amount_is_written_out(theme: Theme, english: QLocale, qtbot: QtBot) -> None:
    room = QWidget()
    qtbot.addWidget(room)
    row = QHBoxLayout(room)
    edit, other = MoneyEdit(), LineEdit()
    row.addWidget(edit)
    row.addWidget(other)
    room.show()
    edit.setFocus()
    qtbot.waitUntil(edit.hasFocus)
    QTest.keyClicks(edit, "1234,5")
    other.setFocus()
    qtbot.waitUntil(other.hasFocus)
    assert edit.text() == "1,234.50"


def test_arrows_step_a_quantity_down_to_the_least(theme: Theme, qtbot: QtBot) -> None:
    edit = QuantityEdit(Decimal(2), least=Decimal(1))
    qtbot.addWidget(edit)
    QTest.keyClick(edit, Qt.Key.Key_Up)
    assert edit.value() == 3
    for _ in range(5):
        QTest.keyClick(edit, Qt.Key.Key_Down)
    assert edit.value() == 1


def test_a_quantity_keeps_the_units_decimals(theme: Theme, english: QLocale, qtbot: QtBot) -> None:
    edit = QuantityEdit(Decimal("1.25"), decimals=3)
    qtbot.addWidget(edit)
    assert edit.text() == "1.250"
    edit.setText("1.2345")
    assert edit.valid_value() is None


@pytest.mark.parametrize(("value", "shown"), [("15.000", "15"), ("0.250", "0.25"), ("0", "0")])
def test_where_the_unit_may_change_a_quantity_has_no_zeros_behind_it(
    theme: Theme, english: QLocale, qtbot: QtBot, value: str, shown: str
) -> None:
    edit = QuantityEdit(Decimal(value), decimals=3, is_bare=True)
    qtbot.addWidget(edit)
    assert edit.text() == shown
    edit.setText("1.234")
    assert edit.value() == Decimal("1.234")


def test_a_combo_speaks_in_keys(theme: Theme, qtbot: QtBot) -> None:
    combo = Combo([("de", "Germany"), ("at", "Austria")], "at")
    qtbot.addWidget(combo)
    assert combo.current_key() == "at"
    with qtbot.waitSignal(combo.chosen) as heard:
        QTest.keyClick(combo, Qt.Key.Key_Up)
    assert heard.args == ["de"]
    with qtbot.assertNotEmitted(combo.chosen):
        combo.set_current("at")
        combo.set_items([("fr", "France")])
    assert combo.current_key() == "fr"


def test_a_wheel_over_a_closed_list_changes_nothing(theme: Theme, qtbot: QtBot) -> None:
    combo, spin = Combo([(1, "one"), (2, "two")], 1), Spin(5, 0, 9)
    for widget in (combo, spin):
        qtbot.addWidget(widget)
        event = QWheelEvent(
            QPointF(5, 5),
            QPointF(5, 5),
            QPoint(0, -120),
            QPoint(0, -120),
            Qt.MouseButton.NoButton,
            Qt.KeyboardModifier.NoModifier,
            Qt.ScrollPhase.NoScrollPhase,
            False,
        )
        QApplication.sendEvent(widget, event)
    assert (combo.current_key(), spin.value()) == (1, 5)


@pytest.mark.parametrize("kind", [Check, Switch])
def test_the_space_bar_toggles(
    theme: Theme, qtbot: QtBot, kind: type[Check] | type[Switch]
) -> None:
    box = kind("Sound", True)
    qtbot.addWidget(box)
    QTest.keyClick(box, Qt.Key.Key_Space)
    assert not box.isChecked()
    assert box.sizeHint().height() >= 32 or box.minimumHeight() >= 32


def test_a_field_shows_the_error_in_place_of_its_hint(theme: Theme, qtbot: QtBot) -> None:
    field = Field("Price", MoneyEdit(), hint="With tax")
    qtbot.addWidget(field)
    note = field.findChildren(Label)[-1]
    assert (note.text(), field.editor.accessibleName()) == ("With tax", "Price")
    field.set_error("An amount here is not negative.")
    assert note.text() == field.editor.accessibleDescription() == "An amount here is not negative."
    assert field.editor.property("uiError") == "true"
    field.set_error("")
    assert (note.text(), field.editor.property("uiError")) == ("With tax", "false")


def test_escape_empties_a_filter_first(theme: Theme, qtbot: QtBot) -> None:
    edit = FilterEdit("Filter products")
    qtbot.addWidget(edit)
    QTest.keyClicks(edit, "milk")
    QTest.keyClick(edit, Qt.Key.Key_Escape)
    assert edit.text() == ""
    assert edit.accessibleName() == "Filter products"
