"""Events from a CSV or iCalendar file: read, named goods looked up, compared with what is there."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path
from typing import Any
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import Session

from desktop.commands.events import check_days, check_type
from desktop.commands.imports import ImportProblem
from desktop.commands.many_events import NewEvent, compare_events
from desktop.commands.texts import check_name, check_text
from desktop.domain.cells import unguarded
from desktop.domain.dates import order_of, read_date
from desktop.domain.errors import UserError
from desktop.domain.event_goods import ALL, parted
from desktop.domain.ids import ZERO
from desktop.domain.parts import parts
from desktop.jobs.importing.ics import events_of
from desktop.jobs.importing.reading import content_of, decoded, read_table
from desktop.queries.categories import category_choices
from desktop.queries.event_list import TYPES
from desktop.schema import Event, Product, Store

# Field → what its column may be called, in small letters without signs.
NAMES = {
    "event_name": "eventname event name title summary holiday",
    "event_date": "eventdate date firstday startdate start begin day from",
    "end_date": "enddate lastday end until to",
    "type": "type eventtype kind",
    "description": "description notes note comment",
    "include_in_prediction": "includeinprediction forecasts countsinforecasts forecast counts",
    "store": "store storecode shop",
    "scopes": "scopes about goods products scope",
}
_TYPE_OF = {choice.title.casefold(): str(choice.value) for choice in TYPES} | {
    "other": "custom", "season": "seasonal", "promo": "promotion", "sale": "promotion",
}  # fmt: skip
_YES = frozenset({"yes", "true", "1", "y", "t", "on", "counts"})
_NO = frozenset({"no", "false", "0", "n", "f", "off", "left out"})


@dataclass(frozen=True)
class Plan:
    """What a file would do: for each event "new", "changed" or "same"; or what is wrong with it.

    With any problem there is nothing to do. ``ignored``: columns that mean nothing here.
    """

    file: str
    rows: int
    events: tuple[NewEvent, ...]
    states: tuple[str, ...]
    problems: tuple[ImportProblem, ...]
    ignored: tuple[str, ...] = ()
    notes: tuple[str, ...] = ()

    def count(self, state: str) -> int:
        return self.states.count(state)


@dataclass
class _Reading:
    names: dict[str, str]
    order: str = ""  # of the days, told by all rows
    problems: list[ImportProblem] = field(default_factory=list)

    def day(self, text: str) -> date:
        return parse_day(text, self.order)

    def refuse(self, row: int, name: str, value: str, reason: str) -> None:
        self.problems.append(ImportProblem(row, self.names.get(name, name), value[:100], reason))

    def read(self, row: int, name: str, text: str, rule: Callable[[str], Any]) -> Any:
        try:
            return rule(text)
        except UserError as error:
            self.refuse(row, name, text, " ".join(part for part in (str(error),) if part))
            return None


def plan_events(session: Session, path: Path, zone: str) -> Plan:
    """Reads and compares; nothing is written. UserError where the file cannot be read at all.

    ``zone``: the shop's, for times of day in a calendar.
    """
    text, _ = decoded(content_of(path))
    notes: tuple[str, ...] = ()
    ignored: tuple[str, ...] = ()
    if "BEGIN:VCALENDAR" in text[:4096].upper():
        rows, notes = events_of(text, zone)
        names = {name: name for name in NAMES}
    else:
        rows, names, ignored = _rows_of(path)
    days = [cells.get(name, "") for _, cells in rows for name in ("event_date", "end_date")]
    reading = _Reading(names, order_of(filter(None, days)).name)
    events = _events(session, rows, reading)
    if reading.problems:
        ordered = sorted(reading.problems, key=lambda problem: problem.row)
        return Plan(path.name, len(rows), (), (), tuple(ordered), ignored, notes)
    states = tuple(compare_events(session, events))
    return Plan(path.name, len(rows), tuple(events), states, (), ignored, notes)


Row = tuple[int, dict[str, str]]


def _rows_of(path: Path) -> tuple[list[Row], dict[str, str], tuple[str, ...]]:
    """Each row's cells by field; the fields' headers; the headers that are not read."""
    table = read_table(path)
    plain = ["".join(filter(str.isalnum, name.casefold())) for name in table.header]
    places: dict[str, int] = {}
    for name, known in NAMES.items():
        found = [at for word in known.split() for at, header in enumerate(plain) if header == word]
        free = [at for at in found if at not in places.values()]
        if free:
            places[name] = free[0]
    if not {"event_name", "event_date"} <= places.keys():
        headers = ", ".join(name for name in table.header[:20] if name)
        raise UserError(
            "No columns hold an event's name and day.",
            f"Name them “event_name” and “event_date”; the file has: {headers[:300]}.",
            field="file",
            code="no_columns",
        )
    rows = [
        (row, {name: _cell(cells, at) for name, at in places.items()}) for row, cells in table.rows
    ]
    names = {name: table.header[at] for name, at in places.items()}
    ignored = [h for at, h in enumerate(table.header) if at not in places.values() and h]
    return rows, names, tuple(ignored)


def _cell(cells: Sequence[str], at: int) -> str:
    return unguarded(cells[at]).strip() if at < len(cells) else ""


def _events(session: Session, rows: Sequence[Row], reading: _Reading) -> list[NewEvent]:
    known = _Known.of(session, rows)
    events: list[NewEvent] = []
    lines: dict[tuple[str, date, UUID], int] = {}
    for row, cells in rows:
        before = len(reading.problems)
        event = _event(row, cells, reading, known)
        if event is None or len(reading.problems) > before:
            continue
        first = lines.setdefault(event.key, row)
        if first != row:
            reading.refuse(row, "event_name", event.name, f"Row {first} is the same event.")
        events.append(event)
    return events


def _event(
    row: int, cells: Mapping[str, str], reading: _Reading, known: "_Known"
) -> NewEvent | None:
    """The row's event; what an empty cell means is nothing, but for a last day and goods."""

    def read(name: str, rule: Callable[[str], Any], default: Any = None) -> Any:
        return reading.read(row, name, cells[name], rule) if cells.get(name) else default

    name = reading.read(row, "event_name", cells["event_name"], check_name)
    first = reading.read(row, "event_date", cells["event_date"], reading.day)
    last = read("end_date", reading.day)
    if first is not None:
        last = reading.read(row, "end_date", "", lambda _: check_days(first, last))
    goods = known.goods(row, cells.get("scopes", ""), reading) if "scopes" in cells else None
    store = read("store", known.store, ZERO) if "store" in cells else known.place(name, first)
    if name is None or first is None or store is None:
        return None
    return NewEvent(
        name,
        first,
        store,
        type=read("type", parse_type),
        end_date=last,
        is_end_told="end_date" in cells,
        description=read("description", lambda text: check_text(text, "description")),
        include_in_prediction=read("include_in_prediction", parse_switch),
        products=goods[0] if goods is not None else None,
        categories=goods[1] if goods is not None else None,
    )


