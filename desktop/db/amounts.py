"""Quantity × price in SQL, exact and rounded once, the same on both engines."""

from typing import Any

from sqlalchemy import ColumnElement
from sqlalchemy.ext.compiler import compiles
from sqlalchemy.sql.compiler import SQLCompiler
from sqlalchemy.sql.functions import FunctionElement

from desktop.db.types import Money


class times(FunctionElement[Any]):  # noqa: N801 - reads like an SQL function
    """``times(quantity, price)``: Money in two decimals, half up, away from zero."""

    inherit_cache = True
    type = Money()

    def __init__(self, quantity: ColumnElement[Any], price: ColumnElement[Any]) -> None:
        super().__init__(quantity, price)


@compiles(times, "postgresql")
def _numeric(element: times, compiler: SQLCompiler, **options: Any) -> str:
    quantity, price = (compiler.process(part, **options) for part in element.clauses)
    return f"round(({quantity}) * ({price}), 2)"


@compiles(times, "sqlite")
def _scaled(element: times, compiler: SQLCompiler, **options: Any) -> str:
    """Whole and fractional part of the quantity apart, so that nothing leaves 64 bits.

    With q in 1/1000 and p in 1/10000: whole = |q|/1000·p has units of 1/10000 of money; its last
    two digits and the fractional part's product are rounded together to one cent (100 units).
    """
    quantity, price = (compiler.process(part, **options) for part in element.clauses)
    whole = f"(abs({quantity})/1000*({price}))"
    part = f"(abs({quantity})%1000*({price}))"
    cents = f"({whole}/100+({whole}%100*1000+{part}+50000)/100000)"
    return f"(case when ({quantity})<0 then -100 else 100 end*{cents})"
