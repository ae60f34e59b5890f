"""``import``, ``undo``, ``verify`` and ``demo``: what they say, and that it is so."""

import csv
import random
from pathlib import Path

import pytest
from sqlalchemy import create_engine, text

from tests.cli.conftest import Onhand

SAMPLE = 60
GOODS = "sku,name,barcode,price,stock\nT1,Green tea,4006381333931,2.50,12\nM1,Milk,96385074,1,0\n"


def written(onhand: Onhand, content: str) -> str:
    """A file with this text."""
    path = onhand.place / "goods.csv"
    path.write_text(content, "utf-8")
    return str(path)


def test_an_import_is_told_and_taken_back_by_undo_alone(onhand: Onhand) -> None:
    result = onhand.done("import", written(onhand, GOODS), "--json").json
    assert (result["ok"], result["rows"], result["created"], result["counted"]) == (True, 2, 2, 1)
    assert result["columns"]["stock"] == "stock"
    assert onhand.on_hand("T1") == 12
    undone = onhand.done("undo", "--json").json
    assert (undone["ok"], undone["what"], undone["target"]) == (True, "import", result["id"])
    left = onhand.done("list", "products", "--json").json
    assert [(row["sku"], row["status"], row["on_hand"]) for row in left] == [("T1", "archived", 0)]
    assert onhand.done("verify", "--json").json["ok"] is True


def test_problems_name_row_and_column_and_nothing_is_written(onhand: Onhand) -> None:
    path = written(onhand, "Item code,Title,Retail price\nA1,Tea,x\nA1,Milk,-1\n,Oil,2\n")
    ran = onhand("import", path)
    assert ran.code == 1
    assert "row 2, Retail price “x”" in ran.err
    assert "row 3, Retail price “-1”" in ran.err
    assert "row 4, Item code" in ran.err
    assert "nothing was imported" in ran.out
    ran = onhand("import", path, "--json")
    assert ran.code == 1
    assert [(one["row"], one["column"]) for one in ran.json["problems"]] == [
        (2, "Retail price"),
        (3, "Retail price"),
        (4, "Item code"),
    ]
    assert onhand.done("list", "products", "--json").json == []


def test_a_dry_run_writes_nothing(onhand: Onhand) -> None:
    result = onhand.done("import", "--dry-run", written(onhand, GOODS), "--json").json
    assert (result["created"], result["id"], result["dry_run"]) == (2, None, True)
    assert "would be created" in onhand.done("import", "--dry-run", written(onhand, GOODS)).out
    assert onhand.done("list", "products", "--json").json == []


def test_the_own_list_as_csv_comes_back_unchanged(onhand: Onhand) -> None:
    onhand.add("-5", "4006381333931", name="=cmd()", category="Drinks > Tea", cost="1.2")
    onhand.scan("3*-5", mode="receive")
    listed = onhand.done("list", "products", "--csv", "--bom").out
    result = onhand.done("import", written(onhand, listed), "--json").json
    assert (result["created"], result["changed"], result["unchanged"]) == (0, 0, 1)
    assert onhand.done("list", "products", "--csv", "--bom").out == listed


def test_a_problem_does_not_steer_the_terminal(onhand: Onhand) -> None:
    ran = onhand("import", written(onhand, "sku,name,price\nA1,Tea,\x1b[2J\x07\n"))
    assert ran.code == 1
    assert "\x1b" not in ran.err


def test_what_is_no_file_of_products_is_one_sentence(onhand: Onhand) -> None:
    for content in ("", "A1,Tea\n", "PK\x03\x04", "\0\x01\x02\x03\x04"):
        ran = onhand("import", written(onhand, content))
        assert (ran.code, ran.out) == (1, "")
        assert ran.err.count("\n") == 1
    assert onhand("import", str(onhand.place)).code == 1
    assert onhand("import", str(onhand.place / "none.csv")).code == 1


def test_every_barcode_of_the_real_file_sells_by_piped_scan(
    onhand: Onhand, shared: Path, full: bool
) -> None:
    path = shared / "files/catalog/pos_item_list_490.csv"
    onhand.done("import", str(path))
    with path.open(encoding="utf-8-sig", newline="") as file:
        rows = list(csv.DictReader(file))
    rows = [row for row in rows if row["BARCODE"].strip()]
    assert len(rows) > 400
    if not full:
        rows = random.Random(490).sample(rows, SAMPLE)
    answers = onhand.scan(*(row["BARCODE"] for row in rows))
    assert [one["code"] for one in answers if not one["ok"]] == []
    assert [one["sku"] for one in answers] == [row["STOCKCODE"].strip() for row in rows]
    assert onhand.done("verify", "--json").json["ok"] is True


def test_undo_takes_back_scan_after_scan(onhand: Onhand) -> None:
    onhand.add("T1")
    onhand.scan("10*T1", mode="receive")
    onhand.scan("2*T1", "T1")
    assert onhand.done("undo", "--json").json["rows"][0]["on_hand"] == 8
    assert onhand.done("undo", "--json").json["rows"][0]["on_hand"] == 10
    assert "0 on hand" in onhand.done("undo").out
    ran = onhand("undo")
    assert (ran.code, ran.out) == (1, "")
    assert "nothing to undo" in ran.err
    assert onhand.done("verify", "--json").json["movements"] == 6


