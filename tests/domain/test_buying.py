"""The best vendor of a product: preferred, else cheapest, then soonest; where one may choose."""

from dataclasses import dataclass
from decimal import Decimal
from uuid import UUID

import pytest

from desktop.domain.buying import best_vendor

A, B, C = (UUID(int=number) for number in (1, 2, 3))


@dataclass(frozen=True)
class Asked:
    vendor: UUID
    unit_price: Decimal
    lead_time_days: int = 0
    is_preferred: bool = False
    currency: str = "EUR"


def asked(vendor: UUID, price: str, days: int = 0, **more: object) -> Asked:
    return Asked(vendor, Decimal(price), days, **more)  # type: ignore[arg-type]


CASES = [
    ("nobody", [], None),
    ("one alone is no choice", [asked(A, "1")], None),
    ("the lowest price", [asked(A, "1.01"), asked(B, "1.00", 9)], B),
    ("then the shortest wait", [asked(A, "1.0", 3), asked(B, "1.00", 2)], B),
    ("always the same of equals", [asked(B, "1"), asked(A, "1")], A),
    ("a preferred one wins", [asked(A, "1"), asked(B, "2", is_preferred=True)], B),
    ("currencies are not compared", [asked(A, "1"), asked(B, "2", currency="USD")], None),
    (
        "but a preferred one wins over them",
        [asked(A, "1"), asked(B, "2", is_preferred=True, currency="USD")],
        B,
    ),
    ("free of charge", [asked(A, "0"), asked(B, "0.0001"), asked(C, "1")], A),
]


@pytest.mark.parametrize(
    ("offers", "best"), [case[1:] for case in CASES], ids=[c[0] for c in CASES]
)
def test_which_vendor_is_the_best(offers: list[Asked], best: UUID | None) -> None:
    assert best_vendor(offers) == best
    assert best_vendor(reversed(offers)) == best
