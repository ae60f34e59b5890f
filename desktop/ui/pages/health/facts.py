"""What the database holds and who is at work on it: tables, workstations, safety, indexes."""

from collections.abc import Callable
from datetime import date, datetime

from PySide6.QtCore import Qt

from desktop.jobs.health.growth import Earlier
from desktop.queries.safety import BooksRead
from desktop.queries.vitals import ARCHIVING_LINES, Archiving, Station, TableFacts
from desktop.ui.context import Context
from desktop.ui.dialogs.listing import ListingDialog
from desktop.ui.pages.health.frame import HealthCard
from desktop.ui.pages.health.look import Look
from desktop.ui.text import calendar_day, file_size, number, relative, tr
from desktop.ui.widgets.button import Button
from desktop.ui.widgets.fact_table import FactTable
from desktop.ui.widgets.key_value import KeyValue
from desktop.ui.widgets.label import Label

WEEK = 7
SHOWN_TABLES = 10
SHOWN_STATIONS = 8
SHOWN_INDEXES = 8


class TablesCard(HealthCard):
    """The largest tables with their rows, growth and size."""

    def __init__(self, context: Context) -> None:
        super().__init__("boxes", tr("Size and rows"))
        self._context = context
        self._values = KeyValue()
        self._table = FactTable((tr("Table"), tr("Rows"), tr("Growth"), tr("Size")))
        self.add(self._values)
        self.add(self._table)
        self.body.addStretch(1)

    def show_look(self, found: Look) -> None:
        """What was read."""
        facts, today = found.vitals, self._context.shop.day_of(self._context.clock.now())
        rows = [
            (tr("Engine"), f"{facts.engine} {facts.engine_version}"),
            (tr("Schema"), facts.revision),
            (tr("Size"), file_size(facts.size)),
        ]
        if facts.free is not None:
            rows.append((tr("A vacuum would give back"), file_size(facts.free)))
        self._values.set_rows(rows)
        self._table.show_rows(
            [
                (each.name, _rows(each), growth_words(each, found.before, today), _size(each))
                for each in facts.tables[:SHOWN_TABLES]
            ]
        )


def _rows(table: TableFacts) -> str:
    words = number(table.rows)
    return tr("about {n}", n=words) if table.is_about else words


def _size(table: TableFacts) -> str:
    return "–" if table.size is None else file_size(table.size)


def growth_words(table: TableFacts, before: Earlier | None, today: date) -> str:
    """Since when it grew by how much; nothing where nobody looked before."""
    if before is None or table.name not in before.rows:
        return ""
    more = table.rows - before.rows[table.name]
    words = ("+" if more > 0 else "") + number(more)
    if (today - before.day).days in (WEEK, WEEK + 1):
        return tr("{n} this week", n=words)
    return tr("{n} since {day}", n=words, day=calendar_day(before.day))


class StationsCard(HealthCard):
    """Who is connected, or was last seen when."""

    def __init__(self, context: Context) -> None:
        super().__init__("monitor", tr("Workstations"))
        self._context = context
        self._table = FactTable((tr("Computer"), tr("Onhand"), tr("Now or last seen")))
        self.add(self._table)
        self.body.addStretch(1)

    def show_look(self, found: Look) -> None:
        """What was read."""
        stations = found.vitals.stations
        if any(station.windows is not None for station in stations):
            present = sum(station.windows or 0 for station in stations)
            self.pill.set(tr("{n} connected", n=number(present)), "ok", "dot")
        self._table.show_rows(
            [
                (station.name, station.program, self._seen(station))
                for station in stations[:SHOWN_STATIONS]
            ]
        )

    def _seen(self, station: Station) -> str:
        if station.windows:
            many = tr("connected, {n} windows", n=number(station.windows))
            return tr("connected") if station.windows == 1 else many
        return _when(station.seen_at, self._context)


