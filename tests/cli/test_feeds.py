"""``feed``, sales and ``export`` for web shops, as a person types them."""

import csv
import os
from pathlib import Path

from tests.cli.conftest import Onhand


def settled(path: Path, *lines: str) -> str:
    """A file that nobody writes any more."""
    path.write_text("\n".join(lines) + "\n", "utf-8")
    os.utime(path, (1_700_000_000, 1_700_000_000))
    return str(path)


def shows_changes(onhand: Onhand) -> None:
    """What the reading of a new price changed, by its id, its feed's name, or as the newest."""
    run = onhand.done("feed", "run", "goods", "--json").json["run"]
    price = {"field": "price", "before": "2.5", "after": "2.75"}
    told = {"row": 2, "sku": "01", "name": "Tea", "state": "changed", "fields": [price]}
    for word in (run, "goods"):
        assert onhand.done("feed", "changes", word, "--json").json["changes"] == [told]
    assert "price 2.5 → 2.75" in onhand.done("feed", "changes").out


def test_a_feed_is_kept_read_shown_and_removed(onhand: Onhand) -> None:
    """C9: sync history with its counts; nothing new the second time; out to a web shop."""
    path = settled(onhand.place / "g.csv", "Thing;What;Worth", "01;Tea;2,50", "02;Oil;3,00")
    named = ("--map", "Thing=sku", "--map", "What=name", "--map", "Worth=price")
    kept = onhand.done("feed", "add", "Goods", path, "--every", "6", *named, "--json").json
    assert (kept["every_hours"], kept["choices"]["policy"]) == (6, "feed")
    first = onhand.done("feed", "run", "--json").json["feeds"]
    assert [(one["feed"], one["status"]) for one in first] == [("Goods", "done")]
    assert onhand.done("feed", "run", "goods", "--json").json["status"] == "nothing_new"
    told = [(r["status"], r["added"]) for r in onhand.done("feed", "history", "--json").json]
    assert told == [("nothing_new", 0), ("done", 2)]
    settled(onhand.place / "g.csv", "Thing;What;Worth", "01;Tea;2,75", "02;Oil;3,00")
    shows_changes(onhand)
    settled(onhand.place / "g.csv", "Thing;What;Worth", "01;Tea;lots")
    failed = onhand("feed", "run", "Goods", "--json")
    assert (failed.code, failed.json["status"]) == (1, "failed")
    assert onhand.done("list", "alerts", "--json").json[0]["type"] == "feed_failed"
    assert onhand("feed", "run", "Other").code == 1
    assert onhand("feed", "add", "X", "https://me:pw@shop.example/").code == 1
    onhand.done("feed", "remove", "Goods")
    assert onhand.done("feed", "list", "--json").json == []
    out = onhand.place / "shop.csv"
    made = onhand.done("export", "products", "--format", "shopify", "--to", str(out), "--json")
    assert made.json["rows"] == 2
    with out.open(encoding="utf-8", newline="") as stream:
        assert [row["Handle"] for row in csv.DictReader(stream)] == ["tea", "oil"]
    assert onhand("export", "products", "--format", "shopify", "--to", str(out)).code == 1
    assert onhand("export", "vendors", "--format", "shopify", "--to", str(out)).code == 2
    assert onhand.done("export", "products").out.startswith("sku,name")
    for ending in ("csv", "json", "xlsx"):
        target = str(onhand.place / f"goods.{ending}")
        assert onhand.done("export", "products", "--to", target, "--json").json["rows"] == 2
        assert onhand("export", "products", "--to", target).code == 1
        back = onhand.done("import", target, "--json").json
        assert (back["unchanged"], back["changed"], back["counted"]) == (2, 0, 0)
    assert onhand.done("export", "products", "--format", "json").json[0]["sku"] == "02"
    assert onhand("export", "products", "--format", "xlsx").code == 2


def test_sales_of_the_past_are_told_and_undone(onhand: Onhand) -> None:
    onhand.add("A", "96385074")
    path = settled(onhand.place / "s.csv", "Date sold,SKU,Qty", "03/04/2024,A,2", "05/04/2024,A,1")
    asked = onhand("import", path, "--json")
    assert (asked.code, asked.json["profile"]) == (1, "sales")
    taken = onhand.done("import", path, "--dates", "dmy", "--json").json
    assert (taken["sales"], taken["dates"]) == (2, "dmy")
    assert onhand.done("list", "products", "--json").json[0]["on_hand"] == 0
    assert onhand.done("import", "undo", taken["id"], "--json").json["what"] == "import"
