"""What a picture can be wrong about: too large, clipped words, buttons without a name."""

from PySide6.QtCore import QSize
from PySide6.QtWidgets import QAbstractButton, QLabel, QLineEdit, QWidget

from desktop.ui.widgets.label import ElideLabel


def problems(window: QWidget, asked: QSize) -> list[str]:
    """Everything wrong with the window as it is shown now, a sentence each."""
    return [*_oversize(window, asked), *_clipped(window), *_nameless(window)]


def _oversize(window: QWidget, asked: QSize) -> list[str]:
    size = window.size()
    if size.width() > asked.width() or size.height() > asked.height():
        return [f"the page demands {size.width()}×{size.height()}"]
    return []


def _shown(widget: QWidget) -> bool:
    return widget.isVisible() and not widget.visibleRegion().isEmpty()


def _clipped(window: QWidget) -> list[str]:
    found = []
    for label in window.findChildren(QLabel):
        if isinstance(label, ElideLabel) or not _shown(label) or not label.text():
            continue
        need = label.sizeHint()
        if label.wordWrap():
            if label.heightForWidth(label.width()) > label.height() + 1:
                found.append(f"“{label.text()[:40]}” is cut at the foot")
        elif need.width() > label.width() + 1:
            found.append(f"“{label.text()[:40]}” is cut: {label.width()} of {need.width()}")
    for button in window.findChildren(QAbstractButton):
        if isinstance(button.parent(), QLineEdit):
            continue  # a drawing inside the line; its words are its tooltip
        if _shown(button) and button.text() and button.sizeHint().width() > button.width() + 1:
            found.append(f"the button “{button.text()}” is cut")
    return found


def _nameless(window: QWidget) -> list[str]:
    found = []
    for button in window.findChildren(QAbstractButton):
        inside_edit = isinstance(button.parent(), QLineEdit)
        if _shown(button) and not inside_edit and not (button.text() or button.accessibleName()):
            found.append(f"a {type(button).__name__} has neither words nor a name")
    return found
