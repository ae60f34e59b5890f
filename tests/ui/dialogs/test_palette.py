"""The palette over a real window: what it offers, keys, mouse, old answers, looks."""

from collections.abc import Iterator
from datetime import timedelta
from typing import Any

import pytest
from PySide6.QtCore import QLocale, QModelIndex, QSize, Qt
from PySide6.QtGui import QAccessible
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QAbstractButton, QApplication, QDialog, QLineEdit

from desktop.commands.products import EditProduct, edit_product
from desktop.commands.vendors import SaveVendor, save_vendor
from desktop.domain.errors import Unavailable
from desktop.jobs.opening import Shop
from desktop.queries.palette import Answer
from desktop.ui.actions import SEARCH, installed
from desktop.ui.dialogs.palette import palette
from desktop.ui.dialogs.palette.dialog import PaletteDialog
from desktop.ui.dialogs.palette.entries import Entry
from desktop.ui.dialogs.product_form import ProductForm
from desktop.ui.navigation import DEEDS, PAGES
from desktop.ui.pages.movements import MovementsPage
from desktop.ui.pages.products import ProductsPage
from desktop.ui.pages.scan import ScanPage
from desktop.ui.pages.scan.modes import MODES
from desktop.ui.pages.settings import SettingsPage
from desktop.ui.pages.vendors import VendorsPage
from desktop.ui.theme import Theme
from desktop.ui.widgets.keycap import KeyCap, KeyHints
from desktop.ui.widgets.scan_field import ScanField
from desktop.ui.widgets.search_field import SearchField
from tests import looks, trade
from tests.stage import Stage, make_shop, stage
from tests.ui.dialogs.hand import Hand

Key = Qt.Key
EAN = "4006381333931"
GOODS = {"House Espresso 1 kg": EAN, "Oat milk 1 l": "0011", "Decaf Espresso 1 kg": "0012"}


@pytest.fixture(scope="module")
def small_shop(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Shop]:
    """Three products, ten pieces of the first."""
    made = make_shop(tmp_path_factory.mktemp("shop"))
    for number, (name, code) in enumerate(GOODS.items()):
        trade.add_product(made, f"SKU-{number}", code, name=name)
    trade.scan(made, EAN, "receive", 10)
    yield made
    made.database.close()


@pytest.fixture
def on(qapp: QApplication, theme: Theme, english: QLocale, small_shop: Shop) -> Iterator[Stage]:
    with stage(qapp, theme, small_shop) as built:
        built.window.open_page("products")
        yield built


def page(on: Stage, kind: type[Any]) -> Any:
    found = on.window.findChild(kind)
    assert found is not None and found.isVisible()
    return found


def test_products_come_first_then_what_can_be_done_with_them(on: Stage) -> None:
    hand = Hand(on)
    hand.type("hous")
    hand.until(
        "House Espresso 1 kg",
        "Receive delivery: House Espresso 1 kg",
        "Count House Espresso 1 kg",
        "Movements of House Espresso 1 kg",
    )
    first, deed = hand.entries()[:2]
    assert first.note == "10 on hand"
    assert [first.title[a:b] for a, b in first.marks] == ["Hous"]
    assert [deed.title[a:b] for a, b in deed.marks] == ["Hous"]
    assert hand.groups()[:2] == ["Products", "Do"]
    assert hand.chosen() == "House Espresso 1 kg"
    hand.press(Key.Key_Return)
    assert not hand.is_open
    on.until(page(on, ProductsPage).panel.isVisible)


def test_typing_is_forgiven(on: Stage) -> None:
    hand = Hand(on)
    hand.type("oat mlik")
    hand.until("Oat milk 1 l")
    hand.press(Key.Key_Escape)
    assert not hand.is_open


def test_enter_before_the_answer_waits_for_it(on: Stage) -> None:
    hand = Hand(on)
    hand.line.setText("oat mil")
    hand.press(Key.Key_Return)
    on.until(lambda: not hand.is_open)
    on.until(page(on, ProductsPage).panel.isVisible)


def test_an_answer_to_an_older_text_is_dropped(on: Stage) -> None:
    hand = Hand(on)
    shown: list[list[str]] = []
    hand.until("Scan")
    hand.view.rows.modelReset.connect(lambda: shown.append(hand.titles()))
    for text in ("hou", "hous", "decaf", "oat"):
        hand.line.setText(text)
    hand.until("Oat milk 1 l")
    assert all(titles[0] == "Oat milk 1 l" for titles in shown)


def test_receiving_puts_the_product_into_the_line_and_books_nothing(on: Stage) -> None:
    hand = Hand(on)
    hand.type("hous")
    hand.until("House Espresso 1 kg")
    hand.press(Key.Key_Down)
    assert hand.chosen() == "Receive delivery: House Espresso 1 kg"
    hand.press(Key.Key_Return)
    field = page(on, ScanPage).findChild(ScanField)
    assert field.text() == "SKU-0"
    assert field.findChild(QLineEdit).cursorPosition() == 0
    field.take()


