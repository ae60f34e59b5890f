"""``duplicates`` finds them, ``merge`` makes them one, ``undo`` parts them again."""

from tests.cli.conftest import Onhand


def test_products_are_merged_and_parted_from_the_command_line(onhand: Onhand) -> None:
    onhand.add("T1", "96385074", name="Sencha")
    onhand.add("T2", "4006381333931", name="sencha")
    onhand.add("T3", name="Sencha")
    onhand.scan("4006381333931", mode="receive")
    group = onhand.done("duplicates", "--json").json["groups"][0]
    assert (group["why"], len(group["products"])) == ("name", 2)
    assert "nearly the same name" in onhand.done("duplicates").out
    merged = onhand.done("merge", "T2", "T3", "T1", "--json").json
    assert (merged["sku"], merged["merged"], merged["on_hand"]) == ("T1", ["T2", "T3"], 1)
    assert onhand.scan("T2")[0]["sku"] == "T1"
    assert onhand("merge", "T2", "T1").code == 1
    onhand.done("undo")
    undone = onhand.done("undo", merged["id"], "--json").json
    assert (undone["what"], undone["products"]) == ("merge", 2)
    assert onhand.done("product", "show", "4006381333931", "--json").json["sku"] == "T2"
