"""Pictures of many products at once: a folder named by SKU, or a list of products with pictures."""

from functools import partial
from pathlib import Path
from typing import Any
from uuid import UUID

from PySide6.QtWidgets import QWidget

from desktop.domain.progress import Progress
from desktop.jobs.importing.reading import read_table
from desktop.jobs.pictures.taking_in import Desk, TakenIn, in_folder, in_list, take_in
from desktop.ui.actions import Command, install
from desktop.ui.context import Context
from desktop.ui.deeds.pictures import PictureDeeds
from desktop.ui.jobs import Outcome
from desktop.ui.text import plural, tr


class PictureImport:
    """The job goes on when the page is left; what it did is taken back as one."""

    def __init__(self, page: QWidget, context: Context, deeds: PictureDeeds) -> None:
        self._page, self._context, self._deeds = page, context, deeds
        install(
            page,
            [
                Command(tr("Pictures from a folder …"), "", self.choose_folder, "folder-open"),
                Command(tr("Pictures from a list of products …"), "", self.choose_list, "list"),
                Command(tr("Export all pictures …"), "", self.export, "download"),
            ],
        )

    def choose_folder(self) -> None:
        """Files are named by SKU."""
        from desktop.ui.file_dialog import one_folder

        if not self._deeds.may():
            return
        folder = one_folder(self._page, tr("Folder of pictures named by SKU"), Path.home())
        if folder is not None:
            self.take_in(folder)

    def choose_list(self) -> None:
        """As Shopify and WooCommerce write it: a column of SKUs and one of pictures."""
        from desktop.ui.file_dialog import one_file

        if not self._deeds.may():
            return
        kinds = [tr("Lists") + " (*.csv *.txt *.tsv *.xlsx *.xls *.ods)"]
        path = one_file(self._page, tr("List of products with pictures"), Path.home(), kinds)
        if path is not None:
            self.take_in(path)

    def take_in(self, path: Path, fetches: bool = False) -> None:
        """Addresses of the web are asked only when a person said so."""
        context = self._context
        desk = Desk(
            context.work.patient, context.work.patient_write, context.ids, context.actor(),
            context.clock,
        )  # fmt: skip
        batch = context.ids.new()
        run = partial(_run, desk, path, fetches, batch)
        job = context.jobs.start("pictures", tr("Pictures of {name}", name=path.name), run)
        job.done.connect(lambda done: self._on_done(path, done))
        job.failed.connect(lambda error: context.notify(str(error), "bad"))
        job.stopped.connect(lambda: self._on_stopped(path, batch))

    def _on_stopped(self, path: Path, batch: UUID) -> None:
        said = tr("Stopped. What was added so far stays, unless you take it back.")
        self._deeds.note(batch, tr("pictures of {name}", name=path.name), said)

    def _on_done(self, path: Path, done: TakenIn) -> None:
        words = tr("pictures of {name}", name=path.name)
        said = words_of(done)
        if done.added:
            self._deeds.note(done.batch, words, said)
        else:
            self._context.notify(said, "info")
        if done.waiting:
            asked = plural(
                "{n} picture is at an address of the web, which was not asked.",
                "{n} pictures are at addresses of the web, which were not asked.",
                done.waiting,
            )
            self._context.notify(asked, "info", tr("Fetch"), lambda: self.take_in(path, True))
        if done.refused:
            self._show_refused(done)

    def _show_refused(self, done: TakenIn) -> None:
        from desktop.ui.dialogs.listing import ListingDialog

        title = plural(
            "{n} picture was not taken in", "{n} pictures were not taken in", done.failed
        )
        about = tr("All others were. The first of them, and why:")
        ListingDialog(self._page, title, about, "\n".join(done.refused)).open()

    def export(self) -> None:
        """Every picture as a file named by its SKU."""
        from desktop.jobs.pictures.exporting import Exported, export_pictures
        from desktop.ui.file_dialog import one_folder

        folder = one_folder(self._page, tr("Folder for the pictures"), Path.home())
        if folder is None:
            return
        context = self._context
        read = context.work.patient

        def run(told: Progress) -> Outcome:
            done = export_pictures(read, folder, told)
            return Outcome(done, plural("{n} picture", "{n} pictures", done.files))

        def said(done: Exported) -> None:
            words = plural("{n} picture is in {folder}.", "{n} pictures are in {folder}.",
                           done.files, folder=folder.name)  # fmt: skip
            context.notify(words, "ok")

        job = context.jobs.start("export", tr("Pictures"), run)
        job.done.connect(said)
        job.failed.connect(lambda error: context.notify(str(error), "bad"))


def _run(desk: Desk, path: Path, fetches: bool, batch: UUID, told: Progress) -> Outcome:
    """In a thread of its own."""
    if path.is_dir():
        done = take_in(desk, in_folder(desk, path), path, told, batch=batch)
    else:
        table: Any = read_table(path)
        rows = in_list(path, table.header, (cells for _, cells in table.rows))
        done = take_in(desk, rows, path.parent, told, fetches, batch)
    return Outcome(done, words_of(done))


def words_of(done: TakenIn) -> str:
    """How many, of how many products."""
    products = plural("{n} product", "{n} products", done.products)
    added = plural("{n} picture added to {products}.", "{n} pictures added to {products}.",
                   done.added, products=products)  # fmt: skip
    if not done.added:
        return tr("No picture was new.") if done.same else tr("No picture was taken in.")
    return added
