"""Lists into files: what a list shows as CSV, XLSX, JSON or pages, whole or not at all."""

from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager
from dataclasses import dataclass, replace
from pathlib import Path

from sqlalchemy.orm import Session

from desktop.db.key_engines import key_engine
from desktop.db.keys import Cancel
from desktop.db.keys import Cancelled as Stopped
from desktop.domain.cells import guarded
from desktop.domain.progress import Cancelled, Progress
from desktop.jobs.exporting.beside import folder_of, reading, with_beside
from desktop.jobs.exporting.cells import csv_speller
from desktop.jobs.exporting.copying import Copied, check_few, copied
from desktop.jobs.exporting.csv_file import write_csv, write_parts
from desktop.jobs.exporting.json_file import write_json
from desktop.jobs.exporting.sheet import Head, Order, heads_of
from desktop.jobs.exporting.target import refuse_existing, replacing
from desktop.jobs.exporting.xlsx_file import check_rows, write_xlsx
from desktop.queries import lists
from desktop.queries.extract import Extract

__all__ = [
    "Copied", "Exported", "Head", "Open", "Order", "Pages", "copy", "export", "folder_of",
    "heads_of", "opened_rows", "write_csv",
]  # fmt: skip

Open = Callable[[], AbstractContextManager[Session]]
Pages = Callable[[Path, Order, Extract, Progress], int]


@dataclass(frozen=True)
class Exported:
    """A file that is there, how many rows are in it, and what had no place in it."""

    path: Path
    rows: int
    left_out: tuple[str, ...] = ()


def export(
    opened: Open, order: Order, cancel: Cancel, progress: Progress, pages: Pages | None = None
) -> Exported:
    """Writes the file that the order names; ``pages`` writes one of a format that paints.

    Raises Cancelled when stopped, Unavailable when the file cannot be written, UserError when the
    format cannot take that many rows. In each case what was there before is as it was.
    """
    refuse_existing(order)
    with replacing(order.path) as part, opened() as session, _stoppable(session, cancel):
        order = with_beside(session, order)
        if order.format == "csv":
            rows = _csv(part, session, order, progress)
        elif order.format == "json":
            rows = _json(part, session, order, progress)
        elif order.format == "xlsx":
            order = counted(session, order)
            check_rows(order.chosen.count)
            rows = write_xlsx(part, order, reading(session, order), progress)
        else:
            assert pages is not None, "a file of pages needs someone who paints"
            order = counted(session, order)
            rows = pages(part, order, reading(session, order), progress)
    return Exported(order.path, rows)


def copy(opened: Open, order: Order, cancel: Cancel, progress: Progress, point: str) -> Copied:
    """The rows for the clipboard; UserError where they are too many. See ``copied``."""
    with opened() as session, _stoppable(session, cancel):
        order = counted(session, order)
        check_few(order.chosen.count)
        return copied(order, reading(session, order), progress, point)


@contextmanager
def opened_rows(opened: Open, order: Order, cancel: Cancel) -> Iterator[tuple[Order, Extract]]:
    """The order with its number of rows, and its columns: for who paints them."""
    with opened() as session, _stoppable(session, cancel):
        order = counted(session, order)
        yield order, reading(session, order)


def counted(session: Session, order: Order) -> Order:
    """The order with the number of rows that there are to write now."""
    chosen = order.chosen
    rows = lists.count(session, order.query, chosen.request) if chosen.keys is None else None
    return order if rows is None else replace(order, chosen=replace(chosen, count=rows))


def _csv(path: Path, session: Session, order: Order, progress: Progress) -> int:
    found = reading(session, order)
    spells = [
        csv_speller(head, read, kind)
        for head, read, kind in zip(order.heads, found.reads, found.types, strict=True)
    ]
    titles = [guarded(head.title) for head in order.heads]
    with path.open("w", encoding="utf-8", newline="") as stream:
        return write_parts(
            stream, titles, spells, found.parts, order.has_bom, progress, order.chosen.count
        )


def _json(path: Path, session: Session, order: Order, progress: Progress) -> int:
    found = reading(session, order)
    with path.open("w", encoding="utf-8", newline="\n") as stream:
        return write_json(stream, order.heads, found, progress, order.chosen.count)


@contextmanager
def _stoppable(session: Session, cancel: Cancel) -> Iterator[None]:
    """Also a statement that has not answered yet ends when cancelled."""
    connection = session.connection()
    try:
        with key_engine(connection).stoppable(connection, cancel):
            yield
    except Stopped:
        raise Cancelled from None
