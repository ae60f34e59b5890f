"""Codes in pictures: all that can be decoded, none that is not there, every page of a PDF."""

import random
from pathlib import Path

import pytest

from desktop.domain.errors import UserError
from desktop.jobs.scans.pictures import codes_in
from desktop.ui.pictures.reader import Unreadable, read
from tests.codes_on_paper import note

FALSE = "falsepositives-1"
UNDECODABLE = {"34.webp", "36.webp"}  # of ean13-1: blurred beyond what any look makes of them
SAMPLE = 24


def pictures(shared: Path, is_false: bool) -> list[Path]:
    places = sorted((shared / "files" / "barcodes").iterdir())
    wanted = [place for place in places if (place.name == FALSE) is is_false]
    return [file for place in wanted for file in sorted(place.iterdir()) if file.suffix != ".txt"]


def texts(path: Path) -> list[str]:
    try:
        return [found.text for found in read(str(path))]
    except Unreadable:  # no picture of its kind
        return []


def test_every_decodable_picture_gives_its_text(shared: Path, full: bool) -> None:
    files = pictures(shared, is_false=False)
    assert len(files) > 190
    for file in files if full else random.Random(6).sample(files, SAMPLE):
        if file.parent.name == "ean13-1" and file.name in UNDECODABLE:
            continue
        wanted = file.with_suffix(".txt").read_bytes().decode()
        assert wanted in texts(file), f"{file.parent.name}/{file.name}"


def test_a_misread_line_of_stripes_beside_the_right_code_is_left_out(shared: Path) -> None:
    blurred = shared / "files" / "barcodes" / "ean13-1" / "35.webp"
    assert texts(blurred) == ["5030159003930"]


def test_no_code_is_found_where_none_is(shared: Path, full: bool) -> None:
    files = pictures(shared, is_false=True)
    assert len(files) == 21
    for file in files if full else random.Random(6).sample(files, 6):
        assert texts(file) == [], file.name


def test_all_codes_of_all_pages_of_a_pdf_are_listed(tmp_path: Path) -> None:
    path = note(tmp_path / "note.pdf", ["TEA-1", "TEA-2"], ["TEA-3"])
    found = codes_in(path)
    assert [(each.text, each.format, each.page) for each in found] == [
        ("TEA-1", "Code 128", 1),
        ("TEA-2", "Code 128", 1),
        ("TEA-3", "Code 128", 2),
    ]


@pytest.mark.parametrize("content", [b"", b"%PDF-1.7 and then nothing", b"\x89PNG\r\n\x1a\n...."])
def test_what_is_no_picture_is_a_sentence(tmp_path: Path, content: bytes) -> None:
    path = tmp_path / "photo.png"
    path.write_bytes(content)
    with pytest.raises(UserError, match=r"photo\.png could not be read") as raised:
        codes_in(path)
    assert raised.value.code == "unreadable"


def test_a_file_that_is_not_there_is_a_sentence(tmp_path: Path) -> None:
    with pytest.raises(UserError, match="No such file"):
        codes_in(tmp_path / "gone.jpg")
