"""The theme that every widget needs, in a known state for each test."""

from collections.abc import Iterator

import pytest
from PySide6.QtCore import QLocale
from PySide6.QtWidgets import QApplication

from desktop.ui.theme import Theme


@pytest.fixture(scope="session")
def the_theme(qapp: QApplication) -> Theme:
    """One theme for the run, as an application has one."""
    return Theme(qapp, "light")


@pytest.fixture
def theme(the_theme: Theme) -> Iterator[Theme]:
    """Light, 100 %; what a test switches is switched back."""
    yield the_theme
    if the_theme.mode != "light":
        the_theme.set_mode("light")
    if the_theme.scale != 100:
        the_theme.set_scale(100)


@pytest.fixture
def english() -> Iterator[QLocale]:
    """English numbers and names, whatever the machine speaks."""
    before = QLocale()
    locale = QLocale(QLocale.Language.English, QLocale.Country.UnitedKingdom)
    QLocale.setDefault(locale)
    yield locale
    QLocale.setDefault(before)
