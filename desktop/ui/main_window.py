"""The frame of the window: navigation, top bar, pages, status bar, notices; no business words."""

from collections.abc import Callable, Sequence
from dataclasses import replace
from functools import partial
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import QSize, Qt, QTimer, Signal
from PySide6.QtGui import QCloseEvent, QResizeEvent
from PySide6.QtWidgets import QHBoxLayout, QMainWindow, QVBoxLayout, QWidget

from desktop.domain.clock import Clock
from desktop.ui.actions import JOBS, LOG, SEARCH, Also, Command, install, key_words, open_menu
from desktop.ui.frame.sign import sign
from desktop.ui.frame.status import WindowStatus
from desktop.ui.frame.top_bar import MARGIN, TopBar
from desktop.ui.navigation import PAGES, Page, keys_of, page_class
from desktop.ui.text import tr
from desktop.ui.theme import Theme
from desktop.ui.widgets.nav_panel import NavEntry, NavPanel
from desktop.ui.widgets.page_stack import PageStack
from desktop.ui.widgets.skeleton import Skeleton

if TYPE_CHECKING:
    from desktop.ui.context import Context
    from desktop.ui.dialogs.palette import Palette
    from desktop.ui.frame.leaving import Leaving
    from desktop.ui.widgets.flash import Flash
    from desktop.ui.widgets.status_page import State, StatusPage
    from desktop.ui.widgets.toast import Toasts

FOLD_BELOW = 1280
LEAST = QSize(960, 600)
USUAL = QSize(1280, 800)
AHEAD_MS = 3000  # what the palette looks through is read when the first page has its rows
GALLERY = "Gallery of components"
ALSO = {"settings": "Ctrl+,"}


