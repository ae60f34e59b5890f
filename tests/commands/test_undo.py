"""Undo and redo: counter-movements dated as what they reverse; nothing is undone twice."""

from collections.abc import Callable
from decimal import Decimal
from typing import Any
from uuid import UUID

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from desktop.commands.shop import Enrol, enrol
from desktop.domain.errors import UserError
from desktop.domain.permissions import Role
from desktop.jobs.opening import Shop
from desktop.schema import AppUser, Document, DocumentLine, Job, StockMove, Writer
from desktop.schema.base import table_of
from tests import books
from tests.tills import Till, acting_as, till

Shelf = Callable[[UUID], Decimal]


def ledger(desk: Till) -> list[Any]:
    with desk.database.read() as session:
        assert not books.faults(session)
        return books.moves(session)


def status(desk: Till, document: UUID) -> str:
    with desk.database.read() as session:
        return session.get_one(Document, document).status


def counted(desk: Till, line: UUID) -> Decimal | None:
    with desk.database.read() as session:
        return session.get_one(DocumentLine, line).counted_qty


def refused(desk: Till, *target: UUID) -> str:
    with pytest.raises(UserError) as error:
        desk.undo(*target)
    return error.value.code


def test_undo_takes_the_last_booking_back_and_then_the_one_before(desk: Till, shelf: Shelf) -> None:
    tea = desk.product()
    for quantity in (10, 5):
        desk.stock("receive", tea, quantity)
    assert desk.undo().rows[0].on_hand == 10
    assert desk.undo().rows[0].quantity == -10
    assert shelf(tea) == 0
    assert refused(desk) == "nothing"


def test_undoing_a_sale_from_before_a_count_changes_nothing_on_the_shelf(
    desk: Till, shelf: Shelf
) -> None:
    tea = desk.product()
    desk.stock("receive", tea, 10)
    sold = desk.scan(desk.sent[0][1].sku, "sell", desk.ids.new())
    desk.clock.pass_by(5)
    desk.stock("count", tea, 7)
    desk.clock.pass_by(5)
    undone = desk.undo(sold.id)
    assert (undone.rows[0].before, undone.rows[0].on_hand, shelf(tea)) == (7, 7, 7)
    back = ledger(desk)[-1]
    assert (back.qty, back.occurred_at, back.reverses) == (1, sold.at, sold.id)
    assert back.recorded_at > back.occurred_at


def test_undoing_a_count_falls_back_to_the_one_before_and_all_since(
    desk: Till, shelf: Shelf
) -> None:
    tea = desk.product()
    for action, quantity in (("count", 20), ("waste", 3), ("count", 4), ("waste", 1)):
        desk.clock.pass_by(1)
        desk.stock(action, tea, quantity)
    assert shelf(tea) == 3
    desk.undo(ledger(desk)[2].id)
    assert shelf(tea) == 16
    desk.undo(ledger(desk)[0].id)
    assert shelf(tea) == -4


def test_what_was_undone_is_not_undone_again_and_a_reversal_never(
    desk: Till, shop: Shop, shelf: Shelf
) -> None:
    tea = desk.product()
    booked = desk.stock("receive", tea, 10)
    reversal = desk.undo(booked.id)
    other = till(shop, desk.clock)
    assert refused(desk, booked.id) == "undone"
    assert refused(other, booked.id) == "undone"
    assert refused(desk, reversal.id) == "reversal"
    assert refused(desk, desk.ids.new()) == "unknown"
    assert shelf(tea) == 0


def test_redo_books_a_new_row_with_the_original_s_time(desk: Till, shelf: Shelf) -> None:
    tea = desk.product()
    desk.stock("receive", tea, 10)
    desk.clock.pass_by(5)
    desk.stock("count", tea, 4)
    desk.clock.pass_by(5)
    desk.undo()
    desk.undo()
    assert shelf(tea) == 0
    desk.clock.pass_by(100)
    assert desk.redo().what == "receive"
    assert desk.redo().what == "count"
    assert shelf(tea) == 4
    first, second, _, _, third, fourth = ledger(desk)
    assert [third.occurred_at, fourth.occurred_at] == [first.occurred_at, second.occurred_at]
    assert third.reverses is None
    with pytest.raises(UserError) as error:
        desk.redo()
    assert error.value.code == "nothing"


