"""Many paths of categories at once: what is there is read once, what is missing written once."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import Connection, func, select

from desktop.commands.audit import Trail
from desktop.commands.categories import IDS, check_category_name, check_depth, split_path
from desktop.db.bulk import insert_rows
from desktop.domain.category import slug_of
from desktop.domain.ids import ZERO, last_member, member
from desktop.schema import Category
from desktop.schema.base import table_of

C = table_of(Category)
Names = tuple[str, ...]
_WRITTEN = ("id", "parent", "name", "slug", "path", "level", "description", "colour", "sort")
_STAMPS = ("created_at", "updated_at", "version")


@dataclass
class _Tree:
    """Nodes by their names, with id and path; ``made`` are the rows to write."""

    nodes: dict[Names, tuple[UUID, str]]
    slugs: set[str]
    first: int  # so many has the command made before
    made: list[dict[str, Any]] = field(default_factory=list)


def categories_of_paths(
    connection: Connection,
    paths: Iterable[str],
    trail: Trail,
    at: datetime,
    descriptions: Mapping[str, str],
) -> dict[str, UUID]:
    """The node of each path, as ``category_of_path`` makes them one by one."""
    tree = _tree(connection, trail.batch)
    found = {path: _node(tree, path, trail.batch, descriptions.get(path, "")) for path in paths}
    rows = ((*row.values(), at, at, 1) for row in tree.made)
    insert_rows(connection, C, (*_WRITTEN, *_STAMPS), rows)
    trail.made(C, tree.made)
    return found


def _tree(connection: Connection, command: UUID) -> _Tree:
    rows = connection.execute(select(C.c.id, C.c.parent, C.c.name, C.c.path, C.c.slug)).all()
    by_id = {row.id: row for row in rows if row.id != ZERO}
    nodes: dict[Names, tuple[UUID, str]] = {(): (ZERO, "")}
    for row in by_id.values():
        names, node = [row.name], row
        while node.parent in by_id:
            node = by_id[node.parent]
            names.insert(0, node.name)
        nodes[tuple(names)] = (row.id, row.path)
    own = C.c.id.between(member(command, IDS), last_member(command))
    made = connection.scalar(select(func.count()).select_from(C).where(own)) or 0
    return _Tree(nodes, {row.slug for row in rows}, made)


def _node(tree: _Tree, path: str, command: UUID, description: str) -> UUID:
    names = tuple(split_path(path))
    for level, name in enumerate(names, start=1):
        check_category_name(name)
        check_depth(name, level)
        if names[:level] not in tree.nodes:
            told = description if level == len(names) else ""
            _make(tree, names[:level], command, told)
    return tree.nodes[names][0]


def _make(tree: _Tree, names: Names, command: UUID, description: str) -> None:
    parent, trace = tree.nodes[names[:-1]]
    key = member(command, IDS + tree.first + len(tree.made))
    path = f"{trace}/{key.hex[-12:]}"
    slug = _free(slug_of(names[-1]), tree.slugs)
    values = (key, parent, names[-1], slug, path, len(names), description, "", 0)
    tree.made.append(dict(zip(_WRITTEN, values, strict=True)))
    tree.nodes[names] = (key, path)


def _free(plain: str, taken: set[str]) -> str:
    slug, number = plain, 1
    while slug in taken:
        number += 1
        slug = f"{plain}-{number}"
    taken.add(slug)
    return slug
