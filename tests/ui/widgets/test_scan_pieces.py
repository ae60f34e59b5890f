"""The pieces of the scan screen: modes, band, tiles, answers, the running list."""

from decimal import Decimal

import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtGui import QFontMetrics, QImage, QPainter
from PySide6.QtTest import QAbstractItemModelTester, QTest
from PySide6.QtWidgets import QAbstractButton
from pytestqt.qtbot import QtBot

from desktop.domain.category import COLOURS
from desktop.ui.theme import Theme
from desktop.ui.widgets.choice_row import ChoiceRow
from desktop.ui.widgets.last_scan_card import LastScanCard, Tag, Tile
from desktop.ui.widgets.level_bar import Level, LevelBar, paint_level_cell
from desktop.ui.widgets.number_tile import NumberTile
from desktop.ui.widgets.pill import Pill
from desktop.ui.widgets.scan_band import ScanBand
from desktop.ui.widgets.scan_list import ScanList, ScanListModel, ScanRow, Strip
from desktop.ui.widgets.scan_mode_bar import ScanMode, ScanModeBar
from desktop.ui.widgets.thumb import EMPTY, ThumbLook, thumb_of

MODES = (
    ScanMode("sell", "Sell", "receipt-text", "F2", "mode.sell"),
    ScanMode("receive", "Receive", "arrow-down-to-line", "F3", "mode.receive"),
)


def row(key: int, title: str = "Milk") -> ScanRow:
    return ScanRow(key, title, "DAI-2001", thumb_of(title), "2 ×", "2.38")


@pytest.mark.parametrize("text", ["123,456", "−123,456.250"])
def test_a_long_number_stands_whole_before_its_bar(theme: Theme, text: str) -> None:
    def cell(**width: int) -> QImage:
        image = QImage(180, 34, QImage.Format.Format_RGB32)
        image.fill(0)
        painter = QPainter(image)
        paint_level_cell(painter, image.rect(), theme, Level.of(Decimal(9)), text, **width)
        painter.end()
        return image

    needed = QFontMetrics(theme.font("strong")).horizontalAdvance(text) + 1
    assert needed > 46
    assert cell() == cell(number_width=needed)


def test_a_mode_is_asked_for_by_a_click_and_shown_by_the_page(theme: Theme, qtbot: QtBot) -> None:
    bar = ScanModeBar(MODES)
    qtbot.addWidget(bar)
    bar.set_mode("sell")
    sell, receive = bar.findChildren(QAbstractButton)
    with qtbot.waitSignal(bar.chosen) as heard:
        QTest.mouseClick(receive, Qt.MouseButton.LeftButton)
    assert heard.args == ["receive"]
    assert (sell.isChecked(), receive.isChecked()) == (True, False)
    bar.set_mode("receive")
    assert (sell.isChecked(), receive.isChecked()) == (False, True)
    assert receive.accessibleName() == "Receive"
    assert receive.toolTip() == "Receive (F3)"


@pytest.mark.parametrize("token", ["mode.sell", "mode.receive", "warn", "bad"])
def test_the_band_wears_the_colour_of_what_happened(theme: Theme, qtbot: QtBot, token: str) -> None:
    band = ScanBand()
    qtbot.addWidget(band)
    band.resize(600, 64)
    band.show_event(token, "circle-check", "Sold  −1", "10:24:07")
    assert band.grab().toImage().pixelColor(300, 60) == theme.color(token)
    assert band.accessibleName() == "Sold  −1. 10:24:07"


@pytest.mark.parametrize("value", ["2", "12.90", "1 284 600.25", "24 / 48"])
def test_a_number_fits_its_tile(theme: Theme, qtbot: QtBot, value: str) -> None:
    tile = NumberTile("Price", value, "per bag")
    qtbot.addWidget(tile)
    tile.resize(150, 190)
    image = tile.grab().toImage()
    ground = theme.color("bg.sunken")
    rows = range(20, image.height() - 20)
    assert {image.pixelColor(image.width() - 3, y).name() for y in rows} == {ground.name()}
    assert (tile.accessibleName(), tile.accessibleDescription()) == (f"Price: {value}", "per bag")


@pytest.mark.parametrize(
    ("amount", "mark", "state"),
    [("23", "12", "ok"), ("12", "12", "low"), ("4", "12", "low"), ("0", "12", "out"),
     ("-2", "12", "out"), ("1", "0", "ok"), ("0", "0", "out")],
)  # fmt: skip
def test_a_level_is_ok_low_or_out(amount: str, mark: str, state: str) -> None:
    level = Level.of(Decimal(amount), Decimal(mark))
    assert level.state == state
    assert level.full() >= level.amount


def test_the_bar_is_filled_in_proportion_and_says_so(theme: Theme, qtbot: QtBot) -> None:
    bar = LevelBar(Level.of(Decimal(30), Decimal(12)), thick=True)
    qtbot.addWidget(bar)
    bar.resize(600, 20)
    image = bar.grab().toImage()
    assert image.pixelColor(280, 10) == theme.color("ok")
    assert image.pixelColor(320, 10) == theme.color("bg.hover")
    assert image.pixelColor(121, 10) == theme.color("text.primary")
    bar.set_level(Level.of(Decimal(0)), "0 on hand")
    assert bar.accessibleName() == "0 on hand"


