"""The calendar as a person works with it: days by keys, events made, changed, switched, undone."""

from datetime import UTC, date, datetime, timedelta
from typing import Any
from uuid import UUID

import pytest
from hypothesis import given
from hypothesis import strategies as st
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QDialog, QWidget
from sqlalchemy import select

from desktop.commands.events import SaveEvent, save_event
from desktop.jobs import public_holidays
from desktop.jobs.opening import Shop
from desktop.queries.event_list import EVENTS
from desktop.queries.events import EventSpan
from desktop.schema import Event, EventScope
from desktop.ui.dialogs.event_form import EventForm
from desktop.ui.dialogs.holidays import HolidaysDialog
from desktop.ui.dialogs.import_events import ImportEventsDialog
from desktop.ui.pages.events import EventsPage
from desktop.ui.pages.events.laid import DAYS, bars_of, first_day, month_after
from tests.stage import NOW, Stage
from tests.trade import add_product, rows_of
from tests.ui.pages.hand import ONE_ENGINE, Person

Key = Qt.Key
CTRL = Qt.KeyboardModifier.ControlModifier
TODAY = NOW.date()


def save(shop: Shop, name: str, first: date, **values: Any) -> UUID:
    kind = values.pop("type", "custom")
    head = (shop.ids.new(), shop.actor, datetime.now(UTC))
    return shop.database.run(save_event, SaveEvent(*head, name, first, kind, **values))


def opened(on: Stage) -> tuple[Person, EventsPage]:
    """The page at rest, with the keys in the month."""
    person = Person(on, "events")
    page = person.shown(EventsPage)[0]
    on.until(lambda: page.is_at_rest)
    page.month.setFocus()
    return person, page


def dialog(on: Stage) -> QDialog:
    """The dialog that is open, once keys go to it."""
    on.until(lambda: isinstance(QApplication.activeWindow(), QDialog))
    found = QApplication.activeWindow()
    assert isinstance(found, QDialog)
    return found


def to_month(on: Stage, page: EventsPage) -> None:
    """Keys go to the month again, once the dialog is gone, as a window manager does it."""
    on.until(lambda: not any(isinstance(w, QDialog) and w.isVisible() for w in tops()))
    on.window.activateWindow()
    on.until(lambda: QApplication.activeWindow() is on.window)
    page.month.setFocus()
    on.until(page.month.hasFocus)


def tops() -> list[QWidget]:
    return QApplication.topLevelWidgets()


def names(shop: Shop) -> list[str]:
    return [row.event_name for row in rows_of(shop, EVENTS)]


def test_checklist_B9_an_event_is_planned_by_keys(on: Stage, shop: Shop) -> None:
    tea = add_product(shop, "T-1", name="Tea")
    person, page = opened(on)
    for key in (Key.Key_Right, Key.Key_Down, Key.Key_PageDown):
        person.press(key)
    day = date(2026, 12, TODAY.day + 1 + DAYS)
    assert page.month.day == day
    person.press(Key.Key_N)
    form = dialog(on)
    assert isinstance(form, EventForm)
    on.until(form.fields["name"].editor.hasFocus)
    person.press(Key.Key_Return)
    on.until(lambda: "empty" in person.error_at("Name"))
    person.type("Name", "Tea week")
    form.fields["type"].editor.setFocus()
    person.press(Key.Key_Return, CTRL)
    on.until(lambda: names(shop) == ["Tea week"])
    to_month(on, page)
    person.press(Key.Key_Z, CTRL)
    on.until(lambda: names(shop) == [] and not page.month.events)
    person.press(Key.Key_N)
    form = dialog(on)
    assert isinstance(form, EventForm)
    person.type("Name", "Tea week")
    form.goods.search.line.setFocus()
    person.write(form.goods.search.line, "T-1")
    on.until(form.goods.search.hits.isVisible)
    person.press(Key.Key_Return)
    on.until(lambda: bool(form.goods.products))
    person.click("Save")
    on.until(lambda: names(shop) == ["Tea week"])
    on.until(lambda: [event.name for event in page.month.events] == ["Tea week"])
    (event,) = page.month.events
    assert (event.first, event.type, event.products) == (day, "promotion", frozenset({tea}))
    assert "Tea week" in page.month.accessibleDescription()


