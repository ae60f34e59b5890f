"""Settings act at once and after the next start; the shop's own are saved with their button."""

from decimal import Decimal
from pathlib import Path

import pytest
from PySide6.QtCore import QPoint, QPointF, Qt
from PySide6.QtGui import QWheelEvent
from PySide6.QtWidgets import QAbstractButton, QApplication, QComboBox, QSpinBox

from desktop import settings
from desktop.commands.shop_changes import ChangeShop, change_shop
from desktop.domain.scanning import TEST_CODE
from desktop.jobs.opening import Shop
from desktop.queries.shop import shop_info
from desktop.schema import StockMove
from desktop.ui.pages.settings.safe import SafeCard
from desktop.ui.theme import Theme
from desktop.ui.widgets.choices import Combo, Spin
from tests.stage import Stage
from tests.ui.pages.hand import ONE_ENGINE, Person

pytestmark = ONE_ENGINE


def saved(shop: Shop) -> dict[str, object]:
    """The shop as it is in the database."""
    with shop.database.read() as session:
        found = shop_info(session, shop.actor)
    return {key: getattr(found, key) for key in found.__dataclass_fields__}


def choose(person: Person, label: str, words: str) -> None:
    """Another entry of a combo box, as the wheel or the arrows do it."""
    combo = person.field(label).editor
    assert isinstance(combo, QComboBox)
    combo.setFocus()
    row = combo.findText(words)
    assert row >= 0
    while combo.currentIndex() != row:
        person.press(Qt.Key.Key_Down if combo.currentIndex() < row else Qt.Key.Key_Up)


def test_the_shop_is_changed_for_all_workstations(on: Stage, shop: Shop) -> None:
    person = Person(on, "settings")
    person.type("Name", "Corner Shop")
    person.type("Currency", "chf")
    person.type("Tax rates in percent", "8.1 2.6")
    choose(person, "The shop's day begins at", "04:00")
    person.click("Save")
    person.sees("The shop’s settings are saved.")
    found = saved(shop)
    wanted = {"name": "Corner Shop", "currency": "CHF", "day_starts_at": 4}
    assert {key: found[key] for key in wanted} == wanted
    assert found["tax_rates"] == (Decimal("8.1"), Decimal("2.6"))
    assert on.window.windowTitle() == "Corner Shop – Onhand"


def test_what_another_workstation_set_meanwhile_stays(on: Stage, shop: Shop) -> None:
    person = Person(on, "settings")
    person.type("Name", "Corner Shop")
    head = (shop.ids.new(), shop.actor, shop.clock.now())
    shop.database.run(change_shop, ChangeShop(*head, {"currency": "CHF", "day_starts_at": 4}))
    person.click("Save")
    person.sees("The shop’s settings are saved.")
    found = saved(shop)
    assert [found[key] for key in ("name", "currency", "day_starts_at")] == [
        "Corner Shop",
        "CHF",
        4,
    ]


def test_the_same_setting_is_told_and_the_person_chooses(on: Stage, shop: Shop) -> None:
    person = Person(on, "settings")
    person.type("Name", "Mine")
    person.type("Tax rates in percent", "20")
    theirs = {"name": "Theirs", "tax_rates": ["10", "5"]}
    head = (shop.ids.new(), shop.actor, shop.clock.now())
    shop.database.run(change_shop, ChangeShop(*head, theirs))
    person.click("Save")
    on.until(lambda: person.error_at("Name") != "")
    assert person.error_at("Name").startswith("Owner set this to “Theirs” at")
    assert person.error_at("Tax rates in percent").startswith("Owner set this to “10 5” at")
    assert (saved(shop)["name"], person.field("Name").editor.property("text")) == ("Theirs", "Mine")
    taken = person.field("Tax rates in percent").findChildren(QAbstractButton)[-1]
    taken.click()
    person.click("Save mine anyway")
    person.sees("The shop’s settings are saved.")
    found = saved(shop)
    assert (found["name"], found["tax_rates"]) == ("Mine", (Decimal(10), Decimal(5)))
    assert person.button("Save").isEnabled()


@pytest.mark.parametrize(
    ("label", "typed"),
    [("Name", ""), ("Currency", "E1"), ("Tax rates in percent", "200"),
     ("Tax rates in percent", "x")],
)  # fmt: skip
def test_a_mistake_is_told_at_its_field_and_nothing_is_stored(
    on: Stage, shop: Shop, label: str, typed: str
) -> None:
    before = saved(shop)
    person = Person(on, "settings")
    person.type(label, typed)
    person.click("Save")
    on.until(lambda: person.error_at(label) != "")
    assert person.field(label).editor.hasFocus()
    assert saved(shop) == before
    person.type(label, "Good" if label == "Name" else "EUR" if label == "Currency" else "20")
    person.click("Save")
    person.sees("The shop’s settings are saved.")
    assert person.error_at(label) == ""


