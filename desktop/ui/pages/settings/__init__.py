"""Settings: the shop and its rules, this workstation's look, scanner, sound and data."""

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QVBoxLayout, QWidget

from desktop.ui.context import Context
from desktop.ui.pages.settings.alerts import AlertsCard
from desktop.ui.pages.settings.look import LookCard
from desktop.ui.pages.settings.place import PlaceCard
from desktop.ui.pages.settings.safe import SafeCard
from desktop.ui.pages.settings.scanner import ScannerCard
from desktop.ui.pages.settings.shop import ShopCard
from desktop.ui.pages.settings.sound import SoundCard
from desktop.ui.widgets.scrolled import Scrolled

WIDTH = 720


class SettingsPage(QWidget):
    """Look, scanner and sound act at once; the shop's cards are saved with their buttons."""

    def __init__(self, context: Context) -> None:
        super().__init__()
        shop = ShopCard(context)
        self._cards: dict[str, QWidget] = {
            "shop": shop,
            "alerts": AlertsCard(context),
            "look": LookCard(context),
            "scanner": ScannerCard(context),
            "sound": SoundCard(context),
            "safe": SafeCard(context),
            "place": PlaceCard(context),
        }
        column = QVBoxLayout()
        column.setContentsMargins(0, 0, 12, 24)
        column.setSpacing(16)
        for card in self._cards.values():
            card.setMaximumWidth(WIDTH)
            column.addWidget(card)
        column.addStretch(1)
        self._scroll = scroll = Scrolled(column)
        scroll.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        whole = QVBoxLayout(self)
        whole.setContentsMargins(0, 0, 0, 0)
        whole.addWidget(scroll)
        self.first = shop.first

    def open_with(self, card: str) -> None:
        """Brings a card to the top and the focus into it."""
        chosen = self._cards[card]
        self._scroll.verticalScrollBar().setValue(chosen.y())
        for control in chosen.findChildren(QWidget):
            if control.focusPolicy() & Qt.FocusPolicy.TabFocus and control.isEnabled():
                control.setFocus(Qt.FocusReason.TabFocusReason)
                break
