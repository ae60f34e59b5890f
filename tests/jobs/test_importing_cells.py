"""Cells become products: headers by common names, each cell by its field's rule."""

from decimal import Decimal
from typing import Any

import pytest

from desktop.commands.imports import ImportItem
from desktop.domain.errors import UserError
from desktop.domain.progress import Silent
from desktop.jobs.importing.reading import Table
from desktop.jobs.importing.rows import Found, products_of


def found(header: str, *rows: str, delimiter: str = ",", includes_tax: bool = True) -> Found:
    """The rows under a header; "|" parts the cells, whatever the file's delimiter is said to be."""
    cells = [(number, row.split("|")) for number, row in enumerate(rows, 2)]
    return products_of(Table(header.split("|"), cells, "utf-8", delimiter), includes_tax, Silent())


def item(header: str, row: str, **how: Any) -> ImportItem:
    result = found(header, row, **how)
    assert result.problems == []
    return result.items[0]


def problem(header: str, row: str, **how: Any) -> tuple[str, str]:
    """Column and reason of a row's only problem."""
    result = found(header, row, **how)
    assert result.items == []
    (only,) = result.problems
    return only.field, only.reason


@pytest.mark.parametrize(
    "header",
    [
        "SKU|Name|Barcode|Price|Cost|Category|Opening count",
        "Item Code|Description|EAN|Retail Price|Cost price|Department|Stock on hand (pcs)",
        "Artikelnummer|Bezeichnung|Strichcode|Verkaufspreis|Einkaufspreis|Warengruppe|Bestand",
        "référence|désignation|code-barres|prix de vente|prix d'achat|famille|quantité",
        "codigo|descripción|codigo de barras|precio venta|coste|categoría|existencias",
    ],
)
def test_columns_are_known_by_their_common_names(header: str) -> None:
    one = item(header, "A1|Green tea|4006381333931|2.50|1.20|Drinks > Tea|12")
    assert (one.sku, one.name, one.codes[0].code) == ("A1", "Green tea", "04006381333931")
    assert (one.price, one.cost, one.category, one.stock) == (
        Decimal("2.50"),
        Decimal("1.20"),
        "Drinks > Tea",
        12,
    )


def test_of_a_price_with_and_one_without_tax_the_shops_own_counts() -> None:
    row = "A1|Tea|3.00|2.50"
    assert item("sku|name|price inc|price ex", row).price == 3
    assert item("sku|name|price inc|price ex", row, includes_tax=False).price == Decimal("2.5")


def test_columns_that_mean_nothing_are_named() -> None:
    assert found("sku|name|colour", "A1|Tea|red").ignored == ["colour"]


def test_a_file_without_a_known_column_is_refused_with_its_header() -> None:
    with pytest.raises(UserError, match=r"has: A1, Tea, 2\.5") as caught:
        found("A1|Tea|2.5", "A2|Milk|3")
    assert caught.value.code == "no_columns"


def test_without_an_sku_the_barcode_or_else_the_name_stands_for_it() -> None:
    assert item("barcode|name", "4006381333931|Tea").sku == "4006381333931"
    assert item("name|price", "Tea|2").sku == "Tea"


def test_an_empty_sku_cell_is_told() -> None:
    assert problem("sku|name", "|Tea") == ("sku", "The SKU is empty.")


@pytest.mark.parametrize(
    ("text", "price"),
    [("2.50", "2.5"), ("2,50", "2.5"), ("0", "0"), ("1e3", "1000"), ("\u00a07 ", "7")],
)
def test_prices_are_read_with_point_or_comma(text: str, price: str) -> None:
    assert item("sku|name|price", f"A1|Tea|{text}", delimiter=";").price == Decimal(price)


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("-1", "not negative"),
        ("NaN", "plain number"),
        ("inf", "plain number"),
        ("free", "“free” is not an amount"),
        ("2.12345", "four decimals"),
        ("1e30", "too large"),
        ("1,234", "thousands or a fraction"),
        ("=1+1", "not an amount"),
        ("１２", "not an amount"),
    ],
)
def test_a_price_that_is_none_is_refused_with_its_column(text: str, words: str) -> None:
    field, reason = problem("sku|name|price", f"A1|Tea|{text}")
    assert field == "price"
    assert words in reason


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("NaN", "plain number"),
        ("9999999", "too large"),
        ("3.0005", "too fine"),
        ("many", "not a number"),
    ],
)
def test_a_stock_that_is_none_is_refused_with_its_column(text: str, words: str) -> None:
    field, reason = problem("sku|name|stock", f"A1|Tea|{text}")
    assert field == "stock"
    assert words in reason