def test_the_movements_of_a_product_are_two_keys_further(on: Stage) -> None:
    hand = Hand(on)
    hand.type("hous")
    hand.until("House Espresso 1 kg")
    for _ in range(3):
        hand.press(Key.Key_Down)
    hand.press(Key.Key_Return)
    movements = page(on, MovementsPage)
    on.until(lambda: bool(movements.list.model.rowCount() == 1))


def test_a_vendor_opens_on_its_page(on: Stage) -> None:
    shop = on.shop
    made = SaveVendor(shop.ids.new(), shop.actor, shop.clock.now(), "Northside Roasters")
    shop.database.run(save_vendor, made)
    hand = Hand(on)
    on.until(lambda: bool(on.window._palette._names))  # type: ignore[union-attr]
    hand.type("northsdie")
    hand.until("Northside Roasters")
    hand.press(Key.Key_Return)
    on.until(page(on, VendorsPage).panel.isVisible)


def test_a_page_comes_before_a_vendor_that_is_spelt_nearly_so(on: Stage) -> None:
    shop = on.shop
    made = SaveVendor(shop.ids.new(), shop.actor, shop.clock.now(), "Sweetline Imports")
    shop.database.run(save_vendor, made)
    hand = Hand(on)
    on.until(lambda: bool(on.window._palette._names))  # type: ignore[union-attr]
    hand.type("reports")
    hand.until("Reports", "Sweetline Imports")
    assert hand.chosen() == "Reports"


def test_every_action_of_the_window_is_reachable(on: Stage) -> None:
    for key in [each.key for each in PAGES] + ["scan"]:
        on.window.open_page(key)
    hand = Hand(on)
    hand.type(">")
    hand.until("Scan")
    offered = hand.titles()
    own = [action.text() for action in on.window.actions()]
    pages = [page.title for page in PAGES]
    modes = [mode.text for mode in MODES.values()]
    deeds = [deed.text for deed in DEEDS]
    wanted = {*own, *pages, *modes, *deeds} - {"Search or run a command"}
    for kind in (ScanPage, ProductsPage):
        wanted |= {command.text for command in installed(page_of(on, kind))}
    assert wanted <= set(offered)
    assert len({entry.key for entry in hand.entries()}) == len(hand.entries())
    assert all(hand.view.rows.flags(hand.view.rows.index(row)) for row in choosable(hand))
    assert SEARCH not in {entry.cap for entry in hand.entries()}


def page_of(on: Stage, kind: type[Any]) -> Any:
    return on.window.findChild(kind)


def choosable(hand: Hand) -> list[int]:
    return [n for n, row in enumerate(hand.view.rows.rows) if isinstance(row, Entry)]


def test_a_mode_of_scan_is_reached_from_any_page(on: Stage) -> None:
    for mode in MODES.values():
        on.window.open_page("products")
        hand = Hand(on)
        hand.type(f">{mode.text}")
        hand.until(mode.text)
        hand.press(Key.Key_Return)
        assert page(on, ScanPage)._till.mode == mode.key


def test_a_card_of_the_settings_is_reached(on: Stage) -> None:
    for deed in (each for each in DEEDS if each.page == "settings"):
        on.window.open_page("products")
        hand = Hand(on)
        hand.type(f">{deed.text[:9]}")
        hand.until(deed.text)
        hand.press(Key.Key_Return)
        card = page(on, SettingsPage)._cards[dict(deed.arguments)["card"]]
        on.until(lambda card=card: card.isAncestorOf(QApplication.focusWidget()))  # type: ignore[misc]


def test_a_command_of_a_page_that_was_opened_before_goes_there(on: Stage) -> None:
    on.window.open_page("settings")
    hand = Hand(on)
    hand.type(">new prod")
    hand.until("New product")
    hand.press(Key.Key_Return)
    assert page(on, ProductsPage)
    form = next(d for d in on.window.findChildren(QDialog) if isinstance(d, ProductForm))
    form.reject()


def test_empty_it_shows_what_was_picked_then_pages_and_commands(on: Stage) -> None:
    hand = Hand(on)
    hand.until(*(each.title for each in PAGES))
    assert hand.groups()[:2] == ["Pages", "Commands"]
    hand.type("oat m")
    hand.until("Oat milk 1 l")
    hand.press(Key.Key_Return)
    hand = Hand(on)
    hand.type(">light")
    hand.until("Light or dark")
    hand.press(Key.Key_Return)
    hand = Hand(on)
    hand.until("Light or dark", "Oat milk 1 l", "Scan")
    assert hand.groups()[0] == "Recent"
    assert hand.entries()[1].note == "0 on hand"


