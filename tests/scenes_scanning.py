"""Scenes of codes: goods out of date, a delivery note's list, templates of scales."""

from datetime import date
from decimal import Decimal
from uuid import UUID

from desktop.commands.scanned_lots import WhichLot
from desktop.domain.lot import LotGiven
from desktop.jobs.scans.notes import Note, NoteRow
from desktop.queries.purchases import OrderCard, OrderLine
from desktop.ui.dialogs.delivery_note import DeliveryNoteDialog
from desktop.ui.dialogs.name_lot import NameLot
from desktop.ui.dialogs.name_lots import NameLots
from desktop.ui.dialogs.scale_codes import ScaleCodesDialog
from desktop.ui.pages.scan import ScanPage
from tests.acting import Play, codes
from tests.stage import Stage

_NAMES = ("House Espresso 1 kg", "Green tea", "Oat cookies 250 g", "Sourdough loaf", "Filter No. 4")


def _page(on: Stage) -> ScanPage:
    on.window.open_page("scan")
    page = on.window.findChildren(ScanPage)[0]
    on.settle(300)
    return page


def out_of_date(on: Stage) -> None:
    """A label whose day is over."""
    page = _page(on)
    page.open_with(code=f"01{codes(on)[0].zfill(14)}1720010110L7")
    on.settle(600)


def order_card_of(number: str, vendor: str, lines: tuple[OrderLine, ...], key: UUID) -> OrderCard:
    """An order as it is read."""
    words = ("", "", "", "")
    return OrderCard(key, number, "open", "open", key, vendor, *words, date(2026, 11, 10), None,
                     None, "Ines", "EUR", Decimal(1), "", "", lines, ())  # fmt: skip


def delivery_note(on: Stage) -> None:
    """What was found in a photo."""
    page = _page(on)
    page.set_mode("receive")
    dialog = DeliveryNoteDialog(
        page, page._till.context, lambda *_booked: None, lambda *_asked: None
    )
    dialog.open()
    head, case = on.context.ids, (Decimal(6),)
    good = [
        NoteRow(f"400638133393{n}", 1, None, name, f"COF-{1000 + n}", "piece", 0, case,
                product=head.new(), keeps_lots=n == 2)
        for n, name in enumerate(_NAMES)
    ]  # fmt: skip
    told = "No product has the code “PALLET-00017”."
    wrong = NoteRow("PALLET-00017", 1, problem=told, link="PALLET-00017")
    figures = ((24, 0), (12, 12), (8, 0), (6, 0))
    keys = [row.product for row in good[:3]] + [head.new()]
    lines = tuple(
        OrderLine(head.new(), key, "SKU", name, "piece", 0, "", None, Decimal(of), Decimal(came),
                  Decimal(1), Decimal(of))
        for key, name, (of, came) in zip(keys, (*_NAMES[:3], "Decaf 250 g"), figures, strict=True)
        if key is not None
    )  # fmt: skip
    order = order_card_of("M1-02-P-000017", "North Roasters", lines, head.new())
    dialog.path.setText("delivery-2026-11-14.jpg")
    dialog.show_note(Note([*good, wrong], (order,), order.id))
    amount = dialog.amounts[0]
    assert amount is not None
    amount.setText("20")
    amount.textEdited.emit("20")
    on.settle(400)


def scale_codes(on: Stage) -> None:
    """Two templates."""
    on.window.open_page("settings")
    on.settle(200)
    dialog = ScaleCodesDialog(on.window, on.context)
    dialog.open()
    on.until(lambda: bool(dialog.rows))
    dialog.rows[0].prefix.setText("21")
    dialog._on_more()
    dialog.rows[1].prefix.setText("22")
    dialog.code.setText("2112345012349")
    on.settle(400)


def which_lot(on: Stage) -> None:
    """Goods that keep lots, received by hand; two lots of it are known."""
    page = _page(on)
    page.set_mode("receive")
    asked = WhichLot(on.context.shop.store, "Fresh whole milk 1 l", Decimal(24), 0)
    dialog = NameLot(page, on.context, asked, lambda _lot: None, lambda _code: None)
    dialog.open()
    on.settle(200)
    dialog._on_known([LotGiven("L7", date(2027, 3, 31)), LotGiven("L6", date(2027, 3, 1))])
    dialog.lot.code.setText("L8")
    dialog.lot.day.setText("31 sometime")
    dialog._on_go()
    on.settle(300)


def which_lots(on: Stage) -> None:
    """An order that is received whole."""
    page = _page(on)
    page.set_mode("receive")
    figures = (Decimal(24), Decimal(0), Decimal(1), Decimal(24))
    lines = [
        OrderLine(on.context.ids.new(), on.context.ids.new(), "SKU", name, "piece", 0, "", None,
                  *figures, "lot")
        for name in _NAMES
    ]  # fmt: skip
    dialog = NameLots(page, on.context, lines, lambda _lots: None)
    dialog.open()
    first, second, *_rest = dialog.lots.values()
    first.show_lot(LotGiven("L7", date(2027, 3, 31)))
    second.show_lot(LotGiven("A-2026-11-000017", None))
    dialog._say("Green tea: “-” stands for goods without a lot.")
    on.settle(300)


SCANNING: tuple[tuple[str, str, Play], ...] = (
    ("scan-out-of-date", "demo", out_of_date),
    ("scan-delivery-note", "demo", delivery_note),
    ("settings-scale-codes", "demo", scale_codes),
    ("scan-which-lot", "demo", which_lot),
    ("scan-which-lots", "demo", which_lots),
)
