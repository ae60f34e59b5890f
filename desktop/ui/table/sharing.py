"""What a list gives away: a file, a print-out, the chosen rows for the clipboard."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import QCoreApplication, QLocale, QMimeData, QObject
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QWidget

from desktop.domain.clock import business_date
from desktop.domain.errors import UserError
from desktop.domain.progress import Silent
from desktop.queries.chosen import Chosen
from desktop.queries.columns import Column, Facet, Request
from desktop.queries.list_query import ListQuery
from desktop.queries.lists import Cancel
from desktop.ui.actions import Command, install, key_words
from desktop.ui.context import Context
from desktop.ui.table.facets import chosen_title
from desktop.ui.table.view import TableView
from desktop.ui.text import moment, plural, tr
from desktop.ui.widgets.button import Button, IconButton

if TYPE_CHECKING:
    from desktop.jobs.exporting import Head, Order
    from desktop.ui.dialogs.export import Offer
    from desktop.ui.paper.lists import Heading

NEVER = 9999  # no window is that wide: such columns are there to be chosen

KEYS = (("Ctrl E", "Export"), ("Ctrl P", "Print"), ("Ctrl C", "Copy the chosen rows"))


@dataclass(frozen=True)
class Shown:
    """What a list shows now: columns in their order, all rows that match, those that are chosen,
    in words what they were filtered by; ``about`` stands in a file's name in place of the day."""

    columns: Sequence[Column]
    every: Chosen
    chosen: Chosen
    facts: str
    about: str = ""


class Sharing(QObject):
    """Ctrl+E exports, Ctrl+P prints, Ctrl+C copies, while the focus is in ``page``.

    ``shown`` tells what the list shows at that moment; ``heading`` may say it in other words.
    """

    def __init__(
        self,
        page: QWidget,
        context: Context,
        query: ListQuery[Any],
        shown: Callable[[], Shown],
        heading: "Callable[[Heading], Heading] | None" = None,
    ) -> None:
        super().__init__(page)
        self._page, self._context, self.query, self._shown = page, context, query, shown
        self._heading = heading
        what = tr(query.name)
        install(
            page,
            [
                Command(tr("Export {what}", what=what), "Ctrl+E", self.export, "download"),
                Command(tr("Print {what}", what=what), "Ctrl+P", self.print, "printer"),
                Command(tr("Copy the chosen {what}", what=what), "Ctrl+C", self.copy, "copy"),
            ],
            is_inside=True,
        )

    def button(self, has_words: bool) -> Button:
        """What opens the export; ``has_words`` False where there is little room."""
        if not has_words:
            return IconButton("download", tr("Export"), self.export, key_words("Ctrl+E"))
        made = Button(tr("Export"), "ghost", "download", self.export)
        made.setToolTip(f"{tr('Export')} ({key_words('Ctrl+E')})")
        return made

    # What is needed for files and paper is imported when it is first wanted.

    def export(self, kind: str = "csv") -> None:
        """Asks what, as what and where."""
        from desktop.ui.dialogs.export import ExportDialog

        ExportDialog(self._page, self._context, self.offer(), kind).open()

    def print(self) -> None:
        """All that match, or the chosen rows when there are several, to a printer."""
        from desktop.ui.printers import Printing

        Printing(self._page, self._context, self.offer(), lambda: self.export("pdf")).start()

    def copy(self) -> None:
        """The chosen rows, with their titles."""
        from desktop.jobs.exporting import copy

        shown = self._shown()
        if not shown.chosen.count:
            return
        cancel, opened, point = Cancel(), self._context.work.patient, QLocale().decimalPoint()
        order = self._order(shown, shown.chosen, self._heads(shown.columns))

        def both() -> tuple[QMimeData, int]:
            found = copy(opened, order, cancel, Silent(), point)
            return _mime(found.lines, found.html), found.rows

        # No job of the drawer: it is of few rows, and the clipboard goes with the window.
        self._context.work.job(
            self,
            both,
            stop=cancel.set,
            lane="copy rows",
            then=self._on_copied,
            failed=self._on_not_copied,
        )

    def offer(self) -> "Offer":
        """Rows and columns as they are shown now; several chosen ones before all."""
        from desktop.ui.dialogs.export import Offer
        from desktop.ui.paper.lists import Heading

        shop, now = self._context.shop, self._context.clock.now()
        shown = self._shown()
        heads = self._heads(shown.columns)
        title = tr(self.query.name).capitalize()
        several = shown.chosen if shown.chosen.count > 1 else None
        heading = Heading(title, shown.facts, moment(now, shop.zone), shop)
        return Offer(
            self._order(shown, several or shown.every, heads),
            shown.every,
            several,
            heads,
            self._heads(self.query.columns),
            self._heading(heading) if self._heading else heading,
            f"{title} {shown.about or business_date(now, shop.zone).isoformat()}",
        )

    def _order(self, shown: Shown, chosen: Chosen, heads: "tuple[Head, ...]") -> "Order":
        from desktop.jobs.exporting import Order

        shop = self._context.shop
        return Order(self.query, chosen, heads, Path(), zone=shop.zone, decimals=shop.decimals)

    def _heads(self, columns: Sequence[Column]) -> "tuple[Head, ...]":
        from desktop.jobs.exporting import heads_of

        return heads_of(columns, self.query.columns, tr)

    def _on_copied(self, copied: tuple[QMimeData, int] | None) -> None:
        if copied is None:  # the window closes
            return
        mime, rows = copied
        QGuiApplication.clipboard().setMimeData(mime)
        self._context.notify(plural("Copied {n} row", "Copied {n} rows", rows), "ok")

    def _on_not_copied(self, error: UserError) -> None:
        is_much = error.code == "too_many_rows"
        label = tr("Export") if is_much else ""
        self._context.notify(str(error), "warn", label, self.export if is_much else None)


def told_by(table: TableView, query: ListQuery[Any], about: str = "") -> Shown:
    """What a table shows that paints several columns in one: those of the list itself.

    ``about``: whose rows these are, where that is told beside the table.
    """
    columns = [column for column in query.columns if column.hidden_below < NEVER]
    shown = shown_by(table)
    return replace(shown, columns=columns, facts=about or shown.facts)


def shown_by(table: TableView, about: str = "") -> Shown:
    """What a table of a list shows: its columns from left to right.

    ``about`` is what is told of the whole list beside it, as a day of the past.
    """
    model, head = table.list, table.head
    request = model.feed.request
    places = [head.logicalIndex(place) for place in range(head.count())]
    columns = [model.query.columns[at] for at in places if not head.isSectionHidden(at)]
    every = Chosen(request, model.rowCount())
    facts = " · ".join(filter(None, (about, _facts(model.query.facets, request))))
    return Shown(columns, every, table.place.chosen(), facts, about)


def _facts(facets: Sequence[Facet], request: Request) -> str:
    """Filters and search as the chips say them."""
    words = []
    for facet in facets:
        found = tuple(chosen for chosen in request.filters if chosen.facet == facet.key)
        words += [chosen_title(facet, found)] if found else []
    if sought := request.search.strip():
        words.append(f"“{sought[:80]}”")
    return " · ".join(words)


def _mime(lines: str, html: str) -> QMimeData:
    """Made in the job's thread and handed to the window's: long texts take a while."""
    mime = QMimeData()
    mime.setText(lines)
    mime.setHtml(html)
    app = QCoreApplication.instance()
    assert app is not None
    mime.moveToThread(app.thread())
    return mime
