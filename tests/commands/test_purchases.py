"""Purchase orders: drafted, changed, sent; deliveries tick them off; closed, voided, taken back."""

from datetime import date
from decimal import Decimal
from random import Random
from typing import Any
from uuid import UUID

import pytest
from sqlalchemy import select

from desktop.commands.deliveries import received, rest
from desktop.commands.purchase_states import (
    CloseOrder,
    SendOrder,
    UndoOrders,
    VoidOrder,
    close_order,
    send_order,
    undo_orders,
    void_order,
)
from desktop.commands.purchases import (
    ChangeOrder,
    DraftOrders,
    NewLine,
    NewOrder,
    Ordered,
    SetOrderLine,
    change_order,
    draft_orders,
    set_order_line,
)
from desktop.commands.receiving import ReceiveOrder, receive_order
from desktop.commands.scans import Booked, BookScan, book_scan
from desktop.commands.stock import ChangeLine, change_line
from desktop.commands.vendors import SaveVendor, SetVendorPrice, save_vendor, set_vendor_price
from desktop.domain.conflict import ChangedMeanwhile
from desktop.domain.errors import UserError
from desktop.jobs.verify import verify
from desktop.schema import AuditEntry, Document, DocumentLine, StockMove
from tests import books
from tests.commands.conftest import Shelf
from tests.tills import Till, beside, with_codes

D = Decimal


def vendor(desk: Till, name: str = "Northside") -> UUID:
    return desk.send(save_vendor, SaveVendor(*desk.head(), name))  # type: ignore[no-any-return]


def draft(desk: Till, whom: UUID, *lines: tuple[UUID, int], **more: Any) -> Ordered:
    new = tuple(NewLine(product, D(quantity)) for product, quantity in lines)
    command = DraftOrders(*desk.head(), (NewOrder(whom, new, **more),))
    return desk.send(draft_orders, command)[0]  # type: ignore[no-any-return]


def send(desk: Till, order: UUID) -> Ordered:
    return desk.send(send_order, SendOrder(*desk.head(), order))  # type: ignore[no-any-return]


def scan(desk: Till, code: str, delivery: UUID, order: UUID, quantity: int = 1) -> Booked:
    command = BookScan(*desk.head(), code, "receive", delivery, D(quantity), order=order)
    return desk.send(book_scan, command)  # type: ignore[no-any-return]


def left(desk: Till, order: UUID) -> dict[UUID, Decimal]:
    with desk.database.read() as session:
        return rest(session.connection(), order)


def state(desk: Till, order: UUID) -> str:
    """Its status; the books are right."""
    assert verify(desk.database).is_whole
    with desk.database.read() as session:
        assert not books.faults(session)
        return session.get_one(Document, order).status


@pytest.fixture
def sent(desk: Till) -> tuple[UUID, UUID, UUID]:
    """An open order for 10 of A and 4 of B."""
    tea, mugs = with_codes(desk, ("A", 1)), with_codes(desk, ("B", 1))
    order = draft(desk, vendor(desk), (tea, 10), (mugs, 4)).document
    send(desk, order)
    return order, tea, mugs


def test_drafts_are_made_for_several_vendors_at_once_and_numbered_like_other_papers(
    desk: Till,
) -> None:
    tea, mugs = desk.product(cost=D("1.50")), desk.product()
    north, south = vendor(desk), vendor(desk, "Southside")
    desk.send(set_vendor_price, SetVendorPrice(*desk.head(), north, tea, D("1.20")))
    orders = (
        NewOrder(north, (NewLine(tea, D(3)), NewLine(tea, D(2)), NewLine(mugs, D(1), D(4)))),
        NewOrder(south, (NewLine(tea, D(7)),), date(2026, 3, 9)),
    )
    command = DraftOrders(*desk.head(), orders)
    first, second = desk.send(draft_orders, command)
    assert desk.send(draft_orders, command) == (first, second)
    assert [each.number[-9:] for each in (first, second)] == ["-P-000001", "-P-000002"]
    with desk.database.read() as session:
        totals = [session.get_one(Document, each.document).total for each in (first, second)]
        assert totals == [D("10.00"), D("10.50")]  # 5 × 1.20 + 1 × 4; 7 × its cost
        lines = session.scalars(
            select(DocumentLine.qty).where(DocumentLine.document == first.document)
        )
        assert list(lines) == [5, 1]
        assert not session.scalars(select(StockMove)).all()


