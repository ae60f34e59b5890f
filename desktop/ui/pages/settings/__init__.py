"""Settings: the shop, this workstation's look, its scanner and its sound."""

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QScrollArea, QVBoxLayout, QWidget

from desktop.ui.context import Context
from desktop.ui.pages.settings.look import LookCard
from desktop.ui.pages.settings.scanner import ScannerCard
from desktop.ui.pages.settings.shop import ShopCard
from desktop.ui.pages.settings.sound import SoundCard

WIDTH = 720


class SettingsPage(QWidget):
    """Look, scanner and sound act at once; the shop's card is saved with its button."""

    def __init__(self, context: Context) -> None:
        super().__init__()
        shop = ShopCard(context)
        cards = (shop, LookCard(context), ScannerCard(context), SoundCard(context))
        column = QVBoxLayout()
        column.setContentsMargins(0, 0, 12, 24)
        column.setSpacing(16)
        for card in cards:
            card.setMaximumWidth(WIDTH)
            column.addWidget(card)
        column.addStretch(1)
        inside = QWidget()
        inside.setLayout(column)
        scroll = QScrollArea()
        scroll.setWidget(inside)
        scroll.setWidgetResizable(True)
        scroll.setFrameShape(QScrollArea.Shape.NoFrame)
        scroll.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        scroll.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        whole = QVBoxLayout(self)
        whole.setContentsMargins(0, 0, 0, 0)
        whole.addWidget(scroll)
        self.first = shop.first
