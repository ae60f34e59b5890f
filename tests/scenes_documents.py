"""Scenes of documents: the list, papers at its side, returns, voids, held ones, a day's close."""

from collections.abc import Callable
from decimal import Decimal
from uuid import UUID

from PySide6.QtWidgets import QAbstractButton
from sqlalchemy import select
from sqlalchemy.orm import aliased

from desktop.commands.goods_back import Back, ReturnGoods, return_goods
from desktop.commands.voiding import VoidDocument, void_document
from desktop.jobs.closing import Closing, close
from desktop.schema import Document, DocumentLine
from desktop.ui.pages.documents import DocumentsPage
from tests.acting import Key, Play, click, codes, dialogs, press, scan
from tests.stage import NOW, Stage


def listed(view: str, document: Callable[[Stage], UUID] | None = None) -> Play:
    """The list in a view, perhaps with a document at its side."""

    def play(on: Stage) -> None:
        on.window.open_page("documents", view=view)
        on.settle(500)
        if document is not None:
            found = document(on)
            on.window.open_page("documents", document=found)
            page = on.window.findChildren(DocumentsPage)[0]
            on.until(lambda: page.panel.card is not None and page.panel.card.id == found)
            on.settle(200)

    return play


def _newest(on: Stage, kind: str, least: int = 1) -> UUID:
    """The newest complete document of a kind, with so many lines."""
    with on.shop.database.read() as session:
        source = aliased(Document)
        is_whole = ~select(source.id).where(source.source == Document.id).exists()
        wanted = select(Document.id).where(
            Document.kind == kind, Document.status == "posted", is_whole
        )
        for document in session.scalars(wanted.order_by(Document.id.desc()).limit(200)):
            lines = select(DocumentLine.id).where(
                DocumentLine.document == document, DocumentLine.qty >= 1
            )
            if len(session.scalars(lines).all()) >= least:
                return document
    raise LookupError(kind)


def sale(on: Stage) -> UUID:
    """One with two lines, complete, of which nothing came back."""
    on.window.open_page("scan")
    on.settle(100)
    press(on, Key.Key_F2)
    for code in (codes(on)[4], codes(on)[4], codes(on)[5]):
        scan(on, code)
    press(on, Key.Key_F12)
    on.settle(200)
    return _newest(on, "sale", 2)


def returned(on: Stage) -> UUID:
    """A return of one piece of that sale."""
    sold = sale(on)
    with on.shop.database.read() as session:
        line = session.scalars(
            select(DocumentLine.id).where(DocumentLine.document == sold).limit(1)
        ).one()
    command = ReturnGoods(
        on.shop.ids.new(), on.shop.actor, NOW, sold, (Back(line, Decimal(1)),), "Wrong size"
    )
    return on.shop.database.run(return_goods, command).document


def voided(on: Stage) -> UUID:
    """A sale that was voided."""
    sold = sale(on)
    command = VoidDocument(on.shop.ids.new(), on.shop.actor, NOW, sold, "Rang up twice")
    on.shop.database.run(void_document, command)
    return sold


def held(on: Stage) -> UUID:
    """A sale that was laid aside."""
    on.window.open_page("scan")
    on.settle(100)
    press(on, Key.Key_F2)
    scan(on, codes(on)[6])
    press(on, Key.Key_F8)
    on.settle(200)
    with on.shop.database.read() as session:
        wanted = select(Document.id).where(Document.status == "open")
        return session.scalars(wanted.order_by(Document.id.desc()).limit(1)).one()


def receipt(on: Stage) -> UUID:
    """A delivery."""
    return _newest(on, "receipt", 2)


def hold_list(on: Stage) -> None:
    """What F8 offers with an empty list."""
    held(on)
    press(on, Key.Key_F8)
    on.settle(300)


def ticket_asked(on: Stage) -> None:
    """F9: whose ticket?"""
    sale(on)
    press(on, Key.Key_F9)
    on.settle(400)


def returning(on: Stage) -> None:
    """Two lines of a sale, one of them ticked."""
    listed("sales", sale)(on)
    click(on, "Return…")
    on.settle(300)
    press(on, Key.Key_Plus)
    press(on, Key.Key_Plus)


def returning_refused(on: Stage) -> None:
    """A number that is no ticket."""
    ticket_asked(on)
    scan(on, "999-X")
    on.settle(300)


def voiding(on: Stage) -> None:
    """Why?"""
    listed("sales", sale)(on)
    for button in on.window.findChildren(QAbstractButton):
        if button.isVisible() and button.accessibleName() == "Void the document":
            button.click()
    on.settle(200)


def closing(on: Stage) -> None:
    """A day with sales, returns and one still open."""
    returned(on)
    held(on)
    on.window.open_page("documents", view="today", close=True)
    on.settle(500)


def closed(on: Stage) -> None:
    """The same day, closed, and changed since."""
    sold = sale(on)
    context = on.context
    day = context.shop.day_of(NOW)
    wanted = Closing(on.shop.ids.new(), on.shop.actor, NOW, context.shop, day)
    on.shop.database.run(close, wanted)
    command = VoidDocument(on.shop.ids.new(), on.shop.actor, NOW, sold, "Rang up twice")
    on.shop.database.run(void_document, command)
    on.window.open_page("documents", view="today", close=True)
    on.settle(500)
    for dialog in dialogs():
        dialog.raise_()


DOCUMENTS: tuple[tuple[str, str, Play], ...] = (
    ("documents-sale", "demo", listed("sales", sale)),
    ("documents-return", "demo", listed("returns", returned)),
    ("documents-void", "demo", listed("today", voided)),
    ("documents-held", "demo", listed("held", held)),
    ("documents-delivery", "demo", listed("receipts", receipt)),
    ("dialog-held", "demo", hold_list),
    ("dialog-return-ticket", "demo", ticket_asked),
    ("dialog-return", "demo", returning),
    ("dialog-return-refused", "demo", returning_refused),
    ("dialog-void", "demo", voiding),
    ("dialog-close-of-day", "demo", closing),
    ("dialog-closed-day", "demo", closed),
    ("documents-empty", "empty", listed("all")),
)