def test_an_order_to_nobody_or_of_nothing_is_refused(desk: Till) -> None:
    tea = desk.product()
    gone = vendor(desk)
    desk.send(save_vendor, SaveVendor(*desk.head(), "Gone", vendor=gone, is_active=False))
    bad = (
        ((), "empty"),
        ((NewOrder(desk.ids.new()),), "gone"),
        ((NewOrder(gone),), "inactive"),
        ((NewOrder(vendor(desk), (NewLine(tea, D(0)),)),), "negative"),
        ((NewOrder(vendor(desk), (NewLine(tea, D("0.5")),)),), "too_fine"),
    )
    for orders, code in bad:
        with pytest.raises(UserError) as error:
            desk.send(draft_orders, DraftOrders(*desk.head(), orders))
        assert error.value.code == code
    empty = draft(desk, vendor(desk)).document
    with pytest.raises(UserError) as error:
        send(desk, empty)
    assert error.value.code == "empty"


def test_lines_due_date_and_note_are_changed_with_a_trail(desk: Till) -> None:
    tea, mugs = desk.product(), desk.product()
    order = draft(desk, vendor(desk), (tea, 10)).document
    edit = SetOrderLine(*desk.head(), order, mugs, D(6), D("2.50"))
    desk.send(set_order_line, edit)
    desk.send(set_order_line, SetOrderLine(*desk.head(), order, tea, D(0), seen=D(10)))
    with pytest.raises(ChangedMeanwhile) as error:
        desk.send(set_order_line, SetOrderLine(*desk.head(), order, mugs, D(7), seen=D(5)))
    assert error.value.who == "Owner"
    desk.send(change_order, ChangeOrder(*desk.head(), order, date(2026, 4, 1), "by noon"))
    with desk.database.read() as session:
        paper = session.get_one(Document, order)
        assert (paper.total, paper.due_date, paper.note) == (15, date(2026, 4, 1), "by noon")
        trail = session.scalars(select(AuditEntry).where(AuditEntry.batch == edit.id)).one()
        assert (trail.entity, trail.action, trail.user) == (
            "document_line",
            "create",
            desk.actor.user,
        )


def test_scans_tick_the_lines_off_and_a_partial_delivery_keeps_the_rest_open(
    desk: Till, sent: tuple[UUID, UUID, UUID], shelf: Shelf
) -> None:
    """D8."""
    order, tea, mugs = sent
    delivery = desk.ids.new()
    booked = scan(desk, "A", delivery, order, 6)
    assert booked.of_order is not None
    assert (booked.of_order.ordered, booked.of_order.received) == (10, 6)
    desk.complete(delivery)
    assert (state(desk, order), left(desk, order)) == ("open", {tea: 4, mugs: 4})
    second = desk.ids.new()
    scan(desk, "A", second, order, 4)
    scan(desk, "B", second, order, 4)
    assert state(desk, order) == "open"
    desk.complete(second)
    assert (state(desk, order), left(desk, order)) == ("posted", {})
    assert (shelf(tea), shelf(mugs)) == (10, 4)
    with desk.database.read() as session:
        papers = [session.get_one(Document, key) for key in (delivery, second)]
        asked = session.get_one(Document, order)
        assert {(paper.source, paper.vendor) for paper in papers} == {(order, asked.vendor)}


