"""Labelled inputs by key in two columns; errors, and what another editor set, at their field."""

from collections.abc import Callable, Mapping
from typing import Any

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QGridLayout, QLineEdit, QWidget

from desktop.domain.conflict import ChangedMeanwhile
from desktop.domain.errors import UserError
from desktop.ui.widgets.button import Button
from desktop.ui.widgets.choices import Combo
from desktop.ui.widgets.clashes import show_clashes
from desktop.ui.widgets.field import Field
from desktop.ui.widgets.label import Label

Editor = QLineEdit | Combo


class Form(QWidget):
    """``wide`` names the fields that take both columns. All values are words, as typed."""

    def __init__(self, fields: Mapping[str, Field], wide: tuple[str, ...] = ()) -> None:
        super().__init__()
        self._fields = dict(fields)
        self._given: dict[str, str] = {}
        self._shown: dict[str, str] = {}
        grid = QGridLayout(self)
        grid.setContentsMargins(0, 0, 0, 0)
        grid.setHorizontalSpacing(16)
        grid.setVerticalSpacing(12)
        grid.setColumnStretch(0, 1)
        grid.setColumnStretch(1, 1)
        place = 0
        for key, field in self._fields.items():
            span = 2 if key in wide else 1
            place += place % 2 if span == 2 else 0
            grid.addWidget(field, place // 2, place % 2, 1, span, Qt.AlignmentFlag.AlignTop)
            place += span
        self._note = Label("", "body", "bad", wrap=True)
        self._note.hide()
        grid.addWidget(self._note, (place + 1) // 2, 0, 1, 2)

    def show_values(self, values: Mapping[str, str]) -> None:
        """Fills the fields in; what is not touched stays exactly what was given."""
        for key, value in values.items():
            self._put(key, value)

    def typed(self) -> dict[str, str]:
        """What stands in each field; a value that was not touched as it was given."""
        found = {key: self._read(key) for key in self._fields}
        return {
            key: self._given[key] if self._shown.get(key) == words else words
            for key, words in found.items()
        }

    def is_touched(self, key: str) -> bool:
        """Whether somebody typed into it what was not there."""
        return self._shown.get(key) != self._read(key)

    def show_clashes(
        self,
        error: ChangedMeanwhile,
        zone: str,
        words: Callable[[str, Any], str],
        save: Button,
        names: Mapping[str, str] | None = None,
    ) -> None:
        """Somebody else set the same fields: who and what, at each. ``names``: theirs → ours."""
        named = {c.field: (names or {}).get(c.field, c.field) for c in error.clashes}
        fields = {field: self._fields[key] for field, key in named.items()}

        def take(field: str, value: Any) -> None:
            self._put(named[field], words(field, value))

        show_clashes(error, fields, zone, words, take, save)

    def clear_errors(self) -> None:
        """Before the next try."""
        self._note.hide()
        for field in self._fields.values():
            field.set_error("")

    def refuse(self, error: UserError) -> None:
        """Says what is wrong: at the field it is about, else below all of them."""
        field = self._fields.get(error.field)
        if field is None:
            self._note.setText(str(error))
            self._note.show()
            return
        field.set_error(str(error))
        field.editor.setFocus()

    def _read(self, key: str) -> str:
        editor = self._fields[key].editor
        if isinstance(editor, Combo):
            return str(editor.current_key())
        return editor.text() if isinstance(editor, QLineEdit) else ""

    def _put(self, key: str, value: str) -> None:
        editor = self._fields[key].editor
        if isinstance(editor, Combo):
            editor.set_current(value)
        elif isinstance(editor, QLineEdit):
            editor.setText(value)
            editor.setCursorPosition(0)
        self._given[key] = value
        self._shown[key] = self._read(key)
