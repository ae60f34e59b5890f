"""Documents as a person works with them: opened, returned, voided, held, gone on with, closed."""

from dataclasses import replace
from datetime import datetime
from decimal import Decimal
from typing import Any
from uuid import UUID

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication, QDialog
from sqlalchemy import select

from desktop.commands.documents import CompleteDocument, complete_document
from desktop.commands.goods_back import Back, ReturnGoods, return_goods
from desktop.domain.ids import Ids
from desktop.domain.matrix import Option
from desktop.domain.permissions import Actor
from desktop.jobs.opening import Shop
from desktop.queries.shop import shop_info
from desktop.schema import Document, Product, StockMove
from desktop.ui.dialogs.return_goods import ReturnDialog
from desktop.ui.dialogs.return_goods.picks import Picks
from desktop.ui.pages.documents.panel import DocumentPanel
from desktop.ui.pages.movements import MovementsPage
from desktop.ui.pages.scan import ScanPage
from desktop.ui.text import TIMES, percent
from tests import looks
from tests.commands.test_families import make, matrix
from tests.stage import NOW, FrozenClock, Stage
from tests.trade import add_product, scan
from tests.ui.pages.hand import ONE_ENGINE, Person

Key = Qt.Key
TEA, COLA = "4006381333931", "5449000000996"


@pytest.fixture
def shop(shop: Shop) -> Shop:
    """The shop at the time of the window."""
    clock = FrozenClock()
    return replace(shop, clock=clock, ids=Ids(clock))


@pytest.fixture
def on(on: Stage, shop: Shop) -> Stage:
    """The window with its shop's own clock, and two products."""
    add_product(shop, "T-1", TEA, name="Tea", price=Decimal("2.50"), tax_rate=Decimal(7))
    add_product(shop, "C-1", COLA, name="Cola", price=Decimal(1), tax_rate=Decimal(19))
    return on


def head(shop: Shop) -> tuple[UUID, Actor, datetime]:
    return shop.ids.new(), shop.actor, NOW


def sale(shop: Shop, tea: int = 3, cola: int = 2) -> UUID:
    """A completed sale."""
    document = shop.ids.new()
    for code, quantity in ((TEA, tea), (COLA, cola)):
        if quantity:
            scan(shop, code, "sell", quantity, document)
    shop.database.run(complete_document, CompleteDocument(*head(shop), document))
    return document


def papers(shop: Shop) -> list[tuple[str, str, Decimal]]:
    with shop.database.read() as session:
        rows = session.scalars(select(Document).order_by(Document.id)).all()
        return [(row.kind, row.status, row.total) for row in rows]


def number_of(shop: Shop, document: UUID) -> str:
    with shop.database.read() as session:
        return session.get_one(Document, document).number


def in_dialog(on: Stage) -> QDialog:
    """Waits until keys go to a dialog."""
    on.until(lambda: isinstance(QApplication.activeModalWidget(), QDialog))
    on.until(lambda: QApplication.focusWidget() is not None)
    on.lay_out()
    found = QApplication.activeModalWidget()
    assert isinstance(found, QDialog)
    return found


def opened(on: Stage, document: UUID) -> Person:
    """The page with a document at its side."""
    person = Person(on)
    person.open("documents", view="all", document=document)
    panel = person.shown(DocumentPanel)[0]
    on.until(lambda: panel.card is not None and panel.card.id == document)
    on.lay_out()
    return person


def test_views_hold_what_they_are_named_after(on: Stage, shop: Shop) -> None:
    sold = sale(shop)
    scan(shop, TEA, "receive", 5)
    scan(shop, TEA, "count", 5)
    person = Person(on)
    for view, kinds in {
        "sales": ["sale"],
        "receipts": ["receipt"],
        "counts": ["count"],
        "held": ["count", "receipt"],
        "returns": [],
        "all": ["count", "receipt", "sale"],
    }.items():
        person.open("documents", view=view)
        assert person.names("kind") == kinds
    assert number_of(shop, sold) in person.names("number")


def test_the_panel_tells_lines_tax_and_what_belongs_to_it(on: Stage, shop: Shop) -> None:
    sold = sale(shop)
    person = opened(on, sold)
    for words in ("Tea", f"3 {TIMES} 2.50", f"Tax {percent(Decimal(19))}", "9.50 EUR", "Complete"):
        person.sees(words)
    person.click("Its movements")
    person.settle()
    assert person.names("number") == [number_of(shop, sold)] * 2


