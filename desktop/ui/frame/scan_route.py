"""Where a scan goes: into a field that wants codes, else to the Scan page, wherever one is."""

from collections.abc import Callable

from PySide6.QtCore import QObject
from PySide6.QtWidgets import QApplication, QDialog, QWidget

from desktop.ui.context import Context
from desktop.ui.text import tr
from desktop.ui.widgets.field_state import editor_of
from desktop.ui.widgets.line_edit import CodeEdit

SCAN = "scan"


class ScanRoute(QObject):
    """``page`` tells which page is open. No scan is lost: it is booked, taken, or refused aloud."""

    def __init__(self, window: QWidget, context: Context, page: Callable[[], str]) -> None:
        super().__init__(window)
        self._context = context
        self._page = page
        context.scanner.scanned.connect(self._on_scanned)

    def _on_scanned(self, code: str) -> None:
        dialog = QApplication.activeModalWidget()
        taker = _taker(dialog)
        if taker is not None and taker.wants(code):
            taker.take_code(code)
        elif self._page() != SCAN and dialog is not None and _is_written_in(dialog):
            self._refuse()
        else:
            _put_away(dialog)
            self._context.go(SCAN, code=code)

    def _refuse(self) -> None:
        """What is typed in a dialog would be lost by leaving it."""
        words = tr("Not booked: close the dialog, then scan again.")
        self._context.notify(words, "bad")
        if self._context.sound is not None:
            self._context.sound.play("refused", "bad")


def _taker(dialog: QWidget | None) -> CodeEdit | None:
    """The field that wants codes: the one with the focus, else the open dialog's own."""
    focus = QApplication.focusWidget()
    if isinstance(focus, CodeEdit):
        return focus
    found = dialog.findChildren(CodeEdit) if dialog is not None else []
    return next((edit for edit in found if edit.isVisible()), None)


def _is_written_in(dialog: QWidget) -> bool:
    if getattr(dialog, "is_passing", False):
        return False
    return any(editor_of(w) is not None and w.isVisible() for w in dialog.findChildren(QWidget))


def _put_away(dialog: QWidget | None) -> None:
    """An open menu, and a dialog that only shows something: the scan is of more interest."""
    popup = QApplication.activePopupWidget()
    if popup is not None:
        popup.close()
    if isinstance(dialog, QDialog) and not _is_written_in(dialog):
        dialog.reject()
