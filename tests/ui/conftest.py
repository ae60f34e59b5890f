"""The theme that every widget needs, in a known state for each test."""

from collections.abc import Iterator

import pytest
from PySide6.QtCore import QLocale
from PySide6.QtWidgets import QApplication

from desktop.ui.theme import Theme
from tests.stage import theme_of
from tests.ui.driver import Drive, Driver


@pytest.fixture
def theme(qapp: QApplication) -> Iterator[Theme]:
    """Light, 100 %; what a test switches is switched back."""
    theme = theme_of(qapp)
    yield theme
    if theme.mode != "light":
        theme.set_mode("light")
    if theme.scale != 100:
        theme.set_scale(100)


@pytest.fixture
def english() -> Iterator[QLocale]:
    """English numbers and names, whatever the machine speaks."""
    before = QLocale()
    locale = QLocale(QLocale.Language.English, QLocale.Country.UnitedKingdom)
    QLocale.setDefault(locale)
    yield locale
    QLocale.setDefault(before)


@pytest.fixture
def drive() -> Iterator[Drive]:
    """Starts windows; none outlives its test."""
    started: list[Driver] = []

    def start(*arguments: object, **environment: str) -> Driver:
        started.append(Driver(*arguments, **environment))
        return started[-1]

    yield start
    for window in started:
        window.kill()
