"""A delivery note's lines: one booking, whole or not at all, taken back by one undo."""

from collections.abc import Callable
from datetime import date
from decimal import Decimal

import pytest

from desktop.commands.delivery_notes import NoteLine, ReceiveNote, receive_note
from desktop.commands.products import AddBarcode, add_barcode
from desktop.domain.errors import UnknownCode
from desktop.domain.measure import Part
from desktop.jobs.opening import Shop
from desktop.jobs.scans.gs1 import label_of
from desktop.jobs.scans.notes import note_rows
from desktop.jobs.scans.pictures import PictureCode
from tests.commands.conftest import Shelf
from tests.tills import Till

GTIN = "09506000134352"
LOT = f"01{GTIN}17261130310300150010L7"
OLD = f"01{GTIN}1726030110L1"


def line(code: str, number: int, unit: str = "piece") -> NoteLine:
    return NoteLine(code, (Part(Decimal(number), unit),), label_of(code))


def test_all_lines_are_one_booking(
    desk: Till, shelf: Shelf, ledger_length: Callable[[], int]
) -> None:
    tea, ham = desk.product("Tea"), desk.product("Ham", unit="g", tracking="lot")
    desk.send(add_barcode, AddBarcode(*desk.head(), tea, "CASE", Decimal(6)))
    desk.send(add_barcode, AddBarcode(*desk.head(), ham, GTIN))
    document = desk.ids.new()
    lines = (line("CASE", 12), line(LOT, 3, "kg"), line("CASE", 1))
    command = ReceiveNote(*desk.head(), document, lines)
    for _ in range(2):  # sent again, it doubles nothing
        assert desk.send(receive_note, command).lines == 3
        assert (shelf(tea), shelf(ham), ledger_length()) == (13, 3000, 3)
    undone = desk.undo(command.id)
    assert len(undone.rows) == 3
    assert (shelf(tea), shelf(ham)) == (0, 0)


def test_one_unknown_code_refuses_the_whole_note(
    desk: Till, ledger_length: Callable[[], int]
) -> None:
    tea = desk.product("Tea")
    desk.send(add_barcode, AddBarcode(*desk.head(), tea, "TEA"))
    lines = (line("TEA", 1), line("NOBODY", 1))
    with pytest.raises(UnknownCode):
        desk.send(receive_note, ReceiveNote(*desk.head(), desk.ids.new(), lines))
    assert ledger_length() == 0


def test_a_notes_codes_become_lines_with_what_is_wrong(shop: Shop, desk: Till) -> None:
    tea, ham = desk.product("Tea"), desk.product("Ham", unit="g")
    desk.send(add_barcode, AddBarcode(*desk.head(), tea, "CASE", Decimal(6)))
    desk.send(add_barcode, AddBarcode(*desk.head(), ham, GTIN))
    texts = ("CASE", LOT, OLD, "NOBODY", f"01{GTIN[:-1]}310A")
    codes = [PictureCode(text, "Code 128") for text in texts]
    with shop.database.read() as session:
        rows = note_rows(session, codes, desk.actor.location, date(2026, 3, 2))
    assert [(row.name, row.quantity, row.problem) for row in rows] == [
        ("Tea", 6, ""),
        ("Ham", 1500, ""),
        ("Ham", 1, "It expired on 2026-03-01. Scan it to take it in all the same."),
        ("", 1, "No product has the code “NOBODY”."),
        ("", 1, f"The product number in this code has a wrong check digit: {texts[4]}."),
    ]
