"""A document's own rules: what it keeps in ``extra``, whether it is taxed, and what tax it has."""

import re
from collections.abc import Iterable, Mapping
from decimal import Decimal
from typing import Any, Protocol

from desktop.domain.money import TaxLine, tax_lines
from desktop.domain.shop import currency_decimals

# What a document keeps in ``extra`` for its ticket: whether its prices are with tax.
INCLUDES_TAX = "includes_tax"
# What an open one keeps there while it is laid aside: since when.
HELD = "held"
# What a purchase order keeps there once nothing more of it is waited for: why.
CLOSED = "closed"
# What a purchase order's number looks like.
ORDER_NUMBER = re.compile(r"[A-Z0-9]+-[A-Z0-9]+-P-[0-9]{6,}", re.IGNORECASE)
_NONE = Decimal(0)


class Paper(Protocol):
    """What of a document decides its tax; ``of_kind`` is the kind of what a return is of."""

    @property
    def kind(self) -> str: ...
    @property
    def of_kind(self) -> str | None: ...
    @property
    def currency(self) -> str: ...
    @property
    def extra(self) -> Mapping[str, Any]: ...


def is_sold(paper: Paper) -> bool:
    """Whether it is between the shop and its customers, without ticket too; not with a vendor."""
    if paper.kind == "return":
        return paper.of_kind in (None, "", "sale")
    return paper.kind == "sale"


def includes_tax(paper: Paper) -> bool:
    """Whether its prices are what is paid."""
    return not is_sold(paper) or bool(paper.extra.get(INCLUDES_TAX, True))


def is_held(extra: Mapping[str, Any]) -> bool:
    """Whether it was laid aside, from what it keeps."""
    return HELD in extra


def taxes_of(paper: Paper, sums: Iterable[tuple[Decimal, Decimal]]) -> list[TaxLine]:
    """Net, tax and gross per rate from its sums (total, rate).

    Only what is sold, and what of it comes back, carries tax of this shop; all else is worth its
    lines.
    """
    is_taxed = is_sold(paper)
    taxed = ((total, rate if is_taxed else _NONE) for total, rate in sums if total)
    return tax_lines(taxed, includes_tax(paper), currency_decimals(paper.currency))


def gross_of(taxes: Iterable[TaxLine]) -> Decimal:
    """What a document comes to with its tax."""
    return sum((tax.gross for tax in taxes), _NONE)
