"""How far a backup is, by what its Progress tells: rows, and how much is written."""

from desktop.ui.text import file_size, number, tr

COPYING, WRITING = "Copying the shop", "Writing the backup"
READING, READING_DUMP = "Reading the backup back", "Reading it back"
MESSAGES = (COPYING, WRITING, READING, READING_DUMP)


def counts_of(message: str, done: int, total: int, size: int) -> str:
    """Below the bar: rows, and how much is written. A file's copy counts its pages."""
    if not total:
        return file_size(size) if size else ""
    if message == COPYING:
        return f"{file_size(done * 4096)} / {file_size(total * 4096)}"
    rows = tr("{done} of {total} rows", done=number(done), total=number(total))
    return f"{rows} · {file_size(size)}" if size else rows
