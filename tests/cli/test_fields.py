"""The shop's own fields from the command line: defined, filled, listed, changed, taken back."""

from typing import Any

from tests.cli.conftest import Onhand


def listed(onhand: Onhand, *words: str) -> Any:
    return onhand.done("list", "products", *words, "--json").json


def test_a_field_is_defined_filled_listed_and_taken_back(onhand: Onhand) -> None:
    """D10: add a field, it is in form, list, filter, search and files at once."""
    made = onhand.done(
        "field", "add", "Shelf colour", "--type", "choice", "--choice", "Red",
        "--choice", "Dark blue", "--json",
    ).json  # fmt: skip
    assert (made["key"], made["choices"]) == ("shelf_colour", ["Red", "Dark blue"])
    onhand.done("field", "group", "nutrition")
    onhand.add("T1", field="shelf_colour=dark blue")
    onhand.add("T2")
    onhand.done("product", "edit", "T2", "--field", "fat=0,30", "--field", "shelf_colour=red")
    shown = onhand.done("product", "show", "T2", "--json").json["fields"]
    assert (shown["fat"], shown["shelf_colour"], shown["salt"]) == (0.3, "red", None)
    assert "shelf colour" in onhand.done("product", "show", "T1").out
    blue = listed(onhand, "--field", "shelf_colour=Dark blue")
    assert [(row["sku"], row["custom_shelf_colour"]) for row in blue] == [("T1", "dark_blue")]
    assert [row["sku"] for row in listed(onhand, "--sort", "custom_fat")] == ["T2", "T1"]
    assert [row["sku"] for row in listed(onhand, "--field", "fat=")] == ["T1"]
    unasked = onhand("list", "products", "--filter", "incomplete")
    assert (unasked.code, "No field is required" in unasked.err) == (2, True)
    onhand.add("T3")
    onhand.done("field", "change", "shelf_colour", "--rename", "Red=Scarlet", "--required", "yes")
    assert [row["sku"] for row in listed(onhand, "--filter", "incomplete")] == ["T3"]
    assert len(listed(onhand, "--filter", "no_vendor", "--filter", "incomplete")) == 1
    assert "no_vendor" in onhand("list", "products", "--filter", "round").err
    assert len(listed(onhand, "--search", "scarlet")) == 1
    refused = onhand("field", "delete", "shelf_colour")
    assert (refused.code, "2 products, which would be lost" in refused.err) == (1, True)
    gone = onhand.done("field", "delete", "shelf_colour", "--yes", "--json").json
    assert gone["products"] == 2
    onhand.done("undo", gone["id"])
    fields = onhand.done("field", "list", "--json").json["fields"]
    assert (fields[0]["key"], fields[0]["products"], len(fields)) == ("shelf_colour", 2, 10)
    onhand.done("field", "retire", "shelf_colour")
    assert onhand("product", "edit", "T1", "--field", "shelf_colour=red").code == 1
    assert onhand.done("field", "restore", "shelf_colour", "--json").json["required"]
    for words in (("change", "fat"), ("add", "Fat", "--type", "colour"), ("group", "drinks")):
        assert onhand("field", *words).code == 2
    assert onhand("product", "edit", "T1", "--field", "fat").code == 2
    assert "“lots” is no value" in onhand("product", "edit", "T1", "--field", "fat=lots").err
