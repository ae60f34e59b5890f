"""The frame: painted without data, then attached; pages, keys, counts, pill, folding."""

import subprocess
import sys
from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from PySide6.QtCore import QLocale, Qt
from PySide6.QtGui import QKeySequence
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QAbstractButton, QLineEdit, QMenu, QVBoxLayout, QWidget
from pytestqt.qtbot import QtBot

from desktop.jobs.opening import Shop
from desktop.queries.shop import shop_info
from desktop.settings import Settings
from desktop.ui.actions import key_words
from desktop.ui.context import Context, Place
from desktop.ui.dialogs.help import HelpDialog
from desktop.ui.main_window import MainWindow
from desktop.ui.navigation import PAGES, Page, keys_of, page_class
from desktop.ui.theme import SCALES, Theme
from desktop.ui.widgets.flash import Flash
from desktop.ui.widgets.keycap import KeyCap
from desktop.ui.widgets.label import ElideLabel
from desktop.ui.widgets.nav_button import NavButton
from desktop.ui.widgets.nav_panel import FOLDED, WIDE, NavHead, NavPanel
from desktop.ui.widgets.skeleton import Skeleton
from desktop.ui.widgets.status_bar import StatusBar, StatusItem
from desktop.ui.widgets.status_page import State, StatusPage
from desktop.ui.widgets.toast import Toasts
from desktop.ui.work import Work

START = datetime(2025, 11, 14, 10, 24, 7, tzinfo=UTC)
HERE = "tests.ui.test_main_window"
TEST_PAGES = (
    Page("first", "First", "box", "Work", f"{HERE}:FirstPage"),
    Page("second", "Second", "bell", "Insight", f"{HERE}:SecondPage"),
    Page("settings", "Settings", "settings", "System", f"{HERE}:SecondPage"),
)
FORBIDDEN = (
    *("sqlalchemy", "alembic", "psycopg2", "sqlite3", "numpy", "pyqtgraph", "zxingcpp", "tomlkit"),
    *("desktop.db", "desktop.schema", "desktop.commands", "desktop.queries", "desktop.jobs"),
    *("desktop.ui.pages", "desktop.ui.table", "desktop.ui.dialogs"),
)


class HandClock:
    """A clock that a test sets."""

    def __init__(self) -> None:
        self.at = START

    def now(self) -> datetime:
        return self.at


class FirstPage(QWidget):
    """Has an input, keys and a way to read again."""

    keys = (("F2", "Do the first thing"),)

    def __init__(self, context: Context) -> None:
        super().__init__()
        self.context = context
        self.reads = 0
        self.edit = QLineEdit()
        QVBoxLayout(self).addWidget(self.edit)
        self.setFocusProxy(self.edit)

    def refresh(self) -> None:
        self.reads += 1


class SecondPage(QWidget):
    """Takes arguments."""

    def __init__(self, context: Context) -> None:
        super().__init__()
        self.arguments: list[dict[str, Any]] = []

    def open_with(self, **arguments: Any) -> None:
        self.arguments.append(arguments)


@pytest.fixture
def engine_name() -> str:
    """The frame knows no engine: one is enough."""
    return "sqlite"


@pytest.fixture
def clock() -> HandClock:
    return HandClock()


@pytest.fixture
def window(theme: Theme, english: QLocale, clock: HandClock, qtbot: QtBot) -> MainWindow:
    """A window without data, painted."""
    window = MainWindow(theme, clock, TEST_PAGES)
    qtbot.addWidget(window)
    window.show()
    qtbot.waitUntil(window.isActiveWindow)
    return window


@pytest.fixture
def context(shop: Shop, window: MainWindow, clock: HandClock) -> Iterator[Context]:
    """A context over a real shop; what is saved goes into ``context.settings``."""
    work = Work(shop.database)
    with shop.database.read() as session:
        info = shop_info(session, shop.actor)

    def save(settings: Settings) -> None:
        made.settings = settings

    made = Context(
        work=work,
        clock=clock,
        ids=shop.ids,
        shop=info,
        settings=shop.settings,
        place=Place(True, "this computer", "0001"),
        by=shop.actor,
        user_name="Ines Okafor",
        role="clerk",
        go=window.open_page,
        notify=window.notify,
        save_settings=save,
    )
    yield made
    work.close()


def page_of(window: MainWindow, kind: type[Any]) -> Any:
    """The page of this class, made by the window."""
    found = window.findChildren(kind)
    assert len(found) == 1
    return found[0]


def status_words(window: MainWindow) -> list[str]:
    bar = window.findChild(StatusBar)
    assert isinstance(bar, StatusBar)
    return [bar.connection.text, *(item.text() for item in bar.findChildren(StatusItem))]


