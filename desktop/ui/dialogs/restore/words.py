"""What the restore dialog says of a backup, and of what is newer than it."""

from datetime import datetime

from desktop.jobs.backup.looking import CURRENT, Looked, Offered
from desktop.jobs.backup.lost import Lost
from desktop.ui.text import day, file_size, number, plural, time_of_day, tr

SHOWN = 6  # the dialog stays within a small window
_SPARE = {"job", "log_entry", "audit_entry", "setting", "workstation", "writer", "stock_level"}


def when(at: datetime, now: datetime, zone: str) -> str:
    """Today 03:00."""
    words = day(at, now, zone)
    return f"{words[:1].upper()}{words[1:]} {time_of_day(at, zone)}"


def in_list(one: Offered, now: datetime, zone: str) -> str:
    """A backup in the list: when, how large, how it was checked."""
    checked = {"drilled": tr("tried out"), "checksum": tr("with checksum")}.get(one.checked, "")
    moment = when(one.at, now, zone) if one.at else one.path.name
    return ", ".join(filter(None, (moment, file_size(one.size), one.kind, checked)))


def facts(found: Looked, now: datetime, zone: str) -> list[tuple[str, ...]]:
    """The four lines about a backup that was read to its end."""
    made = f"{when(found.made_at, now, zone)}, {file_size(found.size)}"
    same = tr("{number}, same as this program", number=found.manifest.revision)
    older = tr("{number}, older: it is brought to {head}", number=found.manifest.revision,
               head=CURRENT)  # fmt: skip
    goods = plural("{n} product", "{n} products", found.rows("product"))
    moves = plural("{n} movement", "{n} movements", found.rows("stock_move"))
    return [
        (tr("Backup"), made),
        (tr("Schema"), older if found.is_older else same),
        (tr("Contents"), f"{goods}, {moves}"),
        (tr("Checked"), _checked(found), "warn" if found.manifest.faults else "ok"),
    ]


def _checked(found: Looked) -> str:
    if found.manifest.faults:
        return tr("As written; the shop had a broken chain then")
    rows = number(found.manifest.rows)
    if found.has_checksum:
        return tr("Checksum right, all {n} rows read", n=rows)
    return tr("No checksum; all {n} rows read and right", n=rows)


def banner(lost: Lost, is_alone: bool = False) -> tuple[str, str, str]:
    """Tone, bold words and the rest, about what would be gone."""
    if is_alone:
        return (
            "warn",
            tr("The shop’s file is gone."),
            tr("What was newer than this backup is, too."),
        )
    if not lost.is_known:
        return "warn", tr("What is newer cannot be told."), tr("The present shop cannot be read.")
    moves = lost.new.get("stock_move", 0)
    also = _also(lost)
    if moves:
        strong = plural(
            "{n} movement is newer than this backup",
            "{n} movements are newer than this backup",
            moves,
        )
        with_it = (
            tr("and will be gone, with {also}.", also=also) if also else tr("and will be gone.")
        )
        return "bad", strong, with_it
    if also:
        return "bad", tr("Newer than this backup: {also}.", also=also), tr("They will be gone.")
    return "ok", tr("Nothing is newer than this backup."), tr("Nothing will be gone.")


def _also(lost: Lost) -> str:
    """Everything but the movements; the program's own notes are no loss to speak of."""
    new = {name: n for name, n in lost.new.items() if name not in _SPARE}
    documents, goods = new.pop("document", 0), new.pop("product", 0)
    new.pop("stock_move", 0)
    changes = sum(lost.changed.values())
    others = sum(n for name, n in new.items() if not name.endswith("_line"))
    parts = (
        plural("{n} document", "{n} documents", documents) if documents else "",
        plural("{n} product", "{n} products", goods) if goods else "",
        plural("{n} change", "{n} changes", changes) if changes else "",
        plural("{n} other row", "{n} other rows", others) if others else "",
    )
    return ", ".join(filter(None, parts))


def newer_rows(lost: Lost, now: datetime, zone: str) -> str:
    """The newest things that will be gone, one a line."""
    return "\n".join(f"{when(row.at, now, zone)}  {row.what}" for row in lost.rows[:SHOWN])


def workstations(count: int) -> str:
    """How many others are cut off."""
    if not count:
        return ""
    return plural(
        "{n} workstation will be disconnected.", "{n} workstations will be disconnected.", count
    )