class SafetyCard(HealthCard):
    """The newest backup, the newest drill, and whether a server keeps its log."""

    def __init__(self, context: Context) -> None:
        super().__init__("shield-check", tr("Safety"))
        self._context = context
        self._values = KeyValue()
        self._said = Label("", "small", "secondary", wrap=True)
        self._lines = Button(tr("Lines to set…"), icon="copy", on_click=self._on_lines)
        self._lines.hide()
        self.add(self._values)
        self.add(self._said)
        self.body.addWidget(self._lines, 0, Qt.AlignmentFlag.AlignLeft)
        self.body.addStretch(1)

    def show_look(self, found: Look) -> None:
        """What was read."""
        drilled, archiving = found.drilled, found.vitals.archiving
        rows: list[tuple[str, ...]] = [
            (tr("Last backup"), _when(found.backed_up_at, self._context))
        ]
        if drilled is None:
            rows.append((tr("Last restore drill"), tr("never"), "warn"))
        else:
            at = _when(datetime.fromisoformat(drilled.at), self._context)
            words, tone = (at, "ok") if drilled.ok else (tr("failed {when}", when=at), "bad")
            rows.append((tr("Last restore drill"), words, tone))
        rows.append(self._books_row(found.books))
        if archiving is not None:
            rows += self._server_rows(archiving)
        self._values.set_rows(rows)
        self._lines.setVisible(archiving is not None and not archiving.is_on)
        self._said.setText(_safety_words(archiving))

    def _books_row(self, found: BooksRead) -> tuple[str, ...]:
        """A row of its words and tone."""
        what = tr("Last integrity check")
        if not found.is_whole:
            return what, tr("found something wrong, see Alerts"), "bad"
        at = _when(found.at, self._context)
        return (what, at, "warn") if found.at is None else (what, at, "ok")

    def _server_rows(self, found: Archiving) -> list[tuple[str, ...]]:
        unknown = tr("not to be seen by this login")
        command = {True: tr("set"), False: tr("not set"), None: unknown}[found.has_command]
        last = _when(found.last_at, self._context)
        return [
            (tr("WAL archiving"), tr("on") if found.is_on else tr("off")),
            ("archive_mode", found.mode or unknown),
            ("archive_command", command),
            ("wal_level", found.level or unknown),
            (tr("Archived · failed"), f"{number(found.archived)} · {number(found.failed)}"),
            (tr("Last archived"), last),
        ]

    def _on_lines(self) -> None:
        title = tr("Recovery to a point in time")
        words = tr("Whoever looks after the server puts these lines into its postgresql.conf.")
        ListingDialog(self, title, words, ARCHIVING_LINES).open()


def _safety_words(archiving: Archiving | None) -> str:
    if archiving is None:
        return tr("Stock as it was at any moment is read from the movements; no log is needed.")
    if archiving.is_on:
        return tr("The server keeps its log: it can be brought back to any moment.")
    return tr("Without WAL archiving a server comes back to its last backup only.")


class IndexesCard(HealthCard):
    """Indexes that are missing, with the button that makes them, and those that nobody uses."""

    def __init__(self, context: Context, mend: Callable[[], object]) -> None:
        super().__init__("list-checks", tr("Indexes"))
        self._context = context
        self._said = Label("", "body", "secondary", wrap=True)
        self.mend = Button(tr("Make them again"), icon="hammer", on_click=mend)
        self.mend.hide()
        self._table = FactTable((tr("Not used so far"), tr("Table"), tr("Size")))
        self._table.hide()
        self.add(self._said)
        self.body.addWidget(self.mend, 0, Qt.AlignmentFlag.AlignLeft)
        self.add(self._table)
        self.body.addStretch(1)

    def show_look(self, found: Look) -> None:
        """What was read."""
        facts = found.indexes
        missing = len(facts.missing)
        self.mend.setVisible(bool(missing))
        if missing:
            self.pill.set(tr("{n} missing", n=number(missing)), "warn", "triangle-alert")
        else:
            self.pill.set(tr("All there"), "ok", "check")
        words = tr("Missing: {names}.", names=", ".join(facts.missing)) if missing else ""
        if facts.unused is None:
            words += " " + tr("SQLite does not count how often an index is used.")
        elif facts.since is not None:
            words += " " + tr("Counted since {when}.", when=_when(facts.since, self._context))
        else:
            words += " " + tr("Counted since the database was made.")
        self._said.setText(words.strip())
        unused = (facts.unused or ())[:SHOWN_INDEXES]
        self._table.setVisible(bool(unused))
        self._table.show_rows([(each.name, each.table, file_size(each.size)) for each in unused])


def _when(at: datetime | None, context: Context) -> str:
    return tr("never") if at is None else relative(at, context.clock.now(), context.shop.zone)
