"""How a card keeps what was chosen, and lays its fields side by side."""

from dataclasses import replace
from typing import Any

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QHBoxLayout

from desktop.ui.context import Context
from desktop.ui.widgets.field import Field


def keep(context: Context, **values: Any) -> None:
    """These settings of the workstation act from now on, and after the next start."""
    context.settings = replace(context.settings, **values)
    context.save_settings(context.settings)


def row_of(*fields: Field) -> QHBoxLayout:
    """Fields side by side, the same width each."""
    row = QHBoxLayout()
    row.setSpacing(16)
    for field in fields:
        row.addWidget(field, 1, Qt.AlignmentFlag.AlignTop)
    return row
