"""A delivery note's lines: one booking, whole or not at all, taken back by one undo."""

from collections.abc import Callable
from datetime import date
from decimal import Decimal

import pytest

from desktop.commands.delivery_notes import NoteLine, ReceiveNote, receive_note
from desktop.commands.products import AddBarcode, add_barcode
from desktop.domain.errors import UnknownCode, UserError
from desktop.domain.lot import LotGiven
from desktop.domain.measure import Part
from desktop.jobs.opening import Shop
from desktop.jobs.scans.gs1 import label_of
from desktop.jobs.scans.notes import note_rows, read_note
from desktop.jobs.scans.pictures import PictureCode
from tests.commands.conftest import Shelf
from tests.commands.test_lots import stock
from tests.commands.test_purchases import draft, left, send, state, vendor
from tests.tills import Till, with_codes

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


def test_a_note_is_held_against_the_order_that_fits_and_receives_it(shop: Shop, desk: Till) -> None:
    """D8: what was ordered, what came, too much and too little; booking receives that order."""
    tea, mugs = with_codes(desk, ("A", 1)), with_codes(desk, ("B", 1))
    milk = with_codes(desk, ("C", 1), tracking="lot")
    order = draft(desk, vendor(desk), (tea, 10), (mugs, 4))
    other = draft(desk, vendor(desk, "South"), (tea, 1))
    for paper in (order, other):
        send(desk, paper.document)
    here, (first, second) = desk.actor, (order.document, other.document)
    place = (here.store, here.location, date(2026, 3, 2))
    codes = [PictureCode(text, "Code 128") for text in ("A", "B", "NOBODY", other.number)]
    with shop.database.read() as session:
        named = read_note(session, codes, *place)
        fits = read_note(session, codes[:3], *place)
        assert read_note(session, codes[2:3], *place).order is None
    assert [row.product for row in named.rows] == [tea, mugs, None]
    assert (named.rows[2].link, named.order, fits.order) == ("NOBODY", second, first)
    assert [card.id for card in fits.orders] == [first, second]

    def receive(*lines: NoteLine) -> str:
        document = desk.ids.new()
        desk.send(receive_note, ReceiveNote(*desk.head(), document, lines, first))
        desk.complete(document)
        return state(desk, first)

    typed = NoteLine("C", line("C", 2).parts, None, LotGiven("L7", date(2027, 3, 31)))
    assert receive(line("A", 12), line("B", 3), typed) == "open"
    assert left(desk, first) == {mugs: 1}
    assert stock(shop, milk) == {"L7": 2}
    assert receive(line("B", 1)) == "posted"
    with pytest.raises(UserError, match="is closed"):
        receive(line("B", 1))
