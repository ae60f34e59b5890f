"""Templates of the shop's scales in their dialog: typed, tried with a code, saved, refused."""

import pytest
from PySide6.QtCore import Qt

from desktop.domain.barcode import check_digit
from desktop.domain.measure_codes import Template
from desktop.jobs.opening import Shop
from desktop.queries.shop import measure_codes
from desktop.ui.dialogs.scale_codes import ScaleCodesDialog
from tests.stage import Stage
from tests.ui.pages.hand import ONE_ENGINE, Person

pytestmark = ONE_ENGINE


@pytest.fixture
def person(on: Stage) -> Person:
    found = Person(on)
    on.window.open_page("settings")
    on.settle(50)
    return found


def test_a_template_is_typed_tried_and_kept(person: Person, on: Stage, shop: Shop) -> None:
    person.click("Codes of scales…")
    on.until(lambda: bool(person.shown(ScaleCodesDialog)))
    dialog = person.shown(ScaleCodesDialog)[0]
    on.until(lambda: len(dialog.rows) == 1)
    row = dialog.rows[0]
    row.prefix.setText("40")
    person.press(Qt.Key.Key_Return, Qt.KeyboardModifier.ControlModifier)
    person.sees("A scale's code begins with 02 or 20 to 29.")
    row.prefix.setText("21")
    code = "211234501234"
    dialog.code.setText(code + check_digit(code))
    person.sees("Item 12345, 1.234 kg")
    dialog.code.setText(code + str((int(check_digit(code)) + 1) % 10))
    person.sees(f"Its check digit is wrong: with {check_digit(code)} at the end")
    dialog.code.setText("4006381333931")
    person.sees("No template reads it.")
    person.press(Qt.Key.Key_Return, Qt.KeyboardModifier.ControlModifier)
    person.sees("The codes of scales are saved.")
    with shop.database.read() as session:
        (kept,) = measure_codes(session, shop.actor.store)
    assert (kept.prefix, kept.item_digits, kept.value_digits, kept.kind) == ("21", 5, 5, "weight")
    assert kept == Template("21", 5, 5, kept.factor)
