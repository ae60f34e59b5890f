"""What of a list goes into a file, as what, and where; then how far it is, until it is there."""

from collections.abc import Callable
from dataclasses import dataclass, replace
from functools import partial
from pathlib import Path

from PySide6.QtCore import Qt, QUrl
from PySide6.QtGui import QDesktopServices
from PySide6.QtWidgets import QGridLayout, QProgressBar, QWidget

from desktop.domain.errors import Unavailable, UserError
from desktop.domain.progress import Cancelled
from desktop.jobs.exporting import Exported, Head, Order, export, folder_of
from desktop.jobs.exporting.target import refuse_existing
from desktop.jobs.pictures.exporting import export_pictures, pictures_in
from desktop.queries.chosen import Chosen, chosen_ids
from desktop.ui.context import Context
from desktop.ui.file_dialog import documents, new_file
from desktop.ui.jobs import JobProgress, Outcome, RunningJob
from desktop.ui.paper.lists import Heading, pdf_pages
from desktop.ui.text import number, plural, tr
from desktop.ui.theme import current_theme
from desktop.ui.widgets.button import Button
from desktop.ui.widgets.choices import Check
from desktop.ui.widgets.dialog import Dialog
from desktop.ui.widgets.field import Field
from desktop.ui.widgets.label import Label
from desktop.ui.widgets.line_edit import LineEdit
from desktop.ui.widgets.segments import Segments

FORMATS = {"csv": "CSV", "xlsx": "Excel", "json": "JSON", "pdf": "PDF"}
SHOPS = {"shopify": "Shopify", "woocommerce": "WooCommerce"}
Write = Callable[[JobProgress], Exported]
SHOWN = 3  # of what had no place in a file


@dataclass(frozen=True)
class Offer:
    """What there is to export: rows and columns, as shown or all of them.

    ``chosen`` is None where not more than the current row is chosen. ``name`` is the file's,
    without its ending.
    """

    order: Order
    every: Chosen
    chosen: Chosen | None
    shown: tuple[Head, ...]
    all: tuple[Head, ...]
    heading: Heading
    name: str


