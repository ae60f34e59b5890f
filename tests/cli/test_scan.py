"""``scan``: each line answered after its commit, in every mode, whatever comes in."""

from datetime import datetime
from pathlib import Path

import pytest

from desktop.jobs.opening import Shop
from tests.cli.conftest import Onhand
from tests.codes_on_paper import note
from tests.commands.test_purchases import draft, left, send, state, vendor
from tests.tills import till, with_codes
from tests.trade import add_product

FIELDS = {"ok", "id", "seq", "code", "sku", "name", "mode", "quantity", "on_hand", "at"}


def test_every_answer_has_its_fields(onhand: Onhand) -> None:
    onhand.add("T1", "4006381333931", name="Green tea")
    onhand.scan("10*T1", mode="receive")
    first, second = onhand.scan("4006381333931", "5*4006381333931")
    assert first.keys() >= FIELDS
    assert (first["ok"], first["sku"], first["name"], first["mode"]) == (
        True,
        "T1",
        "Green tea",
        "sell",
    )
    assert (first["quantity"], first["on_hand"]) == (-1, 9)
    assert (second["quantity"], second["on_hand"]) == (-5, 4)
    assert second["seq"] == first["seq"] + 1
    assert second["id"] > first["id"]
    assert datetime.fromisoformat(second["at"]).utcoffset() is not None


def test_selling_receiving_and_looking_up(onhand: Onhand) -> None:
    onhand.add("T1", "96385074")
    assert [one["on_hand"] for one in onhand.scan("96385074", "3*T1", mode="receive")] == [1, 4]
    assert [one["on_hand"] for one in onhand.scan("T1")] == [3]
    (seen,) = onhand.scan("96385074", mode="lookup")
    assert (seen["ok"], seen["on_hand"], seen["seq"]) == (True, 3, None)
    assert onhand.on_hand("T1") == 3


def test_a_count_sets_and_goes_on_tallying(onhand: Onhand) -> None:
    """17*CODE sets 17, CODE alone adds 1 to this run's tally of the product; a new run is new."""
    onhand.add("T1", "96385074")
    onhand.add("M1", "4006381333931")
    onhand.scan("100*T1", mode="receive")
    answers = onhand.scan("17*96385074", "4006381333931", "T1", "96385074", "M1", mode="count")
    assert [(one["sku"], one["on_hand"]) for one in answers] == [
        ("T1", 17),
        ("M1", 1),
        ("T1", 18),
        ("T1", 19),
        ("M1", 2),
    ]
    assert [one["on_hand"] for one in onhand.scan("T1", "0*M1", mode="count")] == [1, 0]


def test_an_unknown_code_is_told_and_the_run_goes_on(onhand: Onhand) -> None:
    onhand.add("T1")
    ran = onhand("scan", "--json", stdin="nothing\nT1\n")
    refused, booked = ran.lines
    assert refused.keys() >= {"ok", "error", "message"}
    assert (refused["ok"], refused["error"]) == (False, "unknown_code")
    assert booked["ok"] is True
    assert ran.code == 0


def test_a_run_in_which_nothing_was_booked_ends_with_1(onhand: Onhand) -> None:
    assert onhand("scan", stdin="nothing\n").code == 1
    assert onhand("scan", stdin="").code == 0


def test_without_json_each_line_is_a_sentence(onhand: Onhand) -> None:
    onhand.add("T1", name="Green tea")
    ran = onhand.done("scan", "--mode", "receive", stdin="2*T1\nnothing\n")
    assert ran.out.splitlines()[0] == "received 2 Green tea (T1): 2 on hand"
    assert "nothing" in ran.out.splitlines()[1]


def test_one_run_is_one_document_posted_at_its_end(onhand: Onhand) -> None:
    onhand.add("T1")
    documents = {one["document"] for one in onhand.scan("T1", "2*T1")}
    assert len(documents) == 1
    (row, *_) = onhand.done("list", "movements", "--json").json
    assert row["kind"] == "sale"
    assert onhand.done("db", "check").code == 0


def test_a_place_is_named_by_its_name(onhand: Onhand) -> None:
    onhand.add("T1")
    ran = onhand.done("scan", "--location", "Shop floor", "--json", stdin="T1\n")
    assert ran.lines[0]["ok"] is True
    ran = onhand("scan", "--location", "Moon", "--json", stdin="T1\n")
    assert ran.code == 1
    assert "Moon" in ran.err
    assert ran.out == ""


RUBBISH = (
    *("x" * 10_240, "👩‍🚀", "شاي", "'; DROP TABLE stock_move;--", "=cmd()", "5*", "*T1"),
    *("-3*T1", "1,000*T1", "1,000*", "9999999999*T1", "3.0005*T1", "NaN*T1", "1e5*T1", "\x1b[31m"),
)


def test_rubbish_is_refused_with_a_sentence_and_what_follows_is_booked(onhand: Onhand) -> None:
    onhand.add("T1")
    *answers, last = onhand.scan(*RUBBISH, "\x07T1\x00", "T1")
    for line, refused in zip(RUBBISH, answers, strict=False):
        assert refused["ok"] is False, line[:40]
        assert refused["error"]
        assert refused["message"].endswith(".")
        assert len(refused["message"]) < 1_000
    assert answers[-1]["ok"] is True, "control characters are no part of a code"
    assert last["on_hand"] == -2


def test_bytes_that_are_no_text_and_odd_line_ends(onhand: Onhand) -> None:
    onhand.add("T1")
    content = b"\xef\xbb\xbfT1\r\n\r\n\xff\xfe\x00\nT1\rT1"
    answers = onhand("scan", "--json", stdin=content).lines
    assert [one["ok"] for one in answers] == [True, False, True, True]


