"""What is said of a backup: when, why it was made, how it was proven, how large it is."""

from datetime import datetime, timedelta

from desktop.jobs.backup.listing import Listed, Safety
from desktop.ui.text import calendar_day, day, file_size, time_of_day, tr

OLD = timedelta(days=7)
WHY = {
    "by_hand": "By hand",
    "schedule": "By itself",
    "exit": "When closing",
    "upgrade": "Before an upgrade",
    "restore": "Before a restore",
    "command": "Command line",
    "": "Earlier",
}
# how it was proven: words, tone, drawing
HOW = {
    "read": ("Read whole", "ok", "check"),
    "checked": ("Checksum right", "ok", "check"),
    "tried": ("Restored and compared", "ok", "check"),
    "broken": ("Broken", "bad", "circle-x"),
    "failed": ("Failed", "bad", "circle-x"),
    "kept": ("Kept as it was", "info", "archive"),
}


def when_of(row: Listed, now: datetime, zone: str) -> str:
    """``Today 03:00``, ``Yesterday 18:22``, ``Wed 12 Nov 03:00``."""
    words = day(row.at, now, zone)
    if words not in (tr("today"), tr("yesterday")):
        from zoneinfo import ZoneInfo

        there = row.at.astimezone(ZoneInfo(zone)).date()
        is_far = there.year != now.year
        words = calendar_day(there, "d MMM yyyy" if is_far else "ddd d MMM")
    return f"{words[:1].upper()}{words[1:]} {time_of_day(row.at, zone)}"


def why_of(row: Listed) -> str:
    """Why it was made; with a second folder, where it lies twice."""
    words = tr(WHY.get(row.why, row.why))
    return f"{words} · {tr('2 folders')}" if len(row.places) > 1 else words


def how_of(row: Listed) -> tuple[str, str, str]:
    """Words, tone and drawing of its pill."""
    words, tone, icon = HOW[row.how]
    return tr(words), tone, icon


def reason_of(row: Listed) -> str:
    """Why it failed or is broken; "" for a good one."""
    return row.message if row.how in ("failed", "broken") else ""


def schema_of(row: Listed) -> str:
    """The schema that it holds, where its name tells."""
    return tr("Schema {number}", number=row.revision) if row.revision else ""


def size_of(row: Listed) -> str:
    """In bytes as one speaks of them; a dash for one that was not made."""
    return file_size(row.size) if row.path is not None or row.schema else "–"


def spoken(row: Listed, now: datetime, zone: str) -> str:
    """All of a row as one sentence."""
    how = ": ".join(filter(None, (how_of(row)[0], reason_of(row))))
    parts = (when_of(row, now, zone), why_of(row), schema_of(row), how, size_of(row))
    return ", ".join(filter(None, parts))


def drill_pill(found: Safety, now: datetime, zone: str) -> tuple[str, str, str]:
    """When a backup was restored on trial last; red after a week, or when it failed."""
    drilled = found.drilled
    if drilled is None:
        return tr("Not restored on trial yet"), "warn", "triangle-alert"
    at = datetime.fromisoformat(drilled.at)
    when = f"{day(at, now, zone)} {time_of_day(at, zone)}"
    if not drilled.ok:
        return tr("Trial restore failed: {when}", when=when), "bad", "circle-x"
    words = tr("Last checked restore: {when}", when=when)
    if now - at > OLD:
        return words, "bad", "shield-alert"
    return words, "ok", "shield-check"
