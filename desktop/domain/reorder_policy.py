"""The policy a shop orders by: how sure stock shall last, how often one looks, what may be spent.

How sure is said for each class of goods. ABC after Pareto: the products that make the first 80 % of
what is earned are A, the next 15 % B, the rest C, and with them what sold nothing.
"""

from collections.abc import Iterable
from dataclasses import asdict, dataclass
from decimal import Decimal
from typing import Any
from uuid import UUID

from desktop.domain.errors import UserError
from desktop.domain.money import TOTAL_LIMIT

KEY = "reorder"  # of the store's setting that keeps it
CLASSES = ("A", "B", "C")
A_SHARE, B_SHARE = Decimal("0.80"), Decimal("0.95")
LEAST_PERCENT, MOST_PERCENT, MOST_DAYS = 50, 99, 60
_NONE, _ALL = Decimal(0), Decimal(1)


@dataclass(frozen=True, slots=True)
class Policy:
    """``a``, ``b``, ``c``: in how many of a hundred cases goods of the class shall last until the
    delivery after the next. ``review_days``: until somebody looks again; 0: any day.
    ``budget``: no more than this is spent at once; None: no limit.
    """

    a: int = 95
    b: int = 95
    c: int = 95
    review_days: int = 7
    budget: Decimal | None = None

    def percent(self, grade: str = "") -> int:
        """Of a class; of goods without one that of C."""
        return {"A": self.a, "B": self.b}.get(grade, self.c)

    @property
    def is_graded(self) -> bool:
        """Whether it matters which class a product is of."""
        return not self.a == self.b == self.c

    @property
    def highest(self) -> int:
        """No class asks for more."""
        return max(self.a, self.b, self.c)


def check_policy(policy: Policy) -> Policy:
    """The same policy, or a refusal that names the number that cannot be."""
    for grade in ("a", "b", "c"):
        percent = getattr(policy, grade)
        if not _is_whole(percent) or not LEAST_PERCENT <= percent <= MOST_PERCENT:
            words = f"How often stock shall last is {LEAST_PERCENT} to {MOST_PERCENT} %."
            raise UserError(words, field=grade, code="bad_percent")
    if not _is_whole(policy.review_days) or not 0 <= policy.review_days <= MOST_DAYS:
        words = f"One looks again after 0 to {MOST_DAYS} days."
        raise UserError(words, field="review_days", code="bad_days")
    budget = policy.budget
    if budget is not None and not (budget.is_finite() and 0 < budget < TOTAL_LIMIT):
        raise UserError(
            "A budget is more than nothing.", "Leave it empty for none.", "budget", "bad_budget"
        )
    return policy


def _is_whole(number: Any) -> bool:
    return isinstance(number, int) and not isinstance(number, bool)


def kept_of(policy: Policy) -> dict[str, Any]:
    """As the setting keeps it."""
    budget = None if policy.budget is None else str(policy.budget)
    return asdict(policy) | {"budget": budget}


def policy_from(kept: Any) -> Policy:
    """From what the setting keeps; what it does not say is as usual, and all where it is wrong."""
    usual = Policy()
    if not isinstance(kept, dict):
        return usual
    told = {name: kept.get(name, value) for name, value in asdict(usual).items()}
    try:
        budget = told.pop("budget")
        money = None if budget is None else Decimal(str(budget))
        return check_policy(Policy(**told, budget=money))
    except (ArithmeticError, UserError):
        return usual


def graded(earned: Iterable[tuple[UUID, Decimal]]) -> dict[UUID, str]:
    """The class of each product by what it earned, the best first."""
    ordered = sorted(earned, key=lambda each: (-each[1], each[0]))
    total = sum((amount for _, amount in ordered if amount > 0), _NONE)
    found: dict[UUID, str] = {}
    sofar = _NONE
    for product, amount in ordered:
        share = sofar / total if total else _ALL
        found[product] = "A" if share < A_SHARE else "B" if share < B_SHARE else "C"
        sofar += max(amount, _NONE)  # what came back more than was sold earned nothing
    return found
