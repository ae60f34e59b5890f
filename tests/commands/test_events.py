"""The calendar's commands: unique names, scopes, the lock, the trail, and the way back."""

from datetime import UTC, date, datetime
from typing import Any
from uuid import UUID

import pytest
from sqlalchemy import func, insert, select

from desktop.commands.categories import DeleteCategory, delete_category
from desktop.commands.event_undo import UndoEvents, undo_events
from desktop.commands.events import (
    DeleteEvents,
    SaveEvent,
    SwitchEvents,
    delete_events,
    save_event,
    switch_events,
)
from desktop.commands.many_events import AddEvents, NewEvent, add_events
from desktop.commands.products import DeleteProduct, delete_product
from desktop.commands.shop_changes import ChangeShop, change_shop
from desktop.domain.conflict import ChangedMeanwhile
from desktop.domain.errors import UserError
from desktop.domain.ids import ZERO
from desktop.jobs.opening import Shop
from desktop.schema import AuditEntry, Category, DocumentLine, Event, EventScope, Product
from tests.tills import Till
from tests.trade import add_product

FRIDAY = date(2026, 11, 27)


def save(desk: Till, name: str = "Black Friday", first: date = FRIDAY, **values: Any) -> UUID:
    kind = values.pop("type", "promotion")
    command = SaveEvent(*desk.head(), name, first, kind, **values)
    return desk.send(save_event, command)  # type: ignore[no-any-return]


def refused(function: Any, *arguments: Any, **values: Any) -> tuple[str, str]:
    with pytest.raises(UserError) as error:
        function(*arguments, **values)
    return error.value.code, error.value.field


def all_of(desk: Till) -> list[tuple[Any, ...]]:
    """Every event with what it is about; not its version."""
    columns = ("id", "name", "event_date", "end_date", "store", "type", "description")
    with desk.database.read() as session:
        found = []
        for event in session.scalars(select(Event).order_by(Event.id)):
            scopes = session.execute(
                select(EventScope.product, EventScope.category).where(EventScope.event == event.id)
            )
            about = sorted(str(key) for row in scopes for key in row if key)
            values = [getattr(event, name) for name in columns]
            found.append((*values, event.include_in_prediction, *about))
        return found


def test_checklist_B10_one_name_on_one_day_is_one_event_also_for_all_stores(desk: Till) -> None:
    save(desk)
    assert refused(save, desk) == ("duplicate_event", "name")
    save(desk, store=desk.actor.store)
    assert refused(save, desk, store=desk.actor.store) == ("duplicate_event", "name")
    other = save(desk, first=date(2027, 11, 26))
    assert refused(save, desk, event=other) == ("duplicate_event", "name")
    with pytest.raises(UserError, match="“Black Friday” stands on 27 November 2026 for all stores"):
        save(desk)
    row = {"id": desk.ids.new(), "name": "Black Friday", "event_date": FRIDAY, "store": ZERO}
    with pytest.raises(UserError, match="same value"), desk.database.write() as session:
        session.execute(insert(Event), [row | {"type": "custom"}])


def test_checklist_B9_types_other_than_the_four_are_refused_and_days_that_end_before_they_begin(
    desk: Till,
) -> None:
    for kind in ("holiday", "promotion", "seasonal", "custom"):
        save(desk, kind, type=kind)
    assert refused(save, desk, type="sale") == ("bad_type", "type")
    assert refused(save, desk, end_date=date(2026, 11, 26)) == ("ends_before", "end_date")
    assert refused(save, desk, first=date(1, 1, 1)) == ("out_of_range", "event_date")
    assert refused(save, desk, " ") == ("empty", "name")
    assert refused(save, desk, products=(UUID(int=5),)) == ("gone", "products")
    assert refused(save, desk, categories=(ZERO,)) == ("gone", "categories")
    row = {"id": desk.ids.new(), "name": "x", "event_date": FRIDAY, "store": ZERO, "type": "sale"}
    with pytest.raises(UserError, match="outside"), desk.database.write() as session:
        session.execute(insert(Event), [row])


