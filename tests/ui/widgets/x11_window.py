"""A window with one field for test_scan_field_x11: tells each scan and what the field holds."""

import json
import sys

from PySide6.QtCore import Qt, QTimer
from PySide6.QtGui import QAction
from PySide6.QtWidgets import QApplication, QLineEdit, QPushButton, QVBoxLayout, QWidget

from desktop.domain.scanning import ScannerSettings
from desktop.ui.widgets.compositor import is_blending
from desktop.ui.widgets.scan_field import ScanFilter

GAP_MS = 300  # xdotool's own pauses grow on a busy machine


def tell(**what: object) -> None:
    """One line for the test."""
    sys.stdout.write(json.dumps(what) + "\n")
    sys.stdout.flush()


def show() -> None:
    """Runs until its window is killed."""
    app = QApplication(["x11"])
    window = QWidget()
    field = QLineEdit("12,50")
    column = QVBoxLayout(window)
    column.addWidget(field)
    column.addWidget(QPushButton("Beside"))
    undo = QAction(window)
    undo.setShortcut("Ctrl+K")
    undo.triggered.connect(lambda: tell(shortcut="Ctrl+K"))
    window.addAction(undo)

    def on_scanned(code: str) -> None:
        tell(scan=code, text=field.text(), selected=field.selectedText())

    def on_return_pressed() -> None:
        tell(typed=field.text())

    def on_active() -> None:
        if window.isActiveWindow() and field.hasFocus():
            field.selectAll()
            tell(ready=True)
        else:
            QTimer.singleShot(20, on_active)

    field.returnPressed.connect(on_return_pressed)
    ScanFilter(app, ScannerSettings(gap_ms=GAP_MS)).scanned.connect(on_scanned)
    window.show()
    field.setFocus(Qt.FocusReason.OtherFocusReason)
    tell(blends=is_blending(), window=int(window.winId()))
    on_active()
    app.exec()


if __name__ == "__main__":
    show()
