"""Where a category stands in the tree, as words: "Drinks > Tea"."""

from sqlalchemy import CTE, Text, cast, select
from sqlalchemy.orm import Session

from desktop.domain.ids import ZERO
from desktop.queries.columns import Choice
from desktop.schema import Category
from desktop.schema.base import table_of

BETWEEN = " > "


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
