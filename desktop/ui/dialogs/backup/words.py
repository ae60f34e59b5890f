"""Words of the dialog: formats, steps by format, and what became of a backup."""

from desktop.jobs.backup.making import PG_DUMP, PG_SCRIPT, PORTABLE, SQLITE, TRIED, Made, Room
from desktop.ui.backup_counts import COPYING, READING, READING_DUMP, WRITING
from desktop.ui.text import file_size, plural, tr
from desktop.ui.widgets.steps import StepLine

FORMATS = {
    SQLITE: ("SQLite file", "Opens as it is; the quickest"),
    PORTABLE: ("Portable archive", "For SQLite and PostgreSQL"),
    PG_DUMP: ("pg_dump", "For pg_restore; Onhand does not read it"),
    PG_SCRIPT: ("pg_dump as text", "For psql; Onhand does not read it"),
}
TRIAL = (
    *("Reading the shop", "Building the shop", "Checking every row", "Checking the migrated rows"),
    "Looking through the restored shop",
)
WORDS_OF = {COPYING: "Copying the shop", WRITING: "Writing all tables"}


def steps_of(form: str, is_tried: bool, room: Room | None) -> list[StepLine]:
    """The steps of a backup, in order, with the messages that tell of each."""
    is_enough = room is not None and room.is_enough
    writing = {
        SQLITE: tr("Shop copied, one moment of it"),
        PORTABLE: tr("Tables written, one moment of them"),
    }.get(form, tr("Written by pg_dump"))
    lines = [
        StepLine(tr("Free space checked"), "done" if is_enough else "waiting", room_words(room)),
        StepLine(writing, told_by=(COPYING, WRITING)),
        StepLine(tr("Read back whole, checksums right"), told_by=(READING, READING_DUMP)),
    ]
    if is_tried and form in TRIED:
        lines.append(StepLine(tr("Trial restore into an empty database"), told_by=TRIAL))
    return lines


def room_words(room: Room | None) -> str:
    """``18.2 GB free, 70 MB needed``."""
    if room is None:
        return ""
    if not room.needed:
        return tr("{free} free", free=file_size(room.free))
    return tr("{free} free, {needed} needed", free=file_size(room.free),
              needed=file_size(room.needed))  # fmt: skip


def done_words(made: Made) -> str:
    """What became of it."""
    rows = plural("{n} row", "{n} rows", made.backup.rows)
    return f"{rows} · {file_size(made.backup.size)}"
