"""The category tree: made along a path, named once per place, deleted when empty."""

from typing import Any
from uuid import UUID

import pytest
from sqlalchemy import select, update

from desktop.commands.categories import (
    CreateCategory,
    DeleteCategory,
    RenameCategory,
    create_category,
    delete_category,
    rename_category,
)
from desktop.domain.errors import UserError
from desktop.domain.ids import ZERO
from desktop.schema import Category, DocumentLine, Product
from tests.tills import Till


def make(desk: Till, path: str) -> UUID:
    return desk.send(create_category, CreateCategory(*desk.head(), path))  # type: ignore[no-any-return]


def rename(desk: Till, category: UUID, name: str) -> None:
    desk.send(rename_category, RenameCategory(*desk.head(), category, name))


def delete(desk: Till, category: UUID) -> None:
    desk.send(delete_category, DeleteCategory(*desk.head(), category))


def refused(function: Any, *arguments: Any) -> str:
    with pytest.raises(UserError) as error:
        function(*arguments)
    return error.value.code


def tree(desk: Till) -> dict[str, tuple[int, str]]:
    """Name → level and slug, without the root."""
    with desk.database.read() as session:
        rows = session.scalars(select(Category).where(Category.id != ZERO))
        return {row.name: (row.level, row.slug) for row in rows}


def test_a_path_is_made_once_and_its_parents_with_it(desk: Till) -> None:
    tea = make(desk, " Drinks >Hot >  Tea ")
    assert make(desk, "Drinks > Hot > Tea") == tea
    hot = make(desk, "Drinks > Hot")
    wanted = {"Drinks": (1, "drinks"), "Hot": (2, "hot"), "Tea": (3, "tea")}
    assert tree(desk) == wanted
    with desk.database.read() as session:
        found = session.get_one(Category, tea)
        parent = session.get_one(Category, hot)
        assert found.parent == hot
        assert found.path.startswith(parent.path + "/")


def test_a_command_sent_twice_makes_one_path(desk: Till) -> None:
    command = CreateCategory(*desk.head(), "A > B")
    assert desk.send(create_category, command) == desk.send(create_category, command)
    assert set(tree(desk)) == {"A", "B"}


def test_equal_names_may_stand_in_different_places_and_have_different_slugs(desk: Till) -> None:
    assert make(desk, "Tea > Other") != make(desk, "Coffee > Other")
    make(desk, "猫")
    make(desk, "犬")
    with desk.database.read() as session:
        slugs = session.scalars(select(Category.slug).where(Category.id != ZERO)).all()
    assert len(set(slugs)) == len(slugs) == 6


def test_a_name_is_changed_where_no_sister_has_it(desk: Till) -> None:
    tea, coffee = make(desk, "Drinks > Tea"), make(desk, "Drinks > Coffee")
    assert refused(rename, desk, tea, "Coffee") == "duplicate"
    rename(desk, coffee, "Kaffee")
    rename(desk, tea, "Coffee")
    rename(desk, tea, "Coffee")
    assert set(tree(desk)) == {"Drinks", "Coffee", "Kaffee"}


def test_what_is_no_name_is_refused(desk: Till) -> None:
    tea = make(desk, "Tea")
    for name in ("", " > ", "a > b", "x" * 101, "tab\there"):
        assert refused(rename, desk, tea, name) == "bad_category"
    assert set(tree(desk)) == {"Tea"}


def test_only_what_is_empty_is_deleted(desk: Till) -> None:
    tea = make(desk, "Drinks > Tea")
    drinks = make(desk, "Drinks")
    desk.product("Sencha", category="Drinks > Tea")
    assert refused(delete, desk, drinks) == "not_empty"
    assert refused(delete, desk, tea) == "not_empty"
    make(desk, "Drinks > Coffee")
    delete(desk, make(desk, "Drinks > Coffee"))
    assert set(tree(desk)) == {"Drinks", "Tea"}


def test_one_that_papers_name_is_deleted_once_nothing_is_in_it(desk: Till) -> None:
    """Where it was sold stays written down as it was; the line only names no category any more."""
    tea = make(desk, "Tea")
    sencha = desk.product("Sencha", category="Tea")
    desk.stock("waste", sencha, 1)
    with desk.database.write() as session:
        session.execute(update(Product).where(Product.id == sencha).values(category=ZERO))
    with pytest.raises(UserError, match="never changed"), desk.database.write() as session:
        session.execute(update(DocumentLine).values(category=ZERO))
    delete(desk, tea)
    with desk.database.read() as session:
        lines = session.execute(select(DocumentLine.description, DocumentLine.category)).all()
    assert [tuple(line) for line in lines] == [("Sencha", None)]


def test_the_root_is_guarded(desk: Till) -> None:
    """Model: one reserved row per tree, hidden, guarded against deletion."""
    assert refused(delete, desk, ZERO) == "gone"
    assert refused(rename, desk, ZERO, "Mine") == "gone"
