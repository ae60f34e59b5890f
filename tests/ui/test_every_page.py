"""Every page of the window, by itself: fits, says its names, is reached by keys, never stalls."""

import time
from collections.abc import Iterator
from itertools import combinations, permutations
from pathlib import Path
from typing import Any

import pytest
from PySide6.QtCore import QLocale, QSize, Qt, QTimer
from PySide6.QtGui import QAccessible, QAction, QImage
from PySide6.QtTest import QTest
from PySide6.QtWidgets import (
    QAbstractItemView,
    QApplication,
    QLabel,
    QListView,
    QScrollArea,
    QStackedWidget,
    QWidget,
)

from desktop.jobs.opening import Shop
from desktop.ui.dialogs.help import HelpDialog
from desktop.ui.navigation import PAGES, Page
from desktop.ui.table.page import ListPage
from desktop.ui.theme import Theme
from desktop.ui.widgets.keycap import KeyCap
from tests import looks
from tests.stage import Stage, make_shop, stage, theme_of
from tests.ui.driver import Driver

KINDS = {"empty": 0, "filled": 60}
LOOKS = [  # each size, theme and scale of letters; what a theme changes is no place of anything
    *(("light", QSize(1280, 800), 100), ("dark", QSize(1920, 1080), 100)),
    *(("light", QSize(1280, 800), 130), ("dark", QSize(1920, 1080), 130)),
]
OTHERS = [("dark", QSize(1280, 800), 100), ("light", QSize(1920, 1080), 100)]
STALL_S = 0.25
TABS = 80
RING = 3
every_page = pytest.mark.parametrize("page", PAGES, ids=lambda page: page.key)


@pytest.fixture(scope="module")
def shops(tmp_path_factory: pytest.TempPathFactory) -> Iterator[dict[str, Shop]]:
    """A shop without goods, and one with some."""
    place = tmp_path_factory.mktemp("shops")
    made = {
        kind: make_shop(place / kind, products, products * 10) for kind, products in KINDS.items()
    }
    yield made
    for shop in made.values():
        shop.database.close()


@pytest.fixture
def on(
    qapp: QApplication,
    theme: Theme,
    english: QLocale,
    shops: dict[str, Shop],
) -> Iterator[Stage]:
    """A window on the filled shop."""
    with stage(qapp, theme, shops["filled"]) as built:
        yield built


@pytest.fixture(scope="module")
def standing(qapp: QApplication, shops: dict[str, Shop]) -> Iterator[Stage]:
    """One window on the filled shop, for what changes neither the looks nor the goods."""
    with stage(qapp, theme_of(qapp), shops["filled"]) as built:
        yield built


def show(on: Stage, page: Page) -> QWidget:
    """The page, opened and at rest."""
    on.window.open_page(page.key)
    on.lay_out()
    for each in on.window.findChildren(ListPage):
        if each.isVisible():
            on.until(lambda each=each: is_at_rest(each))  # type: ignore[misc]
    on.lay_out()
    stack = on.window.findChild(QStackedWidget)
    page_shown = stack.currentWidget() if stack is not None else None
    assert page_shown is not None
    on.until(lambda: bool(getattr(page_shown, "is_at_rest", True)))
    on.lay_out()
    return page_shown


def is_at_rest(page: ListPage) -> bool:
    """Whether a list reads nothing any more."""
    lanes = (page.model.feed.lane, page.model.windows.lane)
    return page.model.state != "loading" and not any(lane.is_busy for lane in lanes)


def complaints(qtlog: Any) -> list[str]:
    """What Qt said, but for what only the offscreen screen says."""
    return [r.message for r in qtlog.records if "propagateSizeHints" not in r.message]


