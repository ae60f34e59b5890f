"""Lists as a PDF and to a printer: the job's rows, spelled as on the screen, painted as pages."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import Any

from PySide6.QtGui import QPagedPaintDevice, QPdfWriter

from desktop.domain.errors import Unavailable, UserError
from desktop.domain.progress import Progress
from desktop.domain.shop import ShopInfo
from desktop.jobs.exporting import Head, Open, Order, opened_rows
from desktop.queries.extract import Extract, Read
from desktop.queries.lists import Cancel
from desktop.ui import text
from desktop.ui.paper.sheets import Sheets, paint_pages, set_up
from desktop.ui.text import tr

MOST_ROWS = 50_000
PDF_DPI = 300
LONGEST = 300
TRIED = 1 << 16


@dataclass(frozen=True)
class Heading:
    """What stands above the rows: the list's title, what it was filtered by, when it was made.

    ``code``: what a scanner reads there.
    """

    title: str
    facts: str
    made: str
    shop: ShopInfo
    code: str = ""


def pdf_pages(heading: Heading) -> Callable[[Path, Order, Extract, Progress], int]:
    """What writes an export's rows as a PDF."""

    def write(path: Path, order: Order, found: Extract, progress: Progress) -> int:
        sheets = sheets_of(heading, order, found, progress)
        writer = QPdfWriter(str(path))
        writer.setResolution(PDF_DPI)
        writer.setTitle(heading.title)
        set_up(writer, sheets)
        if not paint_pages(writer, sheets, progress):
            raise _why_not(path)
        return len(sheets.rows)

    return write


def _why_not(path: Path) -> OSError:
    """Qt does not say why a file was not written; one more write to it does."""
    try:
        with path.open("ab") as file:
            file.write(bytes(TRIED))
    except OSError as error:
        return error
    return OSError(f"{path} could not be painted")


def print_rows(
    opened: Open,
    order: Order,
    cancel: Cancel,
    progress: Progress,
    heading: Heading,
    printer: QPagedPaintDevice,
) -> int:
    """Sends the rows to a printer; returns how many pages."""
    with opened_rows(opened, order, cancel) as (counted, found):
        sheets = sheets_of(heading, counted, found, progress)
    set_up(printer, sheets)
    if not paint_pages(printer, sheets, progress):
        raise Unavailable(
            tr("The printer did not take the pages."),
            tr("Nothing was changed. Check the printer and try again, or save a PDF."),
            "printer",
        )
    return sheets.pages


def sheets_of(heading: Heading, order: Order, found: Extract, progress: Progress) -> Sheets:
    """All rows as words; UserError where they are more than one would print."""
    _check_few(order.chosen.count)
    spells = [
        _speller(head, read, heading.shop)
        for head, read in zip(order.heads, found.reads, strict=True)
    ]
    rows: list[tuple[str, ...]] = []
    for part in found.parts:
        columns = [map(spell, column) for spell, column in zip(spells, part, strict=True)]
        rows += zip(*columns, strict=True)
        _check_few(len(rows))
        progress.report(0, order.chosen.count)
    made = f"Onhand · {heading.made}"
    return Sheets(
        heading.title, heading.shop.name, heading.facts, made, order.heads, rows, heading.code
    )  # fmt: skip


def _check_few(rows: int) -> None:
    if rows > MOST_ROWS:
        raise UserError(
            tr(
                "At most {most} rows fit on pages; these are {rows}.",
                most=text.number(MOST_ROWS),
                rows=text.number(rows),
            ),
            tr("Choose CSV or Excel, or filter the list first."),
            field="format",
            code="too_many_rows",
        )


def _speller(head: Head, read: Read | None, shop: ShopInfo) -> Callable[[Any], str]:
    """A value as the screen says it; how long ago becomes when."""
    words: dict[Any, str] = dict(head.choices)
    kinds: dict[str, Callable[[Any], str]] = {
        "quantity": text.quantity,
        "level": text.quantity,
        "change": text.signed,
        "money": lambda value: text.money(value, shop.decimals),
        "number": text.number,
        "rate": text.rounded,
        "percent": text.percent,
        "time": lambda value: text.moment(value, shop.zone),
        "age": lambda value: text.moment(value, shop.zone),
        "date": lambda value: text.calendar_day(value, "d MMM yyyy"),
    }
    as_kind = kinds.get(head.kind)

    def spell(raw: Any) -> str:
        value = raw if read is None or raw is None else read(raw)
        if value in words:
            return words[value]
        if value is None:
            return ""
        is_figure = isinstance(value, Decimal | int | date)
        return str(as_kind(value)) if as_kind and is_figure else one_line(str(value))

    return spell


def one_line(words: str) -> str:
    """Words on one line, without what cannot be printed; no cell is wider than these."""
    return "".join(c if c.isprintable() or ord(c) > 0xFF else " " for c in words[:LONGEST])
