"""The shop's own fields in a form: the right editor for each type, under their headings."""

from collections.abc import Iterator, Mapping, Sequence
from datetime import date
from decimal import Decimal
from typing import Any

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QGridLayout, QLineEdit, QWidget

from desktop.domain.custom_field import LONGEST_TEXT, FieldInfo, stored, typed
from desktop.ui.text import number, tr
from desktop.ui.widgets.choices import Combo
from desktop.ui.widgets.day_edit import DayEdit, words_of
from desktop.ui.widgets.field import Field
from desktop.ui.widgets.label import Label
from desktop.ui.widgets.line_edit import LineEdit

YES, NO, NOTHING = "yes", "no", ""


class OwnFields(QWidget):
    """``fields`` are by the names that commands have for them: ``custom_colour``."""

    def __init__(self, infos: Sequence[FieldInfo], custom: Mapping[str, Any]) -> None:
        super().__init__()
        self._infos = {info.name: info for info in infos}
        self.fields: dict[str, Field] = {}
        grid = QGridLayout(self)
        grid.setContentsMargins(0, 0, 0, 0)
        grid.setHorizontalSpacing(16)
        grid.setVerticalSpacing(12)
        grid.setColumnStretch(0, 1)
        grid.setColumnStretch(1, 1)
        row = 0
        for section, group in _sections(infos):
            grid.addWidget(Label(section, "strong"), row, 0, 1, 2)
            for place, info in enumerate(group):
                field = Field(_label(info), _editor(info), _hint(info))
                self.fields[info.name] = field
                at = (row + 1 + place // 2, place % 2)
                grid.addWidget(field, *at, Qt.AlignmentFlag.AlignTop)
                self.take(info.name, custom.get(info.key))
            row += 2 + len(group) // 2

    def values(self) -> dict[str, Any]:
        """What is said in each field, as it is stored; UserError at the field in words."""
        return {name: stored(info, self._said(name)) for name, info in self._infos.items()}

    def take(self, name: str, kept: Any) -> None:
        """Puts a stored value into its field."""
        info, editor = self._infos[name], self.fields[name].editor
        value = typed(info, kept)
        if isinstance(editor, Combo):
            yes_no = NOTHING if value is None else YES if value is True else NO
            editor.set_current(yes_no if info.type == "yes_no" else value or NOTHING)
        elif isinstance(editor, DayEdit):
            editor.set_day(value)
        elif isinstance(editor, QLineEdit):
            editor.setText(_words(value))
            editor.setCursorPosition(0)

    def words(self, name: str, kept: Any) -> str:
        """A stored value as its field would show it."""
        return words_in(self._infos[name], kept) or tr("nothing")

    def drop(self, name: str) -> None:
        """A field that is no more: what else stands in the form may be saved."""
        self._infos.pop(name, None)
        self.fields[name].editor.setEnabled(False)

    def _said(self, name: str) -> Any:
        editor = self.fields[name].editor
        if isinstance(editor, Combo):
            return editor.current_key()
        if isinstance(editor, DayEdit):
            return editor.day()
        return editor.text() if isinstance(editor, QLineEdit) else ""


def words_in(info: FieldInfo, kept: Any) -> str:
    """A stored value in the locale's way, "" for nothing."""
    value = typed(info, kept)
    if info.type == "choice":
        return next((o.label for o in info.options if o.key == value), "")
    if info.type == "yes_no" and value is not None:
        return tr("Yes") if value else tr("No")
    return _words(value)


def _sections(infos: Sequence[FieldInfo]) -> Iterator[tuple[str, list[FieldInfo]]]:
    """Those without a heading first, under one that says whose they are."""
    groups: dict[str, list[FieldInfo]] = {}
    for info in sorted(infos, key=lambda each: bool(each.section)):
        section = tr(info.section) if info.section else tr("Custom fields")
        groups.setdefault(section, []).append(info)
    yield from groups.items()


def _label(info: FieldInfo) -> str:
    return f"{tr(info.label)} *" if info.is_required else tr(info.label)


def _hint(info: FieldInfo) -> str:
    return tr("There must be a value") if info.is_required else ""


def _editor(info: FieldInfo) -> QWidget:
    if info.type == "yes_no":
        return Combo([(NOTHING, tr("Not said")), (YES, tr("Yes")), (NO, tr("No"))])
    if info.type == "choice":
        return Combo([(NOTHING, tr("Nothing chosen")), *((o.key, o.label) for o in info.options)])
    if info.type == "date":
        return DayEdit()
    line = LineEdit()
    line.setMaxLength(LONGEST_TEXT if info.type == "text" else 40)
    if info.type == "number":
        line.setAlignment(Qt.AlignmentFlag.AlignRight)
    return line


def _words(value: Any) -> str:
    if isinstance(value, Decimal):
        return number(value)
    return words_of(value) if isinstance(value, date) else str(value or "")
