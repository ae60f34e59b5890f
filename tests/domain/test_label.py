"""Labels without a printer: where they lie, what they say, what fits, and how a shop writes."""

import json
from dataclasses import replace
from datetime import date
from decimal import Decimal
from typing import Any

import pytest

from desktop.domain.errors import UserError
from desktop.domain.label import Element, Paper, Template, template_from
from desktop.domain.label_codes import CodeText, code_text
from desktop.domain.label_faults import faults
from desktop.domain.label_fields import filled, is_whole
from desktop.domain.label_text import fitted
from desktop.domain.local_words import LocalWords
from desktop.jobs.labels.codes import too_small
from desktop.jobs.labels.templates import builtin, read_template, write_template
from tests.labels import said, template

SHEET = Paper(60, 30, 210, 297, 3, 9, 10, 8, 5, 1)


def test_labels_lie_on_a_sheet_row_by_row_and_on_a_roll_one_a_page() -> None:
    assert [SHEET.place(n) for n in (0, 1, 3, 26, 27)] == [
        (0, 10, 8), (0, 75, 8), (0, 10, 39), (0, 140, 256), (1, 10, 8)
    ]  # fmt: skip
    assert Paper(57, 32).place(5) == (5, 0.0, 0.0)


@pytest.mark.parametrize(
    ("country", "currency", "amount", "words"),
    [
        ("DE", "EUR", "1234.5", "1.234,50 €"),
        ("IE", "EUR", "1234.5", "€1,234.50"),
        ("FR", "EUR", "1234.5", "1 234,50 €"),
        ("US", "USD", "0.125", "$0.125"),
        ("JP", "JPY", "1200", "¥1,200"),
        ("CH", "CHF", "1234.5", "CHF 1’234.50"),
        ("PL", "PLN", "-3", "−3,00 zł"),
    ],
)
def test_money_is_written_as_in_the_shops_country(
    country: str, currency: str, amount: str, words: str
) -> None:
    told = LocalWords(country, currency).money(Decimal(amount))
    assert told.replace("\u00a0", " ") == words


def test_days_are_written_as_in_the_shops_country() -> None:
    days = [LocalWords(one, "EUR").day(date(2027, 3, 31)) for one in ("DE", "US", "ZZ")]
    assert days == ["31.03.2027", "03/31/2027", "2027-03-31"]


def test_fields_are_filled_and_a_line_without_any_value_goes() -> None:
    words = said(custom={"colour": "red"}, lot="").words
    assert filled("{name}\nLot {lot}\n{field:colour} {sku}", words) == (
        "Darjeeling First Flush, loose leaf\nred TEA-100"
    )
    assert filled("{unit price}", words).replace("\u00a0", " ") == "12.900,00 € / kg"
    assert said(dimension="count").words["unit price"] == ""


@pytest.mark.parametrize(
    ("kind", "content", "made"),
    [
        ("auto", "4006381333931", CodeText("ean13", "4006381333931")),
        ("auto", "96385074", CodeText("ean8", "96385074")),
        ("auto", "036000291452", CodeText("upca", "036000291452")),
        ("ean13", "036000291452", CodeText("ean13", "0036000291452")),
        ("ean8", "TEA-1", CodeText("code128", "TEA-1")),
        ("auto", "4006381333930", CodeText("code128", "4006381333930")),
        ("code128", "чай", CodeText("qr", "чай")),
        ("gs1_128", "TEA-1", CodeText("code128", "TEA-1")),
        ("auto", " ", None),
    ],
)
def test_a_code_gets_the_kind_that_fits_it(kind: str, content: str, made: CodeText | None) -> None:
    assert code_text(kind, content) == made


def test_a_lots_code_holds_product_expiry_and_lot() -> None:
    assert said().gs1 == "(01)04006381333931(17)270331(10)L7"
    assert said(code="TEA").gs1 == ""
    assert said(lot="é" * 3, expiry=None).gs1 == "(01)04006381333931"


def measure(text: str) -> float:
    return len(text) * 0.2