def test_enter_on_a_movement_leads_to_its_document(on: Stage, shop: Shop) -> None:
    sold = sale(shop)
    person = Person(on, "movements")
    assert person.shown(MovementsPage)
    person.press(Key.Key_Down)
    person.press(Key.Key_Return)
    person.sees("9.50 EUR")
    assert person.shown(DocumentPanel)[0].document == sold


def test_goods_come_back_by_scanning_the_ticket_and_the_goods(on: Stage, shop: Shop) -> None:
    sold = sale(shop)
    person = Person(on, "documents")
    person.press(Key.Key_F9)
    in_dialog(on)
    person.scan(number_of(shop, sold))
    on.until(lambda: bool(sheet()))
    person.scan(TEA)
    on.until(lambda: backs() == {"Tea": 1, "Cola": 0})
    person.scan(TEA)
    on.until(lambda: backs() == {"Tea": 2, "Cola": 0})
    person.sees("Return 2 items · 5.00")
    person.press(Key.Key_Return)
    person.sees("5.00 to give back")
    assert papers(shop) == [
        ("sale", "posted", Decimal("9.50")),
        ("return", "posted", Decimal("-5.00")),
    ]
    person.sees("−5.00 EUR")


def sheet() -> Any:
    dialogs = [w for w in QApplication.topLevelWidgets() if isinstance(w, ReturnDialog)]
    return next((d.sheet for d in dialogs if d.isVisible()), None)


def backs() -> dict[str, Decimal]:
    """What is ticked, by name."""
    found = sheet()
    return {tick.name: tick.back for tick in found.lines} if found else {}


def test_a_line_is_raised_by_keys_or_a_number_and_never_beyond_what_is_out(
    on: Stage, shop: Shop
) -> None:
    sold = sale(shop)
    person = opened(on, sold)
    person.press(Key.Key_F9)
    in_dialog(on)
    on.until(lambda: bool(sheet()))
    person.press(Key.Key_Plus)
    person.press(Key.Key_Plus)
    person.press(Key.Key_Minus)
    assert backs() == {"Tea": 1, "Cola": 0}
    person.press(Key.Key_Down)
    person.press(Key.Key_2)
    person.press(Key.Key_Return)
    assert backs() == {"Tea": 1, "Cola": 2}
    person.press(Key.Key_3)
    person.press(Key.Key_Return)
    person.sees("Of Cola, 2 can come back.")
    assert backs() == {"Tea": 1, "Cola": 2}
    person.press(Key.Key_Return)
    person.sees("4.50 to give back")
    assert papers(shop)[-1] == ("return", "posted", Decimal("-4.50"))


@pytest.mark.parametrize(("scanned", "picked"), [(TEA, "Tea - M"), ("TEE-S", "Tea - S")])
def test_of_what_has_variants_by_now_it_is_asked_which_one_came_back(
    on: Stage, shop: Shop, scanned: str, picked: str
) -> None:
    """D3: scanned by its old code it is asked, by the variant's own it is said."""
    sold = sale(shop)
    with shop.database.read() as session:
        tea = session.scalars(select(Product.id).where(Product.name == "Tea")).one()
    make(shop, tea, matrix(shop, Option("Size", ("S", "M"))), empties=True)
    person = opened(on, sold)
    person.press(Key.Key_F9)
    in_dialog(on)
    on.until(lambda: bool(sheet()))
    person.scan(scanned)
    on.until(lambda: 1 in backs().values())
    person.press(Key.Key_Return)
    if scanned == TEA:
        person.sees("Which variant came back? Choose it and press Enter, or scan it.")
        on.until(lambda: any(each.asks_variant for each in on.window.findChildren(Picks)))
        person.press(Key.Key_Down)
        person.press(Key.Key_Return)
    person.sees("2.50 to give back")
    with shop.database.read() as session:
        moves = select(Product.name).join(StockMove, StockMove.product == Product.id)
        assert session.scalars(moves.order_by(StockMove.seq.desc())).first() == picked


def test_without_a_ticket_whatever_is_scanned_comes_back(on: Stage, shop: Shop) -> None:
    person = Person(on, "documents")
    person.press(Key.Key_F9)
    in_dialog(on)
    person.scan(COLA)
    on.until(lambda: backs() == {"Cola": 1})
    person.press(Key.Key_Return)
    person.sees("Return without ticket")
    assert papers(shop) == [("return", "posted", Decimal("-1.00"))]


