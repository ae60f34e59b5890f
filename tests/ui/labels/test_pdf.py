"""The code on the PDF, rendered, reads back: every template, every kind, every label of a sheet."""

from dataclasses import replace
from pathlib import Path

import pytest

from desktop.domain.errors import Unavailable
from desktop.domain.label import Template
from desktop.domain.label_codes import NAMES
from desktop.domain.label_fields import LabelWords
from desktop.domain.progress import Cancelled, Silent
from desktop.jobs.labels.batch import batch_of
from desktop.jobs.labels.sending import Halted
from desktop.jobs.labels.templates import builtin
from desktop.jobs.opening import Shop
from desktop.queries.label_facts import of_document
from desktop.ui.labels.painter import cut_words, small_code
from desktop.ui.labels.pdf import paint_labels, save_labels, set_up
from desktop.ui.pictures.reader import read
from desktop.ui.theme import Theme
from tests.labels import TODAY, Counting, said, template
from tests.queries.test_label_facts import delivered

GS1 = "01040063813339311727033110L7"
DIGITS = {"ean8": "96385074", "upca": "036000291452"}


@pytest.fixture(autouse=True)
def loaded(theme: Theme) -> None:
    """The fonts of paper are there."""


def codes_on(path: Path, of: Template, labels: list[LabelWords], start: int = 1) -> list[str]:
    return [found.text for found in read(str(save_labels(path, of, labels, start, Silent())))]


@pytest.mark.parametrize("key", [one.key for one in builtin()])
def test_the_codes_of_every_built_in_template_read_back(key: str, tmp_path: Path) -> None:
    """issue: the code on the PDF, rendered, reads back."""
    of = template(key)
    labels = [said(code=code) for code in ("04006381333931", "00036000291452", "")]
    wanted = {"4006381333931", "0036000291452", "TEA-100"}
    if of.use == "lot":
        wanted = {GS1, GS1.replace("04006381333931", "00036000291452"), "TEA-100"}
    if "qr" in key:
        wanted = {"4006381333931", "036000291452", "TEA-100"}
    assert set(codes_on(tmp_path / "labels.pdf", of, labels)) == wanted
    for element in of.elements:
        assert [small_code(element, one) for one in labels] == [""] * 3
        assert not any(cut_words(element, one) for one in labels)


@pytest.mark.parametrize("key", [one.key for one in builtin()])
def test_every_kind_of_code_reads_back_from_every_template(key: str, tmp_path: Path) -> None:
    """Lots and goods alike; one label a page, of which less is to be looked through."""
    one = template(key)
    roll = replace(one.paper, page_width=0.0, page_height=0.0)
    found = {}
    for kind in NAMES:
        codes = tuple(replace(each, code=kind) for each in one.elements if each.kind == "barcode")
        of = replace(one, paper=roll, elements=codes)
        label = said(code=DIGITS.get(kind, "4006381333931"))
        found[kind] = codes_on(tmp_path / f"{kind}.pdf", of, [label])
    told = {"ean8": "96385074", "upca": "0036000291452", "gs1_128": GS1, "gs1_datamatrix": GS1}
    assert found == {kind: [told.get(kind, "4006381333931")] for kind in NAMES}


def test_a_deliverys_lots_are_printed_as_many_as_came_and_read_back(
    shop: Shop, tmp_path: Path
) -> None:
    """issue: copies (default: quantity received); lot labels."""
    paper, _milk, _cheese = delivered(shop)
    with shop.database.read() as session:
        of, wanted = template("lot-57x32"), of_document(session, paper)
        labels = batch_of(session, shop.actor.store, wanted, TODAY, of).labels
    found = codes_on(tmp_path / "labels.pdf", of, labels)
    assert sorted(found) == ["0100000096385074", *["01095060001343521727033110L7"] * 3]


def test_a_printer_of_this_computer_gets_the_same_pages(tmp_path: Path) -> None:
    from PySide6.QtPrintSupport import QPrinter

    printer, path = QPrinter(QPrinter.PrinterMode.HighResolution), tmp_path / "printed.pdf"
    printer.setOutputFormat(QPrinter.OutputFormat.PdfFormat)
    printer.setOutputFileName(str(path))
    of = template("price-5160")
    labels = [said(code=f"L{number:03}") for number in range(31)]
    set_up(printer, of.paper)
    assert paint_labels(printer, of, labels, 1, Silent())
    found = {(code.text, code.page) for code in read(str(path))}
    assert found == {(f"L{number:03}", 1 + number // 30) for number in range(31)}


def test_a_half_used_sheet_begins_at_its_first_free_label(tmp_path: Path) -> None:
    of = template("price-l7651")
    labels = [said(code=f"L{number:03}") for number in range(64)]
    found = list(read(str(save_labels(tmp_path / "a.pdf", of, labels, 65, Silent()))))
    assert [code.text for code in found if code.page == 1] == ["L000"]
    assert {code.text for code in found} == {f"L{number:03}" for number in range(64)}


def test_a_stopped_or_failed_pdf_leaves_nothing_behind(tmp_path: Path) -> None:
    def stop() -> None:
        raise Cancelled

    path, labels = tmp_path / "labels.pdf", [said()] * 50
    with pytest.raises(Cancelled):
        save_labels(path, template("shelf-57x32"), labels, 1, Counting(20, stop))
    (tmp_path / "file").touch()
    with pytest.raises(Unavailable, match="could not be written"):
        save_labels(tmp_path / "file" / "x.pdf", template("shelf-57x32"), labels, 1, Silent())
    assert [one.name for one in tmp_path.iterdir()] == ["file"]
    from PySide6.QtPrintSupport import QPrinter

    printer = QPrinter(QPrinter.PrinterMode.HighResolution)
    printer.setOutputFileName(str(tmp_path / "printed.pdf"))
    with pytest.raises(Halted) as halted:  # what is on its pages comes out
        paint_labels(printer, template("shelf-57x32"), labels, 1, Counting(20, stop))
    assert halted.value.printed == 20


def test_long_and_right_to_left_names_stay_in_their_box() -> None:
    name = template("shelf-57x32").elements[0]
    assert cut_words(name, said(name="Endless " * 40))
    assert not cut_words(name, said(name="שלום עולם"))
    narrow = replace(template("shelf-57x32").elements[-1], w=20.0)
    assert "it needs 30.9 mm" in small_code(narrow, said())
