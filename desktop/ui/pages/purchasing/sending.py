"""An order as a file for its vendor, and a letter begun in the mail program."""

from pathlib import Path
from urllib.parse import quote

from PySide6.QtCore import QUrl
from PySide6.QtGui import QDesktopServices
from PySide6.QtWidgets import QWidget

from desktop.domain.errors import UserError
from desktop.domain.progress import Silent
from desktop.jobs.exporting import Exported, Order, export, heads_of
from desktop.queries.chosen import Chosen
from desktop.queries.columns import Filter, Request
from desktop.queries.lists import Cancel
from desktop.queries.order_lines import ORDER_LINES
from desktop.queries.purchases import OrderCard
from desktop.ui.context import Context
from desktop.ui.pages.purchasing.paper import columns, heading_of
from desktop.ui.paper.lists import pdf_pages
from desktop.ui.text import tr


def place_of(context: Context, card: OrderCard) -> Path:
    """Where an order's file lies."""
    return context.settings.data_dir / "orders" / f"{card.number}.pdf"


def send_as_file(owner: QWidget, context: Context, card: OrderCard) -> None:
    """Writes the PDF, newest state and all; then the mail program opens, the file to be attached.

    A mail program takes no file from outside, so the folder is one click away.
    """
    shop = context.shop
    every = Chosen(Request(filters=(Filter("order", "is", card.id),)), len(card.lines))
    heads = heads_of(columns(), ORDER_LINES.columns, tr)
    order = Order(
        ORDER_LINES, every, heads, place_of(context, card), zone=shop.zone,
        decimals=shop.decimals, replaces=True,
    )  # fmt: skip
    opened = context.work.patient

    def write() -> Exported:
        order.path.parent.mkdir(parents=True, exist_ok=True)
        return export(opened, order, Cancel(), Silent(), pdf_pages(heading_of(context, card)))

    context.work.job(
        owner, write, then=lambda done: _letter(context, card, done.path),
        failed=lambda error: _failed(context, error),
    )  # fmt: skip


def letter_of(context: Context, card: OrderCard, path: Path) -> QUrl:
    """The letter as the mail program is asked for it."""
    subject = tr("Order {number} from {shop}", number=card.number, shop=context.shop.name)
    body = tr("Our order {number} is attached: {file}", number=card.number, file=path.name)
    return QUrl(f"mailto:{quote(card.email, safe='@')}?subject={quote(subject)}&body={quote(body)}")


def _letter(context: Context, card: OrderCard, path: Path) -> None:
    folder = QUrl.fromLocalFile(str(path.parent))

    def show() -> None:
        QDesktopServices.openUrl(folder)

    is_begun = QDesktopServices.openUrl(letter_of(context, card, path))
    words = tr("{file} is saved. Attach it to the letter.", file=path.name)
    if not is_begun:
        words = tr("{file} is saved. No mail program answered.", file=path.name)
    context.notify(words, "ok", tr("Open folder"), show)


def _failed(context: Context, error: UserError) -> None:
    context.notify(str(error), "bad")
