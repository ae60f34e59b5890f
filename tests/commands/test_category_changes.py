"""A category's fields and order are set, one goes into another, and each change is taken back."""

from datetime import date
from typing import Any
from uuid import UUID

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import select

from desktop.commands.branches import MoveCategory, move_category
from desktop.commands.categories import (
    CreateCategory,
    DeleteCategory,
    create_category,
    delete_category,
)
from desktop.commands.category_changes import (
    EditCategory,
    MergeCategory,
    OrderCategories,
    UndoCategories,
    edit_category,
    merge_category,
    order_categories,
    undo_categories,
)
from desktop.commands.events import SaveEvent, save_event
from desktop.domain.conflict import ChangedMeanwhile
from desktop.domain.errors import UserError
from desktop.domain.ids import ZERO
from desktop.queries.categories import category_tree
from desktop.schema import Category, Event, EventScope, Product
from tests.commands.test_branches import check
from tests.tills import Till

PASSING = ("version", "created_at", "updated_at", "search_text")


def make(desk: Till, path: str) -> UUID:
    return desk.send(create_category, CreateCategory(*desk.head(), path))  # type: ignore[no-any-return]


def edit(desk: Till, category: UUID, seen: dict[str, Any] | None = None, **values: Any) -> UUID:
    command = EditCategory(*desk.head(), category, values, seen)
    desk.send(edit_category, command)
    return command.id


def merge(desk: Till, category: UUID, into: UUID) -> tuple[int, UUID]:
    command = MergeCategory(*desk.head(), category, into)
    return desk.send(merge_category, command), command.id


def undo(desk: Till, batch: UUID) -> UUID:
    command = UndoCategories(*desk.head(), batch)
    desk.send(undo_categories, command)
    return command.id


def refused(function: Any, *arguments: Any, **named: Any) -> str:
    with pytest.raises(UserError) as error:
        function(*arguments, **named)
    return error.value.code


def state(desk: Till) -> dict[str, Any]:
    """All rows that a change of the tree may touch."""
    with desk.database.read() as session:
        return {
            table.__tablename__: {
                row.id: {k: v for k, v in row._mapping.items() if k not in PASSING}
                for row in session.execute(select(table.__table__))
            }
            for table in (Category, Product, Event, EventScope)
        }


def test_fields_are_set_and_taken_back(desk: Till) -> None:
    tea, before = make(desk, "Drinks > Tea"), state(desk)
    batch = edit(desk, tea, name="Crème  Tea", slug="", description="Leaves", colour="green")
    with desk.database.read() as session:
        row = session.get_one(Category, tea)
        told = (row.name, row.slug, row.description, row.colour)
        assert told == ("Crème Tea", "creme-tea", "Leaves", "green")
    again = undo(desk, batch)
    assert state(desk) == before
    undo(desk, again)
    assert state(desk)["category"][tea]["colour"] == "green"
    edit(desk, tea, slug="Teas & more")
    assert state(desk)["category"][tea]["slug"] == "teas-more"


def test_what_a_field_cannot_hold_is_refused(desk: Till) -> None:
    tea, coffee = make(desk, "Tea"), make(desk, "Coffee")
    assert refused(edit, desk, tea, slug="coffee") == "duplicate_slug"
    assert refused(edit, desk, tea, colour="mauve") == "bad_field"
    assert refused(edit, desk, tea, level=3) == "bad_field"
    assert refused(edit, desk, tea, name="Coffee") == "duplicate"
    assert refused(edit, desk, tea, name="a > b") == "bad_category"
    edit(desk, coffee, colour="brown")
    with pytest.raises(ChangedMeanwhile):
        edit(desk, coffee, {"colour": ""}, colour="red")