def test_undo_takes_back_what_is_named(onhand: Onhand) -> None:
    onhand.add("T1")
    first, second = onhand.scan("2*T1", "3*T1", mode="receive")
    onhand.done("undo", first["id"])
    assert onhand.on_hand("T1") == 3
    again = onhand("undo", first["id"])
    assert again.code == 1
    assert "undone before" in again.err
    onhand.done("undo", second["document"])
    assert onhand.on_hand("T1") == 0
    for unknown in ("no-such-thing", "01a1fe8e-5371-7000-ae0a-3cdc10100000", "x" * 10_240):
        ran = onhand("undo", unknown)
        assert ran.code == 1
        assert len(ran.err) < 300


def test_undo_of_a_part_of_a_completed_sale_says_which_return_corrects_it(onhand: Onhand) -> None:
    onhand.add("T1")
    first, second = onhand.scan("2*T1", "3*T1")
    undone = onhand.done("undo", second["id"], "--json").json
    assert (undone["document"], undone["return"]) == (first["document"], "M1-01-B-000002")
    told = onhand.done("undo", first["id"]).out
    assert "return M1-01-B-000003 corrects it" in told
    assert onhand.on_hand("T1") == 0
    ran = onhand("undo", "M1-01-B-000002")
    assert (ran.code, ran.out) == (1, "")
    assert "takes another one back" in ran.err
    (again,) = onhand.scan("T1")
    whole = onhand.done("undo", again["document"], "--json").json
    assert whole["return"] is None
    onhand.done("verify")


def test_undo_of_one_movement_of_an_import_is_the_import_s(onhand: Onhand) -> None:
    result = onhand.done("import", written(onhand, GOODS), "--json").json
    (row,) = onhand.done("list", "movements", "--json").json
    undone = onhand.done("undo", row["id"], "--json").json
    assert (undone["what"], undone["target"], undone["products"]) == ("import", result["id"], 2)


def test_an_undone_count_falls_back_to_what_was_before(onhand: Onhand) -> None:
    onhand.add("T1")
    onhand.scan("10*T1", mode="receive")
    onhand.scan("17*T1", mode="count")
    onhand.scan("T1")
    counts = onhand.done("list", "movements", "--json").json
    (count,) = [row for row in counts if row["kind"] == "count"]
    onhand.done("undo", count["id"])
    assert onhand.on_hand("T1") == 9


def test_verify_finds_a_level_that_was_changed_by_hand_and_sets_it_aright(onhand: Onhand) -> None:
    onhand.add("T1")
    onhand.scan("10*T1", mode="receive")
    assert onhand.done("verify").out.strip().endswith("all is right.")
    url = onhand.url or f"sqlite:///{onhand.place / 'shop.onhand'}"
    engine = create_engine(url)
    with engine.begin() as connection:
        connection.execute(text("UPDATE stock_level SET on_hand = on_hand + 1"))
    engine.dispose()
    ran = onhand("verify", "--json")
    assert (ran.code, ran.json["ok"], ran.json["faults"]) == (1, False, 1)
    assert ran.err
    onhand.done("verify", "--rebuild")
    onhand.done("verify")
    assert onhand.on_hand("T1") == 10


def test_a_small_demo_shop_is_whole_and_the_same_for_one_seed(onhand: Onhand) -> None:
    """B20: deterministic by seed, and never over goods that are there."""
    asked = ("--products", "30", "--movements", "400", "--days", "20", "--seed", "7")
    result = onhand.done("demo", *asked, "--json").json
    assert result["products"] == 30
    assert onhand.done("verify", "--json").json["ok"] is True
    assert len(onhand.done("list", "products", "--json").json) == 30
    again = onhand("demo", *asked)
    assert (again.code, again.out) == (1, "")
    assert len(onhand.done("list", "products", "--json").json) == 30


def test_the_demo_makes_the_shop_where_there_is_none(bare: Onhand) -> None:
    bare.done("demo", "--products", "20", "--movements", "200", "--days", "10")
    assert bare.done("db", "check").code == 0
    assert bare.done("list", "movements", "--limit", "5", "--json").json


def test_decoded_codes_scan_as_given(onhand: Onhand, shared: Path) -> None:
    """What a decoder read from the pictures, once added to a product, sells as it is scanned."""
    texts = {
        path.read_text("utf-8").strip("\r\n")
        for group in ("ean13-1", "ean8-1", "upca-1", "code128-1")
        for path in (shared / "files/barcodes" / group).glob("*.txt")
        if not path.name.endswith(".result.txt")
    }
    codes = sorted(text for text in texts if text.strip() and "\n" not in text)
    assert len(codes) > 20
    first, *rest = codes
    onhand.add("P0", first)
    rows = [["sku", "name", "barcode"], *([f"P{n}", "Goods", c] for n, c in enumerate(rest, 1))]
    with (onhand.place / "codes.csv").open("w", encoding="utf-8", newline="") as file:
        csv.writer(file).writerows(rows)
    onhand.done("import", str(onhand.place / "codes.csv"))
    answers = onhand.scan(*codes)
    assert [one.get("sku") for one in answers] == [f"P{n}" for n in range(len(codes))]


def test_an_import_that_is_long_is_taken_back_too(
    onhand: Onhand, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Made ready beside the shop (jobs.undoing); a second time is refused in words."""
    monkeypatch.setattr("desktop.commands.wholes.AT_ONCE", 1)
    result = onhand.done("import", written(onhand, GOODS), "--json").json
    undone = onhand.done("undo", "--json").json
    assert (undone["what"], undone["target"]) == ("import", result["id"])
    assert "This import is undone" in onhand("undo", result["id"]).err
    left = onhand.done("list", "products", "--json").json
    assert [(row["sku"], row["status"], row["on_hand"]) for row in left] == [("T1", "archived", 0)]
    assert onhand.done("verify", "--json").json["ok"] is True
