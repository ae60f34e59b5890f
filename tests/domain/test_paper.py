"""A document's own rules: whose tax it carries."""

from dataclasses import dataclass, field
from decimal import Decimal
from typing import Any

import pytest

from desktop.domain.paper import INCLUDES_TAX, gross_of, taxes_of

SUMS = [(Decimal(100), Decimal(19)), (Decimal(0), Decimal(7))]


@dataclass(frozen=True)
class Row:
    kind: str
    of_kind: str | None = None
    currency: str = "EUR"
    extra: dict[str, Any] = field(default_factory=lambda: {INCLUDES_TAX: False})


@pytest.mark.parametrize("paper", [Row("sale"), Row("return"), Row("return", "sale")])
def test_what_is_sold_and_comes_back_carries_the_shops_tax(paper: Row) -> None:
    assert [(tax.rate, tax.tax) for tax in taxes_of(paper, SUMS)] == [(19, 19)]


@pytest.mark.parametrize("paper", [Row("return", "receipt"), Row("receipt"), Row("waste")])
def test_what_is_not_sold_is_worth_its_lines(paper: Row) -> None:
    taxes = taxes_of(paper, SUMS)
    assert [tax.rate for tax in taxes] == [0]
    assert gross_of(taxes) == 100
