"""``category list``, ``add``, ``edit``, ``rename``, ``move`` and ``delete``: by their paths."""

from argparse import Namespace
from datetime import datetime
from typing import Any
from uuid import UUID

from desktop.cli.access import open_shop
from desktop.cli.output import Output, Usage
from desktop.commands.branches import MoveCategory, move_category
from desktop.commands.categories import (
    CreateCategory,
    DeleteCategory,
    create_category,
    delete_category,
    split_path,
)
from desktop.commands.category_changes import (
    EditCategory,
    MergeCategory,
    edit_category,
    merge_category,
)
from desktop.domain.errors import UserError
from desktop.domain.ids import ZERO
from desktop.domain.permissions import Actor
from desktop.jobs.opening import Shop
from desktop.queries.categories import BETWEEN, Node, category_tree, words_of_tree

FIELDS = ("name", "slug", "description", "colour")


def show(options: Namespace, out: Output) -> int:
    """The whole tree, with how many active products each branch holds."""
    with open_shop(options, reads=True) as shop:
        nodes = _tree(shop)
    words = words_of_tree(nodes)
    every = sorted((n for n in nodes if n.id != ZERO), key=lambda node: words[node.id])
    values = {"ok": True, "categories": [_values(node, words[node.id]) for node in every]}
    lines = [f"{words[node.id]}  {node.products}" for node in every]
    out.result(values, "\n".join(lines) or "There are no categories yet.")
    return 0


def add(options: Namespace, out: Output) -> int:
    """Makes a category, and those above it that are missing."""
    with open_shop(options) as shop:
        command = CreateCategory(*_head(shop), options.path)
        with shop.database.write() as session:
            key = create_category(session, command)
            typed = _typed(options)
            if typed:
                edit_category(session, EditCategory(*_head(shop), key, typed))
        _print(shop, key, out, command.id)
    return 0


def edit(options: Namespace, out: Output) -> int:
    """Sets what is given: a name, a slug, a description, a colour."""
    typed = _typed(options)
    if not typed:
        raise Usage("There is nothing to change.", "Give at least one field, as --colour green.")
    with open_shop(options) as shop:
        key = _found(shop, options.path)
        command = EditCategory(*_head(shop), key, typed)
        shop.database.run(edit_category, command)
        _print(shop, key, out, command.id)
    return 0


def move(options: Namespace, out: Output) -> int:
    """A branch with all that is in it to another place."""
    with open_shop(options) as shop:
        key, into = _found(shop, options.path), _found(shop, options.into)
        command = MoveCategory(*_head(shop), key, into)
        shop.database.run(move_category, command)
        _print(shop, key, out, command.id)
    return 0


def delete(options: Namespace, out: Output) -> int:
    """An empty one; or what is in it goes to another one first."""
    with open_shop(options) as shop:
        key, moved = _found(shop, options.path), 0
        head = _head(shop)
        if options.into is None:
            shop.database.run(delete_category, DeleteCategory(*head, key))
        else:
            into = _found(shop, options.into)
            moved = shop.database.run(merge_category, MergeCategory(*head, key, into))
    sentence = f"{options.path} was deleted."
    if options.into is not None:
        sentence += f" {moved} products are in {options.into or 'no category'} now."
    sentence += f"\nTo take it back: undo {head[0]}"
    out.result({"ok": True, "id": key, "change": head[0], "products": moved}, sentence)
    return 0


def _typed(options: Namespace) -> dict[str, Any]:
    given = ((name, getattr(options, name, None)) for name in FIELDS)
    return {name: value for name, value in given if value is not None}


def _head(shop: Shop) -> tuple[UUID, Actor, datetime]:
    return shop.ids.new(), shop.actor, shop.clock.now()


def _tree(shop: Shop) -> list[Node]:
    with shop.database.read() as session:
        return category_tree(session)


def _found(shop: Shop, path: str) -> UUID:
    """The node of a path; the zero id for an empty one, which is the top."""
    wanted = BETWEEN.join(split_path(path))
    words = words_of_tree(_tree(shop))
    found = next((key for key, each in words.items() if each == wanted), None)
    if found is None:
        raise UserError(
            f"There is no category “{path[:60]}”.",
            "`category list` tells all of them.",
            field="path",
            code="unknown_category",
        )
    return found


def _print(shop: Shop, key: UUID, out: Output, change: UUID) -> None:
    """The category as it is now; ``undo`` takes the change back by its id."""
    nodes = _tree(shop)
    node = next(node for node in nodes if node.id == key)
    words = words_of_tree(nodes)[key]
    values = {"ok": True, **_values(node, words), "change": change}
    out.result(values, f"{words}  {node.products}\nTo take it back: undo {change}")


def _values(node: Node, words: str) -> dict[str, object]:
    return {
        "id": node.id,
        "path": words,
        "slug": node.slug,
        "level": node.level,
        "description": node.description,
        "colour": node.colour,
        "products": node.products,
    }
