"""``labels``: printed to a PDF, as ZPL to a file or a printer in the network; which are due."""

from argparse import Namespace
from collections.abc import Sequence
from dataclasses import dataclass, replace
from pathlib import Path

from sqlalchemy.orm import Session

from desktop.cli.access import open_shop
from desktop.cli.output import Output, Usage
from desktop.cli.progress import Told
from desktop.commands.access import require
from desktop.commands.shelf_labels import NotePrinted, WantLabels, note_printed, want_labels
from desktop.domain.errors import UserError
from desktop.domain.label import Template
from desktop.domain.label_fields import LabelWords
from desktop.domain.permissions import Permission
from desktop.jobs.labels.as_pdf import write_pdf
from desktop.jobs.labels.batch import (
    Batch,
    batch_of,
    of_due,
    of_products,
    template_named,
    templates,
)
from desktop.jobs.labels.sending import Halted, Stopped, host_of, send_zpl, write_zpl
from desktop.jobs.opening import Shop
from desktop.queries.label_facts import MOST_COPIES, Wanted, document_numbered, of_document
from desktop.queries.product import product_by_sku
from desktop.queries.shelf_labels import labels_due
from desktop.queries.shop import shop_info

USUAL = "shelf-57x32"
DUE = ("sku", "name", "state", "printed_price", "price", "unit", "printed_at", "template", "copies")


@dataclass(frozen=True)
class _Listed:
    key: str
    name: str
    use: str
    width: float
    height: float
    per_page: int


def show_templates(options: Namespace, out: Output) -> int:
    """The shop's own first; sizes in mm."""
    with open_shop(options, reads=True) as shop, shop.database.read() as session:
        found = templates(session)
    rows = [
        _Listed(
            one.key, one.name, one.use, one.paper.width, one.paper.height, one.paper.per_page
        )
        for one in found
    ]  # fmt: skip
    out.rows(("key", "name", "use", "width", "height", "per_page"), rows)
    return 0


def due(options: Namespace, out: Output) -> int:
    """By name, each with the reason."""
    with open_shop(options, reads=True) as shop, shop.database.read() as session:
        rows = labels_due(session, shop.actor.store)
    out.rows(DUE, rows)
    return 0


def want(options: Namespace, out: Output) -> int:
    """They are due until they are printed."""
    with open_shop(options) as shop:
        with shop.database.read() as session:
            found = [product_by_sku(session, sku, shop.actor.location) for sku in options.sku]
        head = (shop.ids.new(), shop.actor, shop.clock.now())
        products = tuple(card.product for card in found)
        count = shop.database.run(want_labels, WantLabels(*head, products))
    out.result({"ok": True, "wanted": count}, f"{count} asked for")
    return 0


def send(options: Namespace, out: Output) -> int:
    """What came out of the printer is noted, also where it stopped in the middle."""
    _check(options)
    with open_shop(options) as shop:
        with shop.database.read() as session:
            require(session, shop.actor, Permission.PRINT_LABELS)
            found = templates(session)
            template = template_named(found, options.template or USUAL)
            batch = _batch(session, shop, options, template)
        if options.first > len(batch.labels):
            raise Usage(f"There are only {len(batch.labels)} labels.", field="from")
        printed = 0
        try:
            _send(options, template, batch.labels[options.first - 1 :])
            printed = len(batch.labels)
        except Stopped as stopped:
            printed = options.first - 1 + stopped.printed
            raise Stopped(stopped.message, printed, stopped.code) from None
        except Halted as halted:
            printed = options.first - 1 + halted.printed
            raise KeyboardInterrupt from None
        finally:
            _note(shop, batch, template, options.first - 1, printed)
    count = len(batch.labels) - options.first + 1
    told = {"ok": True, "labels": count, "template": template.key, "to": options.to}
    out.result(
        told, f"{count} labels to {options.to}" if count != 1 else f"1 label to {options.to}"
    )
    return 0


def _check(options: Namespace) -> None:
    if bool(options.sku) + bool(options.document) + options.due != 1:
        raise Usage("Name products by SKU, or say --document NUMBER, or --due.", field="sku")
    if options.copies is not None and not 1 <= options.copies <= MOST_COPIES:
        raise Usage(f"--copies is 1 to {MOST_COPIES}.", field="copies")
    if options.first < 1 or options.start < 1:
        raise Usage("--start and --from count from 1.", field="start")


def _batch(session: Session, shop: Shop, options: Namespace, template: Template) -> Batch:
    wanted = _wanted(session, shop, options, template)
    if options.copies is not None:
        wanted = [replace(one, copies=options.copies) for one in wanted]
    today = shop_info(session, shop.actor).day_of(shop.clock.now())
    return batch_of(session, shop.actor.store, wanted, today, template)


def _wanted(session: Session, shop: Shop, options: Namespace, template: Template) -> list[Wanted]:
    if options.document:
        return of_document(session, document_numbered(session, options.document))
    if options.due:
        found = of_due(session, shop.actor.store)
        if not found:
            raise UserError("No label is out of date.", "Nothing was printed.", code="nothing")
        return found
    products = [product_by_sku(session, sku, shop.actor.location).product for sku in options.sku]
    return of_products(session, shop.actor.store, products, template)


def _send(options: Namespace, template: Template, labels: Sequence[LabelWords]) -> None:
    path = Path(options.to).expanduser()
    if path.suffix.lower() == ".pdf":
        if options.start > template.paper.per_page:
            raise Usage(f"A sheet has {template.paper.per_page} labels.", field="start")
        write_pdf(path, template, labels, options.start, Told())
    elif path.suffix.lower() == ".zpl" or path.exists():
        write_zpl(path, template, labels, options.dpi, Told())
    elif (host := host_of(options.to)) is not None:
        send_zpl(host, template, labels, options.dpi, Told())
    else:
        raise Usage("--to is FILE.pdf, FILE.zpl or HOST:9100.", field="to")


def _note(shop: Shop, batch: Batch, template: Template, first: int, last: int) -> None:
    labels = batch.printed(template, first, last)
    if labels:
        head = (shop.ids.new(), shop.actor, shop.clock.now())
        shop.database.run(note_printed, NotePrinted(*head, labels, template.key))
