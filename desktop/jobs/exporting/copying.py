"""Chosen rows for the clipboard: as lines with tabs and as an HTML table, for spreadsheets."""

import csv
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from html import escape
from io import StringIO
from typing import Any
from zoneinfo import ZoneInfo

from desktop.domain.cells import guarded
from desktop.domain.errors import UserError
from desktop.domain.progress import Progress
from desktop.domain.quantity import plain
from desktop.jobs.exporting.cells import Memory
from desktop.jobs.exporting.sheet import Head, Order
from desktop.queries.extract import Extract, Read

MOST_ROWS = 100_000
_AS_TEXT = " style=\"mso-number-format:'\\@'\""
_BREAK = '<br style="mso-data-placement:same-cell">'


@dataclass(frozen=True)
class Copied:
    """The same rows twice; text cells are guarded in both."""

    lines: str
    html: str
    rows: int


def check_few(rows: int) -> None:
    """UserError when these are more than the clipboard should hold."""
    if rows > MOST_ROWS:
        raise UserError(
            f"At most {MOST_ROWS:,} rows can be copied; these are {rows:,}.",
            "Export them into a file instead.",
            code="too_many_rows",
        )


def copied(order: Order, found: Extract, progress: Progress, point: str = ".") -> Copied:
    """Figures have ``point`` before their decimals and no groups, times are the shop's."""
    lines, html = StringIO(newline=""), StringIO()
    writer = csv.writer(lines, delimiter="\t", lineterminator="\r\n")
    spells = [
        _speller(head, read, order.zone, point)
        for head, read in zip(order.heads, found.reads, strict=True)
    ]
    titles = [guarded(head.title) for head in order.heads]
    writer.writerow(titles)
    html.write('<meta charset="utf-8"><table><tr>')
    html.writelines(f"<th>{escape(title)}</th>" for title in titles)
    number = 0
    for part in found.parts:
        columns = [list(map(spell, column)) for spell, column in zip(spells, part, strict=True)]
        number += len(part[0])
        check_few(number)
        for row in zip(*columns, strict=True):
            writer.writerow([cell[0] for cell in row])
            html.write("</tr>\n<tr>")
            html.writelines(cell[1] for cell in row)
        progress.report(number, order.chosen.count)
    html.write("</tr></table>")
    return Copied(lines.getvalue(), html.getvalue(), number)


def _speller(
    head: Head, read: Read | None, zone: str, point: str
) -> Callable[[Any], tuple[str, str]]:
    """A value as a cell between tabs and as one of HTML."""
    words = dict(head.choices)
    local = ZoneInfo(zone)

    def spell(raw: Any) -> tuple[str, str]:
        value = raw if read is None or raw is None else read(raw)
        if value in words:
            value = words[value]
        if value is None:
            return "", "<td></td>"
        if isinstance(value, str):
            text = guarded(value)
            return text, f"<td{_AS_TEXT}>{_html(text)}</td>"
        text = _figure(value, local, point)
        return text, f"<td>{escape(text)}</td>"

    return Memory(spell).__getitem__


def _figure(value: Any, zone: ZoneInfo, point: str) -> str:
    if isinstance(value, Decimal):
        return plain(value).replace(".", point)
    if isinstance(value, datetime):
        return f"{value.astimezone(zone):%Y-%m-%d %H:%M:%S}"
    if isinstance(value, bool):
        return "yes" if value else "no"
    return value.isoformat() if isinstance(value, date) else str(value)


def _html(text: str) -> str:
    return escape(text).replace("\r\n", "\n").replace("\n", _BREAK)