def test_redo_is_over_once_something_new_was_booked(desk: Till) -> None:
    tea = desk.product()
    desk.stock("receive", tea, 10)
    desk.undo()
    desk.stock("receive", tea, 1, reason="redo of something else")
    with pytest.raises(UserError) as error:
        desk.redo()
    assert error.value.code == "nothing"


def test_a_redone_booking_can_be_undone_again(desk: Till, shelf: Shelf) -> None:
    tea = desk.product()
    desk.stock("receive", tea, 10)
    for _ in range(3):
        desk.undo()
        assert shelf(tea) == 0
        desk.redo()
        assert shelf(tea) == 10
    assert len(ledger(desk)) == 7


def test_each_till_undoes_its_own_last_booking(desk: Till, shop: Shop, shelf: Shelf) -> None:
    tea = desk.product()
    other = till(shop, desk.clock)
    desk.stock("receive", tea, 10)
    other.stock("receive", tea, 5)
    desk.undo()
    assert shelf(tea) == 5
    assert refused(desk) == "nothing"


def test_an_open_line_follows_and_zero_stays_in_the_books(desk: Till) -> None:
    desk.product()
    sale, code = desk.ids.new(), desk.sent[0][1].sku
    lines = [desk.scan(code, "sell", sale).line for _ in range(2)]
    desk.undo()
    desk.undo()
    assert desk.scan(code, "sell", sale).line == lines[0]
    assert len(ledger(desk)) == 5


def test_a_line_of_a_sale_is_taken_back_whole(desk: Till, shelf: Shelf) -> None:
    tea = desk.product()
    sale, code = desk.ids.new(), desk.sent[0][1].sku
    line = {desk.scan(code, "sell", sale).line for _ in range(3)}.pop()
    assert len(desk.undo(line).rows) == 3
    assert shelf(tea) == 0
    with pytest.raises(UserError) as empty:
        desk.complete(sale)
    assert empty.value.code == "empty"


def test_a_document_of_which_nothing_stands_is_void_and_posted_again_by_redo(
    desk: Till, shelf: Shelf
) -> None:
    tea = desk.product()
    sale, code = desk.ids.new(), desk.sent[0][1].sku
    first = desk.scan(code, "sell", sale)
    desk.scan(code, "sell", sale, 4)
    desk.complete(sale)
    assert desk.undo(sale).document == sale
    assert (status(desk, sale), shelf(tea)) == ("void", 0)
    assert refused(desk, sale) == "undone"
    assert refused(desk, first.id) == "undone"
    desk.redo()
    assert (status(desk, sale), shelf(tea)) == ("posted", -5)
    ledger(desk)


def test_a_count_s_line_shows_the_newest_count_that_stands(desk: Till) -> None:
    desk.product()
    sheet, code = desk.ids.new(), desk.sent[0][1].sku
    booked = []
    for number in (3, 5, 8):
        desk.clock.pass_by(1)
        booked.append(desk.scan(code, "count", sheet, number))
    line = booked[0].line
    seen = []
    for target in (booked[2].id, booked[0].id, booked[1].id):
        desk.undo(target)
        seen.append(counted(desk, line))
    for _ in range(3):
        desk.redo()
        seen.append(counted(desk, line))
    assert seen == [5, 5, None, 5, 5, 8]
    ledger(desk)


@pytest.mark.parametrize("reason", ["redo of nothing", "redo of ", "redo of " + "0" * 32])
def test_a_reason_that_looks_like_a_redo_confuses_nothing(desk: Till, reason: str) -> None:
    tea = desk.product()
    desk.stock("receive", tea, 10, reason=reason)
    desk.stock("receive", tea, 3)
    desk.undo()
    assert desk.redo().rows[0].quantity == 3


