"""Something is wrong: looked for and rehearsed without changing anything, then mended."""

from collections.abc import Callable
from dataclasses import dataclass
from functools import partial
from typing import Any

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QWidget

from desktop.domain.clock import Clock
from desktop.domain.errors import UserError
from desktop.domain.progress import Progress
from desktop.jobs.backup.mending import (
    VALIDATING,
    Checked,
    Examined,
    Rehearsed,
    examine_shop,
    rehearse,
)
from desktop.jobs.backup.replacing import Step
from desktop.jobs.backup.wrong import Books, Diagnosis, Way, detect
from desktop.settings import Settings
from desktop.ui.aside import Aside
from desktop.ui.dialogs.mend.course import DETECT, VALIDATE, Course
from desktop.ui.dialogs.mend.words import CARE
from desktop.ui.doing import Doing
from desktop.ui.text import tr
from desktop.ui.theme import current_theme
from desktop.ui.widgets.button import Button
from desktop.ui.widgets.dialog import Dialog

WIDTH = 640


@dataclass(frozen=True)
class Sick:
    """Whose shop it is, and what may be done for it from here.

    ``is_open`` False where it could not be opened: then it is tried again.
    """

    settings: Settings
    zone: str
    clock: Clock
    books: Books
    is_open: bool = True
    may_restore: bool = True
    may_tend: bool = False


class MendDialog(Dialog):
    """Leaves the mending to others: ``restore_wanted`` gives the backup's path or None,
    ``care_wanted`` the kind of a job, after which ``validate`` is to be called; ``again_wanted``
    opens the shop.
    """

    restore_wanted = Signal(object)
    care_wanted = Signal(str)
    again_wanted = Signal()

    def __init__(self, parent: QWidget, sick: Sick) -> None:
        title, width = tr("Something is wrong"), current_theme().px(WIDTH)
        about = tr("From what is wrong back to work, step by step.")
        super().__init__(parent, title, about, "shield-alert", width)
        self._sick = sick
        self._doing: Doing | None = None
        self._way_out: Callable[[], None] | None = None
        self.course = Course()
        self.body.addWidget(self.course)
        self._put_buttons()
        self.finished.connect(self._leave)

    def _put_buttons(self) -> None:
        self._close = self.add_cancel(tr("Close"))
        look = Button(tr("Look for what is wrong"), icon="search", on_click=self.look)
        self._look = self.add_button(look)
        rehearse = Button(tr("Rehearse"), "primary", "shield-check", self.rehearse)
        self._rehearse = self.add_button(rehearse)
        self._mend = self.add_button(Button("", icon="hammer", on_click=self._on_mend))
        self._mend.hide()

    def _focus_first(self) -> None:
        self._rehearse.setFocus(Qt.FocusReason.TabFocusReason)

    @property
    def is_at_rest(self) -> bool:
        """Whether nothing runs."""
        return self._doing is None

    def look(self) -> None:
        """Finds out what is wrong, and what helps."""
        sick = self._sick

        def run(progress: Progress) -> Examined:
            return examine_shop(sick.settings, sick.clock.now(), sick.books, progress)

        self._begin(DETECT, run, self._on_examined)

    def rehearse(self) -> None:
        """All of the way in a temporary place."""
        sick = self._sick

        def run(progress: Progress) -> Rehearsed:
            return rehearse(sick.settings, sick.clock.now(), sick.books, progress)

        self._begin(DETECT, run, self._on_rehearsed)

    def validate(self, _: object = None) -> None:
        """After it was mended: whether the shop is sound again."""
        sick = self._sick

        def run(progress: Progress) -> Diagnosis:
            return detect(sick.settings, sick.books, Step(progress, VALIDATING))

        self._begin(VALIDATE, run, self._on_validated)

    def _begin(self, at: int, run: Callable[[Progress], Any], then: Callable[[Any], None]) -> None:
        """In a thread of its own: there may be no shop whose threads could do it."""
        self._leave()
        self.course.begin(at)
        self._allow(False)
        doing = self._doing = Doing(Aside("", run, lambda _, found: then(found)), self)
        doing.progressed.connect(self.course.tell, Qt.ConnectionType.QueuedConnection)
        doing.ended.connect(partial(self._on_ended, doing), Qt.ConnectionType.QueuedConnection)
        doing.start()

    def _allow(self, is_allowed: bool) -> None:
        if not is_allowed:
            self._way_out = None
            self._mend.hide()
        for button in (self._look, self._rehearse):
            button.setEnabled(is_allowed)
        first = self._rehearse if is_allowed else self._close
        first.setFocus(Qt.FocusReason.TabFocusReason)

    def _leave(self) -> None:
        if self._doing is not None:
            self._doing.stop()
            self._doing = None

    def _on_ended(self, doing: Doing) -> None:
        if doing is self._doing:
            self._doing = None
            doing.tell(self, self.refuse)

    def refuse(self, error: UserError) -> None:
        """It could not be done to its end."""
        self.course.refuse(error)
        self._end(Way.ASK)

    def _on_examined(self, done: Examined) -> None:
        self.course.examined(done, self._sick.clock.now(), self._sick.zone)
        self._end(done.diagnosis.way, done.checked)

    def _on_rehearsed(self, done: Rehearsed) -> None:
        self.course.rehearsed(done, self._sick.clock.now(), self._sick.zone)
        self._end(done.diagnosis.way, done.checked)

    def _on_validated(self, diagnosis: Diagnosis) -> None:
        self.course.validated(diagnosis)
        self._end(diagnosis.way)

    def _end(self, way: Way, checked: Checked | None = None) -> None:
        """The button of the way out, if there is one here."""
        self._allow(True)
        if way is Way.RESTORE and self._sick.may_restore:
            path = checked.found.path if checked is not None and checked.found else None
            self._offer(tr("Restore…"), partial(self._go, self.restore_wanted.emit, path))
        elif way in CARE and self._sick.may_tend:
            kind, text = CARE[way]
            self._offer(tr(text), partial(self._on_care, kind))
        elif not self._sick.is_open:
            self._offer(tr("Open the shop"), partial(self._go, self.again_wanted.emit))
        if self.isVisible():
            self.place()

    def _offer(self, text: str, run: Callable[[], None]) -> None:
        self._way_out = run
        self._mend.setText(text)
        self._mend.show()
        self._mend.setFocus(Qt.FocusReason.TabFocusReason)

    def _on_mend(self) -> None:
        if self._way_out is not None:
            self._way_out()

    def _go(self, emit: Callable[..., object], *arguments: object) -> None:
        self.accept()
        emit(*arguments)

    def _on_care(self, kind: str) -> None:
        self._allow(False)
        self.course.begin_care()
        self.care_wanted.emit(kind)
