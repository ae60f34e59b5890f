"""The gallery of components: whole in every look, and the same as its stored pictures."""

import os
from pathlib import Path
from typing import Any

import pytest
from PySide6.QtCore import QLocale, QSize, Qt
from PySide6.QtGui import QImage
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QScrollArea, QWidget

from desktop.ui.navigation import PAGES
from desktop.ui.offers import Offers
from desktop.ui.pages.gallery import Gallery
from desktop.ui.table.page import ListPage
from desktop.ui.theme import Theme
from desktop.ui.widgets.toast import Toast
from tests import looks
from tests.acting import click, dialogs
from tests.stage import make_shop, stage

STORED = Path(__file__).parent
SIZE = QSize(1040, 800)
MOST = 0.001  # the share of pixels that may differ, each by more than
STEP = 8
LARGEST = 300_000  # bytes of a stored picture


def drawn(gallery: Gallery, part: str = "board") -> QImage:
    for _ in range(3):
        QApplication.processEvents()
    shown: QWidget = getattr(gallery, part)
    return shown.grab().toImage().convertToFormat(QImage.Format.Format_RGB888)


def share(one: QImage, other: QImage) -> float:
    """The share of pixels that differ."""
    assert one.size() == other.size()
    import numpy as np

    def pixels(image: QImage) -> Any:
        flat = np.frombuffer(image.constBits(), np.uint8)
        rows = flat.reshape(image.height(), image.bytesPerLine())[:, : image.width() * 3]
        return rows.reshape(image.height(), image.width(), 3).astype(int)

    return float((abs(pixels(one) - pixels(other)).max(axis=2) > STEP).mean())


@pytest.fixture
def gallery(qtbot: Any, theme: Theme, english: QLocale) -> Gallery:
    built = Gallery()
    built.resize(SIZE)
    qtbot.addWidget(built)
    built.show()
    return built


@pytest.mark.parametrize("mode", ["light", "dark"])
@pytest.mark.parametrize(("part", "name"), [("board", "gallery"), ("parts", "gallery-parts")])
def test_it_looks_as_it_did(
    gallery: Gallery, theme: Theme, part: str, name: str, mode: str
) -> None:
    """To store anew what was changed on purpose: ONHAND_STORE_PICTURES=1."""
    theme.set_mode(mode)
    now, file = drawn(gallery, part), STORED / f"{name}-{mode}.png"
    if os.environ.get("ONHAND_STORE_PICTURES"):
        now.save(str(file))
    assert file.stat().st_size < LARGEST
    before = QImage(str(file)).convertToFormat(QImage.Format.Format_RGB888)
    assert share(now, before) <= MOST


def test_a_component_that_changed_is_noticed(gallery: Gallery, theme: Theme) -> None:
    light = drawn(gallery)
    theme.set_mode("dark")
    assert share(light, drawn(gallery)) > MOST


@pytest.mark.parametrize("scale", [100, 115, 130])
def test_it_scrolls_and_cuts_nothing(gallery: Gallery, theme: Theme, scale: int) -> None:
    theme.set_scale(scale)
    drawn(gallery)
    bar = gallery.findChildren(QScrollArea)[0].verticalScrollBar()
    wrong = []
    for place in range(0, bar.maximum() + SIZE.height(), SIZE.height()):
        bar.setValue(place)
        wrong += looks.problems(gallery, SIZE)
    assert bar.maximum() > 0
    assert wrong == []


def test_the_palette_offers_it_and_the_navigation_does_not(
    qapp: QApplication, theme: Theme, english: QLocale, tmp_path: Path
) -> None:
    shop = make_shop(tmp_path / "shop")
    with stage(qapp, theme, shop) as on:
        offers = Offers(PAGES, on.window._commands, {}, on.window.open_page).all("scan")
        (offer,) = [each for each in offers if "Gallery" in each.command.text]
        offer.command.run()
        shown = on.window.findChildren(Gallery)[0]
        assert shown.isVisible()
        assert all("gallery" not in page.target for page in PAGES)
        rows = shown.findChildren(ListPage)[0].model
        on.until(lambda: rows.is_whole)
        click(on, "Open a dialog")
        assert [dialog.windowTitle() for dialog in dialogs()] == ["This is a dialog"]
        QTest.keyClick(dialogs()[0], Qt.Key.Key_Return)
        assert dialogs() == []
        click(on, "Show a notice")
        toasts = on.window.findChildren(Toast)
        on.until(lambda: any("This is a notice." in toast.text for toast in toasts))
        on.window.open_page("scan")
        assert not on.window.findChildren(Gallery)[0].isVisible()
    shop.database.close()