@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.usefixtures("english")
def test_they_fit_in_every_look(
    kind: str, shops: dict[str, Shop], qapp: QApplication, theme: Theme, qtlog: Any, full: bool
) -> None:
    """Pages of nothing are looked at in the smaller window alone, with small and large letters."""
    sampled = LOOKS if kind == "filled" else LOOKS[::2]
    wrong = []
    with stage(qapp, theme, shops[kind]) as on:
        for mode, size, scale in LOOKS + OTHERS if full else sampled:
            if theme.mode != mode:
                theme.set_mode(mode)
            if theme.scale != scale:
                theme.set_scale(scale)
            on.window.resize(size)
            for page in PAGES:
                show(on, page)
                found = looks.problems(on.window, size)
                wrong += [f"{page.key}, {mode} {size.width()} {scale} %: {p}" for p in found]
    assert wrong == []
    assert complaints(qtlog) == []


def help_shown(on: Stage) -> list[HelpDialog]:
    return [each for each in on.window.findChildren(HelpDialog) if each.isVisible()]


def clashes(window: QWidget) -> list[str]:
    """Keys that mean two things at once: Qt does neither of them."""
    keys: dict[str, list[QAction]] = {}
    for action in window.findChildren(QAction):
        parent = action.parent()
        if isinstance(parent, QWidget) and parent.isVisible() and action.isEnabled():
            for key in action.shortcuts():
                keys.setdefault(key.toString(), []).append(action)
    return [
        f"{key}: {one.text()} | {other.text()}"
        for key, actions in keys.items()
        for one, other in combinations(actions, 2)
        if are_heard_at_once(one, other)
    ]


def are_heard_at_once(one: QAction, other: QAction) -> bool:
    """Whether there is a focus that both listen to."""
    if Qt.ShortcutContext.WindowShortcut in (one.shortcutContext(), other.shortcutContext()):
        return True
    parts: list[Any] = [one.parent(), other.parent()]
    return parts[0] is parts[1] or any(a.isAncestorOf(b) for a, b in permutations(parts))


@every_page
def test_f1_lists_its_keys_and_none_means_two_things(on: Stage, page: Page, theme: Theme) -> None:
    shown = show(on, page)
    assert clashes(on.window) == []
    for scale in (100, 130):
        if theme.scale != scale:
            theme.set_scale(scale)
        QTest.keyClick(QApplication.focusWidget() or on.window, Qt.Key.Key_F1)
        on.context.scanner.settle()
        on.until(lambda: bool(help_shown(on)))
        (dialog,) = help_shown(on)
        words = {label.text() for label in dialog.findChildren(QLabel)}
        keys = {cap.accessibleName() for cap in dialog.findChildren(KeyCap)}
        assert {text for _, text in getattr(shown, "keys", ())} <= words
        assert {key for key, _ in getattr(shown, "keys", ())} <= keys
        on.lay_out()
        assert looks.problems(dialog, on.window.size()) == [], f"{scale} %"
        dialog.reject()
        on.window.activateWindow()
        on.until(on.window.isActiveWindow)


def controls(page: QWidget) -> list[QWidget]:
    """What can be reached by Tab, and must be."""
    return [
        widget
        for widget in page.findChildren(QWidget)
        if widget.focusPolicy() & Qt.FocusPolicy.TabFocus
        and widget.isVisible()
        and widget.isEnabled()
        and widget.focusProxy() is None
        and not isinstance(widget, QScrollArea)
        and not widget.objectName().startswith("qt_")
    ]


def walk(on: Stage) -> dict[QWidget, bool]:
    """Where Tab leads until it comes round, and whether a look at the window tells so."""
    seen: dict[QWidget, bool] = {}
    for _ in range(TABS):
        focus = QApplication.focusWidget()
        assert focus is not None, f"Tab lost the focus after {list(seen)[-1:]}"
        if focus in seen:
            break
        with_focus = portrait(focus)
        QTest.keyClick(focus, Qt.Key.Key_Tab)
        on.settle(5)
        seen[focus] = portrait(focus) != with_focus
    return seen


def portrait(widget: QWidget) -> QImage:
    """A control with the few pixels around it, where its ring may be."""
    around = widget.parentWidget()
    assert around is not None
    edge = widget.geometry().adjusted(-RING, -RING, RING, RING)
    return around.grab(edge).toImage()