def pill_tone(window: MainWindow) -> str:
    bar = window.findChild(StatusBar)
    assert isinstance(bar, StatusBar)
    return bar.connection.tone


def press(window: MainWindow, key: str) -> None:
    QTest.keySequence(window, QKeySequence(key))


def test_the_window_is_painted_before_anything_of_the_data_is_imported() -> None:
    program = f"""
import sys
from PySide6.QtWidgets import QApplication
from desktop.domain.clock import SystemClock
from desktop.ui.main_window import MainWindow
from desktop.ui.theme import Theme
app = QApplication([])
window = MainWindow(Theme(app), SystemClock())
window.show()
assert not window.grab().isNull()
loaded = [n for n in {FORBIDDEN!r} if n in sys.modules]
sys.exit(f"loaded too early: {{loaded}}" if loaded else 0)
"""
    done = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True)
    assert done.returncode == 0, done.stderr


def test_every_page_of_the_program_has_its_own_key_title_and_module() -> None:
    for values in ({p.key for p in PAGES}, {p.title for p in PAGES}, {p.target for p in PAGES}):
        assert len(values) == len(PAGES)
    keys = [key for key in keys_of(PAGES) if key]
    keyed = [page for page in PAGES if page.has_key and not page.within]
    assert len(set(keys)) == len(keys) == len(keyed) <= 9
    assert page_class(TEST_PAGES[0]).__name__ == "FirstPage"


def test_without_data_there_is_a_skeleton_and_the_pill_says_so(window: MainWindow) -> None:
    assert window.findChildren(Skeleton)
    assert status_words(window)[0] == "Opening …"
    assert not window.findChildren(FirstPage)


def test_attached_the_frame_says_whose_data_it_is(window: MainWindow, context: Context) -> None:
    window.attach(context)
    assert "Test shop" in window.windowTitle()
    words = status_words(window)
    assert words[0] == "SQLite · this computer"
    assert {"Schema 0001", "Scanner ready", "Sound on", "Fri 14 Nov  10:24"} <= set(words)
    assert context.shop.location_name in words


def test_a_page_that_was_asked_for_early_is_opened_when_there_is_data(
    window: MainWindow, context: Context
) -> None:
    window.open_page("second")
    window.attach(context)
    assert page_of(window, SecondPage).isVisible()
    assert not window.findChildren(FirstPage)


def test_a_page_is_made_once_and_gets_its_arguments(window: MainWindow, context: Context) -> None:
    window.attach(context)
    first = page_of(window, FirstPage)
    window.open_page("second", product="milk")
    window.open_page("first")
    window.open_page("second")
    assert page_of(window, SecondPage).arguments == [{"product": "milk"}]
    assert page_of(window, FirstPage) is first


def test_the_open_page_has_the_focus(window: MainWindow, context: Context, qtbot: QtBot) -> None:
    window.attach(context)
    qtbot.waitUntil(page_of(window, FirstPage).edit.hasFocus)


def test_keys_open_pages_and_read_again(window: MainWindow, context: Context, qtbot: QtBot) -> None:
    window.attach(context)
    press(window, "Ctrl+2")
    qtbot.waitUntil(lambda: bool(window.findChildren(SecondPage)))
    press(window, "Ctrl+1")
    press(window, "F5")
    assert page_of(window, FirstPage).reads == 1
    press(window, "Ctrl+,")
    assert len(window.findChildren(SecondPage)) == 2


def test_a_click_in_the_navigation_opens_the_page(window: MainWindow, context: Context) -> None:
    window.attach(context)
    buttons = window.findChildren(NavButton)
    QTest.mouseClick(buttons[1], Qt.MouseButton.LeftButton)
    assert page_of(window, SecondPage).isVisible()
    assert [button.isChecked() for button in buttons] == [False, True, False]


def test_the_help_lists_the_keys_of_the_page_and_of_the_window(
    window: MainWindow, context: Context
) -> None:
    window.attach(context)
    press(window, "F1")
    dialog = page_of(window, HelpDialog)
    caps = {cap.text for cap in dialog.findChildren(KeyCap)}
    assert {"F2", "F5", key_words("Ctrl+1"), key_words("Ctrl+Q")} <= caps
    dialog.close()


def test_ctrl_q_closes_the_window(window: MainWindow) -> None:
    press(window, "Ctrl+Q")
    assert not window.isVisible()


@pytest.mark.parametrize(("count", "shown"), [(7, "7"), (120, "99+"), (0, "")])
def test_a_count_stands_behind_the_name_of_its_page(
    window: MainWindow, count: int, shown: str
) -> None:
    window.set_count("second", count, is_alarm=True)
    button = window.findChildren(NavButton)[1]
    assert button.accessibleName() == (f"Second, {shown}" if shown else "Second")