def test_an_import_is_undone_as_one_by_a_manager_only(desk: Till, shop: Shop, shelf: Shelf) -> None:
    """An import is a job with the id of its movements' range."""
    tea = desk.product()
    by_import = desk.stock("receive", tea, 10)
    job = by_import.id
    with desk.database.write() as session:
        workstation = session.get_one(Writer, desk.actor.writer).workstation
        session.add(
            Job(
                id=job, kind="import", status="done", origin=workstation,
                finished_at=desk.clock.now(), created_at=desk.clock.now(),
            )
        )  # fmt: skip
    clerk = acting_as(desk, a_user(shop, Role.CLERK))
    assert refused(clerk) == "not_allowed"
    assert refused(clerk, job) == "not_allowed"
    assert shelf(tea) == 10
    assert desk.undo().what == "import"
    assert shelf(tea) == 0
    assert refused(desk, job) == "undone"
    with pytest.raises(UserError) as error:
        desk.redo()
    assert error.value.code == "import"
    assert shelf(tea) == 0


def test_an_adjustment_is_undone_by_those_who_may_adjust(
    desk: Till, shop: Shop, shelf: Shelf
) -> None:
    tea = desk.product()
    by_manager = desk.stock("adjust", tea, 5)
    clerk = acting_as(desk, a_user(shop, Role.CLERK))
    assert refused(clerk, by_manager.id) == "not_allowed"
    assert shelf(tea) == 5
    manager = acting_as(desk, a_user(shop, Role.MANAGER))
    assert manager.undo(by_manager.id).what == "adjust"
    assert shelf(tea) == 0


def test_an_adjustment_is_booked_again_by_those_who_may_adjust(
    desk: Till, shop: Shop, shelf: Shelf
) -> None:
    tea = desk.product()
    desk.stock("adjust", tea, 40)
    desk.undo()
    clerk = acting_as(desk, a_user(shop, Role.CLERK))
    with pytest.raises(UserError) as error:
        clerk.redo()
    assert error.value.code == "not_allowed"
    assert shelf(tea) == 0
    manager = acting_as(desk, a_user(shop, Role.MANAGER))
    assert manager.redo().what == "adjust"
    assert shelf(tea) == 40


def a_user(shop: Shop, role: Role) -> UUID:
    key = shop.ids.new()
    with shop.database.write() as session:
        session.add(AppUser(id=key, username=role, full_name=role, role=role))
    return key


def test_a_clock_set_back_cannot_slip_a_sale_behind_a_count(desk: Till, shelf: Shelf) -> None:
    tea = desk.product()
    desk.stock("receive", tea, 10)
    desk.stock("count", tea, 6)
    desk.clock.pass_by(-3600)
    sold = desk.scan(desk.sent[0][1].sku, "sell", desk.ids.new())
    assert sold.on_hand == shelf(tea) == 5
    times = [row.occurred_at for row in ledger(desk)]
    assert times == sorted(set(times))


def test_a_second_reversal_is_refused_by_the_database_too(desk: Till) -> None:
    """Two tills at one instant: the rule lies in the database, not only in the command."""
    tea = desk.product()
    booked = desk.stock("receive", tea, 10)
    desk.undo()

    def reverse_again(session: Session) -> None:
        table = table_of(StockMove)
        row = session.execute(select(table).where(table.c.reverses == booked.id)).one()
        values = dict(row._mapping) | {"id": desk.ids.new(), "seq": row.seq + 1}
        session.execute(table.insert(), values)

    with pytest.raises(UserError) as error:
        desk.database.run(reverse_again)
    assert error.value.code == "conflict"


def test_a_workstation_signs_on_twice_and_is_one(desk: Till, shop: Shop) -> None:
    command = Enrol(shop.ids.new(), desk.clock.now(), "Till\x00 two", "till", "0")
    assert shop.database.run(enrol, command) == shop.database.run(enrol, command)


def test_a_correction_that_was_booked_again_is_not_taken_back_by_its_first_booking(
    desk: Till, shelf: Shelf
) -> None:
    tea = desk.product("Tea")
    first = desk.stock("adjust", tea, 4)
    desk.undo(first.id)
    desk.redo()
    with pytest.raises(UserError) as refused:
        desk.undo(first.id)
    assert refused.value.code == "undone"
    assert shelf(tea) == 4
