"""Products that may be the same, group by group: which of them stays, and what comes of it."""

from collections.abc import Callable, Sequence
from decimal import Decimal
from functools import partial
from uuid import UUID

from PySide6.QtWidgets import QHBoxLayout, QWidget

from desktop.commands.merges import Merged, MergeProducts, merge_products
from desktop.domain.barcode import shown
from desktop.domain.errors import UserError
from desktop.domain.permissions import Permission
from desktop.domain.progress import Progress
from desktop.queries.chosen import Chosen
from desktop.queries.duplicates import Group, Twin, Twins, twins_among, twins_in
from desktop.ui.context import Context
from desktop.ui.edits import Deed
from desktop.ui.job_cards import JobCard
from desktop.ui.jobs import Outcome, RunningJob
from desktop.ui.rights import Right
from desktop.ui.text import plural, quantity, tr, units
from desktop.ui.widgets.button import Button
from desktop.ui.widgets.dialog import Dialog
from desktop.ui.widgets.label import Label
from desktop.ui.widgets.row_table import RowTable

TALL = 190
WHY = {
    "code": "They have the same code, spelt in another way.",
    "part": "They have the same part number of one brand.",
    "name": "Their names hardly differ, and not each has a code of its own.",
    "chosen": "You chose them.",
    "picture": "Their pictures look alike.",
}
Done = Callable[[UUID, str, str, Deed], object]
Same = Chosen | tuple[UUID, ...]


def look_for_twins(context: Context) -> RunningJob:
    """The job that compares all products; the one that is under way, where there is one."""
    running = context.jobs.of_kind("twins")
    if running is not None:
        return running
    settings = context.settings

    def run(told: Progress) -> Outcome:
        from desktop.jobs.duplicates import groups_aside

        found = groups_aside(settings, told)
        return Outcome(found, plural("{n} group", "{n} groups", len(found)))

    return context.jobs.start("twins", tr("Find duplicates"), run)


