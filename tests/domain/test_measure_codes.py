"""Codes of the shop's scales, read by the shop's templates."""

from decimal import Decimal
from typing import Any

import pytest

from desktop.domain.barcode import barcode_key, check_digit
from desktop.domain.errors import UserError
from desktop.domain.measure_codes import Template, may_be_measured, measured, templates_of

WEIGHT = Template("21", 5, 5, Decimal("0.001"))
PRICE = Template("22", 5, 4, Decimal("0.01"), "price")  # a digit between checks the price


def code(stem: str) -> str:
    return barcode_key(stem + check_digit(stem))


def test_a_weight_and_a_price_are_read_with_the_item() -> None:
    label = measured(code("211234501234"), (WEIGHT, PRICE))
    assert label is not None
    assert (label.amount, label.unit, label.price) == (Decimal("1.234"), "kg", None)
    assert label.code == code("211234500000")
    assert label.codes == ("2112345", "12345")
    label = measured(code("221234570795"), (WEIGHT, PRICE))
    assert label is not None
    assert (label.amount, label.price) == (None, Decimal("7.95"))


@pytest.mark.parametrize("stem", ["201234501234", "401234501234", "211234500000"])
def test_other_prefixes_and_no_value_say_nothing(stem: str) -> None:
    assert measured(code(stem), (WEIGHT, PRICE)) is None


def test_only_a_right_ean_13_of_the_free_prefixes_is_looked_at() -> None:
    assert may_be_measured(code("211234501234"))
    assert may_be_measured(code("021234501234"))
    assert not may_be_measured("2112345012341")  # a wrong check digit stays as it is
    assert not may_be_measured(code("401234501234"))


def test_templates_come_back_as_they_were_kept() -> None:
    assert templates_of([WEIGHT.to_json(), PRICE.to_json()]) == (WEIGHT, PRICE)


@pytest.mark.parametrize(
    ("change", "words"),
    [
        ({"prefix": "40"}, "02 or 20 to 29"),
        ({"prefix": ""}, "02 or 20 to 29"),
        ({"item_digits": 0}, "at least one digit"),
        ({"value_digits": 6}, "at most 12"),
        ({"factor": "0"}, "more than 0"),
        ({"factor": "NaN"}, "more than 0"),
        ({"kind": "length"}, "weight or a price"),
        ({"item_digits": "many"}, "A template has"),
    ],
)
def test_a_template_that_cannot_be_is_refused(change: dict[str, Any], words: str) -> None:
    with pytest.raises(UserError, match=words):
        templates_of([{**WEIGHT.to_json(), **change}])
