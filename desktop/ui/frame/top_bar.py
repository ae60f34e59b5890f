"""The bar over every page: its title, the way to the palette, alerts, the theme and help."""

from collections.abc import Callable

from PySide6.QtWidgets import QHBoxLayout, QWidget

from desktop.ui.actions import SEARCH, key_words
from desktop.ui.text import tr
from desktop.ui.theme import Theme
from desktop.ui.widgets.button import IconButton
from desktop.ui.widgets.label import ElideLabel
from desktop.ui.widgets.search_field import SearchField

TOP = 60
MARGIN = 24


class TopBar(QWidget):
    """Four ways on, each a call; the moon becomes a sun with the theme."""

    def __init__(
        self,
        theme: Theme,
        search: Callable[[], None],
        show_alerts: Callable[[], None],
        change_theme: Callable[[], None],
        show_keys: Callable[[], None],
    ) -> None:
        super().__init__()
        self._theme = theme
        self.title = ElideLabel("", "title")
        self.search = SearchField(tr("Search or run a command"), key_words(SEARCH), search)
        self.bell = IconButton("bell", tr("Alerts"), show_alerts)
        self._button = IconButton("moon", tr("Dark"), change_theme)
        self.setFixedHeight(theme.px(TOP))
        row = QHBoxLayout(self)
        row.setContentsMargins(MARGIN, 4, MARGIN - 4, 0)
        row.setSpacing(12)
        row.addWidget(self.title, 1)
        row.addWidget(self.search)
        row.addWidget(self.bell)
        row.addWidget(self._button)
        row.addWidget(IconButton("circle-question-mark", tr("Help and keys"), show_keys))
        self._show_theme()
        theme.changed.connect(self._show_theme)

    def _show_theme(self) -> None:
        dark = self._theme.is_dark
        self._button.set_icon("sun" if dark else "moon")
        self._button.set_name(tr("Light colours") if dark else tr("Dark colours"))