def test_what_one_command_did_to_the_calendar_is_taken_back_and_done_again(desk: Till) -> None:
    tea, soap = desk.product("Tea"), desk.product("Soap")
    states = [all_of(desk)]

    def step(function: Any, command: Any) -> UUID:
        desk.send(function, command)
        states.append(all_of(desk))
        return command.id  # type: ignore[no-any-return]

    key = desk.ids.new()
    made = SaveEvent(
        key, desk.actor, desk.clock.now(), "Sale", FRIDAY, "promotion", products=(tea,)
    )
    changed = SaveEvent(
        *desk.head(), "Big sale", FRIDAY, "custom", date(2026, 11, 29), products=(soap, tea),
        description="Two days more", event=key,
    )  # fmt: skip
    batches = [
        step(save_event, made),
        step(save_event, changed),
        step(switch_events, SwitchEvents(*desk.head(), (key,), False)),
        step(delete_events, DeleteEvents(*desk.head(), (key,))),
    ]
    assert len({str(state) for state in states[1:]}) == len(batches)
    undone = []
    for batch, before in zip(reversed(batches), reversed(states[:-1]), strict=True):
        command = UndoEvents(*desk.head(), batch)
        desk.send(undo_events, command)
        assert all_of(desk) == before
        undone.append(command.id)
    desk.send(undo_events, UndoEvents(*desk.head(), undone[-1]))
    assert all_of(desk) == states[1]
    assert refused(desk.send, undo_events, UndoEvents(*desk.head(), undone[-1]))[0] == "undone"


def test_a_change_is_not_taken_back_over_anothers_nor_into_anothers_place(desk: Till) -> None:
    key = desk.ids.new()
    made = SaveEvent(key, desk.actor, desk.clock.now(), "Fair", FRIDAY, "custom")
    desk.send(save_event, made)
    desk.send(switch_events, SwitchEvents(*desk.head(), (key,), False))
    assert refused(desk.send, undo_events, UndoEvents(*desk.head(), key))[0] == "changed_since"
    gone = DeleteEvents(*desk.head(), (key,))
    desk.send(delete_events, gone)
    save(desk, "Fair")
    before = all_of(desk)
    assert refused(desk.send, undo_events, UndoEvents(*desk.head(), gone.id))[0] == "changed_since"
    assert all_of(desk) == before


def test_the_second_of_two_editors_is_told_who_was_faster_and_what_about(desk: Till) -> None:
    tea, soap = desk.product("Tea"), desk.product("Soap")
    event = save(desk, products=(tea,))
    seen = {"name": "Black Friday", "products": (tea,), "include_in_prediction": True}
    save(desk, products=(soap,), event=event, version=1, seen=seen)
    with pytest.raises(ChangedMeanwhile) as error:
        save(desk, products=(tea, soap), event=event, version=1, seen=seen)
    assert [clash.field for clash in error.value.clashes] == ["products"]
    save(
        desk, products=(tea,), event=event, version=1, include_in_prediction=False, seen=seen
    )  # what it did not touch stays the other's
    assert all_of(desk)[0][7:] == (False, str(soap))


def test_every_change_of_the_calendar_is_in_the_trail_with_its_goods(desk: Till) -> None:
    tea = desk.product("Tea")
    event = save(desk, products=(tea,))
    desk.send(delete_events, DeleteEvents(*desk.head(), (event,)))
    with desk.database.read() as session:
        wanted = select(AuditEntry.entity, AuditEntry.action).order_by(AuditEntry.id)
        wanted = wanted.where(AuditEntry.entity.in_(("event", "event_scope")))
        assert session.execute(wanted).all() == [
            ("event", "create"), ("event_scope", "create"),
            ("event_scope", "delete"), ("event", "delete"),
        ]  # fmt: skip


