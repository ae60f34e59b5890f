"""Scenes of codes: goods out of date, a delivery note's list, templates of scales."""

from decimal import Decimal

from desktop.jobs.scans.notes import NoteRow
from desktop.ui.dialogs.delivery_note import DeliveryNoteDialog
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


def delivery_note(on: Stage) -> None:
    """What was found in a photo."""
    page = _page(on)
    page.set_mode("receive")
    dialog = DeliveryNoteDialog(page, page._till.context, lambda _lines, _name: None)
    dialog.open()
    good = [
        NoteRow(f"400638133393{n}", 1, None, name, f"COF-{1000 + n}", "piece", 0, (Decimal(6),))
        for n, name in enumerate(_NAMES)
    ]
    wrong = NoteRow("PALLET-00017", 1, problem="No product has the code “PALLET-00017”.")
    dialog.path.setText("delivery-2026-11-14.jpg")
    dialog.show_rows([*good, wrong])
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


SCANNING: tuple[tuple[str, str, Play], ...] = (
    ("scan-out-of-date", "demo", out_of_date),
    ("scan-delivery-note", "demo", delivery_note),
    ("settings-scale-codes", "demo", scale_codes),
)