class MainWindow(QMainWindow):
    """Painted before there is data; ``attach`` brings the context and opens the first page."""

    place_wanted = Signal()  # to choose where the data is
    log_wanted = Signal()  # as long as no shop is open, it is for others to show

    def __init__(self, theme: Theme, clock: Clock, pages: Sequence[Page] = PAGES) -> None:
        super().__init__()
        self._all = pages
        self._theme = theme
        self._context: Context | None = None
        self._pages: dict[str, QWidget] = {}
        self._page = pages[0]
        self.setWindowTitle("Onhand")
        self.setMinimumSize(LEAST)
        self.resize(USUAL)
        self._navigation = NavPanel(_entries(pages), tr("Inventory"))
        self._navigation.chosen.connect(self.open_page)
        self._navigation.fold_asked.connect(self._on_fold_asked)
        alerts = partial(self.open_page, "alerts")
        self._top = TopBar(theme, self.search, alerts, self._on_theme_asked, self.help)
        self._stack = PageStack()
        self._state: StatusPage | None = None
        self._toasts: Toasts | None = None
        self._flash: Flash | None = None
        self._leaving: Leaving | None = None
        self._palette: Palette | None = None
        self._status = WindowStatus(clock)
        self._status.connection.clicked.connect(self.place_wanted)
        self.log_wanted.connect(self._status.open_log)
        self._build()
        self._commands = self._own_commands()
        self._actions = install(self, self._commands)
        self._navigation.head.clicked.connect(self._open_menu)

    def attach(self, context: "Context") -> None:
        """The data is there: shows whose it is and opens the page that was asked for."""
        from desktop.ui.frame.leaving import Leaving
        from desktop.ui.frame.scan_route import ScanRoute
        from desktop.ui.frame.trouble_banner import TroubleBanner

        self._context = context
        if context.scanner is not None:
            ScanRoute(self, context, lambda: self._page.key)
        self._leaving = Leaving(self, context, self._pages)
        self._framed.insertWidget(0, TroubleBanner(context.work))
        self._navigation.show()
        self._top.search.show()
        self._top.bell.show()
        self.setWindowIcon(sign(self._theme))
        context.work.reachable.connect(self._status.show_reach)
        self.renew()
        self.open_page(self._page.key)
        QTimer.singleShot(AHEAD_MS, self, lambda: self.search(opens=False))

    def renew(self) -> None:
        """Writes shop, person, place and settings anew after one of them changed."""
        context = self._context
        if context is None:
            return
        self.setWindowTitle(f"{context.shop.name} – Onhand")
        self._navigation.head.set_name(context.shop.name)
        self._navigation.set_person(context.user_name, _role_words(context.role))
        self._status.show_context(context)

    def open_page(self, key: str, **arguments: Any) -> None:
        """Opens a page, imported on its first opening; arguments go to its ``open_with``."""
        self._page = next(page for page in self._all if page.key == key)
        if self._navigation.isHidden():
            return
        self._top.title.setText(tr(self._page.title))
        self._navigation.set_current(self._page.within or key)
        if self._context is None:
            return
        if key not in self._pages:
            self._pages[key] = page_class(self._page)(self._context)
        page = self._pages[key]
        self._stack.bring(page)
        if arguments:
            page.open_with(**arguments)  # type: ignore[attr-defined]

    def show_instead(
        self, content: "QWidget | State", title: str = "", is_aside: bool = False
    ) -> None:
        """In place of the pages: the first questions, or why there is no data and the ways on.

        As long as there is no context, nothing of the pages is offered beside it; ``is_aside``:
        nor another shop, while this one is closed for what the content shows.
        """
        if self._context is None:
            self._navigation.hide()
            self._top.search.hide()
            self._top.bell.hide()
            self._top.title.setText("")
            self._status.show_aside() if is_aside else self._status.show_new()
        elif title:
            self._top.title.setText(title)
        widget = content if isinstance(content, QWidget) else self._state_page(content)
        self._stack.bring(widget, stays=widget is self._state)

    def notify(
        self,
        text: str,
        tone: str = "neutral",
        action_label: str = "",
        action: Callable[[], None] | None = None,
        also: Also | None = None,
    ) -> None:
        """A notice over the foot of the window; see Toasts."""
        from desktop.ui.widgets.toast import Toasts

        self._toasts = self._toasts or Toasts(self)
        self._toasts.notify(text, tone, action_label, action, also)

    def flash(self, token: str) -> None:
        """One flash of the whole window, for silent mode."""
        from desktop.ui.widgets.flash import Flash

        self._flash = self._flash or Flash(self)
        self._flash.fire(token)

    def offer(self, commands: Sequence[Command]) -> None:
        """More that can be done, in the menu and in the palette, after the pages."""
        place = len(self._all)
        self._commands[place:place] = commands
        self._actions[place:place] = install(self, commands)

    def set_count(self, key: str, count: int, is_alarm: bool = False) -> None:
        """The number at the right of a page's row; 0 takes it away."""
        words = ("99+" if count > 99 else str(count)) if count else ""
        self._navigation.set_count(key, words, "alarm" if is_alarm else "neutral")

    def refresh(self) -> None:
        """F5: the open page reads again, where it can."""
        again = getattr(self._pages.get(self._page.key), "refresh", None)
        if again:
            again()

    def help(self, topic: str = "") -> None:
        """F1: what the page or a dialog is for, and the keys that work now, its own first."""
        from desktop.ui.dialogs.help import HelpDialog

        page = self._pages.get(self._page.key)
        title = tr(self._page.title)
        shell = [(key_words(c.key), c.text) for c in self._commands if c.key]
        groups = [(title, getattr(page, "keys", ())), (tr("Everywhere"), shell)]
        usual = self._page.key if self._context is not None else "first_start"
        HelpDialog(self, topic or usual, groups).open()

    def closeEvent(self, event: QCloseEvent) -> None:
        """Refused while something is not booked yet; it comes again by itself then."""
        if self._leaving is not None and not self._leaving.may_go():
            event.ignore()

    def search(self, opens: bool = True) -> None:
        """Ctrl+K: everything by a few letters; ``opens`` False only makes it ready."""
        if self._context is None:
            return
        from desktop.ui.dialogs.palette import Palette
        from desktop.ui.offers import Offers

        if self._palette is None:
            offers = Offers(self._all, self._commands, self._pages, self.open_page)
            self._palette = Palette(self, self._context, offers)
        if opens:
            self._palette.open(self._page.key)

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        was, now = event.oldSize().width(), event.size().width()
        if was < 0 or (was < FOLD_BELOW) != (now < FOLD_BELOW):
            self._navigation.set_folded(now < FOLD_BELOW)
        if self._toasts is not None:
            self._toasts.place()

    def _state_page(self, state: "State") -> "StatusPage":
        from desktop.ui.widgets.status_page import StatusPage

        self._state = self._state or StatusPage()
        self._state.show_state(state)
        if state.tone in ("warn", "bad"):
            self._status.show_unconnected()
        return self._state

    def _build(self) -> None:
        self._stack.addWidget(Skeleton(rows=12))
        content = QVBoxLayout()
        content.setContentsMargins(0, 0, 0, 0)
        content.setSpacing(0)
        content.addWidget(self._top)
        self._framed = QVBoxLayout()
        self._framed.setContentsMargins(MARGIN, 0, MARGIN, 16)
        self._framed.setSpacing(12)
        self._framed.addWidget(self._stack, 1)
        content.addLayout(self._framed, 1)
        whole = QWidget()
        outer = QVBoxLayout(whole)
        outer.setContentsMargins(0, 0, 0, 0)
        outer.setSpacing(0)
        row = QHBoxLayout()
        row.setSpacing(0)
        row.addWidget(self._navigation)
        row.addLayout(content, 1)
        outer.addLayout(row, 1)
        outer.addWidget(self._status)
        self.setCentralWidget(whole)
        self._stack.setFocusPolicy(Qt.FocusPolicy.ClickFocus)
        self._stack.setFocus()
        self.open_page(self._page.key)

    def _own_commands(self) -> list[Command]:
        pages = [
            Command(tr(p.title), key, partial(self.open_page, p.key), p.icon, ALSO.get(p.key, ""))
            for p, key in zip(self._all, keys_of(self._all), strict=True)
        ]
        return [
            *pages,
            Command(tr("Search or run a command"), SEARCH, self.search, "search"),
            Command(tr("Read again"), "F5", self.refresh, "refresh-cw"),
            Command(tr("Connect: where is your data?"), "", self.place_wanted.emit, "database"),
            Command(tr("Jobs"), JOBS, self._status.jobs.clicked.emit, "list-checks"),
            Command(tr("Log"), LOG, self.log_wanted.emit, "file-text"),
            Command(tr("Light or dark"), "", self._on_theme_asked, "moon"),
            Command(tr("Help and keys"), "F1", self.help, "circle-question-mark"),
            Command(tr(GALLERY), "", lambda: _show_gallery(self), "boxes"),
            Command(tr("Quit"), "Ctrl+Q", self.close, "log-out"),
        ]

    def _open_menu(self) -> None:
        open_menu(self._navigation.head, self._actions, self._commands)

    def _on_theme_asked(self) -> None:
        mode = "light" if self._theme.is_dark else "dark"
        self._theme.set_mode(mode)
        if self._context is not None:
            self._context.save_settings(replace(self._context.settings, theme=mode))

    def _on_fold_asked(self) -> None:
        self._navigation.set_folded(not self._navigation.is_folded)


def _entries(pages: Sequence[Page]) -> list[NavEntry]:
    return [
        NavEntry(page.key, tr(page.title), page.icon, tr(page.section), key_words(key))
        for page, key in zip(pages, keys_of(pages), strict=True)
        if not page.within
    ]


def _show_gallery(window: MainWindow) -> None:
    from desktop.ui.pages.gallery import Gallery

    window.show_instead(Gallery(window._context), tr(GALLERY))


def _role_words(role: str) -> str:
    words = {"clerk": tr("Clerk"), "manager": tr("Manager"), "admin": tr("Owner")}
    return words.get(role, role)
