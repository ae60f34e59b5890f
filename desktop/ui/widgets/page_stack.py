"""One place for all pages, of which one is seen."""

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QStackedWidget, QWidget


class PageStack(QStackedWidget):
    """Pages stay when others are seen; what stood there in their place is gone when replaced."""

    def __init__(self) -> None:
        super().__init__()
        self._staying: list[QWidget] = []

    def bring(self, widget: QWidget, stays: bool = True) -> None:
        """To the front, with the focus."""
        before = self.currentWidget()
        if self.indexOf(widget) < 0:
            self.addWidget(widget)
        if stays and widget not in self._staying:
            self._staying.append(widget)
        self.setCurrentWidget(widget)
        # A focus proxy of the page would make Tab pass over all that stands before it.
        getattr(widget, "first", widget).setFocus(Qt.FocusReason.OtherFocusReason)
        if before is not None and before not in (widget, *self._staying):
            self.removeWidget(before)
            before.deleteLater()
