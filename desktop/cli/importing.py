"""``import``: goods from a file, and ``import undo``."""

import sys
from argparse import Namespace
from collections.abc import Iterator, Sequence
from dataclasses import replace
from functools import partial
from pathlib import Path
from typing import Any

from desktop.cli.access import open_shop
from desktop.cli.ledger import undo
from desktop.cli.output import Output, Usage, printable
from desktop.cli.progress import Told
from desktop.commands.imports import ImportProblem, RowChange
from desktop.jobs.importing import Choices, Report, import_file
from desktop.jobs.importing.choices import parted_map
from desktop.jobs.importing.new_fields import parted_new
from desktop.jobs.opening import Shop
from desktop.jobs.pictures.taking_in import Desk, TakenIn, with_goods

SHOWN, PATIENCE_S = 50, 3600.0
STOPPED = (
    "\nStopped. The goods are in, with some of their pictures: the same command again adds the"
    " others. To take them back: undo {batch}"
)


def load(options: Namespace, out: Output) -> int:
    """All of the file or nothing; every problem is told with its row and column."""
    if options.target:
        return _undo(options, out)
    asked = "web" if options.fetch else "files" if options.pictures else ""
    choices = replace(choices_told(options), pictures=asked)
    with open_shop(options) as shop:
        report = import_file(
            shop.database,
            shop.actor,
            shop.clock,
            shop.ids,
            options.file,
            options.dry_run,
            Told(),
            choices,
        )
        pictures = _pictures(shop, report, options.file, choices)
    for note in report.notes:
        print(note, file=sys.stderr)
    _complain(report.problems)
    _complain(report.left_out)
    values, told = _values(report), _told(report)
    if pictures is not None:
        told += f"\n{pictures.added} pictures added, {pictures.same} were there."
        told = "\n".join((told, *map(printable, pictures.refused)))
        more = {"added": pictures.added, "same": pictures.same, "refused": pictures.refused}
        values["pictures"] |= more
    out.result(values, told)
    return 1 if report.problems else 0


def _pictures(shop: Shop, report: Report, path: Path, choices: Choices) -> TakenIn | None:
    """After the goods, and taken back with them."""
    named = [pair for pair in report.pictures if choices.wants(pair[1])]
    if report.imported is None or report.is_dry_run or not named:
        return None
    read, write = (partial(each, PATIENCE_S) for each in (shop.database.read, shop.database.write))
    desk = Desk(read, write, shop.ids, shop.actor, shop.clock)
    batch, web = report.imported.id, choices.pictures == "web"
    try:
        return with_goods(desk, path, named, batch, Told(), web)
    except KeyboardInterrupt:
        print(STOPPED.format(batch=batch), file=sys.stderr)
        raise


def _undo(options: Namespace, out: Output) -> int:
    """``import undo ID`` is the same as ``undo ID``."""
    if str(options.file) != "undo":
        raise Usage("One file at a time; to take an import back: import undo ID.")
    return undo(options, out)


def choices_told(options: Namespace) -> Choices:
    """What was said of a file."""
    return Choices(
        encoding=options.encoding,
        delimiter={"tab": "\t", "\\t": "\t"}.get(options.delimiter, options.delimiter)[:1],
        decimal=options.decimal,
        sheet=options.sheet,
        header=options.header,
        columns=(*parted_map(options.map), *parted_new(options.new_field)),
        profile=options.profile,
        vendor=options.vendor,
        leaves_out=options.skip_problems,
        dates=options.dates,
    )


def _complain(problems: Sequence[ImportProblem]) -> None:
    for problem in problems[:SHOWN]:
        value = f" “{problem.value[:60]}”" if problem.value else ""
        told = f"row {problem.row}, {problem.field}{value}: {problem.reason}"
        print(printable(told), file=sys.stderr)
    if len(problems) > SHOWN:
        print(f"… and {len(problems) - SHOWN} more (--json lists all).", file=sys.stderr)


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
        "categories": done.categories if done else 0,
        "pictures": {"named": len(report.pictures)},
        "store_prices": done.store_prices if done else 0,
        "fields": [
            {"key": each.key, "label": each.label, "type": each.type} for each in report.fields
        ],
        "profile": report.profile,
        "encoding": report.encoding,
        "delimiter": report.delimiter,
        "decimal": report.decimal,
        "dates": report.dates,
        "sales": done.sales if done else 0,
        "sold_here": done.sold_here if done else 0,
        "sheet": report.sheet,
        "header_row": report.header_row,
        "columns": report.columns,
        "ignored": report.ignored,
        "notes": report.notes,
        "problems": list(map(_problem, report.problems)),
        "left_out": list(map(_problem, report.left_out)),
        "changes": list(map(_change, report.changes)),
    }


def _problem(problem: ImportProblem) -> dict[str, Any]:
    told = {"row": problem.row, "column": problem.field, "value": problem.value}
    return told | {"reason": problem.reason}


def _change(change: RowChange) -> dict[str, Any]:
    fields = [{"field": d.field, "before": d.before, "after": d.after} for d in change.differences]
    told = {"row": change.row, "sku": change.sku, "name": change.name, "state": change.state}
    return told | {"fields": fields}


def _told(report: Report) -> str:
    done = report.imported
    if done is None:
        return f"{report.file}: {len(report.problems)} problems; nothing was imported."
    word = "would be " if report.is_dry_run else ""
    what = f"{done.created} products {word}created, {done.changed} {word}changed"
    rest = f"{done.unchanged} as they were; {done.counted} stocks {word}booked"
    lines = [f"{report.file}: {what}, {rest}."]
    if report.profile == "sales":
        what = f"{done.sales} sales of {done.days} days {word}taken in, {done.unchanged} were there"
        lines = [f"{report.file}: {what}. Stock stays as it is."]
    if done.sold_here:
        what = "1 day of a product was sold here and is"
        if done.sold_here > 1:
            what = f"{done.sold_here} days of products were sold here and are"
        lines.append(f"{what} left out.")
    if done.store_prices:
        lines.append(f"{done.store_prices} prices of single stores {word}set.")
    if report.fields:
        fields = ", ".join(f"{each.label} ({each.type})" for each in report.fields)
        lines.append(f"New fields{' that would be' if word else ''} made: {fields}.")
    if done.categories:
        lines.append(f"{done.categories} categories {word}created.")
    if report.left_out:
        rows = len({problem.row for problem in report.left_out})
        lines.append(f"{rows} rows with problems {word or 'were '}left out.")
    lines += _differences(report)
    if done.reactivated:
        lines.append(f"{done.reactivated} of them were archived and are active again.")
    if report.pictures and not (done.pictures or report.is_dry_run):
        lines.append(f"{len(report.pictures)} pictures are named: --pictures takes them in, too.")
    if report.ignored:
        lines.append(f"Columns that were not read: {', '.join(report.ignored)}.")
    if _is_written(report):
        lines.append(f"To take it back: undo {done.id}")
    return "\n".join(lines)


def _differences(report: Report) -> Iterator[str]:
    """Of products that are there, what a dry run would change."""
    changed = [change for change in report.changes if change.state == "changed"]
    for change in changed[:SHOWN]:
        told = "; ".join(f"{d.field} {d.before or '–'} → {d.after}" for d in change.differences)
        yield f"row {change.row}, {change.sku}: {told}"
    if len(changed) > SHOWN:
        yield f"… and {len(changed) - SHOWN} more (--json lists all)."
