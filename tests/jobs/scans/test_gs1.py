"""One scan of a GS1 code: product, lot, expiry, weight or price, in every form it comes in."""

from datetime import date
from decimal import Decimal

import pytest

from desktop.domain.errors import UserError
from desktop.domain.gs1 import Label
from desktop.jobs.scans.gs1 import label_of

GTIN = "09506000134352"
GS = "\x1d"
WHOLE = Label(GTIN, (), "ABC", date(2027, 3, 31), Decimal("1.234"), "kg")


@pytest.mark.parametrize(
    "text",
    [
        f"01{GTIN}10ABC{GS}172703313103001234",
        f"]C101{GTIN}10ABC{GS}172703313103001234",
        f"]d201{GTIN}3103001234172703 31".replace(" ", "") + "10ABC",
        f"]Q301{GTIN}10ABC{GS}172703313103001234{GS}",
        f"{GS}01{GTIN}10ABC{GS}172703003103001234",
        f"(01){GTIN}(10)ABC(17)270331(3103)001234",
        f"(10)ABC(01){GTIN}(17)270331(3103)001234",
        *(
            f"01{GTIN}10ABC{typed}172703313103001234"
            for typed in ("|", "^", "~", "]", "{GS}", "<GS>", "^]", "\u241d")
        ),
        f"https://id.gs1.org/01/{GTIN}/10/ABC?17=270331&3103=001234",
        f"https://example.com/01/{GTIN[1:]}/10/ABC?17=270331&3103=001234",
    ],
)
def test_every_form_says_the_same(text: str) -> None:
    assert label_of(text) == WHOLE


def label(fields: str) -> Label:
    found = label_of(f"01{GTIN}{fields}")
    assert found is not None
    return found


def test_use_by_goes_before_best_before() -> None:
    assert label("15270101").expiry == date(2027, 1, 1)
    assert label("1527010117270202").expiry == date(2027, 2, 2)
    assert label("17280200").expiry == date(2028, 2, 29)


def test_pounds_litres_metres_counts_and_prices() -> None:
    assert label("3201000100").amount == Decimal("4.5359237")
    assert (label("3152000150").amount, label("3152000150").unit) == (Decimal("1.50"), "l")
    assert (label("3112000150").amount, label("3112000150").unit) == (Decimal("1.50"), "m")
    assert (label("3024").amount, label("3024").unit) == (24, "piece")
    assert (label("3922795").price, label("3922795").currency) == (Decimal("7.95"), "")
    assert (label("3932978795").price, label("3932978795").currency) == (Decimal("7.95"), "EUR")


def test_a_case_names_what_is_in_it_and_how_many() -> None:
    found = label_of(f"02{GTIN}3724")
    assert found is not None
    assert (found.code, found.amount) == (GTIN, 24)


@pytest.mark.parametrize(
    "text",
    [
        "4006381333931",
        "96385074",
        "0112345678901",
        "ABC-1",
        "http://cli.im",
        "10ABC",
        "",
        "01-AB-99999999999",
    ],
)
def test_what_is_no_gs1_code_is_none(text: str) -> None:
    assert label_of(text) is None


@pytest.mark.parametrize(
    "text",
    ["010950600013435310ABC", "(01)09506000134353(10)ABC", "https://x.org/01/09506000134353/10/A"],
)
def test_a_wrong_check_digit_is_never_another_product(text: str) -> None:
    """biip takes it for parsed: its gtin_error is looked at first."""
    with pytest.raises(UserError, match="wrong check digit"):
        label_of(text)


@pytest.mark.parametrize("fields", ["10" + "LOT" * 7 + "17270331", "17279931", "9"])
def test_a_code_that_breaks_off_is_refused_with_the_way_out(fields: str) -> None:
    with pytest.raises(UserError, match="separator"):
        label_of(f"01{GTIN}{fields}")
