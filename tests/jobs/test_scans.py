"""A run of scanned lines goes on when somebody else completes its document."""

from collections.abc import Callable
from decimal import Decimal
from uuid import UUID

import pytest
from sqlalchemy import select

from desktop.commands.documents import CompleteDocument, complete_document
from desktop.jobs.opening import Shop
from desktop.jobs.scans import Answer, ScanRun
from desktop.queries.tickets import open_documents
from desktop.schema import Document
from tests import books, trade

Run = Callable[[str], ScanRun]


@pytest.fixture
def begin(shop: Shop) -> Run:
    """A run in a mode, on a shop with the products A and B."""
    for sku in ("A", "B"):
        trade.add_product(shop, sku, price=Decimal("2.50"))
    return lambda mode: ScanRun(shop.database, shop.actor, shop.clock, shop.ids, mode)


def answers(run: ScanRun, *lines: str) -> list[Answer]:
    return [answer for part in run.answer(lines) for answer in part]


def completed_elsewhere(shop: Shop) -> UUID:
    """The window offers what is open on this workstation, and the person completes it."""
    with shop.database.read() as session:
        (left,) = open_documents(session, shop.actor)
    command = CompleteDocument(shop.ids.new(), shop.actor, shop.clock.now(), left.document)
    shop.database.run(complete_document, command)
    return left.document


def papers(shop: Shop) -> list[tuple[str, str, Decimal]]:
    with shop.database.read() as session:
        assert books.faults(session) == []
        rows = session.scalars(select(Document).order_by(Document.number))
        return [(row.kind, row.status, row.total) for row in rows]


def test_a_run_whose_sale_was_completed_goes_on_in_another_one(shop: Shop, begin: Run) -> None:
    run = begin("sell")
    answers(run, "A", "B")
    first = completed_elsewhere(shop)
    told = answers(run, "A", "2*B", "A")
    assert [answer.refused for answer in told] == [None] * 3
    booked = [answer.booked for answer in told if answer.booked is not None]
    second = {one.document for one in booked}
    assert len(second) == 1
    assert first not in second
    assert [one.on_hand for one in booked] == [-2, -3, -3]
    done = run.complete()
    assert done is not None
    assert {done.document} == second
    assert papers(shop) == [
        ("sale", "posted", Decimal("5.00")),
        ("sale", "posted", Decimal("10.00")),
    ]


def test_it_goes_on_however_often_that_happens(shop: Shop, begin: Run) -> None:
    run = begin("receive")
    for _ in range(3):
        assert [answer.refused for answer in answers(run, "A", "A")] == [None, None]
        completed_elsewhere(shop)
    assert run.complete() is not None
    assert [row[:2] for row in papers(shop)] == [("receipt", "posted")] * 3


def test_the_tally_of_a_count_goes_on_in_the_next_document(shop: Shop, begin: Run) -> None:
    """CODE alone adds one to this run's tally, whatever was completed in between."""
    run = begin("count")
    answers(run, "17*A", "A", "B")
    completed_elsewhere(shop)
    told = answers(run, "A", "A")
    completed_elsewhere(shop)
    told += answers(run, "B", "A", "5*B", "B")
    booked = [answer.booked for answer in told if answer.booked is not None]
    assert [(one.sku, one.on_hand) for one in booked] == [
        ("A", 19), ("A", 20), ("B", 2), ("A", 21), ("B", 5), ("B", 6),
    ]  # fmt: skip
    run.complete()
    assert [row[:2] for row in papers(shop)] == [("count", "posted")] * 3


def test_what_was_counted_and_taken_back_is_no_tally(shop: Shop, begin: Run) -> None:
    run = begin("count")
    answers(run, "17*A")
    trade.undo(shop, completed_elsewhere(shop))
    (told,) = answers(run, "A")
    assert told.booked is not None
    assert told.booked.on_hand == 1


def test_other_refusals_are_told_and_booked_once(shop: Shop, begin: Run) -> None:
    run = begin("sell")
    told = answers(run, "A", "nothing", "-1*A", "1,000*A", "B")
    codes = [answer.refused.code if answer.refused else None for answer in told]
    assert codes == [None, "unknown_code", "negative", "ambiguous", None]
    assert (run.booked, run.refused) == (2, 3)
    assert run.complete() is not None
