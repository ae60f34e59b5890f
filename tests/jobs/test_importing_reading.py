"""Reading a CSV file: encodings, delimiters, quotation, and files that are none."""

import sqlite3
from contextlib import closing
from pathlib import Path

import pytest

from desktop.domain.errors import UserError
from desktop.jobs.importing import decoding, reading
from desktop.jobs.importing.choices import Choices
from desktop.jobs.importing.reading import Table, read_table
from tests.locks import NEEDED, locked

TEXT = "sku,name,price\nA1,Größe “M” – 5 €,2.50\nA2,Café,3\n"


def read(folder: Path, content: bytes) -> Table:
    path = folder / "goods.csv"
    path.write_bytes(content)
    return read_table(path)


@pytest.mark.parametrize(
    ("encoding", "named"),
    [
        ("utf-8", "utf-8"),
        ("utf-8-sig", "utf-8"),
        ("cp1252", "cp1252"),
        ("utf-16", "utf-16"),
        ("utf-16-le", "utf-16-le"),
        ("utf-16-be", "utf-16-be"),
    ],
)
def test_every_usual_encoding_is_found_out(tmp_path: Path, encoding: str, named: str) -> None:
    table = read(tmp_path, TEXT.encode(encoding))
    assert table.header == ["sku", "name", "price"]
    assert table.rows[0] == (2, ["A1", "Größe “M” – 5 €", "2.50"])
    assert table.encoding == named


def test_latin_1_with_signs_that_1252_has_not_is_read(tmp_path: Path) -> None:
    table = read(tmp_path, b"sku,name\nA1,Fa\xe7on \x9d\n")
    assert table.rows[0][1][1].startswith("Façon")
    assert table.encoding == "latin-1"


@pytest.mark.parametrize("delimiter", [",", ";", "\t", "|"])
def test_the_delimiter_is_found_out(tmp_path: Path, delimiter: str) -> None:
    lines = [["sku", "name", "price"], ["A1", "Tea", "2"], ["A2", "Milk", "3"]]
    text = "\n".join(delimiter.join(cells) for cells in lines)
    table = read(tmp_path, text.encode())
    assert table.delimiter == delimiter
    assert [cells for _, cells in table.rows] == lines[1:]


def test_commas_inside_do_not_hide_the_semicolon(tmp_path: Path) -> None:
    table = read(tmp_path, b"sku;name (a, b, c, d);price\nA1;Tea, green, fine;2,50\n")
    assert table.rows == [(2, ["A1", "Tea, green, fine", "2,50"])]


def test_quoted_line_breaks_and_empty_lines_keep_the_row_numbers_of_a_spreadsheet(
    tmp_path: Path,
) -> None:
    content = b'\r\nsku,name\r\n"A1","two\r\nlines"\r\n\r\n,,\r\nA2,"say ""hi"""\r\n'
    table = read(tmp_path, content)
    assert table.rows == [(3, ["A1", "two\r\nlines"]), (6, ["A2", 'say "hi"'])]


def test_old_line_ends_are_line_ends(tmp_path: Path) -> None:
    assert len(read(tmp_path, b"sku,name\rA1,Tea\rA2,Milk\r").rows) == 2


def test_a_cell_of_ten_kilobytes_is_read_whole(tmp_path: Path) -> None:
    assert read(tmp_path, b"sku,name\nA1," + b"x" * 10_240 + b"\n").rows[0][1][1] == "x" * 10_240


def test_a_missing_quotation_mark_is_told_with_its_place(tmp_path: Path) -> None:
    with pytest.raises(UserError, match=r"After row 2 .*quotation mark"):
        read(tmp_path, b'sku,name\nA1,Tea\nA2,"Milk\nA3,Oil\n')


@pytest.mark.parametrize("content", [b"", b"\n\n", b",,\n;;\n", b"\xef\xbb\xbf"])
def test_a_file_without_text_is_called_empty(tmp_path: Path, content: bytes) -> None:
    with pytest.raises(UserError, match=r"goods.csv is empty") as caught:
        read(tmp_path, content)
    assert caught.value.code == "empty_file"


