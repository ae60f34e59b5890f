"""What the page reads in one go: the vitals, the indexes, an earlier day's rows, the backups."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from desktop.jobs.backup import FOLDER, backups
from desktop.jobs.backup.drill import Drilled, last_drill
from desktop.jobs.health.growth import Earlier, earlier
from desktop.queries.indexes import IndexFacts, index_facts
from desktop.queries.safety import BooksRead, books_read
from desktop.queries.vitals import Vitals, vitals
from desktop.ui.context import Context
from desktop.ui.figures_note import note_rows


@dataclass(frozen=True)
class Look:
    """Everything that takes a statement or a file to know."""

    vitals: Vitals
    indexes: IndexFacts
    before: Earlier | None
    backed_up_at: datetime | None
    drilled: Drilled | None
    books: BooksRead


def look(session: Any, context: Context) -> Look:
    """In a reader's thread; the first of a day also notes the rows."""
    found = vitals(session)
    today = context.shop.day_of(context.clock.now())
    before = earlier(context.settings.data_dir, found.store_id, today)
    note_rows(found, context)
    folder = context.settings.data_dir / FOLDER
    kept = backups(folder)
    at = datetime.fromtimestamp(kept[0].stat().st_mtime).astimezone() if kept else None
    return Look(found, index_facts(session), before, at, last_drill(folder), books_read(session))
