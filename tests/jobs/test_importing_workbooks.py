"""Sheets: values of formulas, codes and dates as a person would type them, and bombs unopened."""

import zipfile
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path
from typing import Any

import pytest

from desktop.domain.errors import UserError
from desktop.jobs.importing.choices import Choices
from desktop.jobs.importing.reading import Table, read_table
from tests.old_workbook import old_workbook

ROWS: list[list[Any]] = [["SKU", "Name", "Price"], ["007", "Green tea", 2.5], [12.0, "Milk", 1]]


def workbook(folder: Path, fill: Callable[[Any], object], name: str = "goods.xlsx") -> Path:
    import xlsxwriter

    path = folder / name
    with xlsxwriter.Workbook(str(path)) as book:
        fill(book)
    return path


def sheet(book: Any, rows: list[list[Any]], name: str = "", first: int = 0) -> Any:
    page = book.add_worksheet(name or None)
    for number, row in enumerate(rows, first):
        page.write_row(number, 0, row)
    return page


def packed(path: Path, **parts: str) -> Path:
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as made:
        for name, text in parts.items():
            made.writestr(name.replace("__", "/").replace("_xml", ".xml"), text)
    return path


def cells(table: Table) -> list[list[str]]:
    return [cells for _, cells in table.rows]


def test_codes_keep_their_zeros_and_lose_the_point_of_the_spreadsheet(tmp_path: Path) -> None:
    table = read_table(workbook(tmp_path, lambda book: sheet(book, ROWS)))
    assert table.header == ["SKU", "Name", "Price"]
    assert cells(table) == [["007", "Green tea", "2.5"], ["12", "Milk", "1"]]
    assert (table.encoding, table.delimiter, table.sheet) == ("", "", "Sheet1")


def test_numbers_are_spelled_in_the_digits_that_a_spreadsheet_keeps(tmp_path: Path) -> None:
    values = [0.1 + 0.2, 4006381333931.0, 1e-7, 123456789012345678.0, True]
    table = read_table(
        workbook(tmp_path, lambda book: sheet(book, [["sku", "a", "b", "c", "d"], values]))
    )
    assert cells(table) == [["0.3", "4006381333931", "0.0000001", "1.23456789012346e+17", "true"]]


def test_formulas_come_with_their_values_and_macros_are_not_run(tmp_path: Path) -> None:
    def fill(book: Any) -> None:
        page = sheet(book, [["sku", "price"], ["A1", 0]])
        page.write_formula(1, 1, "=1+1.5", None, 2.5)

    path = workbook(tmp_path, fill)
    with zipfile.ZipFile(path, "a") as more:
        more.writestr("xl/vbaProject.bin", b"not run")
    table = read_table(path)
    assert cells(table) == [["A1", "2.5"]]
    assert any("macros" in note for note in table.notes)


def test_a_title_over_the_header_is_passed_and_rows_keep_their_numbers(tmp_path: Path) -> None:
    def fill(book: Any) -> None:
        page = sheet(book, ROWS, first=3)
        page.merge_range(0, 0, 0, 2, "Price list 2026")

    table = read_table(workbook(tmp_path, fill))
    assert (table.header, table.header_row) == (["SKU", "Name", "Price"], 4)
    assert [number for number, _ in table.rows] == [5, 6]


def test_the_first_sheet_with_rows_is_read_and_another_one_when_asked(tmp_path: Path) -> None:
    def fill(book: Any) -> None:
        sheet(book, [], "Cover")
        sheet(book, ROWS, "Goods")
        sheet(book, ROWS[:2], "Old")

    path = workbook(tmp_path, fill)
    table = read_table(path)
    assert (table.sheet, table.sheets, len(table.rows)) == ("Goods", ("Goods", "Old"), 2)
    assert "Old" in table.notes[0]
    assert len(read_table(path, Choices(sheet="Old")).rows) == 1
    with pytest.raises(UserError, match=r"no sheet “New”.*Goods"):
        read_table(path, Choices(sheet="New"))


def test_an_opendocument_sheet_is_read(tmp_path: Path) -> None:
    row = "<table:table-row>{}</table:table-row>"
    cell = '<table:table-cell office:value-type="string"><text:p>{}</text:p></table:table-cell>'
    rows = "".join(
        row.format("".join(map(cell.format, r))) for r in (["sku", "name"], ["01", "Tea"])
    )
    empty = '<table:table-row table:number-rows-repeated="1048574"><table:table-cell/>'
    empty += "</table:table-row>"
    body = (
        '<office:document-content xmlns:office="urn:oasis:names:tc:opendocument:xmlns:office:1.0"'
        ' xmlns:table="urn:oasis:names:tc:opendocument:xmlns:table:1.0"'
        ' xmlns:text="urn:oasis:names:tc:opendocument:xmlns:text:1.0"><office:body>'
        '<office:spreadsheet><table:table table:name="S">{}</table:table></office:spreadsheet>'
        "</office:body></office:document-content>"
    )
    mime = "application/vnd.oasis.opendocument.spreadsheet"
    kind = "urn:oasis:names:tc:opendocument:xmlns:manifest:1.0"
    entry = f'<m:file-entry m:full-path="/" m:media-type="{mime}"/>'
    manifest = f'<m:manifest xmlns:m="{kind}">{entry}</m:manifest>'
    parts = {"mimetype": mime, "META-INF__manifest_xml": manifest}
    path = packed(tmp_path / "a.ods", **parts, content_xml=body.format(rows + empty))
    assert cells(read_table(path)) == [["01", "Tea"]]
    repeated = '<table:table-row table:number-rows-repeated="900000">'
    many = rows.replace("<table:table-row>", repeated)
    with pytest.raises(UserError, match="too large"):
        read_table(packed(tmp_path / "b.ods", **parts, content_xml=body.format(many)))


