"""``import`` as the command line has it: what would change row by row, columns named, undo."""

from datetime import UTC, datetime, timedelta

from tests.cli.conftest import Onhand


def test_a_dry_run_tells_changes_row_by_row_and_an_import_is_undone_by_its_id(
    onhand: Onhand,
) -> None:
    path = onhand.place / "goods.csv"
    path.write_text("Thing;What;Worth\n01;Tea;1.234,50\n02;Oil;x\n", "utf-8")
    named = ("--map", "Thing=sku", "--map", "What=name", "--map", "Worth=price")
    refused = onhand("import", str(path), *named, "--dry-run", "--json")
    assert refused.code == 1
    assert refused.json["problems"][0]["column"] == "Worth"
    taken = onhand.done("import", str(path), *named, "--skip-problems", "--json").json
    assert (taken["created"], taken["decimal"], len(taken["left_out"])) == (1, ",", 1)
    path.write_text("Thing;What;Worth\n01;Green tea;1.234,50\n", "utf-8")
    seen = onhand.done("import", str(path), "--dry-run", "--json").json
    assert seen["changes"] == [
        {
            "row": 2,
            "sku": "01",
            "name": "Green tea",
            "state": "changed",
            "fields": [{"field": "name", "before": "Tea", "after": "Green tea"}],
        }
    ]
    assert "row 2, 01: name Tea → Green tea" in onhand.done("import", str(path), "--dry-run").out
    assert onhand.done("import", "undo", taken["id"], "--json").json["what"] == "import"
    assert onhand("import", str(path), "more").code == 2


def test_a_day_that_was_sold_here_is_told_and_left_out(onhand: Onhand) -> None:
    path = onhand.place / "sales.csv"
    onhand.add("A", "96385074")
    onhand.scan("96385074")
    today = datetime.now(UTC).date()
    path.write_text(f"Date,SKU,Qty sold\n{today},A,1\n{today - timedelta(days=1)},A,1\n", "utf-8")
    seen = onhand.done("import", str(path), "--dry-run", "--json").json
    assert (seen["sales"], seen["sold_here"]) == (1, 1)
    assert (
        "1 day of a product was sold here and is left out." in onhand.done("import", str(path)).out
    )