@dataclass(frozen=True)
class _Known:
    """Goods and stores that the file names, by what it calls them.

    ``places``: the stores of the events that are there, by name and first day.
    """

    skus: dict[str, UUID]
    categories: dict[str, UUID]
    stores: dict[str, UUID]
    places: dict[tuple[str, date], set[UUID]]

    @classmethod
    def of(cls, session: Session, rows: Sequence[Row]) -> "_Known":
        wanted = sorted({g.sku for _, cells in rows for g in parted(cells.get("scopes", ""))})
        skus: dict[str, UUID] = {}
        for some in parts(wanted):
            part = Product.sku.in_(some)
            found = session.execute(select(Product.sku, Product.id).where(part))
            skus |= {row.sku: row.id for row in found}
        categories = {_plain(c.title): c.value for c in category_choices(session)}
        stores = session.execute(select(Store.id, Store.code, Store.name)).all()
        named = {s.name.casefold(): s.id for s in stores}
        places: dict[tuple[str, date], set[UUID]] = {}
        for name, day, store in session.execute(select(Event.name, Event.event_date, Event.store)):
            places.setdefault((name, day), set()).add(store)
        return cls(skus, categories, named | {s.code.casefold(): s.id for s in stores}, places)

    def place(self, name: str | None, first: date | None) -> UUID:
        """The store of a file that names none: that of the one event that is meant, or all."""
        found = self.places.get((name or "", first or date.min), set())
        return next(iter(found)) if len(found) == 1 else ZERO

    def store(self, text: str) -> UUID:
        """All stores, or one by code or name."""
        if text.casefold() in {*ALL, "all stores"}:
            return ZERO
        if text.casefold() not in self.stores:
            raise UserError("There is no such store.", "Leave it empty for all stores.")
        return self.stores[text.casefold()]

    def goods(
        self, row: int, text: str, reading: _Reading
    ) -> tuple[tuple[UUID, ...], tuple[UUID, ...]]:
        """Products and categories; what is neither is a problem, not all goods."""
        products, categories = set(), set()
        for part in parted(text):
            branch = _plain(part.category)
            if part.sku in self.skus:
                products.add(self.skus[part.sku])
            elif branch in self.categories:
                categories.add(self.categories[branch])
            else:
                reason = "No product has this SKU, and no category is called so."
                reading.refuse(row, "scopes", part.text, reason)
        return tuple(sorted(products)), tuple(sorted(categories))


def _plain(category: str) -> str:
    return " > ".join(name.strip() for name in category.split(">")).casefold()


def parse_day(text: str, order: str = "") -> date:
    """A day as files write it; refused where it may be read in two ways and no row tells which."""
    return read_date(text[:60], order).day


def parse_type(text: str) -> str:
    """One of the four types, by our word or by that of the screen."""
    word = text.strip().casefold()
    return check_type(_TYPE_OF.get(word, word))


def parse_switch(text: str) -> bool:
    """Yes or no."""
    word = text.strip().casefold()
    if word not in _YES | _NO:
        raise UserError("It is yes or no.", code="bad_switch")
    return word in _YES