def test_every_answered_line_is_in_the_ledger(onhand: Onhand) -> None:
    onhand.add("T1")
    answers = onhand.scan(*["T1"] * 150)
    rows = onhand.done("list", "movements", "--json").json
    assert {one["id"] for one in answers} == {row["id"] for row in rows}
    assert [one["on_hand"] for one in answers] == list(range(-1, -151, -1))
    assert onhand.done("verify").code == 0


def test_a_thousand_with_a_comma_is_refused_and_never_booked_as_one(onhand: Onhand) -> None:
    onhand.add("T1", unit="kg")
    for mode in ("receive", "sell", "count", "lookup"):
        (refused,) = onhand.scan("1,000*T1", mode=mode)
        assert (refused["ok"], refused["error"]) == (False, "ambiguous")
        assert "quantity “1,000” may mean thousands or a fraction" in refused["message"]
    assert onhand.on_hand("T1") == 0
    assert onhand.scan("1,5*T1", "0,5*T1", mode="receive")[-1]["on_hand"] == 2


def test_a_gs1_code_is_one_scan_with_its_lot(bare: Onhand) -> None:
    bare.done("db", "init")
    bare.add("MILK", "09506000134352", tracking="lot")
    label = "]d2010950600013435210L7\x1d3103000500"
    booked, wrong, packs = bare.scan(
        label, label.replace("52", "53", 1), "3x6*MILK", mode="receive"
    )
    assert (booked["sku"], booked["lot"], booked["expiry"]) == ("MILK", "L7", None)
    assert booked["notes"] == ["The label's 0.5 kg was not used: it is counted in piece."]
    assert (wrong["ok"], wrong["error"]) == (False, "bad_check_digit")
    assert (packs["quantity"], packs["on_hand"], packs["lot"]) == (18, 19, None)


def test_lots_are_named_behind_tabs_or_for_all_lines(onhand: Onhand) -> None:
    """E13: as a spreadsheet is pasted: code, lot, day; what is no day is refused alone."""
    onhand.add("MILK", tracking="lot")
    answers = onhand.scan(
        "3*MILK\tL7\t2027-03-31", "MILK\tL7\t31.3.", "MILK\t\t", mode="receive",
        more=("--lot", "L9", "--expiry", "2027-01-01"),
    )  # fmt: skip
    assert [one.get("lot") for one in answers] == ["L7", None, "L9"]
    assert [one.get("expiry") for one in answers] == ["2027-03-31", None, "2027-01-01"]
    assert (answers[1]["error"], answers[2]["on_hand"]) == ("bad_day", 4)
    rows = onhand.done("list", "lots", "--json").json
    assert {row["lot"]: row["on_hand"] for row in rows} == {"L7": 3, "L9": 1}
    assert onhand("scan", "--book", stdin="MILK\n").code == 2
    wrong = onhand("scan", "--order", "X", stdin="MILK\n")
    assert wrong.code == 1 and "Say --mode receive as well." in wrong.err


def test_an_order_is_received_by_its_number(
    shop: Shop, capfd: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    """D8: each line ticks it off, and says how far it is; what was not ordered is told."""
    desk = till(shop)
    tea, jam = with_codes(desk, ("4006381333931", 1)), with_codes(desk, ("96385074", 1))
    order = draft(desk, vendor(desk), (tea, 10), (jam, 2))
    send(desk, order.document)
    onhand = Onhand(shop.settings.data_dir, shop.settings.url, capfd, monkeypatch)
    more = ("--order", order.number)
    add_product(shop, "MUG")
    answers = onhand.scan("4*4006381333931", "6*4006381333931", "MUG", mode="receive", more=more)
    told = [(one.get("order"), one.get("ordered"), one.get("received")) for one in answers]
    assert told == [(order.number, 10, 4), (order.number, 10, 10), (order.number, 0, 1)]
    assert (left(desk, order.document), state(desk, order.document)) == ({jam: 2}, "open")
    (last,) = onhand.scan("2*96385074", mode="receive", more=more)
    assert (last["received"], last["on_hand"]) == (2, 2)
    assert state(desk, order.document) == "posted"


def test_the_codes_of_a_picture_are_told_without_a_shop(bare: Onhand, shared: Path) -> None:
    """cli.md: one object a code with ``text`` and ``format``; booking is for the person to ask."""
    pytest.importorskip("PySide6")
    group = shared / "files" / "barcodes" / "ean13-3"
    (told,) = bare.done("scan", "--picture", str(group / "03.webp"), "--json").lines
    assert told == {"text": (group / "03.txt").read_text(), "format": "EAN-13", "page": 1}
    missing = bare("scan", "--picture", str(group / "none.png"))
    assert (missing.code, missing.out) == (1, "")
    assert "none.png could not be read" in missing.err
    assert not (bare.place / "onhand.db").exists()


def test_the_codes_of_a_picture_are_held_against_an_order_and_received(
    bare: Onhand, tmp_path: Path
) -> None:
    """D8: as the window does it; an unknown code is told and stops nothing."""
    pytest.importorskip("PySide6")
    bare.done("db", "init")
    for sku, code in (("TEA", "4006381333931"), ("MUG", "96385074")):
        bare.add(sku, code)
    path = note(tmp_path / "note.pdf", ["4006381333931"], ["NOBODY"])
    words = ("scan", "--picture", str(path), "--mode", "receive", "--book", "--json")
    rows = bare.done(*words).lines
    assert [(row["sku"], row["quantity"], row["booked"]) for row in rows] == [
        ("TEA", 1, True),
        (None, 0, False),
    ]
    assert "No product has the code" in rows[1]["problem"]
    assert (bare.on_hand("TEA"), bare.on_hand("MUG")) == (1, 0)