@ONE_ENGINE
def test_a_number_nobody_knows_is_refused_and_the_dialog_goes_on(on: Stage, shop: Shop) -> None:
    sale(shop)
    person = Person(on, "documents")
    person.press(Key.Key_F9)
    in_dialog(on)
    person.scan("999-X")
    person.sees("No sale and no product has this number.")
    assert looks.problems(in_dialog(on), on.window.size()) == []
    person.press(Key.Key_Escape)
    assert len(papers(shop)) == 1


def test_a_document_is_voided_with_its_reason(on: Stage, shop: Shop) -> None:
    sold = sale(shop)
    person = opened(on, sold)
    person.click("Void the document")
    dialog = in_dialog(on)
    assert looks.problems(dialog, on.window.size()) == []
    person.type("Why?", "rang up twice")
    person.press(Key.Key_Return)
    person.sees("is void.")
    person.sees("rang up twice")
    assert papers(shop) == [("sale", "void", Decimal("9.50"))]


def test_a_sale_of_which_goods_came_back_says_why_it_is_not_voided(on: Stage, shop: Shop) -> None:
    sold = sale(shop, tea=1, cola=0)
    with shop.database.read() as session:
        line = session.scalars(select(StockMove.line)).one()
    assert line is not None
    command = ReturnGoods(*head(shop), sold, (Back(line, Decimal(1)),))
    back = shop.database.run(return_goods, command)
    person = opened(on, sold)
    person.sees(back.number)
    assert not person._buttons("Return…")
    person.click("Void the document")
    in_dialog(on)
    person.press(Key.Key_Return)
    person.sees(f"came back with {back.number}")
    person.press(Key.Key_Escape)
    person.click(f"Return {back.number}")
    person.sees("−2.50 EUR")


def test_a_held_sale_is_gone_on_with_from_here(on: Stage, shop: Shop) -> None:
    person = Person(on)
    on.window.open_page("scan")
    person.scan(TEA)
    on.until(lambda: len(papers(shop)) == 1)
    person.press(Key.Key_F8)
    person.sees("is on hold. F8 brings it back.")
    person.open("documents", view="held")
    assert person.names("state") == ["held"]
    person.press(Key.Key_Return)
    person.click("Resume")
    on.until(lambda: bool(person.shown(ScanPage)))
    on.until(lambda: [row[0] for row in basket(person)] == ["Tea"])
    person.scan(COLA)
    person.press(Key.Key_F12)
    on.until(lambda: papers(shop) == [("sale", "posted", Decimal("3.50"))])


def basket(person: Person) -> list[tuple[str, Decimal]]:
    """What the list at the till shows."""
    page = person.shown(ScanPage)[0]
    return [(line.name, line.quantity) for line in page._till.basket.lines]


def test_a_ticket_is_printed_again(on: Stage, shop: Shop) -> None:
    sold = sale(shop)
    person = opened(on, sold)
    person.press(Key.Key_P)
    in_dialog(on)
    person.press(Key.Key_Return)
    person.sees("Saved as")
    place = shop.settings.data_dir / "tickets" / f"{number_of(shop, sold)}.pdf"
    assert place.read_bytes().startswith(b"%PDF")


def test_the_day_is_closed_saved_and_changes_are_told(on: Stage, shop: Shop) -> None:
    sold = sale(shop)
    day = shop_day(shop)
    person = Person(on, "documents")
    person.click("Close of day")
    dialog = in_dialog(on)
    person.sees("9.50 EUR")
    on.lay_out()
    assert looks.problems(dialog, on.window.size()) == []
    for kind in ("CSV", "PDF"):
        person.click(f"Save {kind}")
        place = shop.settings.data_dir / "closings" / f"{day.isoformat()}.{kind.lower()}"
        on.until(place.exists)
    csv = (place.parent / f"{day.isoformat()}.csv").read_text("utf-8-sig")
    assert f"By tax rate,Tax {percent(Decimal(19))},,1.68,0.32,2" in csv
    person.click("Close the day")
    person.sees("Closed ")
    assert not person._buttons("Close the day")
    person.press(Key.Key_Escape)
    person = opened(on, sold)
    person.click("Void the document")
    in_dialog(on)
    person.press(Key.Key_Return)
    person.sees("is void.")
    person.click("Close of day")
    in_dialog(on)
    person.sees("Changed since it was closed")
    person.click("Close again")
    on.until(lambda: not person._buttons("Close again"))


def shop_day(shop: Shop) -> Any:
    with shop.database.read() as session:
        return shop_info(session, shop.actor).day_of(NOW)
