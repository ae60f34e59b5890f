"""A branch moves whole: paths and levels follow, rings are refused, two movers are told."""

from uuid import UUID

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import select

from desktop.commands.branches import MoveCategory, move_category
from desktop.commands.categories import CreateCategory, create_category
from desktop.commands.many_categories import AddCategories, add_categories
from desktop.domain.errors import UserError
from desktop.domain.ids import ZERO
from desktop.queries.categories import category_tree
from desktop.schema import AuditEntry, Category
from tests.tills import Till

PATHS = ("A > B > C", "A > D", "E > F", "G")


def grow(desk: Till) -> dict[str, UUID]:
    """The nodes by name."""
    for path in PATHS:
        desk.send(create_category, CreateCategory(*desk.head(), path))
    with desk.database.read() as session:
        rows = session.execute(select(Category.name, Category.id).where(Category.id != ZERO))
        return {row.name: row.id for row in rows}


def move(desk: Till, category: UUID, parent: UUID, seen: UUID | None = None) -> int:
    command = MoveCategory(*desk.head(), category, parent, seen)
    return desk.send(move_category, command)  # type: ignore[no-any-return]


def refused(desk: Till, category: UUID, parent: UUID, seen: UUID | None = None) -> str:
    """The code of the refusal, which names a category."""
    with pytest.raises(UserError) as error:
        move(desk, category, parent, seen)
    return error.value.code


def check(desk: Till) -> None:
    """Path and level of every node are those of a walk from the root; each is reached once."""
    with desk.database.read() as session:
        rows = list(session.scalars(select(Category).where(Category.id != ZERO)))
        below: dict[UUID, list[Category]] = {}
        for row in rows:
            below.setdefault(row.parent, []).append(row)
        reached = set()
        todo = [(ZERO, "", 0)]
        while todo:
            parent, path, level = todo.pop()
            for row in below.get(parent, []):
                assert row.path == f"{path}/{row.path.rsplit('/', 1)[1]}"
                assert row.level == level + 1
                assert row.id not in reached
                reached.add(row.id)
                todo.append((row.id, row.path, row.level))
        assert reached == {row.id for row in rows}


def test_a_branch_moves_whole_and_back(desk: Till) -> None:
    nodes = grow(desk)
    assert move(desk, nodes["A"], nodes["F"]) == 4
    check(desk)
    with desk.database.read() as session:
        assert session.get_one(Category, nodes["C"]).level == 5
        told = select(AuditEntry.after).where(AuditEntry.entity_id == nodes["A"])
        assert {"parent": str(nodes["F"])}.items() <= session.scalars(
            told.where(AuditEntry.action == "update")
        ).one().items()
    assert move(desk, nodes["A"], ZERO, nodes["F"]) == 4
    assert move(desk, nodes["A"], ZERO) == 0
    check(desk)


def test_what_cannot_be_is_refused_in_words(desk: Till) -> None:
    nodes = grow(desk)
    assert refused(desk, nodes["A"], nodes["C"]) == "cycle"
    assert refused(desk, nodes["A"], nodes["A"]) == "cycle"
    desk.send(create_category, CreateCategory(*desk.head(), "E > G"))
    assert refused(desk, nodes["G"], nodes["E"]) == "duplicate"
    move(desk, nodes["D"], nodes["F"])
    assert refused(desk, nodes["D"], ZERO, nodes["A"]) == "stale"
    deep = " > ".join(f"x{n}" for n in range(29))
    end = desk.send(create_category, CreateCategory(*desk.head(), deep))
    assert refused(desk, nodes["A"], end) == "bad_category"
    with pytest.raises(UserError, match="category is gone"):
        desk.send(add_categories, AddCategories(*desk.head(), desk.ids.new(), ("Green",)))
    check(desk)


@settings(
    max_examples=12, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(st.lists(st.tuples(st.integers(0, 6), st.integers(0, 7)), max_size=8))
def test_after_any_moves_the_tree_is_a_tree(desk: Till, moves: list[tuple[int, int]]) -> None:
    nodes = [*sorted(grow(desk).values()), ZERO]
    codes = set()
    for what, where in moves:
        try:
            move(desk, nodes[what], nodes[where])
        except UserError as error:
            codes.add(error.code)
    assert codes <= {"cycle", "duplicate"}
    check(desk)
    with desk.database.read() as session:
        assert len(category_tree(session)) >= len(nodes)