def test_a_bomb_is_refused_before_it_is_unpacked(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = workbook(tmp_path, lambda book: sheet(book, ROWS))
    monkeypatch.setattr("desktop.jobs.importing.workbooks.MOST_BYTES", 1000)
    with pytest.raises(UserError, match=r"Unpacked, goods.xlsx would be too large") as caught:
        read_table(path)
    assert caught.value.field == "file"


def test_two_cells_at_the_ends_of_a_sheet_are_no_reason_to_fill_the_memory(tmp_path: Path) -> None:
    def fill(book: Any) -> None:
        page = sheet(book, ROWS)
        page.write(9_999, 16_383, "far")

    with pytest.raises(UserError, match="too large"):
        read_table(workbook(tmp_path, fill))


FAR = '<row r="9"><c r="ZZ9"><v>1</v></c></row>'
BOMBS = (
    '<row r="1048576"><c r="XFD1048576"><v>1</v></c></row>',
    "<row r='1048576'><c r='XFD1048576'><v>1</v></c></row>",
    '<row r = "1048576"><c r = "XFD1048576"><v>1</v></c></row>',
    '<x:row\nr="1048576"><x:c\nr="xfd1048576"><x:v>1</x:v></x:c></x:row>',
    '<row r="1048576"><c r="XFD1048576" s="/>"><v>1</v></c></row>',
    '<row r="1"><c r="Z1048576"><v>1</v></c></row>',
    '<row r="1048576"><c r="A1048576"><v>1</v></c></row>' + FAR,
    '<row r="3"><c r="A90000"><v>1</v></c></row>' + FAR,
    FAR + "<row><c><v>1</v></c></row>" * 12_000,
    *('<row><c t="s"><v>0</v></c></row>' * 9_000 + f"<si><t>{'a' * 40_000}</t></si>",),
)


def test_few_bytes_that_would_fill_the_memory_are_refused_in_any_spelling(tmp_path: Path) -> None:
    """An allocation that fails ends the whole program, so it must not be tried."""
    path = tmp_path / "goods.xlsx"
    for bomb in BOMBS:
        rows, texts = bomb.partition("<si>")[::2]
        packed(
            path, xl__workbook_xml="x", xl__new__a_xml=rows, xl__sharedStrings_xml="<si>" + texts
        )
        with pytest.raises(UserError, match=r"Unpacked, goods.xlsx would be too large"):
            read_table(path)
    cell = '<t:table-cell t:number-columns-repeated="2000" o:value-type="float"/>'
    row = f'<t:table-row t:number-rows-repeated="2000">{cell}</t:table-row>'
    packed(path, content_xml=f'<a xmlns:t="t" xmlns:o="o">{row * 9}</a>')
    with pytest.raises(UserError, match=r"Unpacked, goods.xlsx would be too large"):
        read_table(path)


def test_a_torn_workbook_is_said_to_be_damaged(tmp_path: Path) -> None:
    """Wherever it is torn: in what is packed, in the names of its parts, in its list of sheets."""
    whole = workbook(tmp_path, lambda book: sheet(book, ROWS)).read_bytes()
    packed(tmp_path / "none.ods", content_xml="<a/>", mimetype="a")
    path = tmp_path / "torn.xlsx"
    for torn in (
        *(whole[:at] + b"\xc7" * 9 + whole[at + 9 :] for at in range(40, len(whole) - 9, 101)),
        whole.replace(b"xl/styles", b"xl/\xff\xb1yle").replace(
            b"\x00\x00\x00xl", b"\x08\x00\x00xl"
        ),
        (tmp_path / "none.ods").read_bytes(),
    ):
        path.write_bytes(torn)
        with suppress(UserError):
            read_table(path)


@pytest.mark.parametrize(
    ("name", "parts"),
    [("letter.docx", {"word__document_xml": "x"}), ("torn.xlsx", {"xl__workbook_xml": "x"})],
)
def test_what_is_no_workbook_is_said(tmp_path: Path, name: str, parts: dict[str, str]) -> None:
    with pytest.raises(UserError, match=rf"{name} is (no|damaged)"):
        read_table(packed(tmp_path / name, **parts))


def test_an_old_workbook_is_read_and_one_that_would_fill_the_memory_ends_no_program(
    tmp_path: Path,
) -> None:
    """It asks for 137 GB, which ends the process that asks: that is not this one."""
    goods = [(0, 0, "sku"), (0, 1, "name"), (1, 0, "007"), (1, 1, "Tea")]
    path = tmp_path / "goods.xls"
    path.write_bytes(old_workbook(goods))
    assert cells(read_table(path)) == [["007", "Tea"]]
    path.write_bytes(old_workbook([*goods, (65_535, 65_535, "far")]))
    with pytest.raises(UserError, match=r"goods\.xls is damaged"):
        read_table(path)
