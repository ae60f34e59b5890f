"""Tabs in words with counts: saved views of a list, or the parts of a panel."""

from collections.abc import Sequence
from functools import partial

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QButtonGroup, QHBoxLayout, QSizePolicy, QWidget

from desktop.ui.widgets.button import Button


class TabBar(QWidget):
    """``chosen`` gives the key of the tab that was clicked; the focus goes to the marked one."""

    chosen = Signal(str)

    def __init__(
        self, tabs: Sequence[tuple[str, str]], current: str = "", spacing: int = 18
    ) -> None:
        super().__init__()
        self.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Fixed)
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(spacing)
        self._group = QButtonGroup(self)
        self._names = dict(tabs)
        self._tabs: dict[str, Button] = {}
        for key, text in tabs:
            tab = Button(text, "tab", on_click=partial(self.chosen.emit, key))
            self._tabs[key] = tab
            self._group.addButton(tab)
            tab.toggled.connect(partial(self._on_toggled, tab))
            row.addWidget(tab)
        row.addStretch(1)
        self.set_current(current or next(iter(self._tabs)))

    def set_current(self, key: str) -> None:
        """Marks a tab without telling."""
        self._tabs[key].setChecked(True)

    @property
    def has_keys(self) -> bool:
        """Whether one of the tabs has the focus of its window, which may be about to come back."""
        return self.window().focusWidget() in self._tabs.values()

    def _on_toggled(self, tab: Button, is_on: bool) -> None:
        if is_on:
            self.setFocusProxy(tab)

    def set_count(self, key: str, count: str) -> None:
        """Writes a count behind the words of a tab."""
        name = self._names[key]
        self._tabs[key].setText(f"{name}  {count}" if count else name)
        self._tabs[key].updateGeometry()

    def current(self) -> str:
        """The key of the marked tab."""
        return next(key for key, tab in self._tabs.items() if tab.isChecked())