def test_theme_and_text_size_act_at_once_and_are_kept(on: Stage, theme: Theme) -> None:
    person = Person(on, "settings")
    choose(person, "Theme", "Dark")
    choose(person, "Text size", "115 %")
    assert (theme.is_dark, theme.scale) == (True, 115)
    assert (on.context.settings.theme, on.context.settings.font_scale) == ("dark", 115)


def test_what_is_chosen_is_there_after_the_next_start(on: Stage, shop: Shop) -> None:
    person = Person(on, "settings")
    choose(person, "Theme", "Dark")
    spin = person.field("Shortest code").editor
    assert isinstance(spin, QSpinBox)
    spin.setValue(6)
    person.type("Added before each code", "X")
    person.press(Qt.Key.Key_Tab)
    settings.save(on.context.settings, shop.settings)
    again = settings.load(shop.settings.data_dir, environment={})
    kept = (again.theme, again.scanner_min_length, again.scanner_prefix)
    assert kept == ("dark", 6, "X")


def test_the_scanner_of_now_reads_by_the_figures_of_now(on: Stage) -> None:
    heard: list[str] = []
    on.context.scanner.scanned.connect(heard.append)
    person = Person(on, "settings")
    person.scan("12345")
    assert heard == ["12345"]
    person.open("settings")
    person.type("Added before each code", "X")
    person.scan("X12345")
    assert heard.pop() == "X12345", "half typed it is not in force"
    person.scan("X12345")  # the Scan page came forward, and the line was left
    assert heard == ["12345", "12345"]
    assert on.context.settings.scanner_prefix == "X"


def test_the_test_code_is_measured_and_never_booked(on: Stage, shop: Shop) -> None:
    heard: list[str] = []
    on.context.scanner.scanned.connect(heard.append)
    person = Person(on, "settings")
    person.click("Start the test")
    person.sees("Waiting for the scan")
    person.scan("##" + TEST_CODE)
    person.sees("The scanner adds “##” before the code.")
    assert person.button("Start the test").isVisible()
    assert on.context.settings.scanner_prefix == "##"
    assert heard == []
    person.scan("##12345")
    assert heard == ["12345"]
    with shop.database.read() as session:
        assert session.query(StockMove).count() == 0


def test_another_code_than_the_test_code_changes_nothing(on: Stage) -> None:
    before = settings.scanner_settings(on.context.settings)
    person = Person(on, "settings")
    person.click("Start the test")
    person.scan("4006381333931")
    on.until(lambda: bool(person.button("Start the test")))
    assert settings.scanner_settings(on.context.settings) == before


def test_leaving_the_page_ends_the_test(on: Stage) -> None:
    heard: list[str] = []
    on.context.scanner.scanned.connect(heard.append)
    person = Person(on, "settings")
    person.click("Start the test")
    person.open("scan")
    person.scan("4006381333931")
    on.until(lambda: heard == ["4006381333931"])


def test_the_wheel_over_a_choice_scrolls_and_changes_nothing(on: Stage) -> None:
    person = Person(on, "settings")
    choices: list[QComboBox | QSpinBox] = [*person.shown(Combo), *person.shown(QSpinBox)]
    before = [words_of(choice) for choice in choices]
    for choice in choices:
        choice.setFocus()
        place = QPointF(choice.rect().center())
        turned = QWheelEvent(
            place, choice.mapToGlobal(place), QPoint(), QPoint(0, -120), Qt.MouseButton.NoButton,
            Qt.KeyboardModifier.NoModifier, Qt.ScrollPhase.NoScrollPhase, False,
        )  # fmt: skip
        QApplication.sendEvent(choice, turned)
    assert len(choices) > 4
    assert [words_of(choice) for choice in choices] == before


def words_of(choice: QComboBox | QSpinBox) -> str:
    return choice.currentText() if isinstance(choice, QComboBox) else choice.text()


def test_a_second_folder_is_tried_before_it_is_kept(on: Stage, tmp_path: Path) -> None:
    person = Person(on)
    person.open("settings", card="safe")
    card = person.shown(SafeCard)[0]
    (tmp_path / "file").touch()
    card.take(tmp_path / "file" / "stick")
    person.sees("cannot be written")
    assert on.context.settings.backup_second == ""
    card.take(tmp_path / "stick")
    person.sees(f"Backups are copied to {tmp_path / 'stick'}.")
    assert on.context.settings.backup_second == str(tmp_path / "stick")
    card.findChildren(Spin)[0].setValue(2)
    assert on.context.settings.backup_hours == 2