def test_the_card_shows_numbers_or_answers(theme: Theme, qtbot: QtBot) -> None:
    card = LastScanCard()
    qtbot.addWidget(card)
    card.show_head("Milk", "DAI-2001", [Tag("In stock", "ok", "circle-check"), Tag("Shelf 9")])
    card.show_tiles([Tile("On hand", "23"), Tile("Price", "1.19")], Level.of(Decimal(23)), "23")
    tiles = [tile for tile in card.findChildren(NumberTile) if not tile.isHidden()]
    assert [tile.value for tile in tiles] == ["23", "1.19"]
    assert [pill.text for pill in card.findChildren(Pill)] == ["In stock", "Shelf 9"]
    taken: list[str] = []
    card.show_choices([ChoiceRow("1", "link", "Link", "Type", lambda: taken.append("1"))])
    answer = card.findChild(ChoiceRow)
    assert isinstance(answer, ChoiceRow)
    QTest.mouseClick(answer, Qt.MouseButton.LeftButton)
    assert taken == ["1"]
    card.show_head("Tea", "COF-2", [])
    assert [pill.text for pill in card.findChildren(Pill) if not pill.isHidden()] == []


def test_the_name_grows_on_a_large_screen(theme: Theme, qtbot: QtBot) -> None:
    card = LastScanCard()
    qtbot.addWidget(card)
    card.show_head("House Espresso 1 kg", "COF-1001")
    roles = []
    for width in (640, 1200):
        card.resize(width, 700)
        card.grab()
        roles.append(card.title.property("uiRole"))
    assert roles == ["hero", "hero_large"]


def test_the_card_forces_no_wide_window(theme: Theme, qtbot: QtBot) -> None:
    card = LastScanCard()
    qtbot.addWidget(card)
    card.show_head("A product name that goes on and on and on" * 3, "COF-1001  ·  4006381333931")
    card.band.show_event("warn", "triangle-alert", "Unknown barcode " * 5, "Nothing was sold")
    assert card.minimumSizeHint().width() <= 560


def test_a_scanned_again_line_comes_to_the_top_once(theme: Theme, qtbot: QtBot) -> None:
    model = ScanListModel()
    tester = QAbstractItemModelTester(model, QAbstractItemModelTester.FailureReportingMode.Fatal)
    for key in (1, 2, 3, 1, 1):
        model.put_first(row(key))
    assert [r.key for r in model.rows] == [1, 3, 2]
    model.set_rows([row(7)])
    assert [r.key for r in model.rows] == [7]
    tester.deleteLater()


def test_the_words_of_a_line_can_be_read_aloud(theme: Theme) -> None:
    model = ScanListModel()
    model.put_first(row(1, "Whole milk 1 l"))
    assert model.data(model.index(0)) == "Whole milk 1 l, 2 × 2.38, DAI-2001"


def test_a_click_on_the_strip_undoes_and_a_click_on_the_line_chooses(
    theme: Theme, qtbot: QtBot
) -> None:
    view = ScanList("This sale")
    qtbot.addWidget(view)
    view.resize(350, 400)
    view.set_rows([row(1), row(2)])
    view.set_strip(Strip("Ctrl Z", "Undo this scan", "4:58 left"))
    view.show()
    first = view.visualRect(view.rows.index(0))
    assert first.height() > theme.row("scan") + 30
    with qtbot.waitSignal(view.strip_clicked):
        QTest.mouseClick(
            view.viewport(), Qt.MouseButton.LeftButton, pos=QPoint(80, first.bottom() - 8)
        )
    second = view.visualRect(view.rows.index(1)).center()
    with qtbot.assertNotEmitted(view.strip_clicked):
        QTest.mouseClick(view.viewport(), Qt.MouseButton.LeftButton, pos=second)
    assert view.chosen_key() == 2


def test_without_a_choice_the_newest_line_is_meant(theme: Theme, qtbot: QtBot) -> None:
    view = ScanList("This sale")
    qtbot.addWidget(view)
    assert view.chosen_key() is None
    view.put_first(row(4))
    view.put_first(row(5))
    assert view.chosen_key() == 5


@pytest.mark.parametrize(
    ("name", "group", "icon"),
    [
        ("House Espresso 1 kg", "", "coffee"),
        ("Oat cookies 250 g", "Snacks", "cookie"),
        ("Fruit candies 1 kg", "", "candy"),
        ("Zyx 4000", "Dairy", "milk"),
        ("Zyx 4000", "", ""),
    ],
)
def test_a_thing_is_drawn_by_its_words(name: str, group: str, icon: str) -> None:
    """C6: by nothing but its name, so the same on every machine."""
    look = thumb_of(name, group)
    assert look.icon == icon
    assert look.tint in COLOURS
    assert thumb_of(name, group) == look
    if not icon:
        assert look == ThumbLook("sand", letters="Z")


@pytest.mark.parametrize("name", ["", "  ", "4711", "🙂 happy", "Änne"])
def test_any_name_has_a_picture(name: str) -> None:
    look = thumb_of(name)
    assert look.icon or look.letters
    assert EMPTY.icon