def test_an_event_is_changed_by_keys_and_everything_is_taken_back(on: Stage, shop: Shop) -> None:
    tea = add_product(shop, "T-1", name="Tea")
    save(shop, "Fair", TODAY, products=(tea,))
    person, page = opened(on)
    on.until(lambda: len(page.month.events) == 1)
    person.press(Key.Key_Return)
    form = dialog(on)
    assert isinstance(form, EventForm)
    form.switch.click()
    person.type("Name", "Big fair")
    person.click("Save")
    on.until(lambda: names(shop) == ["Big fair"])
    assert not rows_of(shop, EVENTS)[0].include_in_prediction
    to_month(on, page)
    person.press(Key.Key_Return)
    dialog(on)
    person.click("Delete")
    on.until(lambda: names(shop) == [])
    to_month(on, page)
    person.press(Key.Key_Z, CTRL)
    on.until(lambda: names(shop) == ["Big fair"])
    person.press(Key.Key_Z, CTRL)
    on.until(lambda: names(shop) == ["Fair"])
    person.sees("Taken back: the event")
    person.press(Key.Key_Z, CTRL | Qt.KeyboardModifier.ShiftModifier)
    on.until(lambda: names(shop) == ["Big fair"])
    with shop.database.read() as session:
        assert session.scalars(select(EventScope.product)).all() == [tea]


def test_checklist_B10_a_second_of_its_name_is_refused_at_the_name(on: Stage, shop: Shop) -> None:
    save(shop, "Fair", TODAY)
    person, _ = opened(on)
    person.press(Key.Key_N)
    dialog(on)
    person.type("Name", "Fair")
    person.click("Save")
    on.until(lambda: "stands on 14 November 2026 for all stores" in person.error_at("Name"))
    assert names(shop) == ["Fair"]


def test_the_list_switches_and_deletes_the_chosen_events(on: Stage, shop: Shop) -> None:
    for number in range(3):
        save(shop, f"Day {number}", TODAY + timedelta(days=number))
    save(shop, "Far away", date(2028, 1, 1))
    person, page = opened(on)
    assert person.names("event_name") == ["Day 0", "Day 1", "Day 2"]  # of the month
    page.list.table.setFocus()
    person.press(Key.Key_A, CTRL)
    person.press(Key.Key_F)
    on.until(lambda: sum(row.include_in_prediction for row in rows_of(shop, EVENTS)) == 1)
    person.settle()
    page.list.table.go_to(1)
    on.until(lambda: page.list.model.row(1) is not None)  # it is read again after the change
    person.press(Key.Key_Delete)
    on.until(lambda: names(shop) == ["Day 0", "Day 2", "Far away"])
    person.settle()  # the window knows what it may take back once it has its answer
    person.press(Key.Key_Z, CTRL)
    on.until(lambda: names(shop) == ["Day 0", "Day 1", "Day 2", "Far away"])
    person.press(Key.Key_Z, CTRL)
    on.until(lambda: all(row.include_in_prediction for row in rows_of(shop, EVENTS)))
    page.month.go_to(date(2028, 1, 1))
    assert person.names("event_name") == ["Far away"]


def test_the_second_of_two_editors_is_asked_whose_value_stays(on: Stage, shop: Shop) -> None:
    tea, soap = add_product(shop, "T-1", name="Tea"), add_product(shop, "S-1", name="Soap")
    event = save(shop, "Fair", TODAY, products=(tea,))
    person, _ = opened(on)
    person.press(Key.Key_Return)
    form = dialog(on)
    assert isinstance(form, EventForm)
    save(shop, "Street fair", TODAY, event=event, products=(soap,))
    person.type("Name", "Fair of the year")
    form.goods.set_goods([], [])
    person.click("Save")
    person.sees("Street fair")
    on.until(lambda: person.words().count("Take theirs") == 2)
    person.click("Take theirs")
    on.until(lambda: "Street fair" in person.words())
    person.click("Save mine anyway")
    on.until(lambda: not form.isVisible())
    with shop.database.read() as session:
        assert session.scalars(select(Event.name)).all() == ["Street fair"]
        assert session.scalars(select(EventScope.product)).all() == []


def germany(on: Stage) -> HolidaysDialog:
    """The dialog with that country chosen."""
    on.window.open_page("events", deed="holidays")
    form = dialog(on)
    assert isinstance(form, HolidaysDialog)
    on.until(lambda: form.country.count() > 0, 30)
    form.country.set_current("DE")
    form.country.chosen.emit("DE")
    return form


@ONE_ENGINE
def test_holidays_are_looked_at_and_added_once(on: Stage, shop: Shop) -> None:
    person, page = opened(on)
    form = germany(on)
    assert form.focusWidget() is form.country
    on.until(form.add.isEnabled, 30)
    count = len(form.events)
    assert form.add.text() == f"Add {count} holidays"
    person.button("Cancel").setFocus()
    person.press(Key.Key_Return, CTRL)
    on.until(lambda: len(names(shop)) == count)
    on.until(lambda: not form.isVisible())
    form = germany(on)
    person.sees(f"{count} there already")
    assert not form.add.isEnabled()
    form.reject()
    to_month(on, page)
    person.press(Key.Key_Z, CTRL)
    on.until(lambda: names(shop) == [])


