"""The desk of the journeys, and a window on a shop with a page of it opened."""

from collections.abc import Iterator

import pytest
from PySide6.QtCore import QLocale
from PySide6.QtWidgets import QApplication

from desktop.jobs.opening import Shop
from desktop.ui.theme import Theme
from tests.journeys.conftest import desk, open_desk
from tests.stage import Stage, stage

__all__ = ["desk", "open_desk"]


@pytest.fixture
def on(qapp: QApplication, theme: Theme, english: QLocale, shop: Shop) -> Iterator[Stage]:
    """A window on the shop, on each engine."""
    with stage(qapp, theme, shop) as built:
        yield built
