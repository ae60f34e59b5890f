"""Quantity × price in SQL, exact and rounded once; and quantities as whole numbers."""

from typing import Any

from sqlalchemy import BigInteger, ColumnElement, literal_column
from sqlalchemy.ext.compiler import compiles
from sqlalchemy.sql.compiler import SQLCompiler
from sqlalchemy.sql.functions import FunctionElement

from desktop.db.types import Money, Quantity


class times(FunctionElement[Any]):
    """``times(quantity, price, decimals)``: Money, rounded half up, away from zero."""

    inherit_cache = True
    type = Money()

    def __init__(
        self, quantity: ColumnElement[Any], price: ColumnElement[Any], decimals: int = 2
    ) -> None:
        super().__init__(quantity, price, literal_column(str(decimals)))


@compiles(times, "postgresql")
def _numeric(element: times, compiler: SQLCompiler, **options: Any) -> str:
    quantity, price, places = (compiler.process(part, **options) for part in element.clauses)
    # A bound whole number arrives as an integer, and the product of two integers may overflow.
    return f"round(({quantity})::numeric * ({price}), {places})"


@compiles(times, "sqlite")
def _scaled(element: times, compiler: SQLCompiler, **options: Any) -> str:
    """Whole and fractional part of the quantity apart, so that nothing leaves 64 bits.

    With q in 1/1000 and p in 1/10000: whole = |q|/1000·p has units of 1/10000 of money; what of it
    is less than a step (a cent is 100 units) and the fraction's product are rounded together.
    Signs are put aside first, because division cuts towards zero.
    """
    quantity, price, places = (compiler.process(part, **options) for part in element.clauses)
    step = 10 ** (Money.places - int(places))
    whole = f"(abs({quantity})/1000*abs({price}))"
    part = f"(abs({quantity})%1000*abs({price}))"
    steps = f"({whole}/{step}+({whole}%{step}*1000+{part}+{step * 500})/{step * 1000})"
    return f"(case when (({quantity})<0)<>(({price})<0) then -{step} else {step} end*{steps})"


class in_steps(FunctionElement[int]):
    """``in_steps(quantity)``: a whole number of its least steps, exact; 0 where there is none."""

    inherit_cache = True
    type = BigInteger()


@compiles(in_steps, "postgresql")
def _counted(element: in_steps, compiler: SQLCompiler, **options: Any) -> str:
    inner = compiler.process(element.clauses, **options)
    return f"(coalesce(({inner}), 0) * {10**Quantity.places})::bigint"


@compiles(in_steps, "sqlite")
def _kept(element: in_steps, compiler: SQLCompiler, **options: Any) -> str:
    return f"coalesce(({compiler.process(element.clauses, **options)}), 0)"


class as_quantity(FunctionElement[Any]):
    """``as_quantity(number)``: a float as an exact quantity, rounded to its three decimals."""

    inherit_cache = True
    type = Quantity()


@compiles(as_quantity, "postgresql")
def _rounded(element: as_quantity, compiler: SQLCompiler, **options: Any) -> str:
    return f"round(({compiler.process(element.clauses, **options)})::numeric, {Quantity.places})"


@compiles(as_quantity, "sqlite")
def _stepped(element: as_quantity, compiler: SQLCompiler, **options: Any) -> str:
    inner = compiler.process(element.clauses, **options)
    return f"cast(round(({inner})*{10**Quantity.places}) as integer)"
