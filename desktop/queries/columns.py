"""What a list shows and what it can be asked: columns, facets and requests. Plain data."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any, Literal

if TYPE_CHECKING:
    from sqlalchemy import ColumnElement, Select, SelectBase
    from sqlalchemy.orm import Session

Kind = Literal[
    "text",  # one line; a second, smaller one from the field ``detail``
    "product",  # the same with a picture before it
    "quantity",
    "change",  # signed and coloured: −3, +24, =17
    "level",  # number, bar, and the reorder mark from the field ``detail``
    "money",
    "number",
    "percent",
    "time",  # date and clock time
    "age",  # how long ago
    "date",
    "choice",  # a pill; its words are in ``choices``
    "rate",  # a statistic, told with as many places as it is worth
    "barcode",  # its digits; on paper the bars, too
]
FacetKind = Literal["choice", "text", "number", "date", "day", "flag", "lookup"]
Operator = Literal["is", "not", "in", "has", "from", "until"]


@dataclass(frozen=True)
class Choice:
    """One value of an enum: its word, tone (ok, warn, bad, info or none) and icon."""

    value: Any
    title: str
    tone: str = ""
    icon: str = ""


@dataclass(frozen=True)
class Column:
    """``key`` names the row's field; ``width`` is in pixels at 100 %, 0 takes what is left.

    ``sort`` is what the header orders by, None where it cannot; ``descending`` is the order of the
    first click. ``detail`` names a second field (see Kind), ``icon`` the one that holds a drawing's
    name, ``of`` the one of the product whose picture is shown. ``hidden_below``: width of the
    window from which on the column is shown. ``editable`` names the field of the command that
    changes the value in its cell; ``can_be_empty``: it may hold nothing. ``reads`` turns what was
    typed for a field of the shop's own into its value, or refuses it in words.
    """

    key: str
    title: str
    kind: Kind = "text"
    width: int = 120
    sort: ColumnElement[Any] | None = None
    descending: bool = False
    detail: str = ""
    icon: str = ""
    of: str = ""
    hidden_below: int = 0
    choices: tuple[Choice, ...] = ()
    editable: str = ""
    can_be_empty: bool = False
    reads: Callable[[Any], Any] | None = None

    @property
    def is_right(self) -> bool:
        """Figures stand at the right."""
        return self.kind in ("quantity", "change", "money", "number", "percent")


@dataclass(frozen=True)
class Sum:
    """What is added up over chosen rows: amounts and totals, never prices of one unit.

    ``unit`` is what the amounts are measured in: of pieces and kilograms there is no sum.
    """

    key: str
    title: str
    kind: Literal["quantity", "change", "money", "number"]
    on: ColumnElement[Any]
    unit: ColumnElement[Any] | None = None


@dataclass(frozen=True)
class Through:
    """A condition that goes through another table first: ``on IN (ids where …)``.

    ``ids`` selects the keys of that table, ``search`` are its columns to look into.
    """

    on: ColumnElement[Any]
    ids: Select[Any]
    search: tuple[ColumnElement[Any], ...]


@dataclass(frozen=True)
class Facet:
    """What a list can be filtered by. ``on`` is compared with the filter's value.

    ``lookup``: the value is a key (``is``) or a piece of text (``has``), sought ``through``.
    ``flag``: ``on`` is a condition, wanted as it is. ``choices_of`` reads choices that are rows.
    ``within``: a value stands for more than itself, as a branch does: the keys of all of that.
    ``day``: a date without a clock. ``compare`` says in its own way what a condition is; then
    nothing (None) is a value, too, which ``can_be_empty`` offers. ``is_scan``: no index leads to
    the rows, each one is looked at.
    """

    key: str
    title: str
    kind: FacetKind
    on: ColumnElement[Any]
    choices: tuple[Choice, ...] = ()
    choices_of: Callable[[Session], list[Choice]] | None = None
    through: Through | None = None
    within: Callable[[Sequence[Any]], SelectBase] | None = None
    compare: Callable[[Operator, Any], ColumnElement[bool]] | None = None
    is_scan: bool = False

    @property
    def can_be_empty(self) -> bool:
        """Whether one may ask for rows that have nothing there."""
        return self.compare is not None


@dataclass(frozen=True)
class Filter:
    """One condition as data. ``in`` takes a tuple; ``from`` includes its value, ``until`` not.

    ``span`` names days that move with the calendar, as ``last_7``.
    """

    facet: str
    op: Operator
    value: Any
    title: str = ""  # the words of a value that is a key, for the chip
    span: str = ""


@dataclass(frozen=True)
class Request:
    """What a person asked a list for. An empty ``sort`` is the list's own order.

    ``given`` are values for the bound parameters in the list's own expressions, or functions that
    tell a value each time something is read.
    """

    sort: str = ""
    descending: bool = False
    filters: tuple[Filter, ...] = ()
    search: str = ""
    given: tuple[tuple[str, Any], ...] = ()

    def with_filter(self, facet: str, *new: Filter) -> Request:
        """The filters of one facet replaced; without ``new``, taken away."""
        kept = tuple(f for f in self.filters if f.facet != facet)
        return replace(self, filters=(*kept, *new))

    def sorted_by(self, sort: str, descending: bool) -> Request:
        return replace(self, sort=sort, descending=descending)

    def searching(self, text: str) -> Request:
        return replace(self, search=text)

    def cleared(self) -> Request:
        """Without filters and search; order and given values stay."""
        return replace(self, filters=(), search="")