def test_sisters_stand_as_they_were_put(desk: Till) -> None:
    keys = {name: make(desk, f"Top > {name}") for name in "ABC"}
    command = OrderCategories(*desk.head(), (keys["C"], keys["A"]))
    assert desk.send(order_categories, command) == 3

    def order() -> list[str]:
        with desk.database.read() as session:
            return [node.name for node in category_tree(session) if node.level == 2]

    assert order() == ["C", "A", "B"]
    undo(desk, command.id)
    assert order() == ["A", "B", "C"]
    mixed = OrderCategories(*desk.head(), (keys["A"], make(desk, "Other")))
    assert refused(desk.send, order_categories, mixed) == "stale"


@pytest.mark.parametrize("to_top", [False, True], ids=["into", "top"])
def test_what_is_in_a_category_goes_over_before_it_is_deleted(desk: Till, to_top: bool) -> None:
    tea, food = make(desk, "Tea"), make(desk, "Food")
    make(desk, "Tea > Green > Sencha")
    into = ZERO if to_top else food
    goods = [desk.product(name, category="Tea") for name in ("A", "B")]
    leaf = desk.product("Leaf", category="Tea > Green")
    for name, scopes in {"Both": (tea, food), "One": (tea,)}.items():
        event = (name, date(2026, 5, 4), "promotion")
        desk.send(save_event, SaveEvent(*desk.head(), *event, categories=scopes))
    before = state(desk)
    moved, batch = merge(desk, tea, into)
    assert moved == 2
    check(desk)
    after = state(desk)
    assert tea not in after["category"]
    assert {after["product"][key]["category"] for key in goods} == {into}
    green = after["product"][leaf]["category"]
    assert after["category"][after["category"][green]["id"]]["parent"] == into
    about = [row["category"] for row in after["event_scope"].values()]
    assert about == ([food] if to_top else [food, food])
    undo(desk, batch)
    assert state(desk) == before
    check(desk)


def test_what_cannot_go_over_is_refused_and_nothing_is_changed(desk: Till) -> None:
    tea = make(desk, "Tea")
    green, _ = make(desk, "Tea > Green"), make(desk, "Food > Green")
    food = make(desk, "Food")
    before = state(desk)
    assert refused(merge, desk, tea, tea) == "same"
    assert refused(merge, desk, tea, green) == "cycle"
    assert refused(merge, desk, tea, food) == "duplicate"
    assert refused(merge, desk, ZERO, food) == "gone"
    assert state(desk) == before


def test_a_deletion_is_taken_back(desk: Till) -> None:
    tea = make(desk, "Tea")
    before = state(desk)
    command = DeleteCategory(*desk.head(), tea)
    desk.send(delete_category, command)
    make(desk, "Tea")
    assert refused(undo, desk, command.id) == "changed_since"
    desk.send(delete_category, DeleteCategory(*desk.head(), make(desk, "Tea")))
    undo(desk, command.id)
    assert state(desk) == before
    assert refused(undo, desk, desk.ids.new()) == "gone"


@settings(
    max_examples=5, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(st.lists(st.tuples(st.booleans(), st.integers(0, 6), st.integers(0, 7)), max_size=5))
def test_after_any_moves_and_merges_the_tree_is_a_tree_and_undo_is_the_way_back(
    desk: Till, steps: list[tuple[bool, int, int]]
) -> None:
    """C3."""
    for path in ("A > B > C", "A > D", "E > F", "G"):
        make(desk, path)
        desk.product(path, category=path)
    before, batches = state(desk), []
    nodes = [*sorted(before["category"].keys() - {ZERO}), ZERO]
    for is_merge, what, where in steps:
        made = MergeCategory if is_merge else MoveCategory
        command = made(*desk.head(), nodes[what % len(nodes)], nodes[where % len(nodes)])
        if said(desk, merge_category if is_merge else move_category, command) == "":
            batches.append(command.id)
        check(desk)
    for batch in reversed(batches):  # a move to where it was has nothing to take back
        assert said(desk, undo_categories, UndoCategories(*desk.head(), batch)) in ("", "gone")
    assert state(desk) == before


def said(desk: Till, function: Any, command: Any) -> str:
    """The code of a refusal, "" when it was done."""
    try:
        desk.send(function, command)
    except UserError as error:
        return error.code
    return ""