def test_an_event_never_comes_to_be_about_all_goods_because_what_it_named_is_gone(
    shop: Shop, desk: Till
) -> None:
    tea, soap = desk.product("Tea"), desk.product("Soap", category="Household > Old")
    with desk.database.read() as session:
        old = session.scalars(select(Category.id).where(Category.name == "Old")).one()
    save(desk, "Only tea", products=(tea,))
    save(desk, "Both", products=(tea, soap))
    save(desk, "Only old", categories=(old,))
    desk.send(delete_product, DeleteProduct(*desk.head(), tea))
    assert [row[1] for row in all_of(desk)] == ["Both", "Only old"]
    desk.send(delete_product, DeleteProduct(*desk.head(), soap))
    desk.send(delete_category, DeleteCategory(*desk.head(), old))
    assert all_of(desk) == []


def test_many_events_go_in_once_and_again_change_only_what_they_say(desk: Till) -> None:
    days = [NewEvent(f"Holiday {n}", date(2026, 12, n), type="holiday") for n in (24, 25, 26)]
    first = desk.send(add_events, AddEvents(*desk.head(), tuple(days)))
    again = desk.send(add_events, AddEvents(*desk.head(), tuple(days)))
    assert (first.created, again.created, again.changed, again.unchanged) == (3, 0, 0, 3)
    told = NewEvent("Holiday 24", date(2026, 12, 24), include_in_prediction=False)
    kept = desk.send(add_events, AddEvents(*desk.head(), (told,), changes=False))
    changed = desk.send(add_events, AddEvents(*desk.head(), (told,)))
    assert (kept.changed, changed.changed) == (0, 1)
    assert all_of(desk)[0][5:8] == ("holiday", "", False)
    desk.send(undo_events, UndoEvents(*desk.head(), changed.batch))
    desk.send(undo_events, UndoEvents(*desk.head(), first.batch))
    assert all_of(desk) == []


@pytest.mark.parametrize(("hour", "today"), [(9, date(2026, 3, 3)), (3, date(2026, 3, 2))])
def test_lines_of_goods_on_offer_are_marked_on_the_days_of_the_promotion(
    shop: Shop, desk: Till, hour: int, today: date
) -> None:
    """The store's day begins at four."""
    desk.send(change_shop, ChangeShop(*desk.head(), {"zone": "UTC", "day_starts_at": 4}))
    desk.clock.at = datetime(2026, 3, 3, hour, tzinfo=UTC)
    tea = add_product(shop, "TEA", category="Drinks > Hot")
    add_product(shop, "COLA", category="Drinks > Cold")
    add_product(shop, "SOAP", category="Household")
    with desk.database.read() as session:
        drinks = session.scalars(select(Category.id).where(Category.name == "Drinks")).one()
        promo = select(func.count()).where(DocumentLine.is_promo)

        def marked() -> int:
            for sku in ("TEA", "COLA", "SOAP"):
                desk.scan(sku, "sell", desk.ids.new(), 1)
                desk.scan(sku, "receive", desk.ids.new(), 1)
            with desk.database.read() as fresh:
                return fresh.scalar(promo) or 0

    assert marked() == 0
    event = save(desk, first=today, type="custom", products=(tea,))
    assert marked() == 0
    save(desk, first=today, products=(tea,), event=event)
    assert marked() == 1
    save(desk, first=today, categories=(drinks,), event=event)
    assert marked() == 1 + 2
    save(desk, first=today, event=event)
    assert marked() == 3 + 3
    for other in (date(2026, 3, 1), date(2026, 3, 4)):
        save(desk, first=other, event=event)
        assert marked() == 6
    with desk.database.read() as session:
        wanted = select(Product.sku).join(DocumentLine, DocumentLine.product == Product.id)
        skus = session.scalars(wanted.where(DocumentLine.is_promo)).all()
    assert sorted(skus) == ["COLA", "COLA", "SOAP", "TEA", "TEA", "TEA"]