def test_a_product_that_is_archived_meanwhile_is_no_longer_found(on: Stage) -> None:
    shop = on.shop
    product = trade.add_product(shop, "GONE", name="Vanishing cream")
    hand = Hand(on)
    on.settle(300)
    hand.type("vanish")
    hand.until("Vanishing cream")
    change = {"status": "archived"}
    at = shop.clock.now() + timedelta(seconds=1)
    shop.database.run(edit_product, EditProduct(shop.ids.new(), shop.actor, at, product, change))
    on.until(lambda: hand.groups() == ["Nothing found"])
    assert hand.chosen() == ""
    hand.press(Key.Key_Return)
    assert hand.is_open


def test_arrows_go_round_and_the_mouse_picks(on: Stage) -> None:
    hand = Hand(on)
    hand.type(">re")
    hand.until("Read again")
    first = hand.chosen()
    hand.press(Key.Key_Up)
    assert hand.chosen() == hand.titles()[-1]
    hand.press(Key.Key_Down)
    assert hand.chosen() == first
    row = next(n for n in choosable(hand) if hand.view.rows.rows[n].title == "Receive")
    place = hand.view.visualRect(hand.view.rows.index(row)).center()
    QTest.mouseClick(hand.view.viewport(), Qt.MouseButton.LeftButton, pos=place)
    assert not hand.is_open
    assert page(on, ScanPage)._till.mode == "receive"


def test_the_field_in_the_top_bar_opens_it_and_esc_on_the_cap_closes_it(on: Stage) -> None:
    field = on.window.findChild(SearchField)
    assert isinstance(field, SearchField)
    assert field.text() == field.accessibleName() == "Search or run a command"
    QTest.mouseClick(field, Qt.MouseButton.LeftButton)
    dialog = on.window.findChild(PaletteDialog)
    assert isinstance(dialog, PaletteDialog)
    cap = next(w for w in dialog.findChildren(KeyCap) if w.text == "Esc")
    QTest.mouseClick(cap, Qt.MouseButton.LeftButton)
    assert not dialog.isVisible()


def test_when_the_data_is_out_of_reach_commands_still_work(
    on: Stage, monkeypatch: pytest.MonkeyPatch
) -> None:
    def lost(*_: object) -> Answer:
        raise Unavailable("The server does not answer.")

    monkeypatch.setattr(palette, "look_for", lost)
    hand = Hand(on)
    hand.type("setti")
    hand.until("Settings")


def test_hostile_text_is_only_text(on: Stage) -> None:
    hand = Hand(on)
    for text in ("%_'\"", "😀", "قهوة", "x" * 10_000, "<b>bold</b>", "#", ">", "\t", "\0"):
        shown: list[bool] = []
        hand.view.rows.modelReset.connect(lambda shown=shown: shown.append(True))
        hand.line.setText(text)
        on.until(lambda shown=shown: bool(shown))  # type: ignore[misc]
        on.lay_out()
        assert hand.view.rows.rows
        assert looks.problems(hand.dialog, on.window.size()) == []


def test_screen_readers_are_told_the_chosen_row(on: Stage) -> None:
    hand = Hand(on)
    hand.type("hous")
    hand.until("House Espresso 1 kg")
    assert hand.line.accessibleDescription() == "House Espresso 1 kg, 10 on hand"
    assert hand.line.accessibleName()
    assert hand.view.accessibleName()
    told = QAccessible.queryAccessibleInterface(hand.view)
    words = [told.child(n).text(QAccessible.Text.Name) for n in range(told.childCount())]
    assert "House Espresso 1 kg, 10 on hand" in words
    model = hand.view.rows
    assert [model.data(model.index(0)), model.rowCount(model.index(0))] == ["Products", 0]
    assert model.rowCount(QModelIndex()) == len(words)


SIZES = ((100, (1280, 800)), (130, (1280, 800)), (130, (960, 600)), (115, (1920, 1080)))


def test_it_fits_at_every_size(on: Stage, theme: Theme) -> None:
    for scale, size in SIZES:
        if scale != theme.scale:
            theme.set_scale(scale)
        on.window.resize(*size)
        on.lay_out()
        fits(Hand(on), on, size)


def fits(hand: Hand, on: Stage, size: tuple[int, int]) -> None:
    """Nothing of the palette is cut or nameless; closed again at the end."""
    hand.type("hous")
    hand.until("House Espresso 1 kg")
    on.lay_out()
    assert looks.problems(hand.dialog, QSize(*size)) == []
    assert (on.window.width(), on.window.height()) == size
    foot = hand.dialog.findChild(KeyHints)
    assert foot is not None
    corner = on.window.mapFromGlobal(foot.mapToGlobal(foot.rect().bottomLeft()))
    assert on.window.rect().contains(corner)
    nameless = [b for b in hand.dialog.findChildren(QAbstractButton) if not b.accessibleName()]
    assert [b for b in nameless if not b.text()] == []
    hand.press(Key.Key_Escape)
    assert not hand.is_open


def test_the_names_are_read_ahead_of_the_first_question(on: Stage) -> None:
    on.window.search(opens=False)
    assert not on.window.findChildren(PaletteDialog)
    made: Any = on.window._palette
    on.until(lambda: made._names is not None)
    assert len(made._names.products) >= len(GOODS)