class MergeDialog(Dialog):
    """``chosen`` None looks for twins; keys are of products whose pictures look alike.

    ``done(batch, words, sentence, deed)`` comes after each merge.
    """

    def __init__(self, parent: QWidget, context: Context, chosen: Same | None, done: Done) -> None:
        title = tr("Find duplicates") if chosen is None else tr("Merge products")
        sentence = tr("One product stays; stock, codes, vendors' prices and history go to it.")
        super().__init__(parent, title, sentence, "git-branch", width=760)
        self._context, self._done = context, done
        self._groups: list[Twins] = []
        self._goods: list[Twin] = []
        self._id = context.ids.new()
        self._card: JobCard | None = None
        self._build()
        self._show()
        if chosen is None:
            self._follow(look_for_twins(context))
        else:
            context.work.read(
                self, twins_among, chosen, context.shop.store, then=self._on_found,
                failed=self._on_refused,
            )  # fmt: skip

    def _build(self) -> None:
        self.said = Label(tr("The products are being read."), "body", "secondary", wrap=True)
        self.table = RowTable(tr("Products that may be the same"))
        self.table.setFixedHeight(TALL)
        self.table.opened.connect(self._keep)
        self.told = Label("", "body", wrap=True)
        self.keep = Button(tr("This one stays"), icon="check", on_click=self._on_keep)
        self.leave_out = Button(tr("Leave out"), icon="minus", on_click=self._on_leave_out)
        deeds = QHBoxLayout()
        deeds.addWidget(self.keep)
        deeds.addWidget(self.leave_out)
        deeds.addStretch(1)
        self.body.addWidget(self.said)
        self.body.addWidget(self.table)
        self.body.addLayout(deeds)
        self.body.addWidget(self.told)
        self.add_cancel()
        self.skip = self.add_button(Button(tr("Next group"), on_click=self._next))
        self.merge = self.add_button(Button(tr("Merge"), "primary", "check", self._on_merge))
        self._may = Right(self, self._context, Permission.EDIT_PRODUCT)
        self.merge.setToolTip(self._may.reason)
        self.table.selectionModel().currentRowChanged.connect(lambda *_: self._on_row())

    def _follow(self, job: RunningJob) -> None:
        """How far the search is; closed, this dialog finds it again."""
        self._card = JobCard(job)
        self.body.insertWidget(1, self._card)
        job.done.connect(self._on_groups)
        job.failed.connect(self._on_refused)
        if job.result is not None:
            self._on_groups(job.result)

    def _on_groups(self, groups: Sequence[Group]) -> None:
        if self._card is not None:
            self._card.hide()
        self._context.work.read(
            self, twins_in, self._context.shop.store, groups, then=self._on_found,
            failed=self._on_refused,
        )  # fmt: skip

    def _on_found(self, groups: Sequence[Twins]) -> None:
        self._groups = list(groups)
        if not groups:
            self.said.setText(tr("No product looks like another."))
            return
        self._begin()

    def _begin(self) -> None:
        """The first of the groups that are left."""
        self._id = self._context.ids.new()
        self._goods = list(self._groups[0].products)
        left = len(self._groups)
        more = plural(" {n} group is left.", " {n} groups are left.", left) if left > 1 else ""
        self.said.setText(tr(WHY[self._groups[0].why]) + more)
        self._show()
        self.table.setFocus()

    def _show(self, row: int = 0) -> None:
        titles = (tr("Stays"), tr("Product"), tr("SKU"), tr("On hand"), tr("Codes"))
        rows = [self._words(twin, place == 0) for place, twin in enumerate(self._goods)]
        self.table.show_rows(titles, rows, left=(0, 1, 2, 4))
        if rows:
            self.table.selectRow(min(row, len(rows) - 1))
        self.told.set_tone("primary")
        self.told.setText(self._preview())
        self.skip.setVisible(len(self._groups) > 1)
        self.merge.setEnabled(len(self._goods) > 1 and not self._may.reason)
        self._on_row()
        if self.isVisible():
            self.place()  # the sentence has its room

    def _words(self, twin: Twin, stays: bool) -> tuple[str, ...]:
        codes = ", ".join(map(shown, twin.codes[:3])) + (" …" if len(twin.codes) > 3 else "")
        held = f"{quantity(twin.on_hand, twin.decimals)} {units(twin.unit, twin.on_hand)}"
        return (tr("Stays") if stays else "", twin.name, twin.sku, held, codes or "–")

    def _preview(self) -> str:
        """What comes of it, in words."""
        if len(self._goods) < 2:
            return ""
        first, *others = self._goods
        whole = sum((twin.on_hand for twin in self._goods), Decimal(0))
        return plural(
            "{name} stays and has {held} {unit} on hand here. {others} leaves the lists; its SKU"
            " and codes lead to {name}, and so does its history.",
            "{name} stays and has {held} {unit} on hand here. {others} leave the lists; their SKUs"
            " and codes lead to {name}, and so does their history.",
            len(others), name=first.name, held=quantity(whole, first.decimals),
            unit=units(first.unit, whole),
            others=", ".join(f"{twin.name} ({twin.sku})" for twin in others),
        )  # fmt: skip

    def _on_row(self) -> None:
        row = self.table.currentIndex().row()
        self.keep.setEnabled(row > 0)
        self.leave_out.setEnabled(row >= 0 and len(self._goods) > 2)

    def _on_keep(self) -> None:
        self._keep(self.table.currentIndex().row())

    def _keep(self, row: int) -> None:
        """The product of this row is the one to stay."""
        if 0 < row < len(self._goods):
            self._goods.insert(0, self._goods.pop(row))
            self._show()
            self.table.setFocus()

    def _on_leave_out(self) -> None:
        row = self.table.currentIndex().row()
        if row >= 0 and len(self._goods) > 2:
            del self._goods[row]
            self._show(row)
            self.table.setFocus()

    def _next(self) -> None:
        """Goes on without this group; after the last one there is nothing to do."""
        self._groups.pop(0)
        if self._groups:
            self._begin()
        else:
            self.accept()

    def _on_merge(self) -> None:
        self.merge.setEnabled(False)
        context = self._context
        first, *others = self._goods
        command = MergeProducts(
            self._id, context.actor(), context.clock.now(),
            tuple(twin.product for twin in others), first.product,
        )  # fmt: skip
        context.work.write(
            self, merge_products, command, then=partial(self._on_merged, command),
            failed=self._on_refused,
        )  # fmt: skip

    def _on_merged(self, command: MergeProducts, merged: Merged) -> None:
        said = plural(
            "{n} product became part of {name}", "{n} products became part of {name}",
            merged.products, name=merged.name,
        )  # fmt: skip
        words = tr("Merge into {name}", name=merged.name)
        self._done(merged.id, words, said, (merge_products, command))
        self._next()

    def _on_refused(self, error: UserError) -> None:
        self.merge.setEnabled(len(self._goods) > 1)
        self.told.set_tone("bad")
        self.told.setText(str(error))
