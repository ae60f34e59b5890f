"""One key after a scan: the label of what is on the card, as labels were printed last."""

import re
from collections.abc import Callable
from dataclasses import replace
from typing import Any
from uuid import UUID

from PySide6.QtWidgets import QWidget

from desktop.domain.errors import UserError
from desktop.domain.ids import lot_id
from desktop.ui.pages.scan import events
from desktop.ui.pages.scan.till import Till
from desktop.ui.text import tr

USUAL = "shelf-57x32"


class LabelKey:
    """Knows what the card shows; a PDF where nobody chose a printer of labels yet."""

    def __init__(self, page: QWidget, till: Till) -> None:
        self._page, self._till, self._context = page, till, till.context
        self._on_card: tuple[UUID, str, str] | None = None  # product, SKU, its lot's code

    def note(self, event: object) -> None:
        """What happened at the till: the product that the next key means."""
        if isinstance(event, events.Scanned):
            booked = event.booked
            self._on_card = (booked.product, booked.sku, booked.lot)
        elif isinstance(event, events.LookedUp):
            self._on_card = (event.product.product, event.product.sku, "")

    def print(self) -> None:
        """In its turn after the scans before it; only the printer is waited for, aside."""
        from desktop.jobs.labels.batch import batch_of, template_named, templates
        from desktop.queries.label_facts import Wanted

        context = self._context
        store, today = context.shop.store, context.shop.day_of(context.clock.now())

        def read(session: Any) -> tuple[str, Any, Any]:
            if self._on_card is None:
                raise UserError(tr("Scan something first: its label is printed then."))
            product, sku, lot = self._on_card
            found = templates(session)
            kept = context.settings.label_template
            named = kept if kept in {one.key for one in found} else USUAL
            template = template_named(found, named)
            if template.use == "lot" and not lot:
                template = template_named(found, USUAL)
            wanted = [Wanted(product, 1, lot_id(product, lot) if lot else None)]
            return sku, template, batch_of(session, store, wanted, today, template)

        self._till.ask(read, then=lambda found: self._send(*found), failed=self._refused)

    def _send(self, sku: str, template: Any, batch: Any) -> None:
        from desktop.ui.labels.run import LabelOrder, LabelRun, Target

        context = self._context
        kept = context.settings
        kind = kept.label_to if kept.label_to in ("zpl", "host", "printer") else "pdf"
        name = re.sub(r"[^\w-]+", "-", sku)[:60] or "label"
        place = context.settings.data_dir / "labels" / f"{name}.{'zpl' if kind == 'zpl' else 'pdf'}"
        target = Target(kind, place, kept.label_host, kept.label_dpi)

        def begin(target: Target) -> None:
            run = LabelRun(self._page, context, LabelOrder(template, batch, target))
            run.job.failed.connect(self._refused)

        if kind == "printer":
            self._with_printer(lambda printer: begin(replace(target, printer=printer)))
        else:
            begin(target)

    def _with_printer(self, done: Callable[[Any], object]) -> None:
        """The computer's own one, without a question."""
        from desktop.ui.paper.printer_names import printers

        def found(names: list[str]) -> None:
            from PySide6.QtPrintSupport import QPrinter

            if names:
                done(QPrinter(QPrinter.PrinterMode.HighResolution))
            else:
                self._context.notify(tr("No printer is set up on this computer."), "warn")

        self._context.work.job(self._page, printers, then=found)

    def _refused(self, error: UserError) -> None:
        self._context.notify(str(error), "bad")
