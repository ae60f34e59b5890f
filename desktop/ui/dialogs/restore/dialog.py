"""The restore dialog: which backup, what it holds, what will be gone, and the name typed in."""

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QFrame, QVBoxLayout, QWidget

from desktop.domain.clock import Clock
from desktop.domain.errors import UserError
from desktop.domain.progress import Progress
from desktop.jobs.backup.looking import Looked, Offered, look, offered
from desktop.settings import Settings
from desktop.ui.aside import Aside
from desktop.ui.dialogs.restore import words
from desktop.ui.dialogs.restore.choice import BackupChoice
from desktop.ui.doing import Doing
from desktop.ui.text import file_size, number, tr
from desktop.ui.theme import current_theme
from desktop.ui.widgets.button import Button
from desktop.ui.widgets.choices import Check
from desktop.ui.widgets.dialog import Dialog
from desktop.ui.widgets.field import Field
from desktop.ui.widgets.key_value import KeyValue
from desktop.ui.widgets.label import Label
from desktop.ui.widgets.line_edit import LineEdit
from desktop.ui.widgets.verdict import Verdict

WIDTH, PAD = 580, 12


@dataclass(frozen=True)
class Ground:
    """Where a restore would happen. ``name``: the open shop's, "" where none could be opened."""

    settings: Settings
    place: str
    name: str
    zone: str
    clock: Clock


@dataclass(frozen=True)
class Plan:
    """What a person agreed to."""

    path: Path
    keeps_present: bool
    found: Looked


