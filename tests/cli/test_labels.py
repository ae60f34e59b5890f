"""``labels`` as people type it: a PDF that reads back, ZPL, and what is out of date."""

from pathlib import Path

import pytest

from tests.cli.conftest import Onhand


def test_labels_are_printed_noted_and_due_again_when_the_price_changes(
    onhand: Onhand, tmp_path: Path
) -> None:
    """issue: command line for labels."""
    pytest.importorskip("PySide6")
    onhand.add("T1", "4006381333931", name="Sencha")
    pdf, zpl = tmp_path / "labels.pdf", tmp_path / "labels.zpl"
    printed = onhand.done("labels", "print", "T1", "--to", str(pdf), "--copies", "2", "--json").json
    assert (printed["labels"], pdf.read_bytes()[:5]) == (2, b"%PDF-")
    codes = onhand.done("scan", "--picture", str(pdf), "--json").lines
    assert {code["text"] for code in codes} == {"4006381333931"}
    assert onhand.done("labels", "due", "--json").json == []
    onhand.done("product", "edit", "T1", "--price", "9.99")
    (row,) = onhand.done("labels", "due", "--json").json
    assert (row["sku"], row["state"], row["copies"]) == ("T1", "price", 2)
    onhand.done("labels", "print", "--due", "--to", str(zpl), "--template", "price-l7651")
    assert zpl.read_text("utf-8").count("^XZ") == 2
    assert "9.99" in zpl.read_text("utf-8").replace(",", ".")
    assert onhand.done("labels", "due", "--json").json == []
    onhand.done("labels", "want", "T1")
    assert onhand.done("labels", "due", "--json").json[0]["state"] == "wanted"
    assert "shelf-57x32" in onhand.done("labels", "templates").out


def test_wrong_orders_are_refused_in_a_sentence_and_nothing_is_noted(
    onhand: Onhand, tmp_path: Path
) -> None:
    onhand.add("T1", name="Sencha")
    to = ("--to", str(tmp_path / "x.pdf"))
    for words, said in (
        (("T1", *to, "--template", "nope"), "no label template"),
        (("T1", "--due", *to), "Name products"),
        (("T1", *to, "--start", "2"), "A sheet has 1"),
        (("T1", *to, "--from", "2"), "only 1 label"),
        (("--due", *to), "out of date"),
        (("--document", "X-1", *to), "no document"),
        (("T1", "--to", "127.0.0.1:1"), "cannot be reached"),
        (("T1", "--to", "nowhere"), "FILE.pdf"),
    ):
        ran = onhand("labels", "print", *words)
        assert ran.code in (1, 2) and said in ran.err and ran.err.count("\n") == 1
    onhand.done("product", "edit", "T1", "--price", "2")
    assert onhand.done("labels", "due", "--json").json == []
    assert list(tmp_path.glob("x.pdf*")) == []
