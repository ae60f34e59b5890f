"""``product add``, ``show`` and ``edit``: exact, or refused with the field's name."""

from tests.cli.conftest import Onhand


def test_a_product_is_added_and_shown_with_all_its_fields(onhand: Onhand) -> None:
    """A1: every field is there; stock comes from movements alone."""
    added = onhand.done(
        *("product", "add", "--sku", "T1", "--name", "Green tea", "--price", "2,50"),
        *("--cost", "1.2345", "--barcode", "4006381333931", "--barcode", "6*96385074"),
        *("--reorder-point", "5", "--category", "Drinks > Tea", "--json"),
    ).json
    shown = onhand.done("product", "show", "T1", "--json").json
    assert shown == added
    assert (shown["sku"], shown["name"], shown["category"]) == ("T1", "Green tea", "Drinks > Tea")
    assert shown["barcodes"] == ["4006381333931", "96385074"]
    assert (shown["price"], shown["cost"], shown["reorder_point"]) == (2.5, 1.2345, 5)
    assert shown["on_hand"] == 0
    assert onhand.done("product", "show", "4006381333931", "--json").json == shown
    assert "Green tea" in onhand.done("product", "show", "T1").out
    assert onhand.scan("96385074", mode="receive")[0]["on_hand"] == 6


def test_editing_changes_what_is_given_and_nothing_else(onhand: Onhand) -> None:
    onhand.add("T1", "4006381333931", name="Tea", category="Drinks")
    edited = onhand.done(
        *("product", "edit", "T1", "--price", "3", "--sku", "T2", "--barcode", "96385074"),
        *("--remove-barcode", "4006381333931", "--status", "draft", "--json"),
    ).json
    assert (edited["sku"], edited["price"], edited["status"]) == ("T2", 3, "draft")
    assert (edited["name"], edited["category"]) == ("Tea", "Drinks")
    assert edited["barcodes"] == ["96385074"]
    assert onhand("product", "show", "T1").code == 1


def test_editing_nothing_is_wrong_usage(onhand: Onhand) -> None:
    onhand.add("T1")
    assert onhand("product", "edit", "T1").code == 2


def test_a_refused_edit_changes_nothing(onhand: Onhand) -> None:
    onhand.add("T1", "96385074")
    onhand.add("M1", "4006381333931")
    before = onhand.done("product", "show", "T1", "--json").json
    ran = onhand("product", "edit", "T1", "--name", "New", "--barcode", "4006381333931")
    assert ran.code == 1
    assert "Product M1" in ran.err
    assert onhand.done("product", "show", "T1", "--json").json == before


REFUSED: list[tuple[str, str]] = [
    ("--name=", "name is empty"),
    ("--name=\x07\x1b", "name is empty"),
    ("--name=" + "x" * 10_240, "longer than 500"),
    ("--sku=", "SKU is empty"),
    ("--sku=" + "x" * 101, "longer than 100"),
    ("--sku=OLD", "Old tea"),
    ("--barcode=96385074", "Old tea"),
    ("--price=-1", "not negative"),
    ("--price=NaN", "plain number"),
    ("--price=1e30", "too large"),
    ("--price=2.00001", "four decimals"),
    ("--price=free", "not an amount"),
    ("--price=1,234", "price “1,234” may mean thousands or a fraction"),
    ("--cost=12,000", "cost “12,000” may mean"),
    ("--reorder-point=1,000", "reorder point “1,000” may mean"),
    ("--barcode=1,000*4006381333931", "quantity “1,000” may mean"),
    ("--reorder-point=-2", ""),
    ("--reorder-point=3.0005", "too fine"),
    ("--reorder-point=NaN", "plain number"),
    ("--cost=-1", "not negative"),
    ("--tax=200", "at most 100"),
    ("--unit=barrel", "barrel"),
]


