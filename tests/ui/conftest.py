"""The theme that every widget needs, in a known state for each test."""

from collections.abc import Iterator

import pytest
from PySide6.QtCore import QLocale

from desktop.ui.theme import Theme


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