class ExportDialog(Dialog):
    """Enter exports; Escape stops what is under way, and nothing is written then.

    Left to itself it goes on in the drawer of jobs.
    """

    def __init__(self, parent: QWidget, context: Context, offer: Offer, kind: str = "csv") -> None:
        title = tr("Export {what}", what=offer.heading.title.lower())
        super().__init__(parent, title, offer.heading.facts, "download", current_theme().px(560))
        self._context = context
        self._offer = offer
        self.job: RunningJob | None = None
        self._is_going = False  # from Enter on, until it has failed
        self._asked = Path()  # the file of the last try
        self._replaces = Path()  # the file that the person wants replaced
        self._build_choices(kind)
        self._build_place()
        self._build_foot()
        self._on_format(kind)

    def _build_choices(self, kind: str) -> None:
        offer = self._offer
        rows = {"all": tr("All that match: {n}", n=number(offer.every.count))}
        if offer.chosen is not None:
            rows["chosen"] = tr("Chosen: {n}", n=number(offer.chosen.count))
        columns = {
            "shown": tr("As shown: {n}", n=number(len(offer.shown))),
            "all": tr("All: {n}", n=number(len(offer.all))),
        }
        self._is_goods = offer.order.query.name == "products" and self._context.pulse is not None
        formats = {
            key: tr(word) for key, word in (FORMATS | (SHOPS if self._is_goods else {})).items()
        }
        self._rows = _strip(rows, "chosen" if offer.chosen is not None else "all")
        self._columns = _strip(columns, "shown")
        self._format = _strip(formats, kind)
        self._format.chosen.connect(self._on_format)
        grid = QGridLayout()
        grid.setHorizontalSpacing(16)
        grid.setVerticalSpacing(10)
        grid.setColumnStretch(1, 1)
        strips = {
            tr("Rows"): self._rows,
            tr("Columns"): self._columns,
            tr("Format"): self._format,
        }
        self._of_columns: list[QWidget] = [self._columns]
        for row, (words, strip) in enumerate(strips.items()):
            strip.setAccessibleName(words)
            told = Label(words, "medium")
            self._of_columns += [told] if strip is self._columns else []
            grid.addWidget(told, row, 0)
            grid.addWidget(strip, row, 1, Qt.AlignmentFlag.AlignLeft)
        self._choices = QWidget()
        grid.setContentsMargins(0, 0, 0, 0)
        self._choices.setLayout(grid)
        self.body.addWidget(self._choices)

    def _build_place(self) -> None:
        self._path = LineEdit(str(documents() / self._offer.name))
        self._field = Field(tr("File"), self._path)
        self._path.textEdited.connect(self._on_edited)
        self._browse = Button(tr("Choose …"), "default", "folder-open", self._on_browse)
        self._bom = Check(tr("Mark as UTF-8, so that Excel shows all letters"), True)
        self._pictures = Check(tr("With the pictures, in a folder beside the file"))
        self.body.addWidget(self._field)
        self.body.addWidget(self._bom)
        self.body.addWidget(self._pictures)
        self._bar = QProgressBar()
        self._bar.setTextVisible(False)
        self._bar.setAccessibleName(tr("How far it is"))
        self._told = Label("", "body", "secondary", wrap=True)
        self.body.addWidget(self._bar)
        self.body.addWidget(self._told)
        self._bar.hide()
        self._told.hide()

    def _build_foot(self) -> None:
        self.add_button(self._browse, left=True)
        self._leave = Button(tr("Run in background"), on_click=self._put_away)
        self.add_button(self._leave).hide()
        self._cancel = self.add_cancel()
        self._go = self.add_button(Button(tr("Export"), "primary", "download", self._on_go))

    def _focus_first(self) -> None:
        """The button: Enter is enough."""
        self._go.setFocus()

    def reject(self) -> None:
        """While it runs it is stopped first; the window goes when that is done."""
        if self.job is not None and self.job.is_running:
            self._told.setText(tr("Stopping …"))
            self.job.stop()
            return
        if self._is_going:  # it was only looked at the place yet
            _tell_stopped(self._context)
        super().reject()

    def _put_away(self) -> None:
        """Without a word to the job."""
        super().reject()

    def _on_format(self, kind: object) -> None:
        """The name's ending follows."""
        typed = Path(self._path.text())
        known = typed.suffix.lower().lstrip(".") in FORMATS
        stem = typed.with_suffix("") if known else typed
        self._path.setText(f"{stem}.{self._ending}")
        self._path.setCursorPosition(len(self._path.text()))
        self._bom.setVisible(kind == "csv")
        self._pictures.setVisible(self._is_goods and kind in ("csv", "xlsx", "json"))
        for part in self._of_columns:
            part.setVisible(kind not in SHOPS)
        self._field.set_error("")
        if self.isVisible():
            self.adjustSize()

    @property
    def _ending(self) -> str:
        """Of the file's name."""
        kind = str(self._format.current)
        return "csv" if kind in SHOPS else kind

    def _on_edited(self) -> None:
        self._field.set_error("")
        self._go.setText(tr("Export"))

    def _on_browse(self) -> None:
        """The dialog asks before a file is replaced."""
        kinds = [f"{self._ending.upper()} (*.{self._ending})"]
        wanted, _ = new_file(self, tr("Export to"), Path(self._path.text()), kinds)
        if wanted is not None:
            self._replaces = wanted
            self._path.setText(str(wanted))

    def _on_go(self) -> None:
        if self._is_going:
            return
        typed = self._path.text().strip()
        if not typed:
            self._field.set_error(tr("Say where the file shall be."))
            return
        path = Path(typed).expanduser()
        if path.suffix.lower() != f".{self._ending}":
            path = path.with_name(f"{path.name}.{self._ending}")
        self._asked = path
        self._show_running(True)
        offer = self._offer
        rows = offer.chosen if self._rows.current == "chosen" else offer.every
        order = replace(
            offer.order,
            chosen=rows or offer.every,
            heads=offer.all if self._columns.current == "all" else offer.shown,
            path=path,
            has_bom=self._bom.isChecked(),
            replaces=path == self._replaces,
            pictures=self._folder(path),
            has_prices=self._is_goods and self._columns.current == "all" and path.suffix != ".pdf",
        )
        self._context.work.job(
            self, refuse_existing, order,
            then=lambda _: self._start(order), failed=self._on_failed,
        )  # fmt: skip

    def _folder(self, path: Path) -> str:
        """Of the pictures, "" without them."""
        is_wanted = self._pictures.isVisible() and self._pictures.isChecked()
        return folder_of(path.stem) if is_wanted else ""

    def _start(self, order: Order) -> None:
        if not self.isVisible():
            return
        context, heading = self._context, self._offer.heading
        kind = str(self._format.current)
        write = (_for_shop if kind in SHOPS else _as_shown)(context, order, heading, kind)

        def run(told: JobProgress) -> Outcome:
            exported = write(told)
            return Outcome(exported, _rows_of(exported))

        title = tr("Export to {file}", file=order.path.name)
        self.job = job = context.jobs.start("export", title, run, path=str(order.path))
        job.progressed.connect(self._on_progress)
        job.done.connect(self._on_done)
        job.failed.connect(self._on_failed)
        job.stopped.connect(self._put_away)
        job.done.connect(partial(_tell_done, context, heading.title.lower()))
        job.stopped.connect(lambda: _tell_stopped(context, job.words))
        self._leave.show()

    def _show_running(self, is_running: bool) -> None:
        for part in (self._choices, self._field, self._browse, self._bom, self._pictures, self._go):
            part.setEnabled(not is_running)
        self._is_going = is_running
        self._leave.hide()
        self._cancel.setText(tr("Stop") if is_running else tr("Cancel"))
        if is_running:
            self._cancel.setFocus()
        self._field.set_error("")
        self._bar.setRange(0, 0)
        self._bar.setVisible(is_running)
        self._told.setText(tr("Reading …") if is_running else "")
        self._told.set_tone("secondary")
        self._told.setVisible(is_running)
        self._fit()

    def _fit(self) -> None:
        if self.isVisible():
            self.place()

    def _on_progress(self, done: int, total: int) -> None:
        if self.job is None or self.job.is_stopping:
            self._told.setText(tr("Stopping …"))
            return
        if not done:  # it waits for another, or looks for the first row
            return
        self._bar.setRange(0, max(total, done))
        self._bar.setValue(done)
        words = tr("{done} of {total} rows", done=number(done), total=number(max(total, done)))
        self._told.setText(words)

    def _on_done(self, _: Exported) -> None:
        if self.isVisible():
            self.accept()

    def _on_failed(self, error: UserError) -> None:
        if not self.isVisible():
            return  # the drawer tells it
        if self.job is not None:
            self.job.seen_at(self)
        self._show_running(False)
        is_there = error.code == "exists"
        self._replaces = self._asked if is_there else Path()
        self._go.setText(tr("Replace") if is_there else tr("Export"))
        if error.field == "format":
            self._told.setText(str(error))
            self._told.set_tone("bad")
            self._told.show()
        else:
            self._field.set_error(str(error))
        (self._path if isinstance(error, Unavailable) else self._go).setFocus()
        self._fit()


