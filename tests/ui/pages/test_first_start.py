"""The first questions: typed at once, filled in by the country, told what is wrong in place."""

from collections.abc import Iterator
from decimal import Decimal

import pytest
from PySide6.QtCore import QCoreApplication, QEvent, QLocale, QSize, Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QPushButton

from desktop.domain.clock import SystemClock
from desktop.domain.errors import UserError
from desktop.ui.main_window import MainWindow
from desktop.ui.pages.first_start import Answers, FirstStart
from desktop.ui.theme import Theme
from desktop.ui.widgets.field import Field
from tests import looks

Key = Qt.Key


@pytest.fixture
def window(qapp: QApplication, theme: Theme, english: QLocale) -> Iterator[MainWindow]:
    """A window that has no shop yet."""
    shown = MainWindow(theme, SystemClock())
    shown.resize(1280, 800)
    shown.show()
    yield shown
    shown.close()
    shown.deleteLater()
    QCoreApplication.sendPostedEvents(None, QEvent.Type.DeferredDelete)


def ask(window: MainWindow) -> tuple[FirstStart, list[Answers]]:
    """The questions, and what is answered."""
    page = FirstStart("/data/onhand")
    heard: list[Answers] = []
    page.answered.connect(heard.append)
    window.show_instead(page)
    for _ in range(3):
        QApplication.processEvents()
    return page, heard


def field(page: FirstStart, label: str) -> Field:
    return next(f for f in page.findChildren(Field) if f.editor.accessibleName() == label)


def error_at(page: FirstStart, label: str) -> str:
    editor = field(page, label).editor
    return editor.accessibleDescription() if editor.property("uiError") == "true" else ""


def test_a_name_and_enter_are_enough(window: MainWindow) -> None:
    page, heard = ask(window)
    focus = QApplication.focusWidget()
    assert focus is field(page, "Name of the shop").editor, "one can type at once"
    QTest.keyClicks(focus, "Corner Shop")
    QTest.keyClick(focus, Key.Key_Return)
    assert [answers.name for answers in heard] == ["Corner Shop"]
    for label in ("Country", "Currency", "Time zone", "Tax rates in percent"):
        QTest.keyClick(field(page, label).editor, Key.Key_Return)
    assert len(heard) == 5, "Enter opens the shop wherever one has come to"


def test_an_error_at_the_name_goes_as_it_is_typed(window: MainWindow) -> None:
    page, heard = ask(window)
    name = field(page, "Name of the shop").editor
    QTest.keyClick(name, Key.Key_Return)
    assert "needs a name" in error_at(page, "Name of the shop")
    QTest.keyClicks(name, "C")
    assert (error_at(page, "Name of the shop"), heard) == ("", [])


def test_the_country_fills_in_the_rest(window: MainWindow) -> None:
    page, heard = ask(window)
    country = field(page, "Country").editor
    country.setFocus()
    for want, currency, zone in (("DE", "EUR", "Europe/Berlin"), ("US", "USD", "America/New_York")):
        country.set_current(want)  # type: ignore[attr-defined]
        country.chosen.emit(want)  # type: ignore[attr-defined]
        QTest.keyClicks(field(page, "Name of the shop").editor, "X")
        QTest.keyClick(field(page, "Name of the shop").editor, Key.Key_Return)
        assert (heard[-1].currency, heard[-1].zone) == (currency, zone)
    assert (heard[0].tax_rates[0], heard[0].includes_tax) == (Decimal(19), True)
    assert heard[1].includes_tax is False


@pytest.mark.parametrize(
    ("label", "typed", "sentence"),
    [
        ("Name of the shop", "   ", "The shop needs a name."),
        ("Currency", "EU", "three letters"),
        ("Tax rates in percent", "101", "at most 100 %"),
        ("Tax rates in percent", "twenty", ""),
    ],
)
def test_a_mistake_is_told_at_its_field(
    window: MainWindow, label: str, typed: str, sentence: str
) -> None:
    page, heard = ask(window)
    name = field(page, "Name of the shop").editor
    QTest.keyClicks(name, "Corner Shop")
    editor = field(page, label).editor
    editor.selectAll()  # type: ignore[attr-defined]
    QTest.keyClicks(editor, typed)
    QTest.keyClick(name, Key.Key_Return)
    assert heard == []
    assert error_at(page, label) != ""
    assert sentence in error_at(page, label)
    assert editor.hasFocus()


def test_what_the_shop_refuses_is_shown_at_its_field(window: MainWindow) -> None:
    page, _heard = ask(window)
    page.show_problem(UserError("This currency is not known.", field="currency"))
    assert error_at(page, "Currency") == "This currency is not known."


def test_the_demo_shop_is_one_button_away(window: MainWindow) -> None:
    page, _heard = ask(window)
    wanted: list[bool] = []
    page.demo_wanted.connect(lambda: wanted.append(True))
    button = next(b for b in page.findChildren(QPushButton) if "demo" in b.text())
    button.setFocus()
    QTest.keyClick(button, Key.Key_Return)
    assert wanted == [True]


def test_it_fits_in_every_look(window: MainWindow, theme: Theme) -> None:
    page, _heard = ask(window)
    wrong = []
    for mode, scale in (("light", 100), ("dark", 100), ("light", 130)):
        for size in (QSize(1280, 800), QSize(1920, 1080)):
            theme.set_mode(mode)
            theme.set_scale(scale)
            window.resize(size)
            page.show_problem(UserError("The shop needs a name.", field="name"))
            for _ in range(3):
                QApplication.processEvents()
            wrong += looks.problems(window, size)
    assert wrong == []
