"""This workstation's theme and text size."""

from PySide6.QtGui import QShowEvent

from desktop.ui.context import Context
from desktop.ui.pages.settings.keeping import keep, row_of
from desktop.ui.text import tr
from desktop.ui.theme import SCALES, current_theme
from desktop.ui.widgets.card import Card
from desktop.ui.widgets.choices import Combo
from desktop.ui.widgets.field import Field


class LookCard(Card):
    """Acts at once; shows what was chosen elsewhere in the window too."""

    def __init__(self, context: Context) -> None:
        super().__init__(tr("Look"))
        self._context = context
        themes = [("system", tr("As the system")), ("light", tr("Light")), ("dark", tr("Dark"))]
        self._theme = Combo(themes)
        self._theme.chosen.connect(self._on_theme)
        self._scale = Combo([(n, f"{n} %") for n in SCALES])
        self._scale.chosen.connect(self._on_scale)
        self.add(row_of(Field(tr("Theme"), self._theme), Field(tr("Text size"), self._scale)))
        current_theme().changed.connect(self._show)
        self._show()

    def showEvent(self, event: QShowEvent) -> None:
        super().showEvent(event)
        self._show()

    def _show(self) -> None:
        theme = current_theme()
        self._theme.set_current(theme.mode)
        self._scale.set_current(theme.scale)

    def _on_theme(self, mode: object) -> None:
        keep(self._context, theme=str(mode))
        current_theme().set_mode(str(mode))

    def _on_scale(self, scale: object) -> None:
        if isinstance(scale, int):
            keep(self._context, font_scale=scale)
            current_theme().set_scale(scale)
