"""What cells say, kind by kind, in an English locale."""

from dataclasses import dataclass, replace
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from typing import Any

import pytest

from desktop.queries.columns import Choice, Column
from desktop.ui.table.words import Words
from tests.ui.table.conftest import NOW

STATUS = (Choice("low", "Low stock", "warn"),)


@dataclass(frozen=True)
class Row:
    """One value, and one for a column's detail."""

    value: Any
    other: Any = None
    decimals: int = 0


CASES = [
    ("text", Row("Milk"), "Milk"),
    ("text", Row(None), ""),
    ("product", Row("Milk"), "Milk"),
    ("quantity", Row(Decimal("1500.000")), "1,500"),
    ("quantity", Row(Decimal("1.5")), "1.5"),
    ("quantity", Row(Decimal("1.5"), decimals=3), "1.500"),
    ("level", Row(Decimal(4)), "4"),
    ("level", Row(Decimal(-2)), "−2"),
    ("change", Row(Decimal(24)), "+24"),
    ("change", Row(Decimal(-1)), "−1"),
    ("change", Row(None, Decimal(17)), "= 17"),
    ("change", Row(None), ""),
    ("money", Row(Decimal("1284.6000")), "1,284.60"),
    ("money", Row(None), ""),
    ("number", Row(12345), "12,345"),
    ("percent", Row(Decimal(41)), "41 %"),
    ("time", Row(datetime(2025, 11, 14, 9, 5, tzinfo=UTC)), "14 Nov 2025 09:05"),
    ("age", Row(NOW - timedelta(minutes=2)), "2 min ago"),
    ("age", Row(None), ""),
    ("date", Row(date(2025, 11, 14)), "14 Nov 2025"),
    ("choice", Row("low"), "Low stock"),
    ("choice", Row("strange"), "strange"),
]


@pytest.mark.parametrize(("kind", "row", "said"), CASES, ids=lambda part: str(part)[:50])
def test_a_cell_says_its_value(
    words: Words, english: object, kind: Any, row: Row, said: str
) -> None:
    column = Column("value", "Value", kind, detail="other", choices=STATUS)
    assert words.cell(column, row).replace("\u00a0", " ") == said


@pytest.mark.parametrize(
    ("amount", "mark", "spoken"),
    [
        (Decimal(0), Decimal(5), "0, out of stock"),
        (Decimal(-3), None, "−3, out of stock"),
        (Decimal(5), Decimal(5), "5, low"),
        (Decimal(6), Decimal(5), "6"),
        (Decimal(6), None, "6"),
    ],
)
def test_what_a_level_shows_by_colour_is_also_said(
    words: Words, english: object, amount: Decimal, mark: Decimal | None, spoken: str
) -> None:
    column = Column("value", "On hand", "level", detail="other")
    assert words.spoken(column, Row(amount, mark)) == spoken


def test_the_second_line_of_a_product_is_said_after_the_first(words: Words) -> None:
    column = Column("value", "Product", "product", detail="other")
    assert words.spoken(column, Row("Milk", "MLK-1")) == "Milk, MLK-1"
    assert words.spoken(column, Row("Milk")) == "Milk"
    assert words.detail(replace(column, kind="money"), Row(Decimal(1), "x")) == ""
