"""What pasted cells would change, and what is in the way; Enter does it."""

from collections.abc import Callable, Sequence
from typing import Any

from PySide6.QtWidgets import QWidget

from desktop.domain.errors import UserError
from desktop.ui.cell_plan import Plan
from desktop.ui.context import Context
from desktop.ui.text import plural, tr
from desktop.ui.widgets.button import Button
from desktop.ui.widgets.choices import Check
from desktop.ui.widgets.dialog import Dialog
from desktop.ui.widgets.label import Label
from desktop.ui.widgets.row_table import RowTable

SHOWN = 500
HEIGHT = 240


class PasteCells(Dialog):
    """Cells that may not have their value stand first, with the reason, and hold up the rest.

    ``write`` is given the edits and this dialog, which closes when they are written.
    """

    def __init__(
        self,
        parent: QWidget,
        context: Context,
        plan: Plan,
        write: "Callable[[Sequence[Any], PasteCells], None]",
        title: str = "",
    ) -> None:
        title = title or plural("Change {n} cell", "Change {n} cells", len(plan.edits))
        super().__init__(parent, title, icon="clipboard-list", width=720)
        self._plan, self._write = plan, write
        self.table = RowTable(tr("What changes"))
        self.table.setFixedHeight(HEIGHT)
        titles = (tr("Column"), tr("Of"), tr("Now"), tr("Then"))
        self.table.show_rows(titles, _rows(plan), (0, 1, 3))
        self.told = Label(_told(plan), "small", "secondary", wrap=True)
        self.trouble = Label("", "strong", "bad", wrap=True)
        self.trouble.hide()
        self.leave_out = Check(tr("Leave these out and change the others"))
        self.leave_out.setVisible(bool(plan.problems and plan.edits))
        self.body.addWidget(self.table)
        self.body.addWidget(self.trouble)
        self.body.addWidget(self.leave_out)
        self.body.addWidget(self.told)
        self.add_cancel()
        self.apply = self.add_button(Button(title, "primary", "check", self._on_apply))
        self.leave_out.toggled.connect(self._weigh)
        if plan.problems:
            self.trouble.setText(_wrong(plan))
            self.trouble.show()
        self._weigh()

    def refuse(self, error: UserError) -> None:
        """Nothing was written; what is shown stays."""
        self.trouble.setText(str(error))
        self.trouble.show()
        self._weigh()
        self.place()

    def _focus_first(self) -> None:
        """Enter does it, where nothing is in the way."""
        (self.apply if self.apply.isEnabled() else self.leave_out).setFocus()

    def _weigh(self) -> None:
        is_clear = not self._plan.problems or self.leave_out.isChecked()
        self.apply.setEnabled(bool(self._plan.edits) and is_clear)

    def _on_apply(self) -> None:
        self.apply.setEnabled(False)
        self._write(self._plan.edits, self)


def _rows(plan: Plan) -> list[tuple[str, ...]]:
    wrong: list[tuple[str, ...]] = [
        (each.column, each.name, "", each.reason) for each in plan.problems
    ]
    nothing = tr("nothing")
    lines: list[tuple[str, ...]] = [
        (each.column, each.name, each.before or nothing, each.after or nothing)
        for each in plan.lines
    ]
    return (wrong + lines)[:SHOWN]


def _wrong(plan: Plan) -> str:
    first, more = plan.problems[0], len(plan.problems) - 1
    said = tr(
        "{name}, {column}: {reason}", name=first.name, column=first.column, reason=first.reason
    )
    if not more:
        return said
    also = plural(
        "{n} more cell may not have its value.", "{n} more cells may not have theirs.", more
    )
    return f"{said} {also}"


def _told(plan: Plan) -> str:
    """What is left as it is, and why; in whole sentences."""
    said = []
    if len(plan.problems) + len(plan.lines) > SHOWN:
        said.append(tr("These are the first {n}.", n=SHOWN))
    if plan.same:
        said.append(plural("{n} cell stays as it is.", "{n} cells stay as they are.", plan.same))
    if plan.fixed:
        said.append(tr("Not changed here: {columns}.", columns=", ".join(plan.fixed)))
    if plan.left_over:
        said.append(
            plural("{n} line has no row here.", "{n} lines have no rows here.", plan.left_over)
        )
    return " ".join(said) or tr("One key takes all of it back.")