class RestoreDialog(Dialog):
    """``agreed`` gives the Plan; until then nothing is changed anywhere.

    Each backup is read to its end before it may be chosen; another choice stops that reading.
    """

    agreed = Signal(object)  # Plan

    def __init__(self, parent: QWidget, ground: Ground, path: Path | None = None) -> None:
        subtitle = tr("This replaces what is in {place}.", place=ground.place)
        width = current_theme().px(WIDTH)
        title = tr("Restore from backup")
        super().__init__(parent, title, subtitle, "archive-restore", width, ink="bad.text")
        self._ground = ground
        self._path = path
        self._found: Looked | None = None
        self._doing: Doing | None = None
        self._make()
        self._put_buttons()
        self.finished.connect(self._leave)
        self._run(lambda _progress: offered(ground.settings), self._on_offered)

    def _make(self) -> None:
        self.choice = BackupChoice(self._ground.settings.data_dir)
        self.choice.chosen.connect(self._look)
        self._facts, self._loss = KeyValue(is_left=True), Verdict()
        self._box = box = QFrame()
        box.setProperty("uiKind", "flat")
        inside = QVBoxLayout(box)
        inside.setContentsMargins(PAD, PAD - 4, PAD, PAD - 4)
        inside.addWidget(self._facts)
        self._newer = Label("", "small", "secondary", wrap=True)
        self._newer.hide()
        self._keeps = Check(tr("Back up the present state first (recommended)"), True)
        side = tr("It is built beside the shop and takes its place only after a check.")
        self._name = LineEdit()
        self._name.textChanged.connect(self._on_typed)
        self._name_field = Field(tr("Type the shop's name to go on"), self._name, " ")
        for part in (
            Field(tr("Backup"), self.choice), box, self._loss, self._newer, self._keeps,
            Label(side, "body", "secondary", wrap=True), self._name_field,
        ):  # fmt: skip
            self.body.addWidget(part)

    def _put_buttons(self) -> None:
        self._others = self.add_note("")
        self._show_newer = Button(tr("Show what will be gone"), "link", on_click=self._on_newer)
        self._show_newer.hide()
        self.body.insertWidget(3, self._show_newer, 0, Qt.AlignmentFlag.AlignLeft)
        QWidget.setTabOrder(self.choice.last, self._show_newer)
        self.add_cancel()
        button = Button(tr("Restore"), "danger", "archive-restore", self._on_restore)
        self._restore = self.add_button(button)
        self._restore.setEnabled(False)

    def _focus_first(self) -> None:
        self.choice.setFocus(Qt.FocusReason.TabFocusReason)

    def _run(self, run: Callable[[Progress], Any], then: Callable[[Any], None]) -> None:
        """In a thread of its own: there may be no shop whose threads could do it."""
        self._leave()
        aside = Aside("", run, lambda _here, result: then(result))
        doing = self._doing = Doing(aside, self)
        doing.progressed.connect(self._on_progress, Qt.ConnectionType.QueuedConnection)
        doing.ended.connect(lambda: self._on_ended(doing), Qt.ConnectionType.QueuedConnection)
        doing.start()

    def _leave(self) -> None:
        if self._doing is not None:
            self._doing.stop()
            self._doing = None

    def _on_ended(self, doing: Doing) -> None:
        if doing is self._doing:
            doing.tell(self, self._on_refused)

    def _on_offered(self, found: list[Offered]) -> None:
        now, zone = self._ground.clock.now(), self._ground.zone
        items = [(one.path, words.in_list(one, now, zone)) for one in found]
        first = self.choice.offer(items, self._path)
        if first is not None:
            self._look(first)
        else:
            title = tr("There is no backup in the usual folder")
            self._loss.say("neutral", title, tr("Choose the file with “Other file …”."))
        self._fit()

    def _look(self, path: Path) -> None:
        self._path, self._found = path, None
        self._facts.set_rows([(tr("Backup"), path.name), (tr("Checked"), tr("Reading …"))])
        self._loss.say("neutral", tr("Reading the backup to its end …"))
        self._newer.hide()
        self._box.show()
        self._show_newer.hide()
        self._others.setText("")
        self._on_typed()
        settings = self._ground.settings
        self._run(lambda progress: look(settings, path, progress), self._on_looked)
        self._fit()

    def _on_progress(self, done: int, total: int, message: str) -> None:
        if self._found is None and total:
            said = tr("{n} of {total} rows", n=number(done), total=number(total))
            self._loss.say("neutral", tr("Reading the backup to its end …"), said)

    def _on_looked(self, found: Looked) -> None:
        self._found = found
        now, zone = self._ground.clock.now(), self._ground.zone
        self._facts.set_rows(words.facts(found, now, zone))
        self._loss.say(*words.banner(found.lost, found.is_alone))
        self._newer.setText(words.newer_rows(found.lost, now, zone))
        self._show_newer.setVisible(bool(found.lost.rows))
        self._others.setText(words.workstations(found.workstations))
        if not found.lost.is_known:
            self._keeps.setChecked(False)
        self._keeps.setVisible(not found.is_alone)
        self._name_field.set_hint(self._wanted())
        self._on_typed()
        self._fit()

    def _on_refused(self, error: UserError) -> None:
        path = self._path
        if path is not None:
            size = file_size(path.stat().st_size) if path.is_file() else ""
            rows = [(tr("Backup"), path.name), (tr("Checked"), tr("Refused"), "bad")]
            self._facts.set_rows([*rows[:1], (tr("Size"), size), *rows[1:]] if size else rows)
        self._loss.say("bad", error.message, error.hint)
        self._fit()

    def _on_newer(self) -> None:
        self._newer.setVisible(not self._newer.isVisible())
        is_open = self._newer.isVisible()
        self._show_newer.setText(tr("Hide it") if is_open else tr("Show what will be gone"))
        self._box.show()
        if is_open and self._lacks_room():
            self._box.hide()  # what is known of the backup was read before
        self._fit()

    def _lacks_room(self) -> bool:
        """Large letters on a small screen."""
        return self.needed_height() > self._owner.window().height()

    def _wanted(self) -> str:
        """The name that must be typed: the shop's, or its code in the backup where none is open."""
        return self._ground.name or (self._found.manifest.code if self._found else "")

    def _on_typed(self) -> None:
        is_same = self._found is not None and self._name.text().strip() == self._wanted()
        self._restore.setEnabled(is_same)

    def _fit(self) -> None:
        if self.isVisible():
            self.place()

    def _on_restore(self) -> None:
        if self._found is not None and self._restore.isEnabled():
            plan = Plan(self._found.path, self._keeps.isChecked(), self._found)
            self.accept()
            self.agreed.emit(plan)
