"""Where a category stands in the tree, as words: "Drinks > Tea"."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Any
from uuid import UUID

from sqlalchemy import CTE, ColumnElement, Select, Text, and_, case, cast, func, or_, select
from sqlalchemy.orm import Session

from desktop.domain.category import COLOURS
from desktop.domain.ids import ZERO
from desktop.queries.columns import Choice, Facet, FacetKind
from desktop.schema import Category, Product
from desktop.schema.base import table_of

BETWEEN = " > "
IN_FILES = ("category", "description", "products")


@dataclass(frozen=True, slots=True)
class Node:
    """A category in the tree; ``products`` are the active ones of its whole branch.

    ``holds``: how many products, of whatever state, lie in itself.
    """

    id: UUID
    parent: UUID
    name: str
    products: int
    holds: int = 0
    slug: str = ""
    description: str = ""
    colour: str = ""
    level: int = 0


def category_words() -> CTE:
    """A table of (id, words), one row per category except the hidden root."""
    category = table_of(Category)
    child = category.alias("child")
    top = (
        select(category.c.id, cast(category.c.name, Text).label("words"))
        .where(category.c.parent == ZERO, category.c.id != ZERO)
        .cte("category_words", recursive=True)
    )
    below = select(child.c.id, top.c.words + BETWEEN + child.c.name)
    return top.union_all(below.join(top, top.c.id == child.c.parent))


def category_choices(session: Session) -> list[Choice]:
    """Every category by its words, for filters and inputs."""
    words = category_words()
    rows = session.execute(select(words.c.id, words.c.words).order_by(words.c.words))
    return [Choice(row.id, row.words) for row in rows]


def chosen_tints(session: Session) -> dict[str, str]:
    """The colours that somebody chose, by a category's words and by its name alone.

    A name of several categories stands for their colour only where all of them have the same.
    """
    words, node = category_words(), table_of(Category)
    read = select(words.c.words, node.c.name, node.c.colour)
    rows = session.execute(read.join_from(words, node, node.c.id == words.c.id)).all()
    named: dict[str, set[str]] = {}
    for row in rows:
        named.setdefault(row.name, set()).add(row.colour)
    told = {name: colour for name, (colour, *others) in named.items() if not others}
    told |= {row.words: row.colour for row in rows}
    return {name: colour for name, colour in told.items() if colour in COLOURS}


def in_branches(tops: Sequence[UUID]) -> Select[Any]:
    """The ids of these categories and of all below them; the zero id stands for no category."""
    node, top = table_of(Category), table_of(Category).alias("top")
    is_below = and_(top.c.id != ZERO, node.c.path.startswith(top.c.path.concat("/")))
    inside = or_(node.c.id == top.c.id, is_below)
    return select(node.c.id).join(top, inside).where(top.c.id.in_(tops)).correlate(None)


def category_tree(session: Session) -> list[Node]:
    """All nodes, parents before children, sisters in their order; the first is "no category".

    One statement; what lies below is summed here.
    """
    node, product = table_of(Category), table_of(Product)
    own = (node.c.slug, node.c.description, node.c.colour, node.c.level)
    active = func.count(case((product.c.status == "active", product.c.id)))
    rows = session.execute(
        select(node.c.id, node.c.parent, node.c.name, active, func.count(product.c.id), *own)
        .join_from(node, product, product.c.category == node.c.id, isouter=True)
        .group_by(node.c.id, node.c.parent, node.c.name, node.c.sort, *own)
        .order_by(node.c.level, node.c.sort, node.c.name, node.c.id)
    )
    nodes = {row[0]: Node(*row) for row in rows}
    for key in reversed(list(nodes)):
        found = nodes[key]
        if found.parent not in (ZERO, key) and found.parent in nodes:
            above = nodes[found.parent]
            nodes[above.id] = replace(above, products=above.products + found.products)
    return list(nodes.values())


def words_of_tree(nodes: Sequence[Node]) -> dict[UUID, str]:
    """Where each node stands, as words; nothing for "no category"."""
    words: dict[UUID, str] = {ZERO: ""}
    for node in nodes:
        if node.id != ZERO:
            above = words[node.parent]
            words[node.id] = f"{above}{BETWEEN}{node.name}" if above else node.name
    return words


def category_rows(nodes: Sequence[Node]) -> list[tuple[str, str, int]]:
    """The tree as a list, by its words: as a file that comes in again has it."""
    words = words_of_tree(nodes)
    named = ((words[each.id], each) for each in nodes if each.id != ZERO)
    return sorted((name, each.description, each.products) for name, each in named)


def category_facet(on: ColumnElement[Any]) -> Facet:
    """A category stands for its whole branch, in whatever list it is a filter."""
    kind: FacetKind = "choice"
    return Facet("category", "Category", kind, on, choices_of=category_choices, within=in_branches)
