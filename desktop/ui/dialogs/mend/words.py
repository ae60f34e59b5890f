"""What the dialog says of what was found, of the backup, and of how it went."""

from datetime import datetime

from desktop.jobs.backup.looking import Looked
from desktop.jobs.backup.lost import Lost
from desktop.jobs.backup.mending import Checked, Rehearsed
from desktop.jobs.backup.wrong import Diagnosis, Way
from desktop.ui.text import age, day, number, plural, time_of_day, tr

SHOWN, LONGEST = 3, 260
Said = tuple[str, str, str]  # tone, bold words, the rest

# Of each way out that the program goes by itself: the job's kind and what its button says.
CARE = {
    Way.LEVELS: ("rebuild_levels", "Rebuild levels"),
    Way.INDEXES: ("mend_indexes", "Build the indexes anew"),
}


def found(diagnosis: Diagnosis) -> str:
    """The note of the first step."""
    if diagnosis.is_sound:
        return tr("nothing wrong")
    return plural("{n} thing found", "{n} things found", len(diagnosis.findings))


def findings(diagnosis: Diagnosis) -> list[str]:
    """Each in a paragraph: what was seen and what it means."""
    said = [f"{_short(one.message)} {one.meaning}".strip() for one in diagnosis.findings[:SHOWN]]
    more = len(diagnosis.findings) - SHOWN
    return said if more <= 0 else [*said, plural("and {n} more", "and {n} more", more)]


def _short(message: str) -> str:
    return message if len(message) <= LONGEST else f"{message[:LONGEST].rstrip()} …"


def looked_at(diagnosis: Diagnosis) -> str:
    """How much was read."""
    moves = plural("{n} movement", "{n} movements", diagnosis.moves)
    levels = plural("{n} level", "{n} levels", diagnosis.levels)
    return tr("The file, {moves} and {levels} were looked at.", moves=moves, levels=levels)


def backup(checked: Checked, now: datetime, zone: str) -> str:
    """The note of the second step."""
    if checked.found is None:
        return tr("none is proven")
    return tr("proven, {when}", when=when(checked.found, now, zone))


def when(one: Looked, now: datetime, zone: str) -> str:
    """Today 03:00."""
    return f"{day(one.made_at, now, zone)} {time_of_day(one.made_at, zone)}"


def loss(lost: Lost) -> str:
    """What a restore would take away."""
    if not lost.is_known:
        return tr("What is newer cannot be told: the present shop cannot be read.")
    moves = lost.new.get("stock_move", 0)
    if not moves:
        return tr("No movement is newer than it.")
    return plural(
        "{n} movement is newer and would be gone.", "{n} movements are newer and would be gone.",
        moves,
    )  # fmt: skip


def passed_over(checked: Checked) -> str:
    """Newer backups that cannot be used."""
    if not checked.refused:
        return ""
    first = checked.refused[0]
    many = plural("{n} backup was passed over", "{n} backups were passed over",
                  len(checked.refused))  # fmt: skip
    return f"{many}: {first.name}: {_short(first.why)}"


def way_out(diagnosis: Diagnosis, checked: Checked | None, now: datetime, zone: str) -> Said:
    """The verdict of a look."""
    way = diagnosis.way
    if way is Way.NOTHING:
        return "ok", tr("Nothing is wrong."), f"{looked_at(diagnosis)} {tr('Go on working.')}"
    if way is Way.LEVELS:
        return (
            "warn",
            tr("Only levels differ. Nothing has to be restored."),
            tr("They are added up anew from the ledger; no booking is lost."),
        )
    if way is Way.INDEXES:
        return (
            "warn",
            tr("Only indexes are wrong. Nothing has to be restored."),
            tr("They are built anew from the rows; no booking is lost."),
        )
    if way is Way.ASK:
        return "bad", tr("No backup helps here."), tr("Nothing was changed. What to do is below.")
    return _restore(checked, now, zone)


def _restore(checked: Checked | None, now: datetime, zone: str) -> Said:
    if checked is None or checked.found is None:
        return (
            "bad",
            tr("No backup in the usual folder is proven."),
            tr(
                "Nothing was changed. Keep the shop as it is, and look for a backup on a stick or a"
                " share: “Restore…” takes any file."
            ),
        )
    one = checked.found
    old, at = age(one.made_at, now), when(one, now, zone)
    rest = tr("The newest proven backup is of {when} ({age}).", when=at, age=old)
    return "bad", tr("A restore is the way out."), f"{rest} {loss(one.lost)}"


def rehearsed(done: Rehearsed, now: datetime, zone: str) -> Said:
    """The verdict of a rehearsal."""
    one = done.checked.found
    if one is None or done.restored is None:
        return (
            "bad",
            tr("The rehearsal ended: no backup could be restored."),
            tr("Nothing was changed. Make a backup while the shop still works."),
        )
    of = tr("The backup of {when} became a shop of {n} rows in a temporary place.",
            when=when(one, now, zone), n=number(done.rows))  # fmt: skip
    if done.restored.way > Way.LEVELS:
        return (
            "bad",
            tr("The rehearsal ended: what was restored is not sound."),
            (f"{of} {_short(done.restored.findings[0].message)} {tr('Nothing was changed.')}"),
        )
    return "ok", tr("The rehearsal went well. Nothing was changed."), f"{of} {loss(one.lost)}"


def validated(diagnosis: Diagnosis) -> Said:
    """The verdict after a repair."""
    if diagnosis.is_sound:
        rest = f"{looked_at(diagnosis)} {tr('Everybody can go on working.')}"
        return "ok", tr("The shop is sound again."), rest
    return "bad", tr("Something is still wrong."), tr("What it is stands below.")