def test_what_no_product_can_have_is_refused_in_words(onhand: Onhand) -> None:
    """A30, rubbish: one sentence each, and no product comes of it."""
    onhand.add("OLD", "96385074", name="Old tea")
    for word, said in REFUSED:
        option = word.split("=")[0]
        given = [one for one in ("--sku=N1", "--name=New") if not one.startswith(option)]
        ran = onhand("product", "add", *given, word)
        assert (ran.code, ran.out) == (1, ""), word[:40]
        assert said in ran.err
        assert len(ran.err) < 600
    assert len(onhand.done("list", "products", "--json").json) == 1


def test_odd_names_are_kept_as_typed_and_found_by_search(onhand: Onhand) -> None:
    """C30: quotes and SQL words come back as they went in."""
    names = [
        *("=cmd()", "Robert'); DROP TABLE product;--", '"a","b"', "%_\\"),
        *("👩\u200d🚀 tea", "شاي أخضر"),
    ]
    onhand.add("PLAIN", name="Plain")
    for number, name in enumerate(names):
        onhand.add(f"A{number}", name=name)
        assert onhand.done("product", "show", f"A{number}", "--json").json["name"] == name
        (found,) = onhand.done("list", "products", "--search", name, "--json").json
        assert found["sku"] == f"A{number}"


def test_an_unknown_sku_is_told(onhand: Onhand) -> None:
    for words in (["show", "NONE"], ["edit", "NONE", "--price", "1"]):
        ran = onhand("product", *words)
        assert (ran.code, ran.out) == (1, "")
        assert "NONE" in ran.err


def test_amounts_lose_no_digit(onhand: Onhand) -> None:
    """C5, B3: 0.1 is 0.1, in JSON too."""
    onhand.add("A1", price="99999999.9999", cost="0.0001")
    out = onhand.done("product", "show", "A1", "--json").out
    assert '"price": 99999999.9999' in out
    assert '"cost": 0.0001' in out


def test_a_product_is_archived_once_and_keeps_its_history(onhand: Onhand) -> None:
    onhand.add("T1", "96385074", name="Green tea")
    onhand.scan("5*T1", mode="receive")
    archived = onhand.done("product", "archive", "96385074", "--json").json
    assert (archived["sku"], archived["status"], archived["on_hand"]) == ("T1", "archived", 5)
    (refused,) = onhand.scan("T1")
    assert refused["error"] == "not_active"
    again = onhand("product", "archive", "T1")
    assert (again.code, again.out) == (1, "")
    assert "Green tea (T1) is archived already." in again.err
    onhand.done("product", "edit", "T1", "--status", "active")
    assert onhand.scan("T1")[0]["on_hand"] == 4


def test_a_product_without_movements_is_deleted_with_its_codes(onhand: Onhand) -> None:
    onhand.add("T1", "96385074", name="Green tea")
    key = onhand.done("product", "show", "T1", "--json").json["id"]
    deleted = onhand.done("product", "delete", "T1", "--json").json
    assert deleted == {"ok": True, "id": key, "sku": "T1", "name": "Green tea"}
    assert onhand("product", "show", "T1").code == 1
    assert onhand.done("list", "products", "--json").json == []
    onhand.add("T1", "96385074")
    assert onhand.done("product", "delete", "96385074").out == "Product T1 (T1) was deleted.\n"


def test_a_product_with_movements_is_not_deleted(onhand: Onhand) -> None:
    onhand.add("T1", name="Green tea")
    onhand.scan("5*T1", mode="receive")
    onhand.done("undo")
    ran = onhand("product", "delete", "T1")
    assert (ran.code, ran.out) == (1, "")
    assert "Green tea has movements, which are kept. Archive it instead" in ran.err
    assert onhand.done("product", "show", "T1", "--json").json["status"] == "active"


def test_archive_and_delete_name_an_unknown_product(onhand: Onhand) -> None:
    for verb in ("archive", "delete"):
        ran = onhand("product", verb, "NONE")
        assert (ran.code, ran.out) == (1, "")
        assert "NONE" in ran.err
        assert onhand("product", verb).code == 2