@every_page
def test_every_control_is_reached_by_tab_and_shows_it(standing: Stage, page: Page) -> None:
    shown = show(standing, page)
    wanted = controls(shown)
    seen = walk(standing)
    assert [named(widget) for widget in wanted if widget not in seen] == []
    assert [named(widget) for widget, is_marked in seen.items() if not is_marked] == []


def named(widget: QWidget) -> str:
    """A control as a person would call it."""
    told = QAccessible.queryAccessibleInterface(widget)
    return f"{type(widget).__name__} {told.text(QAccessible.Text.Name)}"


@every_page
def test_every_control_has_a_name_for_screen_readers(standing: Stage, page: Page) -> None:
    nameless = []
    for widget in controls(show(standing, page)):
        told = QAccessible.queryAccessibleInterface(widget)
        if not told.text(QAccessible.Text.Name):
            nameless.append(repr(widget))
    assert nameless == []


@every_page
def test_f5_reads_again(standing: Stage, page: Page) -> None:
    shown = show(standing, page)
    for each in shown.findChildren(ListPage):
        counted: list[int] = []
        each.model.counted.connect(lambda rows, _whole, counted=counted: counted.append(rows))
        QTest.keyClick(QApplication.focusWidget() or standing.window, Qt.Key.Key_F5)
        standing.context.scanner.settle()
        standing.until(lambda counted=counted: bool(counted))  # type: ignore[misc]


@every_page
def test_the_window_answers_while_it_works(on: Stage, page: Page) -> None:
    shown = show(on, page)
    stalls: list[float] = []
    while len(stalls) < 3 and min(stalls, default=STALL_S) >= STALL_S:  # others use the machine too
        stalls.append(longest_stall(on, shown))
    assert min(stalls) < STALL_S


def longest_stall(on: Stage, page: QWidget) -> float:
    """Seconds between two beats of the event loop, while everything on the page is busy."""
    last, longest = time.monotonic(), 0.0

    def beat() -> None:
        nonlocal last, longest
        now = time.monotonic()
        last, longest = now, max(longest, now - last)

    timer = QTimer()
    timer.setTimerType(Qt.TimerType.PreciseTimer)
    timer.timeout.connect(beat)
    timer.start(5)
    on.window.refresh()
    on.settle(100)
    for key in (Qt.Key.Key_Down, Qt.Key.Key_PageDown, Qt.Key.Key_Up, Qt.Key.Key_A):
        QTest.keyClick(QApplication.focusWidget() or page, key)
        on.settle(40)
    on.window.resize(1400, 900)
    on.settle(100)
    on.window.resize(1280, 800)
    on.settle(100)
    timer.stop()
    return longest


def test_they_fit_on_a_screen_of_one_and_a_half(tmp_path: Path) -> None:
    make_shop(tmp_path / "shop", 40, 200).database.close()
    window = Driver("--data-dir", tmp_path / "shop", QT_SCALE_FACTOR="1.5")
    try:
        window.until("hand.window.windowTitle() == 'Main Street Store – Onhand'")
        for page in PAGES:
            window.ask(f"hand.window.open_page({page.key!r})")
            window.until("hand.is_at_rest()")
            assert window.ask("hand.problems()") == []
        assert window.end() == 0
    finally:
        window.kill()


@every_page
def test_every_list_of_it_is_exported_by_ctrl_e(standing: Stage, page: Page) -> None:
    """What is on the screen goes into a file, from wherever the keys are in it."""
    shown = show(standing, page)
    views = [v for v in shown.findChildren(QAbstractItemView) if v.isVisible()]
    views = [v for v in views if not isinstance(v, QListView) and v.window() is standing.window]
    silent = [view.accessibleName() for view in views if not exports(view, shown)]
    assert silent == []


def exports(view: QWidget, page: QWidget) -> bool:
    """Whether Ctrl+E does something while the keys are in it."""
    while True:
        if any("Ctrl+E" in [k.toString() for k in a.shortcuts()] for a in view.actions()):
            return True
        above = view.parentWidget()
        if view is page or above is None:
            return False
        view = above
