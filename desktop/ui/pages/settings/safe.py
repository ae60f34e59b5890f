"""What this workstation does by itself to keep the shop safe."""

from pathlib import Path

from PySide6.QtWidgets import QHBoxLayout, QWidget

from desktop.domain.errors import UserError
from desktop.jobs.backup.upkeep import check_second
from desktop.ui.context import Context
from desktop.ui.file_dialog import one_folder
from desktop.ui.pages.settings.keeping import keep, row_of
from desktop.ui.text import tr
from desktop.ui.widgets.button import Button
from desktop.ui.widgets.card import Card
from desktop.ui.widgets.choices import Spin, Switch
from desktop.ui.widgets.field import Field
from desktop.ui.widgets.label import ElideLabel

MOST_HOURS = 48


class SafeCard(Card):
    """Acts at once. A second folder is tried before it is taken."""

    def __init__(self, context: Context) -> None:
        super().__init__(tr("Keeping safe"))
        self._context = context
        settings = context.settings
        on_exit = Switch(tr("Back up when Onhand closes"), settings.backup_on_exit)
        on_exit.toggled.connect(lambda is_on: keep(context, backup_on_exit=is_on))
        hours = Spin(settings.backup_hours, 1, MOST_HOURS, tr(" h"))
        hours.valueChanged.connect(lambda value: keep(context, backup_hours=value))
        changed = tr("Only where something changed since the last one.")
        self.add(row_of(Field(tr("On exit"), on_exit, changed), Field(tr("Every"), hours)))
        self._second = ElideLabel("", "body", "secondary")
        self._none = Button(tr("None"), on_click=self._on_none)
        row = QWidget()
        line = QHBoxLayout(row)
        line.setContentsMargins(0, 0, 0, 0)
        line.setSpacing(8)
        line.addWidget(self._second, 1)
        line.addWidget(self._none)
        line.addWidget(Button(tr("Choose…"), icon="folder-open", on_click=self._on_choose))
        hint = tr("A stick or a share takes a copy of each backup, read back there.")
        self._field = Field(tr("Second folder"), row, hint)
        self.add(self._field)
        self._show()

    def take(self, folder: Path) -> None:
        """Takes a folder once a file could be written there."""

        def tried(_: object) -> None:
            keep(self._context, backup_second=str(folder))
            self._show()
            self._context.notify(tr("Backups are copied to {folder}.", folder=folder), "ok")

        self._field.set_error("")
        self._context.work.job(self, check_second, folder, then=tried, failed=self._refused)

    def _refused(self, error: UserError) -> None:
        self._field.set_error(str(error))

    def _show(self) -> None:
        second = self._context.settings.backup_second
        self._second.setText(second or tr("None"))
        self._none.setVisible(bool(second))

    def _on_choose(self) -> None:
        if chosen := one_folder(self, tr("Second folder"), Path.home()):
            self.take(chosen)

    def _on_none(self) -> None:
        keep(self._context, backup_second="")
        self._field.set_error("")
        self._show()
