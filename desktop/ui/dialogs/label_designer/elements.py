"""The elements of a template as a list, from the lowest to the uppermost, and what makes more."""

from collections.abc import Callable

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QHBoxLayout, QListWidget, QVBoxLayout, QWidget

from desktop.domain.label import Element
from desktop.ui.dialogs.label_designer.draft import NEW, Draft
from desktop.ui.text import tr
from desktop.ui.widgets.button import IconButton
from desktop.ui.widgets.choices import Combo

WORDS = {
    "text": "Text", "price": "Price", "barcode": "Barcode", "picture": "Picture", "line": "Line",
    "box": "Box",
}  # fmt: skip


class Elements(QWidget):
    """Arrows choose; what is wrong with one stands in its tooltip, and a sign before its name."""

    def __init__(self, draft: Callable[[], Draft]) -> None:
        super().__init__()
        self._draft = draft
        self.list = QListWidget()
        self.list.setProperty("uiKind", "topics")
        self.list.setAccessibleName(tr("Elements"))
        self.list.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.list.setTextElideMode(Qt.TextElideMode.ElideRight)
        self.add = Combo()
        self.add.setAccessibleName(tr("Add an element"))
        items: list[tuple[object, str]] = [("", tr("Add …"))]
        self.add.set_items(items + [(key, tr(WORDS[key])) for key in NEW])
        row = QHBoxLayout()
        row.setSpacing(4)
        row.addWidget(self.add, 1)
        row.addWidget(IconButton("copy", tr("Duplicate the element"), lambda: draft().duplicate()))
        row.addWidget(
            IconButton("trash-2", tr("Remove the element"), lambda: draft().remove(), "Del")
        )
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(8)
        column.addLayout(row)
        column.addWidget(self.list, 1)
        self.list.currentRowChanged.connect(self._on_row)
        self.add.chosen.connect(self._on_add)

    def show_elements(self, wrong: dict[int, str]) -> None:
        """Those of the draft."""
        draft = self._draft()
        was = self.list.blockSignals(True)
        self.list.clear()
        for number, element in enumerate(draft.template.elements):
            sign = "⚠ " if number in wrong else ""
            self.list.addItem(sign + named(element))
            self.list.item(number).setToolTip(wrong.get(number, ""))
        self.list.setCurrentRow(draft.chosen)
        self.list.blockSignals(was)

    def _on_row(self, row: int) -> None:
        self._draft().choose(row)

    def _on_add(self, what: object) -> None:
        if what:
            self._draft().add(str(what))
            self.add.set_current("")


def named(element: Element) -> str:
    """Its words, or what it is."""
    words = " ".join(element.text.split())
    return words or tr(WORDS[element.kind])
