"""Asks for the name of a view, and says what is kept under it."""

from collections.abc import Callable, Sequence

from PySide6.QtWidgets import QWidget

from desktop.commands.views import LONGEST
from desktop.queries.columns import Request
from desktop.queries.list_query import ListQuery
from desktop.ui.table.facets import chosen_title
from desktop.ui.text import tr
from desktop.ui.widgets.button import Button
from desktop.ui.widgets.dialog import Dialog
from desktop.ui.widgets.field import Field
from desktop.ui.widgets.label import Label
from desktop.ui.widgets.line_edit import LineEdit


class ViewName(Dialog):
    """``taken`` are the names of the other views; ``done`` gets the new one."""

    def __init__(
        self,
        parent: QWidget,
        title: str,
        keeps: Sequence[str],
        taken: Sequence[str],
        done: Callable[[str], object],
        name: str = "",
    ) -> None:
        super().__init__(parent, title, icon="save", width=460)
        self._taken = {each.casefold() for each in taken}
        self._done = done
        self.line = LineEdit(name)
        self.line.setMaxLength(LONGEST)
        self.line.selectAll()
        self._field = Field(tr("Name"), self.line, tr("It stands on the tab."))
        self.body.addWidget(self._field)
        if keeps:
            self.body.addWidget(Label(tr("What it shows"), "medium"))
            self.body.addWidget(Label("\n".join(keeps), "body", "secondary", wrap=True))
        self.add_cancel()
        self.add_button(Button(tr("Save"), "primary", "check", self._on_save))

    def _on_save(self) -> None:
        name = " ".join(self.line.text().split())
        if not name:
            self._field.set_error(tr("Without a name nobody finds it again."))
        elif name.casefold() in self._taken:
            self._field.set_error(tr("There is a view “{name}” already.", name=name))
        else:
            self.accept()
            self._done(name)
            return
        self.line.setFocus()


def told(query: ListQuery[object], request: Request) -> list[str]:
    """What a request shows, a line for each thing."""
    facets = {facet.key: facet for facet in query.facets}
    by_facet = {each.facet: () for each in request.filters}
    lines = [
        chosen_title(facets[key], tuple(f for f in request.filters if f.facet == key))
        for key in by_facet
    ]
    if request.search:
        lines.append(tr("Found by “{words}”", words=request.search))
    by, descending = query.order(request)
    title = next((tr(column.title) for column in query.columns if column.key == by), by)
    order = tr("{column}, descending", column=title) if descending else title
    return [*(lines or [tr("All rows")]), tr("Order: {order}", order=order)]
