"""``import``: products from a CSV file."""

import sys
from argparse import Namespace
from typing import Any

from desktop.cli.access import open_shop
from desktop.cli.output import Output, printable
from desktop.cli.progress import Told
from desktop.jobs.importing import Report, import_file

SHOWN = 50


def load(options: Namespace, out: Output) -> int:
    """All of the file or nothing; every problem is told with its row and column."""
    with open_shop(options) as shop:
        report = import_file(
            shop.database,
            shop.actor,
            shop.clock,
            shop.ids,
            options.file,
            options.dry_run,
            Told(),
        )
    for note in report.notes:
        print(note, file=sys.stderr)
    if report.problems:
        _complain(report)
    out.result(_values(report), _told(report))
    return 1 if report.problems else 0


def _complain(report: Report) -> None:
    for problem in report.problems[:SHOWN]:
        value = f" “{problem.value[:60]}”" if problem.value else ""
        told = f"row {problem.row}, {problem.field}{value}: {problem.reason}"
        print(printable(told), file=sys.stderr)
    if len(report.problems) > SHOWN:
        print(f"… and {len(report.problems) - SHOWN} more (--json lists all).", file=sys.stderr)


def _is_written(report: Report) -> bool:
    done = report.imported
    return done is not None and not done.is_empty and not report.is_dry_run


def _values(report: Report) -> dict[str, Any]:
    done = report.imported
    return {
        "ok": done is not None,
        "id": done.id if done is not None and _is_written(report) else None,
        "dry_run": report.is_dry_run,
        "file": report.file,
        "rows": report.rows,
        "created": done.created if done else 0,
        "changed": done.changed if done else 0,
        "unchanged": done.unchanged if done else 0,
        "barcodes": done.codes if done else 0,
        "counted": done.counted if done else 0,
        "reactivated": done.reactivated if done else 0,
        "document": done.number if done and done.number else None,
        "encoding": report.encoding,
        "delimiter": report.delimiter,
        "columns": report.columns,
        "ignored": report.ignored,
        "notes": report.notes,
        "problems": [
            {"row": p.row, "column": p.field, "value": p.value, "reason": p.reason}
            for p in report.problems
        ],
    }


def _told(report: Report) -> str:
    done = report.imported
    if done is None:
        return f"{report.file}: {len(report.problems)} problems; nothing was imported."
    word = "would be " if report.is_dry_run else ""
    what = f"{done.created} products {word}created, {done.changed} {word}changed"
    rest = f"{done.unchanged} as they were; {done.counted} stocks {word}booked"
    lines = [f"{report.file}: {what}, {rest}."]
    if done.reactivated:
        lines.append(f"{done.reactivated} of them were archived and are active again.")
    if report.ignored:
        lines.append(f"Columns that were not read: {', '.join(report.ignored)}.")
    if _is_written(report):
        lines.append(f"To take it back: undo {done.id}")
    return "\n".join(lines)
