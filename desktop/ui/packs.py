"""Stock and codes in packs, in words."""

from decimal import Decimal

from desktop.domain.measure import in_cases
from desktop.queries.product import ProductCard
from desktop.ui.text import plural, quantity, tr, units


def packs(amount: Decimal, size: Decimal, decimals: int) -> str:
    """``3 cases of 6 + 4``."""
    cases, rest = in_cases(amount, size)
    if not cases:
        return quantity(amount, decimals)
    whole = plural("{n} case of {size}", "{n} cases of {size}", int(cases), size=quantity(size))
    return f"{whole} + {quantity(rest, decimals)}" if rest else whole


def on_hand_in_packs(card: ProductCard) -> str:
    """What is on hand in cases of the one size there is; "" where there is none, or not one."""
    sizes = card.counted_in.cases
    if len(sizes) != 1 or card.on_hand < sizes[0]:
        return ""
    return packs(card.on_hand, sizes[0], card.decimals)


def stands_for(pack: Decimal, card: ProductCard) -> str:
    """What a code books: ``1 piece``, or ``case of 6``."""
    if pack > 1:
        return tr("case of {n}", n=quantity(pack))
    return f"{quantity(pack, card.decimals)} {units(card.unit, pack)}"
