"""Scenes of purchasing: the list, an order with its lines, its dialogs, receiving against it."""

from uuid import UUID

from sqlalchemy import select

from desktop.domain.barcode import shown
from desktop.schema import Barcode, Document, DocumentLine
from desktop.ui.pages.purchasing import PurchasingPage
from tests.acting import Key, Play, press, scan
from tests.stage import Stage


def order(on: Stage, status: str = "open") -> UUID:
    """The first order in a state."""
    with on.shop.database.read() as session:
        wanted = select(Document.id).where(Document.kind == "purchase", Document.status == status)
        return session.scalars(wanted.order_by(Document.id)).first()  # type: ignore[return-value]


def opened(status: str, key: Key | None = None, text: str = "") -> Play:
    """An order at the side of the list; ``key`` is pressed then."""

    def play(on: Stage) -> None:
        found = order(on, status)
        on.window.open_page("purchasing", order=found)
        page = on.window.findChildren(PurchasingPage)[0]
        on.until(lambda: page.panel.card is not None and page.panel.card.id == found)
        on.settle(400)
        if key is not None:
            press(on, key)
            on.settle(300)

    return play


def received(on: Stage) -> None:
    """An order on the Scan page, one of its lines scanned in part."""
    found = order(on)
    with on.shop.database.read() as session:
        first = select(DocumentLine.product).where(DocumentLine.document == found)
        product = session.scalars(first.order_by(DocumentLine.position)).first()
        code = session.scalars(
            select(Barcode.code).where(Barcode.product == product, Barcode.is_primary)
        ).one()
    on.window.open_page("scan")
    press(on, Key.Key_F3)
    press(on, Key.Key_F8)  # what another scene left open is laid aside
    on.settle(300)
    on.window.open_page("scan", order=found)
    on.settle(500)
    scan(on, shown(code))
    on.settle(300)


PURCHASING = (
    ("scan-receive-order", "demo", received),
    ("purchasing-sent", "demo", opened("open")),
    ("purchasing-draft", "demo", opened("draft")),
    ("purchasing-add", "demo", opened("open", Key.Key_Plus)),
)