def test_words_shrink_then_wrap_and_only_then_are_cut() -> None:
    assert fitted("green tea", 20, 5, 10, measure).lines == ("green tea",)
    shrunk = fitted("green tea", 14, 4.3, 10, measure)
    assert (shrunk.lines, shrunk.size < 10, shrunk.is_cut) == (("green tea",), True, False)
    cut = fitted("green tea of the garden", 12, 4.3, 10, measure)
    assert (cut.lines, cut.is_cut) == (("green t…",), True)
    assert fitted("", 12, 4, 10, measure).lines == ("",)
    price = fitted("99.999,99", 12, 8, 20, measure, is_whole("{price}"))
    assert (price.lines, round(price.size, 2), price.is_cut) == (("99.999,99",), 6, False)
    assert [is_whole(text) for text in ("{name}", "{sku} {name}", "{sku}", "New: {price}", "")] == [
        False, False, True, True, False,
    ]  # fmt: skip


def test_a_code_that_is_too_narrow_is_told_in_mm() -> None:
    ean = CodeText("ean13", "4006381333931")
    assert too_small(ean, 31, 10) == ""
    assert "117 modules of at least 0.264 mm: it needs 30.9 mm, and has 20.0." in too_small(
        ean, 20, 10
    )
    assert "needs" in too_small(CodeText("qr", "x" * 200), 40, 10)


def test_what_lies_wrong_is_told_and_the_built_in_ones_have_no_fault(tmp_path: Any) -> None:
    assert {one.key: list(faults(one)) for one in builtin()} == {one.key: [] for one in builtin()}
    wrong = (Element("text", 50, 1, 10, 2, "{nam}", size=9), Element("barcode", 0, 30, 30, 5))
    bad = Template("x", "X", "shelf", Paper(57, 32), wrong)
    assert [sentence for _, sentence in faults(bad)] == [
        "It lies 3.0 mm outside the label.",
        "There is no field {nam}.",
        "Letters of 9 pt need 3.2 mm of height.",
        "It lies 3.0 mm outside the label.",
    ]
    code = Element("barcode", 10, 10, 30, 10)
    for other, is_bad in (
        (Element("text", 10, 18, 30, 5), True),
        (Element("box", 5, 15, 40, 10), True),
        (Element("box", 9, 9, 40, 20), False),
        (Element("text", 10, 19.8, 30, 5), False),
        (Element("text", 40, 10, 10, 10), False),
    ):
        found = faults(replace(bad, elements=(other, code)))
        assert [one for one, said in found if "lies on this code" in said] == [1] * is_bad
    sheet = replace(bad.paper, page_width=100.0, page_height=297.0, columns=2, rows=9)
    assert list(faults(replace(bad, paper=sheet, elements=()))) == [
        (-1, "The columns need 114.0 mm, and the page has 100.0.")
    ]
    path = write_template(tmp_path / "x.onhand-label", bad)
    assert read_template(path) == bad


@pytest.mark.parametrize(
    "change",
    [
        {"name": ""}, {"use": "toy"}, {"paper": {}}, {"elements": 3}, {"elements": [{}]},
        {"elements": [{"kind": "text", "x": 1, "y": 1, "w": float("nan"), "h": 1}]},
        {"elements": [{"kind": "film", "x": 1, "y": 1, "w": 1, "h": 1}]},
        {"elements": [{"kind": "text", "x": "far", "y": 1, "w": 1, "h": 1}]},
        {"paper": {"width": 57, "height": 1e9}},
        {"paper": {"width": 90, "height": 30, "page_width": 100, "page_height": 50, "columns": 2}},
    ],
)  # fmt: skip
def test_rubbish_is_no_template(change: dict[str, Any], tmp_path: Any) -> None:
    told = {**template("shelf-57x32").to_json(), **change}
    with pytest.raises(UserError):
        template_from(told)
    path = tmp_path / "x.onhand-label"
    path.write_text(json.dumps(told)[:-1])
    with pytest.raises(UserError, match="could not be read"):
        read_template(path)


def test_what_a_newer_program_wrote_beside_is_left_out() -> None:
    told = template("shelf-57x32").to_json()
    told["elements"][0]["shadow"] = 3
    assert replace(template_from(told), is_builtin=True) == template("shelf-57x32")
