"""What can be said of the chosen element: place, size, words, letters, kind of barcode."""

from collections.abc import Callable
from functools import partial
from typing import Any

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QGridLayout, QVBoxLayout, QWidget

from desktop.domain.label import TURNS
from desktop.domain.label_codes import NAMES
from desktop.domain.label_fields import CUSTOM, FIELDS
from desktop.ui.dialogs.label_designer.draft import Draft
from desktop.ui.dialogs.label_designer.mm import Length
from desktop.ui.text import tr
from desktop.ui.widgets.choices import Check, Combo
from desktop.ui.widgets.field import Field
from desktop.ui.widgets.label import Label
from desktop.ui.widgets.line_edit import LineEdit

PLACES = (("x", "From left"), ("y", "From top"), ("w", "Width"), ("h", "Height"))
ALIGNS = (("left", "Left"), ("center", "Middle"), ("right", "Right"))
BREAK = "\\n"  # how a new line is typed
WORDED = ("text", "barcode")


class Properties(QWidget):
    """Shows and sets those of the draft that ``draft()`` gives now."""

    def __init__(self, draft: Callable[[], Draft]) -> None:
        super().__init__()
        self._draft = draft
        self._none = Label(tr("Choose an element, or add one."), "body", "secondary", wrap=True)
        self._lengths = {
            key: Length(tr(words), self._setter(key), -1_000 if key in "xy" else 0)
            for key, words in PLACES
        }
        self._places: dict[str, Field] = {}
        self.text = LineEdit()
        self.fields = Combo()
        self._size = Length(tr("Letters"), self._setter("size"), 2, " pt")
        self._line = Length(tr("Thickness"), self._setter("line"), 0.1)
        self._bold = Check(tr("Bold"))
        self._align = Combo([(key, tr(words)) for key, words in ALIGNS])
        self._turn = Combo([(turn, f"{turn}°") for turn in TURNS])
        self._code = Combo([(key, tr(words)) for key, words in NAMES.items()])
        self._build()
        self.text.textEdited.connect(self._on_text)
        self.fields.chosen.connect(self._on_field)
        self._bold.clicked.connect(lambda on: self._draft().set(bold=on))
        for key, combo in (("align", self._align), ("turn", self._turn), ("code", self._code)):
            combo.chosen.connect(partial(self._on_chosen, key))
        self.show_fields([])

    def _build(self) -> None:
        grid = QGridLayout()
        grid.setHorizontalSpacing(10)
        grid.setVerticalSpacing(8)
        grid.setColumnStretch(0, 1)
        grid.setColumnStretch(1, 1)
        for at, (key, words) in enumerate(PLACES):
            self._places[key] = Field(tr(words), self._lengths[key])
            grid.addWidget(self._places[key], at // 2, at % 2)
        self._fields = {
            "text": Field(tr("Words"), self.text, tr("{n} begins a new line.", n=BREAK)),
            "insert": Field(tr("Insert a field"), self.fields),
            "code": Field(tr("Kind of code"), self._code),
            "size": Field(tr("Letters"), self._size),
            "align": Field(tr("Stands"), self._align),
            "turn": Field(tr("Turned by"), self._turn),
            "line": Field(tr("Thickness"), self._line),
        }
        for at, key in enumerate(("turn", "align", "size")):
            grid.addWidget(self._fields[key], 2 + at // 2, at % 2)
        grid.addWidget(self._fields["line"], 2, 0)  # what has a line is not turned
        grid.addWidget(self._bold, 3, 1, Qt.AlignmentFlag.AlignBottom)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(8)
        column.addWidget(self._none)
        for key in ("text", "insert", "code"):
            column.addWidget(self._fields[key])
        column.addLayout(grid)
        column.addStretch(1)

    def show_fields(self, custom: list[tuple[str, str]]) -> None:
        """The fields that texts may hold; ``custom``: key and words of the shop's own."""
        items: list[tuple[object, str]] = [("", tr("Choose …"))]
        items += [(name, f"{{{name}}}") for name in FIELDS]
        items += [(f"{CUSTOM}{key}", words) for key, words in custom]
        self.fields.set_items(items)

    def show_chosen(self) -> None:
        """Those of what is chosen now."""
        element = self._draft().element
        kind = element.kind if element else ""
        self._none.setVisible(element is None)
        shown = {
            "text": kind in WORDED, "insert": kind in WORDED, "code": kind == "barcode",
            "size": kind == "text", "align": kind in WORDED, "turn": kind in (*WORDED, "picture"),
            "line": kind in ("line", "box"),
        }  # fmt: skip
        for key, field in self._fields.items():
            field.setVisible(shown[key])
        self._bold.setVisible(kind == "text")
        for key, length in self._lengths.items():
            self._places[key].setVisible(element is not None)
            if element is not None:
                length.show_value(getattr(element, key))
        if element is not None:
            words = element.text.replace("\n", BREAK)
            if self.text.text() != words:
                self.text.setText(words)
            self._size.show_value(element.size)
            self._line.show_value(element.line)
            self._bold.setChecked(element.bold)
            for combo, value in (
                (self._align, element.align), (self._turn, element.turn), (self._code, element.code)
            ):  # fmt: skip
                combo.set_current(value)

    def _setter(self, key: str) -> Callable[[float], None]:
        def set_it(value: float) -> None:
            self._draft().set(key, **{key: round(value, 2)})

        return set_it

    def _on_text(self, words: str) -> None:
        self._draft().set("words", text=words.replace(BREAK, "\n"))

    def _on_field(self, name: object) -> None:
        if name:
            self.text.insert(f"{{{name}}}")
            self._on_text(self.text.text())
            self.fields.set_current("")

    def _on_chosen(self, key: str, value: Any) -> None:
        self._draft().set(**{key: value})
