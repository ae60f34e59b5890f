"""The theme that every widget needs, in a known state for each test."""

import os
from collections.abc import Iterator
from typing import Any

import pytest
from PySide6.QtCore import QLocale
from PySide6.QtWidgets import QApplication

from desktop.ui.theme import Theme
from tests.stage import theme_of
from tests.ui.driver import MODULE, Drive, Driver
from tests.warm import Warm

# What a window loads by the time it is open and its pages were looked at.
LOADED = (
    *(MODULE, "psycopg2", "sqlalchemy.dialects.postgresql.psycopg2", "alembic.command"),
    *("sqlalchemy.dialects.sqlite", "desktop.jobs.opening", "desktop.jobs.connecting"),
    *(
        "desktop.ui.work",
        "desktop.ui.watch.backups",
        "desktop.ui.watch.forecasts",
        "desktop.ui.frame.leaving_jobs",
    ),
    *(
        "desktop.ui.frame.trouble_banner",
        "desktop.ui.frame.scan_route",
        "desktop.ui.pages.first_start",
    ),
    *("desktop.ui.pages.scan", "desktop.ui.pages.products", "desktop.ui.pages.database"),
)


@pytest.fixture
def theme(qapp: QApplication) -> Iterator[Theme]:
    """Light, 100 %; what a test switches is switched back."""
    theme = theme_of(qapp)
    yield theme
    if theme.mode != "light":
        theme.set_mode("light")
    if theme.scale != 100:
        theme.set_scale(100)


@pytest.fixture(autouse=True)
def cells_open(qtlog: Any) -> Iterator[None]:
    """No view tells on stderr that it could not open a cell."""
    yield
    assert [r.message for r in qtlog.records if r.message.startswith("edit:")] == []


@pytest.fixture
def english() -> Iterator[QLocale]:
    """English numbers and names, whatever the machine speaks."""
    before = QLocale()
    locale = QLocale(QLocale.Language.English, QLocale.Country.UnitedKingdom)
    QLocale.setDefault(locale)
    yield locale
    QLocale.setDefault(before)


@pytest.fixture(scope="session")
def warm() -> Iterator[Warm | None]:
    """The program loaded, for windows that then need not load it; None where none can be forked."""
    if not hasattr(os, "pidfd_open"):
        yield None
        return
    loaded = Warm(*LOADED)
    yield loaded
    loaded.close()


@pytest.fixture
def drive(warm: Warm | None) -> Iterator[Drive]:
    """Starts windows; none outlives its test."""
    yield from _driven(warm)


@pytest.fixture
def drive_cold() -> Iterator[Drive]:
    """The same by a real start, which loads the program while the window is there already."""
    yield from _driven(None)


def _driven(warm: Warm | None) -> Iterator[Drive]:
    started: list[Driver] = []

    def start(*arguments: object, **environment: str) -> Driver:
        started.append(Driver(*arguments, warm=warm, **environment))
        return started[-1]

    yield start
    for window in started:
        window.kill()
