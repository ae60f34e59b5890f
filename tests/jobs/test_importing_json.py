"""Files of JSON objects: an array or one a line, whatever is in them; rubbish is said in words."""

import json
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from desktop.domain.cells import unguarded
from desktop.domain.errors import UserError
from desktop.domain.json_text import dumps
from desktop.jobs.importing import json_table
from desktop.jobs.importing.reading import Table, read_table
from desktop.jobs.opening import Shop
from tests.importing import done, products, take_in


def read(folder: Path, content: str | bytes) -> Table:
    path = folder / "goods.json"
    path.write_bytes(content if isinstance(content, bytes) else content.encode())
    return read_table(path)


TEA = ["A1", "Tea", "2.50", "yes"]
OBJECTS = '{"sku": "A1", "name": "Tea", "price": 2.50, "organic": true}'


@pytest.mark.parametrize(
    "text",
    [
        f"[{OBJECTS}]",
        f"\ufeff [\n {OBJECTS} ,\n]\n",
        OBJECTS,
        f"{OBJECTS}\n\n{OBJECTS}\n",
    ],
)
def test_arrays_and_lines_are_read(tmp_path: Path, text: str) -> None:
    table = read(tmp_path, text)
    assert (table.encoding, table.header) == ("json", ["sku", "name", "price", "organic"])
    assert table.rows[0] == (1, TEA)
    assert read(tmp_path, text.encode("utf-16")).rows[-1][1] == TEA


def test_what_an_object_lacks_is_empty_and_lists_are_lines_or_words(tmp_path: Path) -> None:
    told: list[dict[str, Any]] = [
        {"sku": "A", "barcode": ["96385074", "4006381333931"], "tags": ["a", "b"]},
        {"sku": "B", "options": {"Size": "M", "Colour": "=red"}, "stock": -1.5e3, "x": None},
        {"sku": "C", "note": "'=1", "y": 12345678901234567890.125, "x": 7777},
    ]
    endless = "1e99999999999999999999"  # beyond what a decimal takes
    table = read(tmp_path, dumps(told).replace("-1500.0", "-1.5e3").replace("7777", endless))
    assert table.header == ["sku", "barcode", "tags", "options", "stock", "x", "note", "y"]
    assert [cells for _, cells in table.rows] == [
        ["A", "96385074\n4006381333931", "a, b"],
        ["B", "", "", "Size: M\nColour: =red", "-1500", ""],
        ["C", "", "", "", "", endless, "''=1", "12345678901234567000"],
    ]


BAD = {
    "[{]": "Expecting property name",
    '[{"a": 1}, 2]': "2 is no object",
    '[{"a": 1}': "its list does not end",
    '[{"a": 1}] x': "something stands behind the end of its list",
    '{"a": NaN}': "NaN is no number",
    '[{"a": ' + "[" * 100_000: "is no list of JSON objects",
    '[{"a": "half': "Unterminated string",
}


@pytest.mark.parametrize("text", sorted(BAD), ids=lambda text: text[:12])
def test_rubbish_is_said_in_a_sentence(tmp_path: Path, text: str) -> None:
    with pytest.raises(UserError) as refused:
        read(tmp_path, text)
    assert BAD[text] in str(refused.value)
    assert "Nothing was imported" in refused.value.hint


def test_a_file_without_objects_is_empty(tmp_path: Path) -> None:
    for text in ("[]", "[{}]", "{}", "[ ]\n"):
        with pytest.raises(UserError, match="is empty"):
            read(tmp_path, text)


def test_an_endless_object_is_given_up_before_memory_is_full(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(json_table, "PART", 100)
    monkeypatch.setattr(json_table, "LONGEST", 1000)
    many = [{"sku": f"A{n}", "name": "Tea" * 30} for n in range(50)]
    assert len(read(tmp_path, json.dumps(many)).rows) == 50
    with pytest.raises(UserError, match="Unterminated"):
        read(tmp_path, '[{"a": "' + "x" * 3000 + '"}]')


text = st.text(st.characters(codec="utf-8", exclude_characters="\x00"), max_size=20)


@given(
    pairs=st.lists(st.tuples(text, st.decimals(-(10**9), 10**9, places=4)), min_size=1, max_size=8)
)
@example(pairs=[("\r", Decimal(0)), ("\tTea", Decimal(1))])
@settings(max_examples=60, deadline=None)
def test_text_and_figures_come_back_as_they_went_out(
    pairs: list[tuple[str, Decimal]], tmp_path_factory: pytest.TempPathFactory
) -> None:
    told = [{"sku": f"S{n}", "name": name, "price": price} for n, (name, price) in enumerate(pairs)]
    table = read(tmp_path_factory.getbasetemp(), dumps(told))
    found = [(unguarded(cells[1]), Decimal(cells[2])) for _, cells in table.rows]
    assert found == [(name.strip(), price) for name, price in pairs]


@pytest.mark.parametrize("engine_name", ["sqlite"])
def test_goods_in_json_come_in_with_their_object_in_every_problem(
    shop: Shop, tmp_path: Path
) -> None:
    path = tmp_path / "goods.json"
    path.write_text('[{"sku": "007", "name": "Tea", "price": 2.5, "stock": 3}, {"sku": "008"}]')
    refused = take_in(shop, path)
    assert [(each.row, each.field) for each in refused.problems] == [(2, "name")]
    path.write_text('{"sku": "007", "name": "Tea", "price": 2.5, "barcode": "0096385074"}')
    assert done(take_in(shop, path)).created == 1
    assert (products(shop)["007"].price, refused.delimiter) == (Decimal("2.5"), "")
