"""The last year lived again: what two rules of ordering would have made of it, by product.

Statistics of a simulation, not books: units are floats, money is rounded when it is told.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from typing import Any
from uuid import UUID

from desktop.domain.reorder_policy import CLASSES

_CENT = Decimal("0.01")


@dataclass(frozen=True, slots=True)
class Kept:
    """How goods were kept: days without stock, units that were not sold for that, what stock has
    cost on a usual day, how many orders that took, and what goods have cost that were thrown away;
    money in the shop's currency."""

    days: int = 0
    units: float = 0.0
    worth: float = 0.0
    orders: int = 0
    wasted: float = 0.0

    def __add__(self, other: "Kept") -> "Kept":
        return Kept(
            self.days + other.days, self.units + other.units, self.worth + other.worth,
            self.orders + other.orders, self.wasted + other.wasted,
        )  # fmt: skip

    @property
    def money(self) -> Decimal:
        """What stock has cost, as it is shown."""
        return Decimal(repr(self.worth)).quantize(_CENT)

    @property
    def thrown_away(self) -> Decimal:
        """What goods have cost that were too old, as it is shown."""
        return Decimal(repr(self.wasted)).quantize(_CENT)


@dataclass(frozen=True, slots=True)
class Lived:
    """One product. ``demand``: what was wanted, of which ``guessed`` on days without stock;
    ``points``: with the reorder point it has, None where it has none; ``policy``: with the policy.
    ``is_left_out``: mostly the policy orders none, it would expire; that is left to the person.
    """

    product: UUID
    sku: str
    name: str
    grade: str
    demand: float
    guessed: float
    points: Kept | None
    policy: Kept
    is_left_out: bool = False


@dataclass(frozen=True)
class Course:
    """One number for each day of the time, with the points and with the policy."""

    points: tuple[float, ...] = ()
    policy: tuple[float, ...] = ()


@dataclass(frozen=True)
class LastYear:
    """``outs``: products without stock; ``worth``: money in stock, both of what is compared."""

    first: date
    last: date
    rows: tuple[Lived, ...] = ()
    outs: Course = field(default_factory=Course)
    worth: Course = field(default_factory=Course)

    @property
    def compared(self) -> tuple[Lived, ...]:
        """Products with a reorder point that the policy decides upon."""
        return tuple(each for each in self.rows if each.points and not each.is_left_out)

    @property
    def days(self) -> int:
        """How many days were lived again."""
        return (self.last - self.first).days + 1

    def of_class(self, grade: str) -> tuple[Lived, ...]:
        """What is compared of one class; all classes where none is named."""
        return tuple(row for row in self.compared if grade in ("", row.grade))

    def to_json(self) -> dict[str, Any]:
        """Plain values."""
        return {
            "first": self.first.isoformat(),
            "last": self.last.isoformat(),
            "rows": [_row(row) for row in self.rows],
            "outs": [self.outs.points, self.outs.policy],
            "worth": [self.worth.points, self.worth.policy],
        }

    @staticmethod
    def from_json(told: dict[str, Any]) -> "LastYear":
        """As it was."""
        return LastYear(
            date.fromisoformat(told["first"]),
            date.fromisoformat(told["last"]),
            tuple(_read(row) for row in told["rows"]),
            _course(told["outs"]),
            _course(told["worth"]),
        )


@dataclass(frozen=True, slots=True)
class Sums:
    """What is compared of one class, or of all (``grade`` is "")."""

    grade: str
    products: int
    points: Kept
    policy: Kept


def by_class(told: LastYear) -> tuple[Sums, ...]:
    """The classes that there are, then all of them."""
    groups = ((grade, told.of_class(grade)) for grade in (*CLASSES, ""))
    return tuple(Sums(grade, len(rows), *summed(rows)) for grade, rows in groups if rows)


def summed(rows: Iterable[Lived]) -> tuple[Kept, Kept]:
    """With the points, and with the policy."""
    points, policy = Kept(), Kept()
    for row in rows:
        points += row.points or Kept()
        policy += row.policy
    return points, policy


def _kept(kept: Kept | None) -> list[float] | None:
    return None if kept is None else [
        kept.days, round(kept.units, 3), round(kept.worth, 4), kept.orders,
        round(kept.wasted, 4),
    ]  # fmt: skip


def _row(row: Lived) -> list[Any]:
    return [
        row.product.hex, row.sku, row.name, row.grade, round(row.demand, 3),
        round(row.guessed, 3), _kept(row.points), _kept(row.policy), row.is_left_out,
    ]  # fmt: skip


def _read(told: Sequence[Any]) -> Lived:
    product, sku, name, grade, demand, guessed, points, policy, is_left = told
    kept = None if points is None else Kept(*points)
    return Lived(UUID(product), sku, name, grade, demand, guessed, kept, Kept(*policy), is_left)


def _course(told: Sequence[Sequence[float]]) -> Course:
    points, policy = told
    return Course(tuple(points), tuple(policy))
