"""Variants and prices by store from the command line."""

from tests.cli.conftest import Onhand


def test_a_family_is_made_shown_renamed_left_and_taken_back(onhand: Onhand) -> None:
    """Checklist D2, D3."""
    onhand.add("TEE", "4006381333931", name="Tee", price="12")
    options = ("--option", "Size=S,M,L", "--option", "Colour=Red,Dark blue")
    made = onhand.done(
        "product", "variants", "TEE", *options, "--leave-out", "l,red", "--barcodes",
        "--on-hand", "3", "--json",
    ).json  # fmt: skip
    assert (made["made"], len(made["variants"])) == (5, 5)
    assert made["variants"][0]["sku"] == "TEE-S-RED"
    assert made["variants"][0]["barcode"] == "2900000000018"
    shown = onhand.done("product", "show", "TEE", "--json").json
    assert (shown["on_hand"], len(shown["variants"])) == (15, 5)
    assert "TEE-M-DB  M, Dark blue  12  3 on hand" in onhand.done("product", "show", "TEE").out
    more = onhand.done("product", "variants", "TEE", *options, "--json").json
    assert (more["made"], more["variants"][-1]["sku"]) == (1, "TEE-L-RED")
    assert "there already" in onhand("product", "variants", "TEE", *options).err
    refused = onhand("product", "variants", "TEE", "--option", "Size=S", "--pattern", "TEE")
    assert (refused.code, "TEE: The SKU belongs to Tee." in refused.err) == (1, True)
    words = ("TEE-M-DB", "Colour", "Crimson", "--value", "red")
    assert "To take it back: undo" in onhand.done("product", "rename-option", *words).out
    assert "M, Crimson" in onhand.done("product", "variants", "TEE").out
    onhand.done("product", "leave-family", "TEE-L-RED")
    onhand.done("product", "price", "TEE-S-RED", "9.50", "--store", "m1")
    told = onhand.done("product", "show", "TEE-S-RED", "--json").json
    assert (told["price"], told["stores"], told["options"]["Size"]) == (12, {"M1": 9.5}, "S")
    assert onhand.scan("TEE-S-RED")[0]["price"] == 9.5
    onhand.done("product", "price", "TEE-S-RED", "", "--store", "M1")
    onhand.done("product", "price", "TEE-S-RED", "13")
    assert onhand.scan("TEE-S-RED")[0]["price"] == 13
    assert onhand("product", "price", "TEE-S-RED", "1", "--store", "X").code == 1
    assert onhand("product", "variants", "TEE", "--option", "Size").code == 2


def test_a_rename_and_a_leave_are_taken_back_by_their_ids(onhand: Onhand) -> None:
    onhand.add("TEE", name="Tee")
    options = ("--option", "Size=S,M", "--option", "Colour=Red")
    onhand.done("product", "variants", "TEE", *options)
    words = ("TEE-M-RED", "Colour", "Crimson", "--value", "red", "--json")
    renamed = onhand.done("product", "rename-option", *words).json
    assert "Crimson" in onhand.done("product", "variants", "TEE").out
    left = onhand.done("product", "leave-family", "TEE-M-RED")
    assert "undo" in left.out
    back = onhand.done("undo", left.out.split()[-1], "--json").json
    assert (back["what"], back["products"], back["left"]) == ("products", 1, 0)
    onhand.done("undo", renamed["id"])
    assert "Crimson" not in onhand.done("product", "variants", "TEE").out
    again = onhand("undo", renamed["id"])
    assert (again.code, "taken back already" in again.err) == (1, True)
    late = onhand("undo", back["id"])  # its options have other words since
    assert (late.code, "TEE" in late.out, "Tee - M, Red" in late.err) == (1, False, True)
    assert "TEE-M-RED" in onhand.done("product", "variants", "TEE").out