def test_all_of_the_rest_is_received_as_ordered_at_its_price(desk: Till, shelf: Shelf) -> None:
    tea = with_codes(desk, ("A", 1), cost=D(9))
    whom = vendor(desk)
    desk.send(set_vendor_price, SetVendorPrice(*desk.head(), whom, tea, D("1.20")))
    order = draft(desk, whom, (tea, 10)).document
    send(desk, order)
    scan(desk, "A", desk.ids.new(), order, 3)
    command = ReceiveOrder(*desk.head(), order, desk.ids.new())
    done = desk.send(receive_order, command)
    assert desk.send(receive_order, command) == done
    assert (done.total, shelf(tea), state(desk, order)) == (D("8.40"), 10, "posted")
    with desk.database.read() as session:
        assert set(session.scalars(select(StockMove.unit_cost))) == {D("1.20")}
    with pytest.raises(UserError) as error:
        desk.send(receive_order, ReceiveOrder(*desk.head(), order, desk.ids.new()))
    assert error.value.code == "not_open"


def test_a_deliverys_line_that_is_typed_higher_costs_what_was_ordered(desk: Till) -> None:
    tea = with_codes(desk, ("A", 1), cost=D(9))
    whom = vendor(desk)
    desk.send(set_vendor_price, SetVendorPrice(*desk.head(), whom, tea, D("1.20")))
    order = draft(desk, whom, (tea, 10)).document
    send(desk, order)
    line = scan(desk, "A", desk.ids.new(), order, 3).line
    for quantity in (7, 5, 6):
        desk.send(change_line, ChangeLine(*desk.head(), line, D(quantity)))
    wanted = select(StockMove.qty, StockMove.unit_cost).order_by(StockMove.id)
    with desk.database.read() as session:
        assert list(session.execute(wanted)) == [
            (3, D("1.20")), (4, D("1.20")), (-2, None), (1, D("1.20"))
        ]  # fmt: skip


def test_more_than_ordered_and_foreign_goods_are_received_and_said(
    desk: Till, sent: tuple[UUID, UUID, UUID]
) -> None:
    order, _, mugs = sent
    with_codes(desk, ("C", 1))
    delivery = desk.ids.new()
    more = scan(desk, "A", delivery, order, 12).of_order
    foreign = scan(desk, "C", delivery, order, 2).of_order
    assert more is not None
    assert foreign is not None
    assert (more.ordered, more.received) == (10, 12)
    assert (foreign.ordered, foreign.received) == (0, 2)
    assert left(desk, order) == {mugs: 4}


@pytest.mark.parametrize("way", ["undo", "void"])
def test_a_delivery_taken_back_opens_its_order_again(
    desk: Till, sent: tuple[UUID, UUID, UUID], way: str
) -> None:
    order, tea, mugs = sent
    delivery = desk.ids.new()
    desk.send(receive_order, ReceiveOrder(*desk.head(), order, delivery))
    assert state(desk, order) == "posted"
    desk.undo(delivery) if way == "undo" else desk.void(delivery)
    assert (state(desk, order), left(desk, order)) == ("open", {tea: 10, mugs: 4})
    if way == "undo":
        desk.redo()
        assert (state(desk, order), left(desk, order)) == ("posted", {})


def test_part_of_a_delivery_taken_back_is_waited_for_again(
    desk: Till, sent: tuple[UUID, UUID, UUID]
) -> None:
    order, tea, mugs = sent
    delivery = desk.ids.new()
    line = scan(desk, "A", delivery, order, 10).line
    desk.complete(delivery)
    assert left(desk, order) == {mugs: 4}
    desk.undo(line)
    assert left(desk, order) == {tea: 10, mugs: 4}
    with desk.database.read() as session:
        assert not any(received(session.connection(), order).values())


def test_a_closed_order_waits_for_nothing_and_stays_closed(
    desk: Till, sent: tuple[UUID, UUID, UUID]
) -> None:
    order, _, _ = sent
    delivery = desk.ids.new()
    scan(desk, "A", delivery, order, 2)
    desk.complete(delivery)
    close = CloseOrder(*desk.head(), order, "sold out there")
    desk.send(close_order, close)
    assert state(desk, order) == "posted"
    with pytest.raises(UserError) as error:
        scan(desk, "A", desk.ids.new(), order)
    assert error.value.code == "not_open"
    desk.void(delivery)
    assert state(desk, order) == "posted"
    back = desk.send(undo_orders, UndoOrders(*desk.head(), close.id))
    assert [each.status for each in back] == ["open"]
    assert state(desk, order) == "open"


