"""The tree of categories from the command line, by paths."""

from tests.cli.conftest import Onhand


def test_the_tree_is_made_changed_and_cleared_by_paths(onhand: Onhand) -> None:
    made = onhand.done("category", "add", "Drinks > Tea", "--colour", "green", "--json").json
    assert (made["path"], made["slug"], made["level"]) == ("Drinks > Tea", "tea", 2)
    onhand.done("category", "edit", "Drinks > Tea", "--slug", "teas", "--description", "Leaves")
    onhand.done("category", "rename", "Drinks > Tea", "Infusions")
    onhand.done("category", "add", "Hot")
    moved = onhand.done("category", "move", "Drinks > Infusions", "Hot", "--json").json
    assert (moved["path"], moved["slug"], moved["colour"]) == ("Hot > Infusions", "teas", "green")
    onhand.add("T1", category="Hot > Infusions")
    undone = onhand.done("undo", moved["change"], "--json").json
    assert (undone["what"], onhand.done("product", "show", "T1", "--json").json["category"]) == (
        "categories",
        "Drinks > Infusions",
    )
    again = onhand.done("undo", undone["id"]).out
    assert "Hot > Infusions" in again
    back = onhand.done("undo", again.split()[-1]).out
    assert "Undone: as they were before: Drinks > Infusions." in back
    onhand.done("undo", back.split()[-1])
    made = onhand.done("category", "add", "Cold")
    assert "Gone again: Cold." in onhand.done("undo", made.out.split()[-1]).out
    refused = onhand("category", "delete", "Hot > Infusions")
    assert (refused.code, "still holds Product T1" in refused.err) == (1, True)
    gone = onhand.done("category", "delete", "Hot > Infusions", "--into", "Drinks", "--json").json
    assert gone["products"] == 1
    onhand.done("category", "delete", "Hot")
    told = onhand.done("category", "list", "--json").json["categories"]
    assert [(each["path"], each["products"]) for each in told] == [("Drinks", 1)]
    onhand.done("category", "delete", "Drinks", "--into", "")
    assert onhand.done("product", "show", "T1", "--json").json["category"] in ("", None)
    assert onhand("category", "move", "Nowhere", "").code == 1
    assert onhand("category", "edit", "Nowhere").code == 2
