"""Health: whether the database answers, what it holds, how fast it is, and care for it."""

from PySide6.QtCore import Qt, QTimer
from PySide6.QtGui import QHideEvent, QShowEvent
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from desktop.domain.errors import UserError
from desktop.domain.permissions import Permission
from desktop.jobs.health.pulse import Health
from desktop.ui.context import Context
from desktop.ui.pages.health.care import MEND, CareCard
from desktop.ui.pages.health.facts import IndexesCard, SafetyCard, StationsCard, TablesCard
from desktop.ui.pages.health.look import Look, look
from desktop.ui.pages.health.now import NowCard
from desktop.ui.pages.health.statements import StatementsCard
from desktop.ui.rights import Right
from desktop.ui.text import tr
from desktop.ui.widgets.banner import Banner
from desktop.ui.widgets.scrolled import Scrolled

EVERY_MS = 5000


class HealthPage(QWidget):
    """Feels the pulse every five seconds while it is shown; the rest is read when it is opened."""

    keys = (("F5", "Look again"),)

    def __init__(self, context: Context) -> None:
        super().__init__()
        assert context.pulse is not None
        self._pulse = context.pulse
        self._context = context
        self._is_reading = self._is_outdated = False
        self.now = NowCard(context, context.pulse)
        self.care = CareCard(context, context.pulse)
        self.care.tended.connect(self.refresh)
        self.statements = StatementsCard(context, context.pulse)
        self.indexes = IndexesCard(context, lambda: self.care.start(MEND))
        Right(self, context, Permission.RUN_DATABASE, self.indexes.mend)
        self._told = (
            TablesCard(context), SafetyCard(context), StationsCard(context), self.indexes,
        )  # fmt: skip
        self._trouble = Banner("bad", tr("The rest could not be read."))
        self._trouble.hide()
        self.now.watch.told.connect(self._on_told)
        self._beat = QTimer(self)
        self._beat.setInterval(EVERY_MS)
        self._beat.timeout.connect(self._on_beat)
        self._build()
        self.first = next(iter(self.care.buttons.values()))

    def _build(self) -> None:
        tables, safety, stations, indexes = self._told
        inside = QWidget()
        column = QVBoxLayout(inside)
        column.setContentsMargins(0, 0, 12, 24)
        column.setSpacing(16)
        column.addWidget(self._trouble)
        column.addWidget(self.care)
        pairs = QHBoxLayout()
        pairs.setSpacing(16)
        left, right = (self.now, tables, indexes), (safety, self.statements, stations)
        for cards in (left, right):
            side = QVBoxLayout()
            side.setSpacing(16)
            for card in cards:
                side.addWidget(card)
            side.addStretch(1)
            pairs.addLayout(side, 1)
        column.addLayout(pairs)
        column.addStretch(1)
        scroll = Scrolled(inside)
        scroll.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        whole = QVBoxLayout(self)
        whole.setContentsMargins(0, 0, 0, 0)
        whole.addWidget(scroll)

    @property
    def is_at_rest(self) -> bool:
        """Whether nothing is awaited any more."""
        return not self._is_reading and not self.now.watch.is_looking

    def showEvent(self, event: QShowEvent) -> None:
        super().showEvent(event)
        self._beat.start()
        self.refresh()

    def hideEvent(self, event: QHideEvent) -> None:
        self._beat.stop()
        super().hideEvent(event)

    def refresh(self) -> None:
        """Looks at everything again."""
        self._on_beat()
        self._is_outdated = self._is_reading  # what is under way may be of before
        if not self._is_reading:
            self._read()

    def _read(self) -> None:
        self._is_reading = True
        self._context.work.job(
            self, self._pulse.read, look, self._context,
            then=self._on_look, failed=self._on_failed,
        )  # fmt: skip

    def _on_beat(self) -> None:
        self.now.watch.look()
        self.statements.refresh()

    def _on_told(self, found: Health) -> None:
        """It answers again: what could not be read then is read now."""
        if found.connection_test and not self._trouble.isHidden() and not self._is_reading:
            self._read()

    def _on_look(self, found: Look) -> None:
        self._is_reading = False
        self._trouble.hide()
        for card in self._told:
            card.show_look(found)
        if self._is_outdated:
            self.refresh()

    def _on_failed(self, error: UserError) -> None:
        self._is_reading = False
        self._trouble.say("bad", error.message, error.hint)
        self._trouble.show()