def test_the_clock_goes_on(
    window: MainWindow, context: Context, clock: HandClock, qtbot: QtBot
) -> None:
    window.attach(context)
    clock.at = START + timedelta(minutes=1)
    qtbot.waitUntil(lambda: "Fri 14 Nov  10:25" in status_words(window))


def test_the_theme_button_switches_and_remembers(
    window: MainWindow, context: Context, theme: Theme
) -> None:
    window.attach(context)
    button = next(
        b for b in window.findChildren(QAbstractButton) if b.accessibleName() == "Dark colours"
    )
    QTest.mouseClick(button, Qt.MouseButton.LeftButton)
    assert theme.is_dark
    assert context.settings.theme == "dark"
    assert button.accessibleName() == "Light colours"


def test_sound_that_is_off_is_said(window: MainWindow, context: Context) -> None:
    context.settings = replace(context.settings, sound=False)
    window.attach(context)
    assert "Sound off" in status_words(window)


def test_a_narrow_window_folds_the_navigation(window: MainWindow, qtbot: QtBot) -> None:
    panel = window.findChild(NavPanel)
    assert isinstance(panel, NavPanel)
    assert panel.width() == WIDE
    window.resize(1100, 700)
    qtbot.waitUntil(lambda: panel.width() == FOLDED)
    window.resize(1400, 800)
    qtbot.waitUntil(lambda: panel.width() == WIDE)


@pytest.mark.parametrize("scale", SCALES)
@pytest.mark.parametrize("size", [(1280, 800), (960, 600)])
def test_the_frame_fits_the_window_at_every_font_scale(
    window: MainWindow, context: Context, theme: Theme, scale: int, size: tuple[int, int]
) -> None:
    theme.set_scale(scale)
    window.attach(context)
    window.resize(*size)
    assert (window.width(), window.height()) == size


def test_an_empty_place_says_why_and_the_pill_too(window: MainWindow, qtbot: QtBot) -> None:
    window.show_instead(State("database", "The shop could not be opened", tone="bad"))
    page = page_of(window, StatusPage)
    assert page.isVisible()
    assert pill_tone(window) == "warn"
    window.show_instead(State("store", "Setting up the demo shop"))
    assert page_of(window, StatusPage) is page


def test_before_there_is_a_shop_no_page_is_offered(window: MainWindow, context: Context) -> None:
    questions = QLineEdit()
    window.show_instead(questions)
    panel = window.findChild(NavPanel)
    assert isinstance(panel, NavPanel)
    assert (panel.isVisible(), questions.isVisible()) == (False, True)
    assert status_words(window)[0] == "Not set up yet"
    press(window, "Ctrl+2")
    assert "Second" not in [label.text() for label in window.findChildren(ElideLabel)]
    window.attach(context)
    assert (panel.isVisible(), questions.isVisible()) == (True, False)


def test_notices_come_over_the_foot_of_the_window(window: MainWindow) -> None:
    window.notify("12 products imported", "ok")
    toasts = window.findChild(Toasts)
    assert isinstance(toasts, Toasts)
    assert [toast.text for toast in toasts.toasts()] == ["12 products imported"]


def test_notices_stay_at_the_foot_when_the_window_grows(window: MainWindow) -> None:
    window.notify("12 products imported", "ok")
    window.resize(1400, 900)
    toasts = window.findChild(Toasts)
    assert isinstance(toasts, Toasts)
    assert 800 < toasts.geometry().bottom() < 900
    assert abs(toasts.geometry().center().x() - 700) <= 1


def test_the_menu_of_the_shop_holds_every_action_of_the_window(
    window: MainWindow, context: Context
) -> None:
    window.attach(context)
    head = window.findChild(NavHead)
    assert isinstance(head, NavHead)
    QTest.mouseClick(head, Qt.MouseButton.LeftButton)
    menu = page_of(window, QMenu)
    words = [action.text() for action in menu.actions()]
    assert words[:3] == [page.title for page in TEST_PAGES]
    assert {"Read again", "Light or dark", "Help and keys", "Quit"} <= set(words)
    menu.close()


def test_a_flash_is_over_the_whole_window(window: MainWindow) -> None:
    window.flash("bad")
    assert page_of(window, Flash).geometry() == window.rect()


def test_every_button_without_words_has_a_name(window: MainWindow, context: Context) -> None:
    window.attach(context)
    nameless = [
        button
        for button in window.findChildren(QAbstractButton)
        if not button.text() and not button.accessibleName()
    ]
    assert nameless == []