def test_an_order_is_voided_until_something_of_it_came_in(
    desk: Till, sent: tuple[UUID, UUID, UUID]
) -> None:
    order, _, _ = sent
    delivery = desk.ids.new()
    scan(desk, "A", delivery, order)
    for function, command in (
        (void_order, VoidOrder(*desk.head(), order)),
        (set_order_line, SetOrderLine(*desk.head(), order, sent[1], D(0))),
    ):
        with pytest.raises(UserError) as error:
            desk.send(function, command)
        assert error.value.code == "received"
    desk.void(delivery)
    void = VoidOrder(*desk.head(), order, "twice")
    desk.send(void_order, void)
    assert state(desk, order) == "void"
    desk.send(undo_orders, UndoOrders(*desk.head(), void.id))
    assert state(desk, order) == "open"
    desk.void(order, "after all")  # as any document, from Documents
    assert state(desk, order) == "void"


def test_an_order_cut_down_to_what_is_here_is_complete(
    desk: Till, sent: tuple[UUID, UUID, UUID]
) -> None:
    order, tea, mugs = sent
    delivery = desk.ids.new()
    scan(desk, "A", delivery, order, 7)
    desk.complete(delivery)
    desk.send(set_order_line, SetOrderLine(*desk.head(), order, mugs, D(0)))
    changed = desk.send(set_order_line, SetOrderLine(*desk.head(), order, tea, D(7)))
    assert (changed.status, state(desk, order)) == ("posted", "posted")


def test_drafts_are_taken_back_together_unless_one_was_sent(desk: Till) -> None:
    tea, whom = desk.product(), vendor(desk)
    command = DraftOrders(*desk.head(), (NewOrder(whom, (NewLine(tea, D(3)),)),) * 2)
    first, second = desk.send(draft_orders, command)
    send(desk, second.document)
    with pytest.raises(UserError) as error:
        desk.send(undo_orders, UndoOrders(*desk.head(), command.id))
    assert error.value.code == "changed_since"
    assert state(desk, first.document) == "draft"
    desk.send(void_order, VoidOrder(*desk.head(), second.document))
    other = draft(desk, whom, (tea, 1))
    desk.send(undo_orders, UndoOrders(*desk.head(), desk.sent[-1][1].id))
    assert state(desk, other.document) == "void"


def test_a_sale_is_no_order_and_an_order_is_not_completed_at_the_till(
    desk: Till, sent: tuple[UUID, UUID, UUID]
) -> None:
    sale = desk.ids.new()
    desk.scan("A", "sell", sale)
    with pytest.raises(UserError) as error:
        send(desk, sale)
    assert error.value.code == "gone"
    with pytest.raises(UserError):
        desk.complete(sent[0])


@pytest.mark.parametrize("seed", range(3))
def test_the_rest_is_what_was_ordered_less_what_stands_on_the_shelf(
    desk: Till, shelf: Shelf, seed: int
) -> None:
    """Whatever is scanned, booked and taken back, by two hands at once."""
    random = Random(seed)
    products = {code: with_codes(desk, (code, 1)) for code in "AB"}
    order = draft(desk, vendor(desk), *((key, 9) for key in products.values())).document
    send(desk, order)
    hands = [(desk, [desk.ids.new()]), (beside(desk), [desk.ids.new()])]
    for _ in range(16):
        hand, papers = random.choice(hands)
        step = random.choice("ssscu")
        try:
            if step == "c":
                hand.complete(papers[-1])
                papers.append(desk.ids.new())
            elif step == "u":
                hand.undo()
            else:
                scan(hand, random.choice("AB"), papers[-1], order, random.randint(1, 5))
        except UserError:
            continue
    expected = {key: 9 - shelf(key) for key in products.values()}
    assert left(desk, order) == {key: qty for key, qty in expected.items() if qty > 0}
    assert (state(desk, order) == "open") or not left(desk, order)