def _as_shown(context: Context, order: Order, heading: Heading, _kind: str) -> Write:
    """The list's rows and columns."""
    opened, pages = context.work.patient, pdf_pages(heading)

    def write(told: JobProgress) -> Exported:
        try:
            if order.pictures:
                only = partial(chosen_ids, query=order.query, chosen=order.chosen)
                export_pictures(opened, order.path.parent / order.pictures, told, only)
            return export(opened, order, told.cancel, told, pages)
        except Cancelled:
            raise Cancelled(_left(order)) from None

    return write


def _left(order: Order) -> str:
    """What lies there after a stop; "" where nothing does."""
    count = pictures_in(order.path.parent / order.pictures) if order.pictures else 0
    if not count:
        return ""
    lie = plural("{n} picture lies", "{n} pictures lie", count)
    return tr("Export stopped. {name} was not written; {pictures} in the folder “{folder}”.",
              name=order.path.name, pictures=lie, folder=order.pictures)  # fmt: skip


def _for_shop(context: Context, order: Order, _heading: Heading, system: str) -> Write:
    """The products in a web shop's way, with the names that they have there from now on."""
    from desktop.jobs.exporting.to_shops import export_to_shop

    assert context.pulse is not None
    head = (context.pulse.database, context.actor(), context.clock, context.ids)
    goods = (order.query, order.chosen)

    def write(told: JobProgress) -> Exported:
        made = export_to_shop(*head, order.path, system, told, True, goods)
        return Exported(order.path, made.rows, tuple(made.left_out))

    return write


def _strip(words: dict[str, str], current: str) -> Segments:
    return Segments([(key, each, each) for key, each in words.items()], current)


def _rows_of(exported: Exported) -> str:
    return plural("{n} row", "{n} rows", exported.rows)


def _tell_done(context: Context, what: str, exported: Exported) -> None:
    """Also when the dialog is gone."""
    words = plural("Exported {n} row", "Exported {n} {what}", exported.rows, what=what)
    words = " ".join((words, *exported.left_out[:SHOWN]))
    folder = QUrl.fromLocalFile(str(exported.path.parent))

    def show() -> None:
        QDesktopServices.openUrl(folder)

    context.notify(words, "warn" if exported.left_out else "ok", tr("Open folder"), show)


def _tell_stopped(context: Context, words: str = "") -> None:
    context.notify(words or tr("Export stopped. Nothing was written."), "info")
