"""``list``: every list as a table, JSON or CSV; searched, sorted and cut."""

import csv
import io

import pytest

from desktop.cli.lists import every_list
from tests.cli.conftest import Onhand

PRODUCTS = ["sku", "name", "price", "on_hand", "reorder_point", "barcode"]
MOVEMENTS = {"id", "seq", "sku", "quantity", "set_qty", "kind", "at", "user"}


@pytest.fixture
def stocked(onhand: Onhand) -> Onhand:
    """Three products, one of them low, one sold below zero."""
    onhand.add("A1", "96385074", name="Apple", price="1", reorder_point="5")
    onhand.add("B1", name="Blue tea", price="3")
    onhand.add("C1", name="Čaj", price="2")
    onhand.scan("3*A1", "2*C1", mode="receive")
    onhand.scan("B1")
    onhand.scan("7*C1", mode="count")
    return onhand


def test_products_have_their_columns(stocked: Onhand) -> None:
    rows = stocked.done("list", "products", "--json").json
    assert list(rows[0])[: len(PRODUCTS)] == PRODUCTS
    assert {row["sku"]: row["on_hand"] for row in rows} == {"A1": 3, "B1": -1, "C1": 7}
    assert rows[0]["barcode"] == "96385074"


def test_movements_have_their_columns(stocked: Onhand) -> None:
    rows = stocked.done("list", "movements", "--json").json
    assert rows[0].keys() >= MOVEMENTS
    (count,) = [row for row in rows if row["kind"] == "count"]
    assert (count["sku"], count["set_qty"]) == ("C1", 7)
    (sale,) = [row for row in rows if row["kind"] == "sale"]
    assert (sale["sku"], sale["quantity"], sale["set_qty"]) == ("B1", -1, None)


def test_alerts_and_vendors_are_lists(stocked: Onhand) -> None:
    """A11, A12: one alert a product, of its gravest kind."""
    rows = stocked.done("list", "alerts", "--json").json
    assert sorted((row["sku"], row["type"]) for row in rows) == [
        ("A1", "low_stock"),
        ("B1", "negative"),
    ]
    assert {row["status"] for row in rows} == {"open"}
    stocked.scan("20*A1", mode="receive")
    assert len(stocked.done("list", "alerts", "--json").json) == 1
    assert len(stocked.done("list", "alerts", "--all", "--json").json) == 2
    assert stocked.done("list", "vendors", "--json").json == []


def test_lots_are_told_with_their_expiry_and_what_is_left_of_them(onhand: Onhand) -> None:
    """Checklist E13, the list."""
    onhand.add("MILK", "09506000134352", tracking="lot")
    later, sooner = (f"]d2010950600013435217{end}" for end in ("2701311005", "2612011004"))
    onhand.scan(later, sooner, later, "MILK", mode="receive")
    rows = onhand.done("list", "lots", "--json").json
    assert [(row["sku"], row["lot"], row["expiry_date"], row["on_hand"]) for row in rows] == [
        ("MILK", "04", "2026-12-01", 1),
        ("MILK", "05", "2027-01-31", 2),
    ]


def test_every_list_comes_as_table_json_and_csv(stocked: Onhand) -> None:
    for name in every_list():
        rows = stocked.done("list", name, "--json").json
        table = stocked.done("list", name).out.splitlines()
        records = list(csv.reader(io.StringIO(stocked.done("list", name, "--csv").out)))
        assert len(table) == len(records) == len(rows) + 1, name
        assert records[0] == table[0].split()
        if rows:
            assert list(rows[0]) == records[0]


def test_every_list_sorts_by_its_fields_or_says_that_it_cannot(stocked: Onhand) -> None:
    """One field of each kind a list; every order itself is tried by tests/queries."""
    for name, query in every_list().items():
        sorts = {column.key for column in query.columns if column.sort is not None}
        for fields, code in ((sorts, 0), (set(query.names) - sorts, 2)):
            for field in sorted(fields & set(query.names))[:1]:
                ran = stocked("list", name, f"--sort=-{field}", "--json")
                assert ran.code == code, (name, field, ran.err)
                assert code == 0 or field in ran.err


def test_search_sort_and_limit(stocked: Onhand) -> None:
    def skus(*words: str) -> list[str]:
        return [row["sku"] for row in stocked.done("list", "products", "--json", *words).json]

    assert skus("--search", "caj") == ["C1"]
    assert skus("--search", "tea blue") == ["B1"]
    assert skus("--search", "96385074") == ["A1"]
    assert skus("--search", "nothing like it") == []
    assert skus("--sort", "price") == ["A1", "C1", "B1"]
    assert skus("--sort=-price") == ["B1", "C1", "A1"]
    assert skus("--sort=-on_hand", "--limit", "2") == ["C1", "A1"]
    assert skus("--limit", "0") == []
    assert len(skus("--limit", "9" * 30)) == 3


WRONG: list[tuple[list[str], str]] = [
    (["list", "unicorns"], "products"),
    (["list", "products", "--sort", "shoe size"], "shoe size"),
    (["list", "products", "--limit", "-1"], "--limit"),
    (["list", "products", "--limit", "many"], "many"),
    (["list"], "NAME"),
    (["fly"], "fly"),
    (["scan", "--mode", "steal"], "steal"),
    (["product", "add", "--sku", "A"], "--name"),
    (["import"], "FILE"),
    (["db"], "VERB"),
    (["demo", "--products", "many"], "many"),
]


def test_wrong_usage_is_2_and_told_on_stderr(onhand: Onhand) -> None:
    for words, said in WRONG:
        ran = onhand(*words)
        assert (ran.code, ran.out) == (2, ""), words
        assert said in ran.err


def test_a_csv_cell_is_no_formula_for_a_spreadsheet(onhand: Onhand) -> None:
    onhand.add("A1", name="=cmd()")
    out = onhand.done("list", "products", "--csv").out
    assert "A1,'=cmd()," in out
    with_mark = onhand.done("list", "products", "--csv", "--bom").out
    assert with_mark.startswith("\ufeffsku")


def test_help_and_version(bare: Onhand) -> None:
    """C22: every verb is in the help."""
    text = bare.done("--help").out
    for verb in ("db", "scan", "import", "list", "product", "undo", "verify", "demo"):
        assert f"\n    {verb} " in text
    assert bare.done("--version").out.startswith("onhand ")
    assert bare.done("--version", "--json").json["version"]
    assert bare("").code == 2


def test_an_import_with_a_dearer_price_raises_its_alert(onhand: Onhand) -> None:
    goods = onhand.place / "goods.csv"
    for cost in ("4.00", "5.00"):
        goods.write_text(f"sku,name,price,cost,vendor\nA,Apple,9.00,{cost},Nord\n", "utf-8")
        onhand.done("import", str(goods))
    told = onhand.done("list", "alerts", "--json").json
    assert [(alert["sku"], alert["type"]) for alert in told] == [("A", "price_rise")]