@ONE_ENGINE
def test_without_the_library_the_button_says_so(
    on: Stage, shop: Shop, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(public_holidays, "find_spec", lambda _name: None)
    person, page = opened(on)
    words = [command.text for command in page.deeds.seldom]
    assert "Holidays of a country (not installed) …" in words
    page.deeds.start("holidays")
    form = dialog(on)
    assert isinstance(form, HolidaysDialog)
    assert (form.add.text(), form.add.isEnabled()) == ("Not installed", False)
    person.sees("pip install holidays")


@ONE_ENGINE
def test_a_file_is_looked_into_and_then_imported(on: Stage, shop: Shop, tmp_path: Any) -> None:
    path = tmp_path / "events.csv"
    path.write_text("event_name,event_date\nFair,soon\n")
    person, page = opened(on)
    person.press(Key.Key_I, CTRL)
    form = dialog(on)
    assert isinstance(form, ImportEventsDialog)
    person.type("File", str(path))
    person.press(Key.Key_Return)
    on.until(lambda: "Row 2, event_date “soon”" in form.problems.toPlainText())
    path.write_text("event_name,event_date\nFair,2026-11-20\n")
    person.click("Look into it")
    person.sees("Import 1 event")
    assert names(shop) == []
    person.click("Import 1 event")
    on.until(lambda: names(shop) == ["Fair"])
    to_month(on, page)
    person.press(Key.Key_Z, CTRL)
    on.until(lambda: names(shop) == [])


@ONE_ENGINE
def test_days_are_chosen_by_click_and_months_by_their_buttons(on: Stage, shop: Shop) -> None:
    save(shop, "Fair", TODAY)
    person, page = opened(on)
    on.until(lambda: len(page.month.events) == 1)
    cell = page.month.grid.cell(page.month.days.index(TODAY))
    person.click("The month after")
    assert page.month.day == date(2026, 12, 14)
    person.click("Today")
    on.until(lambda: len(page.month.events) == 1)
    QTest.mouseClick(page.month, Qt.MouseButton.LeftButton, pos=cell.center())
    assert page.month.day == TODAY
    person.settle()
    page.month.turn(-2)
    assert page.month.day == date(2026, 9, 14)
    page.month.go_to(date(2026, 1, 31))
    page.month.turn(1)
    assert page.month.day == date(2026, 2, 28)


MONTH = date(2026, 11, 1)
SPANS = st.lists(st.tuples(st.integers(-40, 60), st.integers(0, 60)), max_size=30)


@given(SPANS, st.integers(1, 7))
def test_bars_never_meet_and_cover_exactly_the_days_shown(
    spans: list[tuple[int, int]], week_begins: int
) -> None:
    first = first_day(MONTH, week_begins)
    last = first + timedelta(days=6 * DAYS - 1)
    events = [
        EventSpan(
            UUID(int=number), first + timedelta(days=at), first + timedelta(days=at + long),
            f"Event {number}", "custom", True, frozenset(), frozenset(),
        )
        for number, (at, long) in enumerate(spans)
    ]  # fmt: skip
    touching = [event for event in events if event.last >= first and event.first <= last]
    taken: set[tuple[int, int, int]] = set()
    covered: dict[UUID, set[date]] = {}
    for bar in bars_of(touching, first):
        for column in range(bar.first, bar.last + 1):
            place = (bar.week, column, bar.lane)
            assert place not in taken
            taken.add(place)
            day = first + timedelta(days=bar.week * DAYS + column)
            covered.setdefault(bar.event.id, set()).add(day)
    for event in touching:
        days = (max(event.first, first), min(event.last, last))
        count = (days[1] - days[0]).days + 1
        assert covered[event.id] == {days[0] + timedelta(days=n) for n in range(count)}


@given(st.dates(date(1900, 1, 1), date(2199, 12, 31)), st.integers(-30, 30))
def test_months_stay_in_the_calendar(day: date, months: int) -> None:
    found = month_after(day, months)
    assert (found.day, 1900 <= found.year <= 2199) == (1, True)


@ONE_ENGINE
def test_a_products_panel_tells_its_promotions_and_leads_to_them(on: Stage, shop: Shop) -> None:
    tea = add_product(shop, "T-1", name="Tea")
    save(shop, "Over", TODAY - timedelta(days=3), products=(tea,), type="promotion")
    first = TODAY + timedelta(days=20)
    save(shop, "Tea week", first, products=(tea,), type="promotion")
    person = Person(on, "products")
    on.window.open_page("products", product=tea)
    person.sees("On promotion 4 Dec 2026: Tea week")
    assert not any("Over" in words for words in person.words())
    person.click("Show Tea week in the calendar")
    on.until(lambda: bool(person.shown(EventsPage)))
    assert person.shown(EventsPage)[0].month.day == first
