"""Lists as an Excel workbook: figures as numbers, times as times, text as nothing but text."""

from collections.abc import Callable, Iterable, Sequence
from datetime import date, datetime
from decimal import Decimal
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

from desktop.domain.cells import guarded
from desktop.domain.errors import UserError
from desktop.domain.progress import Progress
from desktop.jobs.exporting.cells import Memory
from desktop.jobs.exporting.sheet import Head, Order
from desktop.queries.extract import Extract, Read

MOST_ROWS = 1_048_575  # and the line of titles
EXACT_DIGITS = 15  # of a number in Excel; longer ones stay text
PIXELS_A_LETTER = 7.0
HUNDRED = Decimal(100)
Put = Callable[[int, Any], None]


def check_rows(rows: int) -> None:
    """UserError when a sheet cannot hold them."""
    if rows > MOST_ROWS:
        raise UserError(
            f"An Excel sheet holds {MOST_ROWS:,} rows at most; these are {rows:,}.",
            "Choose CSV, or filter the list first.",
            field="format",
            code="too_many_rows",
        )


def write_xlsx(path: Path, order: Order, found: Extract, progress: Progress) -> int:
    """Writes the workbook row by row, in bounded memory; returns how many rows."""
    from xlsxwriter import Workbook
    from xlsxwriter.exceptions import FileCreateError

    options = {
        "constant_memory": True,
        "tmpdir": str(path.parent),
        "strings_to_formulas": False,
        "strings_to_urls": False,
        "strings_to_numbers": False,
    }
    book = Workbook(str(path), options)
    number = 0
    try:
        sheet = book.add_worksheet(_sheet_name(order.query.name))
        _lay_out(book, sheet, order.heads)
        puts = _puts(book, sheet, order, found.reads)
        for part in found.parts:
            check_rows(number + len(part[0]))
            for row, values in enumerate(zip(*part, strict=True), number + 1):
                for put, value in zip(puts, values, strict=True):
                    if value is not None:
                        put(row, value)
            number += len(part[0])
            progress.report(number, order.chosen.count)
        sheet.autofilter(0, 0, max(number, 1), len(order.heads) - 1)
    except BaseException:
        _drop(book)
        raise
    try:
        book.close()
    except FileCreateError as error:
        cause = error.args[0] if error.args else None
        raise cause if isinstance(cause, OSError) else OSError(str(error)) from error
    return number


def _drop(book: Any) -> None:
    """Closes the files that were open; they lie in a folder that goes away."""
    for sheet in book.worksheets():
        for handle in (sheet.row_data_fh, sheet.fh):
            if handle is not None:
                handle.close()
    book.fileclosed = True


def _sheet_name(name: str) -> str:
    return name.capitalize()[:31]


def _lay_out(book: Any, sheet: Any, heads: Sequence[Head]) -> None:
    """Widths, the frozen line of titles."""
    left = book.add_format({"bold": True, "bottom": 1})
    right = book.add_format({"bold": True, "bottom": 1, "align": "right"})
    sheet.freeze_panes(1, 0)
    for column, head in enumerate(heads):
        letters = max(head.width / PIXELS_A_LETTER, len(head.title) + 4)
        sheet.set_column(column, column, min(letters, 60))
        _text(sheet, column)(0, head.title, right if head.is_right else left)


def _puts(book: Any, sheet: Any, order: Order, reads: Iterable[Read | None]) -> list[Put]:
    return [
        _put(book, sheet, column, head, read, order)
        for column, (head, read) in enumerate(zip(order.heads, reads, strict=True))
    ]


def _put(book: Any, sheet: Any, column: int, head: Head, read: Read | None, order: Order) -> Put:
    """What writes a column's values, as the driver gave them, into its cells."""
    words = dict(head.choices)
    text = _text(sheet, column)
    figure = book.add_format({"num_format": _number_format(head, order.decimals)})
    zone = ZoneInfo(order.zone)
    is_date = head.kind == "date"
    at = book.add_format({"num_format": "yyyy-mm-dd" if is_date else "yyyy-mm-dd hh:mm:ss"})

    def spelled(raw: Any) -> Any:
        value = raw if read is None else read(raw)
        if value in words:
            return words[value]
        if isinstance(value, Decimal):
            return _number(value / HUNDRED if head.kind == "percent" else value)
        if isinstance(value, datetime):
            return value.astimezone(zone).replace(tzinfo=None)
        if isinstance(value, bool):
            return "yes" if value else "no"
        return value if isinstance(value, date | int) else _guarded(str(value))

    known = spelled if head.kind in ("time", "age") else Memory(spelled).__getitem__

    def put(row: int, raw: Any) -> None:
        value = known(raw)
        if isinstance(value, str):
            text(row, value)
        elif isinstance(value, date):
            sheet.write_datetime(row, column, value, at)
        else:
            sheet.write_number(row, column, value, figure)

    return put


def _guarded(text: str) -> str:
    """Text in a workbook is no formula; only what looks guarded gets a guard, to come back so."""
    return guarded(text) if text.startswith("'") else text


def _text(sheet: Any, column: int) -> Callable[..., None]:
    """What writes text and nothing else into a column.

    In this mode of the library a text that looks like its own marks for rich text would be taken
    for such; given in pieces it is escaped as any other.
    """

    def put(row: int, value: str, how: Any = None) -> None:
        if value.startswith("<r>") and value.endswith("</r>"):
            sheet.write_rich_string(row, column, value[:1], value[1:2], value[2:])
        elif value:
            sheet.write_string(row, column, value, how)

    return put


def _number(value: Decimal) -> float | str:
    """Excel keeps fifteen digits; what has more is text, so that none is lost."""
    digits = len(value.normalize().as_tuple().digits)
    return float(value) if digits <= EXACT_DIGITS else str(value)


def _number_format(head: Head, decimals: int) -> str:
    if head.kind == "money":
        return "#,##0." + "0" * decimals if decimals else "#,##0"
    return "0%" if head.kind == "percent" else "General"
