"""Scenes of the calendar: a month with events, forms filled in and refused, holidays, imports."""

from datetime import date
from pathlib import Path
from tempfile import mkdtemp

from PySide6.QtTest import QTest
from PySide6.QtWidgets import QAbstractButton

from desktop.commands.event_undo import UndoEvents, undo_events
from desktop.commands.many_events import AddEvents, NewEvent, add_events
from desktop.jobs.public_holidays import as_events, holidays_of
from desktop.queries.categories import category_choices
from desktop.ui.dialogs.event_form import EventForm
from desktop.ui.dialogs.holidays import HolidaysDialog
from desktop.ui.dialogs.import_events import ImportEventsDialog
from desktop.ui.pages.events import EventsPage
from tests.acting import Play, dialogs
from tests.stage import Stage

GOOD = """event_name,event_date,end_date,type,include_in_prediction,scopes
Street fair,2026-11-21,,custom,yes,
Winter tea,2026-12-01,2026-12-06,promotion,yes,{category}
"""
BAD = """event_name,event_date,type,scopes,colour
Street fair,31.11.2026,custom,,red
,2026-12-01,sale,NO-SUCH,blue
"""


def fill(on: Stage) -> None:
    """A month as a shop has it; taken out again after the picture."""
    with on.shop.database.read() as session:
        branch = category_choices(session)[0]
    planned = (
        NewEvent("Black week", date(2026, 11, 23), type="promotion", end_date=date(2026, 11, 29),
                 is_end_told=True, categories=(branch.value,)),
        NewEvent("Martinmas market", date(2026, 11, 11), type="custom"),
        NewEvent("Advent", date(2026, 11, 29), type="seasonal", end_date=date(2026, 12, 24),
                 is_end_told=True),
        NewEvent("Stocktaking", date(2026, 11, 14), type="custom", include_in_prediction=False),
        NewEvent("Tasting", date(2026, 11, 27), type="promotion"),
        NewEvent("Late opening", date(2026, 11, 27), type="custom"),
        NewEvent("Lights in the street", date(2026, 11, 27), type="seasonal"),
    )  # fmt: skip
    found = (*as_events(holidays_of("US", "", [2026])), *planned)
    head = (on.shop.ids.new(), on.shop.actor, on.shop.clock.now())
    added = on.shop.database.run(add_events, AddEvents(*head, found))

    def take_back() -> None:
        undo = (on.shop.ids.new(), on.shop.actor, on.shop.clock.now(), added.batch)
        on.shop.database.run(undo_events, UndoEvents(*undo))

    on.held.append(take_back)


def page(on: Stage) -> EventsPage:
    """The month of November, filled."""
    fill(on)
    on.window.open_page("events")
    found = on.window.findChildren(EventsPage)[0]
    on.until(lambda: found.is_at_rest and len(found.month.events) > 0)
    on.settle(300)
    return found


def month(on: Stage) -> None:
    """A chosen day with several events."""
    found = page(on)
    rows = found.list.model
    on.until(lambda: rows.rowCount() > 8 and rows.row(8) is not None)
    found.month.go_to(date(2026, 11, 27))
    on.settle(200)


def empty(on: Stage) -> None:
    """Before anything stands in it."""
    on.window.open_page("events")
    on.settle(500)


def form(on: Stage) -> None:
    """A promotion that is about a category."""
    found = page(on)
    found.month.go_to(date(2026, 11, 24))
    found.deeds.edit(next(e.id for e in found.month.events if e.name == "Black week"))
    on.until(lambda: bool(dialogs()))
    on.settle(300)


def refused(on: Stage) -> None:
    """A name that stands on the day already."""
    found = page(on)
    found.month.go_to(date(2026, 11, 11))
    found.deeds.new(found.month.day)
    on.until(lambda: bool(dialogs()))
    dialog = dialogs()[-1]
    assert isinstance(dialog, EventForm)
    QTest.keyClicks(dialog.fields["name"].editor, "Martinmas market")
    press_button(dialog, "Save")
    on.settle(400)


def press_button(dialog: object, text: str) -> None:
    """A button of a dialog by its words."""
    assert isinstance(dialog, EventForm)
    next(b for b in dialog.findChildren(QAbstractButton) if b.text() == text).click()


def holidays(on: Stage) -> None:
    """What would be added."""
    on.window.open_page("events", deed="holidays")
    on.until(lambda: bool(dialogs()))
    dialog = dialogs()[-1]
    assert isinstance(dialog, HolidaysDialog)
    on.until(lambda: dialog.country.count() > 0, 30)
    dialog.country.set_current("GB")
    dialog.country.chosen.emit("GB")
    on.until(dialog.add.isEnabled, 30)
    on.settle(300)


def importing(text: str) -> Play:
    """A file, looked into."""

    def play(on: Stage) -> None:
        with on.shop.database.read() as session:
            branch = category_choices(session)[0]
        path = Path(mkdtemp()) / "events.csv"
        path.write_text(text.replace("{category}", branch.title), "utf-8")
        on.window.open_page("events", deed="import")
        on.until(lambda: bool(dialogs()))
        dialog = dialogs()[-1]
        assert isinstance(dialog, ImportEventsDialog)
        dialog.look_into(path)
        on.settle(600)
        dialog.path.setText("events.csv")

    return play


EVENTS: tuple[tuple[str, str, Play], ...] = (
    ("events-month", "demo", month),
    ("events-form", "demo", form),
    ("events-refused", "demo", refused),
    ("events-holidays", "demo", holidays),
    ("events-import", "demo", importing(GOOD)),
    ("events-import-refused", "demo", importing(BAD)),
    ("events-empty", "empty", empty),
)