@pytest.mark.parametrize(
    ("content", "words"),
    [
        (b"PK\x03\x04rest", "Excel or OpenDocument"),
        (b"\xd0\xcf\x11\xe0rest", "is damaged, or no Excel"),
        (b"%PDF-1.7 rest", "PDF"),
        (b"SQLite format 3\0rest", "database"),
        (b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR\0\0\1\0\0\0\xd8\0\xdc", "no text"),
        (b"\x07\x1b[31m\x01,\x02\x03\nA1,\x04\n", "no text"),
    ],
)
def test_what_is_no_csv_is_refused_in_words(tmp_path: Path, content: bytes, words: str) -> None:
    with pytest.raises(UserError, match=words) as caught:
        read(tmp_path, content)
    assert caught.value.field == "file"


def test_a_folder_and_a_missing_file_are_refused_in_words(tmp_path: Path) -> None:
    for path in (tmp_path, tmp_path / "no.csv"):
        with pytest.raises(UserError, match="cannot be read") as caught:
            read_table(path)
        assert caught.value.code == "cannot_read"


def test_a_file_that_is_too_large_is_refused_before_it_is_read(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(reading, "LARGEST", 1 << 20)
    with pytest.raises(UserError, match="larger than 1 MB"):
        read(tmp_path, b"sku,name\n" + b"x" * (1 << 20))


def test_a_line_without_an_end_is_refused_before_it_is_held(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A gigabyte without a line break: only some megabytes of it are looked at."""
    monkeypatch.setattr(decoding, "LONGEST_LINE", 1 << 20)
    with (tmp_path / "goods.csv").open("wb") as file:
        file.write(b"sku,name\n")
        file.truncate(64 << 20)
    with pytest.raises(UserError, match=r"longer than 1 MB: it is no table"):
        read_table(tmp_path / "goods.csv")


def test_ten_thousand_columns_and_a_million_rows_are_told(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    with pytest.raises(UserError, match=r"Row 1 has 10,000 columns"):
        read(tmp_path, b"sku" + b",x" * 9_999 + b"\n")
    monkeypatch.setattr(reading, "MOST_ROWS", 100)
    with pytest.raises(UserError, match=r"more than 100 rows"):
        read(tmp_path, b"sku,name\n" + b"A1,Tea\n" * 101)


def test_a_person_says_which_letters_and_signs_a_file_has(tmp_path: Path) -> None:
    path = tmp_path / "goods.csv"
    path.write_bytes("sku,name\nA1,Молоко; чай\n".encode("cp1251"))
    assert any("choose another encoding" in note for note in read_table(path).notes)
    table = read_table(path, Choices(encoding="cp1251", delimiter=","))
    assert table.rows == [(2, ["A1", "Молоко; чай"])]
    assert table.notes == ()
    with pytest.raises(UserError, match="not written in utf-8"):
        read_table(path, Choices(encoding="utf-8"))


def test_a_title_before_the_header_and_no_header_at_all(tmp_path: Path) -> None:
    titled = read(tmp_path, b"Our prices,,\n\nsku,name,price\nA1,Tea,2\n")
    assert (titled.header, titled.header_row) == (["sku", "name", "price"], 3)
    bare = read(tmp_path, b"A1,Tea,2.50\nA2,Milk,3.00\n")
    assert (bare.header, bare.header_row, len(bare.rows)) == (
        ["Column 1", "Column 2", "Column 3"],
        0,
        2,
    )
    forced = read_table(tmp_path / "goods.csv", Choices(header=1))
    assert forced.header == ["A1", "Tea", "2.50"]


@NEEDED
@pytest.mark.parametrize("ending", ["", "-wal", "-shm"])
def test_the_shops_own_file_is_refused_unopened_so_that_its_locks_stay(
    tmp_path: Path, ending: str
) -> None:
    """Closing it once would take SQLite's locks from this program (fcntl(2))."""
    with closing(sqlite3.connect(tmp_path / "shop.onhand")) as connection:
        connection.execute("PRAGMA journal_mode=WAL")
        connection.execute("CREATE TABLE a (b)")
        before = locked(tmp_path)
        assert before
        with pytest.raises(UserError, match="belongs to the shop") as caught:
            read_table(tmp_path / f"shop.onhand{ending}")
        assert (caught.value.field, caught.value.code) == ("file", "in_use")
        assert locked(tmp_path) == before
