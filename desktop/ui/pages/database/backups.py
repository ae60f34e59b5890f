"""All backups with how each was proven, the newest trial restore, and what can be done."""

from functools import partial

from PySide6.QtCore import QPoint, Qt
from PySide6.QtWidgets import QHBoxLayout, QMenu, QStackedWidget, QWidget

from desktop.domain.errors import UserError
from desktop.domain.permissions import GRANTS, NotAllowed, Role
from desktop.jobs.backup.listing import Listed, Safety, safety
from desktop.jobs.backup.upkeep import upkeep_of
from desktop.ui.context import Context
from desktop.ui.pages.database import words
from desktop.ui.pages.database.backup_list import BackupList
from desktop.ui.pages.database.deeds import BACKUPS
from desktop.ui.pages.database.frame import buttons_of
from desktop.ui.pages.database.row_deeds import ROW_DEEDS, RowDeed
from desktop.ui.text import tr
from desktop.ui.theme import current_theme
from desktop.ui.widgets.card import Card, line
from desktop.ui.widgets.label import ElideLabel
from desktop.ui.widgets.pill import Pill
from desktop.ui.widgets.status_page import State, StatusPage, failed

KINDS = ("backup", "restore", "drill")  # what the kinds of jobs begin with that change the list


class BackupsCard(Card):
    """Reads the folders when it is shown and when a job of backups has ended."""

    def __init__(self, context: Context) -> None:
        super().__init__(padding=0, spacing=0)
        self.setAccessibleName(tr("Backups"))
        self._context = context
        self.is_at_rest = False
        self.pill = Pill()
        self.list = BackupList(context)
        self._states = StatusPage()
        self._content = QStackedWidget()
        self._content.addWidget(self._states)  # first: the list takes the focus when it is shown
        self._content.addWidget(self.list)
        self.body.addLayout(self._head())
        self.body.addWidget(line())
        self.body.addWidget(self._content, 1)
        self.list.menu_wanted.connect(self._open_menu)
        context.jobs.ended.connect(self._on_job_ended)
        context.jobs.changed.connect(self._on_jobs_changed)

    def _head(self) -> QHBoxLayout:
        head = QHBoxLayout()
        head.setContentsMargins(16, 12, 12, 12)
        head.setSpacing(8)
        head.addWidget(ElideLabel(tr("Backups"), "subtitle"))
        head.addWidget(self.pill)
        head.addStretch(1)
        for button in buttons_of(self, self._context, BACKUPS):
            head.addWidget(button)
        return head

    def refresh(self) -> None:
        """Looks into the folders again."""
        place = upkeep_of(self._context.settings)
        self._context.work.job(
            self, safety, place.url, place.folder, place.second,
            then=self._on_found, failed=self._on_failed,
        )  # fmt: skip

    def _on_found(self, found: Safety) -> None:
        self.is_at_rest = True
        context = self._context
        self.pill.set(*words.drill_pill(found, context.clock.now(), context.shop.zone))
        self.pill.setVisible(bool(found.rows))
        self.list.show_rows(found.rows)
        if not found.rows:
            self._states.show_state(self._nothing())
        self._content.setCurrentIndex(1 if found.rows else 0)

    def _on_failed(self, error: UserError) -> None:
        self.is_at_rest = True
        self._states.show_state(failed(tr("The backups could not be listed"), error, self.refresh))
        self._content.setCurrentIndex(0)

    def _on_jobs_changed(self) -> None:
        if self.is_at_rest and not self.list.rows.rows:
            self._states.show_state(self._nothing())

    def _nothing(self) -> State:
        if self._context.jobs.of_kind("backup") is not None:
            sentence = tr("“Back up now” shows how far it is. Everybody can go on working.")
            return State("archive", tr("The first backup is being made"), sentence)
        sentence = tr("“Back up now” makes the first one.")
        return State("archive", tr("No backups yet"), sentence)

    def _on_job_ended(self, job: object) -> None:
        if self.isVisible() and str(getattr(job, "kind", "")).startswith(KINDS):
            self.refresh()

    def _open_menu(self, row: Listed, place: QPoint) -> None:
        menu = QMenu(self.list)
        menu.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        menu.setToolTipsVisible(True)
        for deed in ROW_DEEDS:
            if deed.fits(row):
                action = menu.addAction(current_theme().icon(deed.icon), tr(deed.text))
                why_not = self._missing(deed) or deed.hindrance(row)
                action.setEnabled(not why_not)
                action.setToolTip(why_not)
                action.triggered.connect(partial(self._run, deed, row))
        if menu.isEmpty():
            menu.addAction(words.how_of(row)[0]).setEnabled(False)
        menu.popup(place)

    def _missing(self, deed: RowDeed) -> str:
        """Who may, for a person whose role does not include it."""
        role = Role(self._context.role)
        if deed.permission is None or deed.permission in GRANTS[role]:
            return ""
        return str(NotAllowed(deed.permission))

    def _run(self, deed: RowDeed, row: Listed, _checked: bool = False) -> None:
        page: QWidget = self
        deed.run(page, self._context, row)
