"""Where an import is done, on which terms, and what it answers."""

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from collections.abc import Set as AbstractSet
from dataclasses import dataclass, field, replace
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy.orm import Session

from desktop.commands.imports import (
    Imported,
    ImportItem,
    ImportProblem,
    ImportProducts,
    RowChange,
    row_changes,
)
from desktop.commands.imports.matching import Plan
from desktop.db.engine import Database
from desktop.domain.clock import Clock
from desktop.domain.custom_field import PREFIX, FieldInfo
from desktop.domain.ids import Ids
from desktop.domain.permissions import Actor
from desktop.domain.progress import Progress

Kept = Mapping[str, AbstractSet[str]]  # fields of products, by SKU


@dataclass(frozen=True)
class Report:
    """What an import found and did. ``problems`` name the file's own columns.

    ``imported`` is None when there are problems; in a dry run it says what would be done, and
    ``changes`` tells it row by row. ``left_out``: problems whose rows stayed out, as was asked.
    ``columns``: field → header; ``ignored``: headers that mean nothing here. ``dates``: the order
    of theirs; ``asked_date``: one that reads both ways, where no row tells which is meant.
    ``source``: columns of the file → fields, where its own kind lays them out. ``fields``:
    new ones of the shop's own that the file brings. ``pictures``: SKUs, each with a place.
    """

    file: str
    rows: int
    encoding: str
    delimiter: str
    columns: dict[str, str]
    ignored: tuple[str, ...]
    notes: tuple[str, ...]
    problems: tuple[ImportProblem, ...]
    imported: Imported | None
    is_dry_run: bool
    profile: str = "plain"
    decimal: str = ""
    header_row: int = 1
    sheet: str = ""
    sheets: tuple[str, ...] = ()
    left_out: tuple[ImportProblem, ...] = ()
    changes: tuple[RowChange, ...] = ()
    dates: str = ""
    asked_date: str = ""
    source: Mapping[int, str] = field(default_factory=dict)
    fields: tuple[FieldInfo, ...] = ()
    pictures: tuple[tuple[str, str], ...] = ()


@dataclass(frozen=True)
class Desk:
    """Where an import is done, and by whom."""

    database: Database
    actor: Actor
    clock: Clock
    ids: Ids

    def head(self) -> tuple[UUID, Actor, datetime]:
        """Id, actor and time of one more command."""
        return self.ids.new(), self.actor, self.clock.now()


def _nothing(_session: Session, _done: Imported) -> None:
    """Most imports note nothing more."""


def _none(_left_out: Sequence[ImportProblem]) -> None:
    """Whoever wants to know reads the report."""


_LISTS = ("options", "tags")
_ITEM_FIELDS = {"attributes": "tags"}  # what a difference is called, where an item says otherwise
_OF_ITEMS = frozenset(ImportItem.__dataclass_fields__)


@dataclass(frozen=True)
class Terms:
    """What a feed asks of an import.

    ``kept`` sees what would change and answers what stays as it is in the shop; it may be asked
    again where the shop moves meanwhile. ``left`` is told, before, which rows stay out as was
    asked. ``close`` is called in the import's own transaction, last.
    """

    kept: Callable[[Session, Sequence[RowChange]], Kept] | None = None
    left: Callable[[Sequence[ImportProblem]], None] = _none
    close: Callable[[Session, Imported], None] = _nothing

    def agree(self, session: Session, command: ImportProducts, plan: Plan) -> ImportProducts:
        """The file says nothing of what is kept."""
        kept = self.kept(session, row_changes(plan)) if self.kept is not None else {}
        return replace(command, items=tuple(_without(command.items, kept))) if kept else command


def _without(items: Iterable[ImportItem], kept: Kept) -> Iterator[ImportItem]:
    for item in items:
        names = kept.get(item.sku, frozenset())
        empty: Any = {_ITEM_FIELDS.get(name, name) for name in names}
        empty = {name: () if name in _LISTS else None for name in empty & _OF_ITEMS}
        own = tuple(pair for pair in item.custom if PREFIX + pair[0] not in names)
        yield replace(item, **empty, custom=own) if names else item


@dataclass(frozen=True)
class Order:
    """What an import is asked to do with rows that are read, whatever they tell."""

    desk: Desk
    file: str
    is_dry_run: bool
    progress: Progress
    terms: Terms
