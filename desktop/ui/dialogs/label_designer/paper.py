"""The paper of a template: name, what it is for, the label's size, and the sheet it is on."""

from collections.abc import Callable
from dataclasses import replace
from typing import Any

from PySide6.QtWidgets import QGridLayout, QVBoxLayout, QWidget

from desktop.domain.label import USES, Paper
from desktop.ui.dialogs.label_designer.draft import Draft
from desktop.ui.dialogs.label_designer.mm import Length
from desktop.ui.text import tr
from desktop.ui.widgets.choices import Check, Combo, Spin
from desktop.ui.widgets.field import Field
from desktop.ui.widgets.line_edit import LineEdit

WORDS = {"price": "Prices", "shelf": "Shelves", "product": "Products", "lot": "Lots"}
A4 = (210.0, 297.0)
SIDES = (
    ("width", "Label width"), ("height", "Label height"), ("page_width", "Page width"),
    ("page_height", "Page height"), ("left", "Left margin"), ("top", "Top margin"),
    ("gap_x", "Gap between columns"), ("gap_y", "Gap between rows"),
)  # fmt: skip
OF_SHEET = ("page_width", "page_height", "left", "top", "gap_x", "gap_y")


class PaperForm(QWidget):
    """Shows and sets the paper of the draft that ``draft()`` gives now."""

    def __init__(self, draft: Callable[[], Draft]) -> None:
        super().__init__()
        self._draft = draft
        self.name = LineEdit()
        self.use = Combo([(key, tr(WORDS[key])) for key in USES])
        self._is_sheet = Check(tr("Several labels on a page"))
        self._lengths = {key: Length(tr(words), self._setter(key)) for key, words in SIDES}
        self._counts = {key: Spin(1, 1, 50) for key in ("columns", "rows")}
        grid = QGridLayout()
        grid.setHorizontalSpacing(10)
        grid.setVerticalSpacing(8)
        grid.setColumnStretch(0, 1)
        grid.setColumnStretch(1, 1)
        grid.addWidget(Field(tr("Name"), self.name), 0, 0, 1, 2)
        grid.addWidget(Field(tr("For"), self.use), 1, 0, 1, 2)
        fields = {key: Field(tr(words), self._lengths[key]) for key, words in SIDES}
        fields["columns"] = Field(tr("Columns"), self._counts["columns"])
        fields["rows"] = Field(tr("Rows"), self._counts["rows"])
        order = ("width", "height", "page_width", "page_height", "columns", "rows", *OF_SHEET[2:])
        grid.addWidget(self._is_sheet, 3, 0, 1, 2)
        for at, key in enumerate(order):
            row = 2 if at < 2 else 3 + at // 2
            grid.addWidget(fields[key], row, at % 2)
        self._of_sheet = [fields[key] for key in (*OF_SHEET, "columns", "rows")]
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.addLayout(grid)
        column.addStretch(1)
        self.name.textEdited.connect(lambda words: self._draft().describe(name=words))
        self.use.chosen.connect(lambda use: self._draft().describe(use=use))
        self._is_sheet.clicked.connect(self._on_sheet)
        for key, spin in self._counts.items():
            spin.valueChanged.connect(self._counter(key))

    def show_paper(self) -> None:
        """As it is now."""
        template = self._draft().template
        paper = template.paper
        if self.name.text() != template.name:
            self.name.setText(template.name)
        self.use.set_current(template.use)
        self._is_sheet.setChecked(paper.is_sheet)
        for key, length in self._lengths.items():
            length.show_value(getattr(paper, key))
        for key, spin in self._counts.items():
            was = spin.blockSignals(True)
            spin.setValue(getattr(paper, key))
            spin.blockSignals(was)
        for field in self._of_sheet:
            field.setVisible(paper.is_sheet)

    def _setter(self, key: str) -> Callable[[float], None]:
        def set_it(value: float) -> None:
            new: dict[str, Any] = {key: round(value, 2)}
            self._resize(replace(self._draft().template.paper, **new))

        return set_it

    def _counter(self, key: str) -> Callable[[int], None]:
        def set_it(value: int) -> None:
            new: dict[str, Any] = {key: value}
            self._resize(replace(self._draft().template.paper, **new))

        return set_it

    def _resize(self, paper: Paper) -> None:
        if paper.width >= 1 and paper.height >= 1:
            self._draft().resize(paper)

    def _on_sheet(self, is_sheet: bool) -> None:
        paper = self._draft().template.paper
        sides = A4 if is_sheet else (0.0, 0.0)
        self._resize(replace(paper, page_width=sides[0], page_height=sides[1]))
