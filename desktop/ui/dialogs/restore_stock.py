"""Stock is brought back to a moment: what that changes, why, and one undo for all of it."""

from dataclasses import dataclass
from datetime import datetime
from functools import partial
from uuid import UUID

from PySide6.QtWidgets import QWidget

from desktop.commands.stock_then import RestoreStock, StockRestored
from desktop.domain.errors import UserError
from desktop.domain.ledger import Basis
from desktop.jobs import stock_then
from desktop.queries.chosen import Chosen
from desktop.queries.stock_then import RestorePreview, restore_preview
from desktop.ui.context import Context
from desktop.ui.edits import Edits
from desktop.ui.jobs import RunningJob
from desktop.ui.long_stock import started, take_back
from desktop.ui.text import number, plural, tr
from desktop.ui.widgets.button import Button
from desktop.ui.widgets.dialog import Dialog
from desktop.ui.widgets.field import Field
from desktop.ui.widgets.label import Label
from desktop.ui.widgets.line_edit import LineEdit


@dataclass(frozen=True)
class Wanted:
    """Which moment by which clock, in words too; ``chosen`` None: everything in the store."""

    moment: datetime
    basis: Basis
    words: str
    chosen: Chosen | None = None


class RestoreStockDialog(Dialog):
    """Says how many products change; type why, Enter books the corrections."""

    def __init__(self, parent: QWidget, context: Context, wanted: Wanted, edits: Edits) -> None:
        known = tr("as it was known then") if wanted.basis == Basis.KNOWN else ""
        about = " · ".join(filter(None, (wanted.words, known)))
        super().__init__(parent, tr("Restore stock to then?"), about, "rotate-ccw", width=520)
        self._context, self._edits = context, edits
        self._wanted = wanted
        self._id = context.ids.new()  # sent again, it books once
        self._products: tuple[UUID, ...] = ()
        self._job: RunningJob | None = None
        self._told = Label(tr("What would change is being read."), "strong", wrap=True)
        self.body.addWidget(self._told)
        words = tr(
            "Each difference is booked as a correction, dated now. Sales and deliveries stay as "
            "they are, nothing is deleted, and one undo takes all of it back."
        )
        self.body.addWidget(Label(words, "body", "secondary", wrap=True))
        self._reason = LineEdit("", tr("Such as: a wrong file was imported"))
        self._field = Field(tr("Why?"), self._reason)
        self.body.addWidget(self._field)
        self.add_cancel()
        self._agree = self.add_button(
            Button(tr("Restore"), "primary", "rotate-ccw", self._on_agreed)
        )
        self._agree.setEnabled(False)
        context.work.job(
            self, _previewed, context, wanted, then=self._on_preview, failed=self._refused
        )

    def _focus_first(self) -> None:
        self._reason.setFocus()

    def _on_preview(self, seen: RestorePreview) -> None:
        self._products = seen.changing
        self._told.setText(_told(seen, self._wanted.chosen is not None))
        self._agree.setEnabled(seen.products > 0)
        if seen.products:
            self._agree.setText(
                plural("Restore {n} product", "Restore {n} products", seen.products)
            )
        self.place()

    def _on_agreed(self) -> None:
        context, wanted = self._context, self._wanted
        reason = self._reason.text().strip()
        if not reason:
            self._refused(UserError(tr("Say why."), tr("The books keep it.")))
            return
        command = RestoreStock(
            self._id, context.actor(), context.clock.now(), wanted.moment, reason,
            self._products, basis=wanted.basis,
        )  # fmt: skip
        self._agree.setEnabled(False)
        words = tr("The stock is being restored. You may close this and go on; the tills do, too.")
        self._told.setText(words)
        title = tr("Stock back to {time}", time=wanted.words)
        self._job = job = started(context, title, stock_then.restore, command)
        job.done.connect(partial(_tell, context, self._edits))
        job.done.connect(self.accept)
        job.failed.connect(self._refused)

    def _refused(self, error: UserError) -> None:
        if self._job is not None:
            self._job.seen_at(self)
        self._agree.setEnabled(bool(self._products))  # not before they are known
        self._field.set_error(str(error))
        self._reason.setFocus()


def _previewed(context: Context, wanted: Wanted) -> RestorePreview:
    """Far back in a long ledger this takes longer than a read of a page may."""
    with context.work.patient() as session:
        store = context.shop.store
        return restore_preview(session, store, wanted.moment, wanted.basis, wanted.chosen)


def _tell(context: Context, edits: Edits, done: StockRestored) -> None:
    """Also when the dialog is closed by then."""
    words = plural(
        "Stock of {n} product is as it was then",
        "Stock of {n} products is as it was then",
        done.products,
    )
    edits.note_with(partial(take_back, context, done.document, done.number), words, words)


def _told(seen: RestorePreview, is_part: bool) -> str:
    """How many products change, and which way."""
    if not seen.products:
        return tr("The stock is as it was then: there is nothing to restore.")
    of = tr("Of the chosen ones: ") if is_part else ""
    changes = plural("{n} product changes", "{n} products change", seen.products)
    falling = seen.products - seen.rising
    ways = [
        tr("{n} will have more", n=number(seen.rising)) if seen.rising else "",
        tr("{n} will have less", n=number(falling)) if falling else "",
    ]
    return f"{of}{changes}: {', '.join(filter(None, ways))}."