@pytest.mark.parametrize(
    ("column", "text", "words"),
    [
        ("name", "x" * 10_240, "longer than 500"),
        ("sku", "x" * 101, "longer than 100"),
        ("barcode", "4.00638E+12", "spreadsheet shortened"),
        ("barcode", "9" * 513, "at most 512"),
        ("reorder point", "-1", "zero or more"),
        ("tax rate", "101", "at most 100"),
        ("status", "sold", "active, draft or archived"),
        ("category", " > ".join("abcdefghijklmnopqrstuvwxyzABCDEF"), "at most 30"),
        ("category", "x" * 101, "at most 100"),
    ],
)
def test_every_other_cell_has_its_rule(column: str, text: str, words: str) -> None:
    cells = {"sku": "A1", "name": "Tea"} | {column: text}
    assert words in problem("|".join(cells), "|".join(cells.values()))[1]


@pytest.mark.parametrize(
    "name",
    [
        "=cmd|' /C calc'!A0".replace("|", "!"),
        "Robert'); DROP TABLE product;--",
        "👩\u200d🚀 tea",
        "شاي أخضر",
        "می\u200cخواهم",
        "<b>bold</b> 100 % \\n",
    ],
)
def test_odd_names_stay_as_they_are_typed(name: str) -> None:
    assert item("sku|name", f"A1|{name}").name == name


def test_line_breaks_and_hard_blanks_in_a_name_are_blanks() -> None:
    assert item("sku|name", "A1|Large\nred\u00a0table\x07").name == "Large red table"


def test_guarded_cells_lose_their_apostrophe() -> None:
    one = item("sku|name", "'-5|'=SUM(A1)")
    assert (one.sku, one.name) == ("-5", "=SUM(A1)")


def test_several_barcodes_stand_in_columns_or_on_lines_of_a_cell() -> None:
    one = item("sku|name|ean|upc", "A1|Tea|96385074\n036000291452|4006381333931")
    codes = [code.code.lstrip("0") for code in one.codes]
    assert codes == ["96385074", "36000291452", "4006381333931"]


def test_a_group_separator_stays_in_its_code() -> None:
    assert item("sku|name|barcode", "A1|Tea|10AB\x1d21X").codes[0].code == "10AB\x1d21X"


def test_ragged_rows_are_filled_or_refused() -> None:
    assert item("sku|name|price", "A1|Tea").price is None
    assert [p.field for p in found("sku|name", "A1|Tea|2").problems] == ["row"]
    assert item("sku|name", "A1|Tea||").name == "Tea"


def test_every_problem_is_told_not_the_first_alone() -> None:
    result = found("sku|name|price|stock", "|Tea|x|y", "A2|Milk|2|1", "A3|Oil|-1|NaN")
    assert [(p.row, p.field) for p in result.problems] == [
        (2, "price"),
        (2, "stock"),
        (2, "sku"),
        (4, "price"),
        (4, "stock"),
    ]


def test_rows_of_one_product_with_two_barcodes_are_one_and_a_note_says_so() -> None:
    result = found("sku|name|barcode|cost|stock", "A|Kit|266|0|1", "A|Kit|334|180|2")
    (one,) = result.items
    assert [code.code for code in one.codes] == ["266", "334"]
    assert (one.stock, one.cost) == (3, 180)
    assert "Rows 2 and 3" in result.notes[0]


def test_rows_of_one_product_may_not_differ_in_price() -> None:
    result = found("sku|name|barcode|price", "A|Kit|266|1", "A|Kit|334|2")
    assert [(p.row, p.field) for p in result.problems] == [(3, "price")]


def test_skus_that_differ_in_capitals_are_two_products_and_a_note_says_so() -> None:
    result = found("sku|name", "ab|Tea", "AB|Milk")
    assert [one.sku for one in result.items] == ["ab", "AB"]
    assert "ab and AB" in result.notes[0]


def test_units_are_known_by_their_common_words() -> None:
    words = ("pcs", "Stk.", "KG", "litres", "barrel")
    units = [item("sku|name|unit", f"A1|Tea|{word}").unit for word in words]
    assert units == ["piece", "piece", "kg", "l", "barrel"]
